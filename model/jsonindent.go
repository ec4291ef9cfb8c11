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
)

// Pretty returns the text indented by two spaces, spelling and order kept. Text
// that is not JSON is returned as it is. However it is nested, the answer's length
// and the time it takes are in proportion to the text.
func (m Metadata) Pretty() string {
	if !json.Valid(m) {
		return string(m)
	}
	w := indenter{JSONScanner: ScanJSON(m)}
	w.b.Grow(2 * len(m))
	for token := w.Token(); token != nil; token = w.Token() {
		w.write(token)
	}
	return w.b.String()
}

// indenter writes valid JSON anew, token by token.
type indenter struct {
	JSONScanner
	b     strings.Builder
	depth int
}

func (w *indenter) write(token []byte) {
	switch token[0] {
	case '{', '[':
		w.open(token)
	case '}', ']':
		w.newLine(w.depth - 1)
		w.depth--
		w.b.Write(token)
	case ',':
		w.b.Write(token)
		w.newLine(w.depth)
	case ':':
		w.b.WriteString(": ")
	default:
		w.b.Write(token)
	}
}

// open begins an object or a list. One with nothing in it is written as a whole.
func (w *indenter) open(token []byte) {
	w.b.Write(token)
	if c := w.Peek(); c == '}' || c == ']' {
		w.b.Write(w.Token())
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
