package keyboard

import (
	"slices"
	"strings"
	"testing"
)

// Characters that nobody has read yet are one unit, whatever pieces they came in;
// keys and pastes between them stay where they are.
func TestTypedTextIsOneUnit(t *testing.T) {
	line := strings.Repeat("lorem 日本 ipsum ", 1000)
	sent := line + "\r" + line + "\x1b[A" + "x" + pasteStart + line + pasteEnd + line + "\x03" + line
	for _, size := range []int{1, 2, 7, 1000, len(sent)} {
		var p parser
		var b backlog
		for piece := range slices.Chunk([]byte(sent), size) {
			for _, u := range p.feed(piece) {
				b.add(u)
			}
		}
		var got []string
		size := b.bytes
		for len(b.units) > 0 {
			u := b.take()
			got = append(got, string(u.bytes)+u.pasted)
		}
		want := []string{line, "\r", line, "\x1b[A", "x", pasteStart + pasteEnd + line, line, "\x03", line}
		if !slices.Equal(got, want) {
			t.Errorf("%d units, want %d", len(got), len(want))
		}
		if size != len(sent) || b.bytes != 0 {
			t.Errorf("%d bytes were counted of %d, and %d are left", size, len(sent), b.bytes)
		}
	}
}

// A run ends where it is as long as the longest paste.
func TestARunIsBounded(t *testing.T) {
	var b backlog
	for range 5 * maxPaste / maxPiece {
		b.add(unit{bytes: []byte(strings.Repeat("x", maxPiece))})
	}
	if len(b.units) != 5 || !b.isFull() {
		t.Errorf("%d units, full: %v", len(b.units), b.isFull())
	}
}
