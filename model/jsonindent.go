package model

import (
	"encoding/json"
	"strings"
)

const (
	// maxIndent is how many levels are indented; deeper ones are indented like
	// the last of them. Otherwise a text would grow with the square of its
	// depth, and its lines would have no room for content.
	maxIndent = 12
	// maxUnfolded is how many levels have lines of their own. Anything nested
	// deeper than metadata may be is written on one line.
	maxUnfolded = maxDepth
)

// Pretty returns the text indented by two spaces, preserving spelling and
// order. Text that is not JSON is returned unchanged. Length and time are
// proportional to the text, however it is nested.
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

// indenter rewrites valid JSON token by token.
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

// open starts an object or list. An empty one is written as a whole.
func (w *indenter) open(token []byte) {
	w.b.Write(token)
	if c := w.Peek(); c == '}' || c == ']' {
		w.b.Write(w.Token())
		return
	}
	w.depth++
	w.newLine(w.depth)
}

// newLine starts a line in the open object or list.
func (w *indenter) newLine(indent int) {
	if w.depth > maxUnfolded {
		return
	}
	w.b.WriteByte('\n')
	for range min(indent, maxIndent) {
		w.b.WriteString("  ")
	}
}
