package ui

import (
	"strings"

	"census/model"
)

// json colours one line of JSON text: keys, texts, and all other values. The
// line may be in the middle of being typed.
func (s *styles) json(line string) string {
	if s.colorless {
		return model.Clean(line)
	}
	var b strings.Builder
	for line != "" {
		n := tokenEnd(line)
		token, rest := line[:n], line[n:]
		switch c := token[0]; {
		case c == '"' && strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":"):
			b.WriteString(s.key.Render(model.Clean(token)))
		case c == '"':
			b.WriteString(s.str.Render(model.Clean(token)))
		case isLiteral(c):
			b.WriteString(s.literal.Render(model.Clean(token)))
		default:
			b.WriteString(model.Clean(token))
		}
		line = rest
	}
	return b.String()
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
// @private folded unless it is to be shown. Lines are broken before they are
// coloured, so that no colour runs over the end of one.
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
		for _, part := range wrap(line, w) {
			drawn = append(drawn, s.json(part))
		}
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
