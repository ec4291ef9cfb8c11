package ui

import (
	"strings"

	"census/model"
)

// jsonTone is how a part of JSON text is drawn.
type jsonTone int

const (
	jsonPlain jsonTone = iota
	jsonKey
	jsonString
	jsonLiteral
)

// jsonPart is text of one tone, safe to show.
type jsonPart struct {
	tone jsonTone
	text string
}

// jsonRow is a line of JSON text before it is coloured: of many lines only those
// that are seen need to be.
type jsonRow []jsonPart

// jsonRow colours a line.
func (s *styles) jsonRow(row jsonRow) string {
	var b strings.Builder
	for _, part := range row {
		b.WriteString(s.json[part.tone].Render(part.text))
	}
	return b.String()
}

// jsonLine colours one line of JSON text in w cells, cut where it is longer. The
// line may be in the middle of being typed. It costs what it shows.
func (s *styles) jsonLine(line string, w int) string {
	var row jsonRow
	for room := w + margin; line != "" && room > 0; {
		n := tokenEnd(line)
		shown, cells, size := head(line[:n], room)
		row = append(row, jsonPart{toneOf(line[:n], line[n:]), shown})
		if size < n {
			break
		}
		room -= cells
		line = line[n:]
	}
	return fit(s.jsonRow(row), w)
}

// jsonRows breaks JSON text into lines of at most w cells, anywhere, and into no
// more lines than most.
func jsonRows(text string, w, most int) []jsonRow {
	var rows []jsonRow
	var row jsonRow
	used := 0
	for text != "" {
		n := tokenEnd(text)
		tone, token := toneOf(text[:n], text[n:]), text[:n]
		text = text[n:]
		for token != "" {
			shown, cells, size := head(token, w-used)
			if size == 0 {
				if used == 0 {
					break // one character wider than the room: nothing can be done
				}
				if rows = append(rows, row); len(rows) == most {
					return rows
				}
				row, used = nil, 0
				continue
			}
			row = append(row, jsonPart{tone, shown})
			used += cells
			token = token[size:]
		}
	}
	return append(rows, row)
}

// toneOf is how a token is drawn, seen by what follows it.
func toneOf(token, rest string) jsonTone {
	switch c := token[0]; {
	case c == '"' && strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":"):
		return jsonKey
	case c == '"':
		return jsonString
	case isLiteral(c):
		return jsonLiteral
	}
	return jsonPlain
}

// tokenEnd is the length of the first token: a text, a word or number, or a run
// of anything else.
func tokenEnd(line string) int {
	if line[0] == '"' {
		n, _ := model.JSONStringLen(line)
		return n
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

// maxMetadataLines is how many lines are shown of metadata. What is within the
// limit has fewer; what a service sends may be of any size.
const maxMetadataLines = 3000

// escapeTabs writes the tabs that come to stand in a string of a JSON text as
// escapes. The text goes on where before ends, the beginning of its first line.
func escapeTabs(before, text string) string {
	var b strings.Builder
	skip := len(before)
	for line := range strings.SplitAfterSeq(before+text, "\n") { // no string goes on in the next
		for line != "" {
			token := line[:tokenEnd(line)]
			line = line[len(token):]
			shown := token[min(skip, len(token)):]
			skip -= len(token) - len(shown)
			if token[0] == '"' {
				shown = strings.ReplaceAll(shown, "\t", `\t`)
			}
			b.WriteString(shown)
		}
	}
	return b.String()
}
