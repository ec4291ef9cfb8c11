package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"census/model"
)

// json colours one line of JSON text: keys, texts, and all other values. The
// line may be in the middle of being typed.
func (s *styles) json(line string) string {
	var b strings.Builder
	for line != "" {
		n := tokenEnd(line)
		token, rest := line[:n], line[n:]
		b.WriteString(s.token(token, rest).Render(model.Clean(token)))
		line = rest
	}
	return b.String()
}

// jsonLines colours JSON text and breaks it into lines of at most w cells,
// anywhere; each line's colours end with it.
func (s *styles) jsonLines(text string, w int) []string {
	var lines []string
	var b strings.Builder
	used := 0
	for text != "" {
		n := tokenEnd(text)
		style, token := s.token(text[:n], text[n:]), model.Clean(text[:n])
		text = text[n:]
		for token != "" {
			piece := ansi.Truncate(token, max(1, w-used), "")
			if piece == "" || used == w {
				if used == 0 {
					break // one character wider than the room: nothing can be done
				}
				lines, used = append(lines, b.String()), 0
				b.Reset()
				continue
			}
			b.WriteString(style.Render(piece))
			used += visible(piece)
			token = token[len(piece):]
		}
	}
	return append(lines, b.String())
}

// token is how a token is drawn, seen by what follows it.
func (s *styles) token(token, rest string) lipgloss.Style {
	switch c := token[0]; {
	case c == '"' && strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":"):
		return s.key
	case c == '"':
		return s.str
	case isLiteral(c):
		return s.literal
	}
	return s.plain
}

// tokenEnd is the length of the first token: a text, a word or number, or a run
// of anything else.
func tokenEnd(line string) int {
	if line[0] == '"' {
		for i := 1; i < len(line); i++ {
			switch line[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return len(line)
	}
	literal := isLiteral(line[0])
	i := 1
	for i < len(line) && line[i] != '"' && isLiteral(line[i]) == literal {
		i++
	}
	return i
}

func isLiteral(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '.' || c == '+'
}

// metadataLines shows metadata in w cells: pretty-printed, coloured, with
// @private folded unless it is to be shown.
func (s *styles) metadataLines(m model.Metadata, private bool, w int) []string {
	hidden := 0
	if !private {
		m, hidden = m.WithoutPrivate()
	}
	lines := strings.Split(model.CleanLines(m.Pretty()), "\n")
	if hidden > 0 {
		lines = withFolded(lines, hidden)
	}
	var drawn []string
	for _, line := range lines {
		drawn = append(drawn, s.jsonLines(line, w)...)
	}
	return drawn
}

// withFolded adds a line about the hidden keys before the closing brace.
func withFolded(lines []string, hidden int) []string {
	note := `  "` + model.PrivateKey + `": … ` + plural(hidden, "key") + ", hidden"
	last := len(lines) - 1
	if last < 1 { // {} in one line
		return []string{"{", note, "}"}
	}
	lines[last-1] += ","
	return append(lines[:last:last], note, lines[last])
}
