package model

import (
	"encoding/json"
	"strings"
)

const (
	// maxIndent is how many levels are indented; those below stand under the last
	// of them. A text must not grow with the square of its depth, and its lines
	// must have room for what is in them.
	maxIndent = 12
	// maxUnfolded is how many levels have lines of their own. What nests deeper
	// than metadata may stands in one line.
	maxUnfolded = maxDepth

	jsonSpace = " \t\r\n"
)

// Pretty returns the text indented by two spaces, spelling and order kept. Text
// that is not JSON is returned as it is. However it is nested, the answer's length
// and the time it takes are in proportion to the text.
func (m Metadata) Pretty() string {
	if !json.Valid(m) {
		return string(m)
	}
	w := indenter{rest: string(m)}
	w.b.Grow(2 * len(m))
	for w.next() {
	}
	return w.b.String()
}

// indenter writes valid JSON anew, token by token.
type indenter struct {
	b     strings.Builder
	rest  string
	depth int
}

// next writes one token; ok is false at the end.
func (w *indenter) next() (ok bool) {
	w.rest = strings.TrimLeft(w.rest, jsonSpace)
	if w.rest == "" {
		return false
	}
	switch w.rest[0] {
	case '{', '[':
		w.open()
	case '}', ']':
		w.newLine(w.depth - 1)
		w.depth--
		w.take(1)
	case ',':
		w.take(1)
		w.newLine(w.depth)
	case ':':
		w.take(1)
		w.b.WriteByte(' ')
	case '"':
		w.take(stringEnd(w.rest))
	default:
		w.take(scalarEnd(w.rest))
	}
	return true
}

// open begins an object or a list. One with nothing in it is written as a whole.
func (w *indenter) open() {
	w.take(1)
	w.rest = strings.TrimLeft(w.rest, jsonSpace)
	if w.rest[0] == '}' || w.rest[0] == ']' {
		w.take(1)
		return
	}
	w.depth++
	w.newLine(w.depth)
}

// newLine begins a line in the object or list that is open.
func (w *indenter) newLine(indent int) {
	if w.depth > maxUnfolded {
		return
	}
	w.b.WriteByte('\n')
	for range min(indent, maxIndent) {
		w.b.WriteString("  ")
	}
}

func (w *indenter) take(n int) {
	w.b.WriteString(w.rest[:n])
	w.rest = w.rest[n:]
}

// stringEnd is the length of the string that a valid text begins with.
func stringEnd(text string) int {
	for i := 1; ; i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// scalarEnd is the length of the number or word that a valid text begins with.
func scalarEnd(text string) int {
	if i := strings.IndexAny(text, ",]}"+jsonSpace); i >= 0 {
		return i
	}
	return len(text)
}
