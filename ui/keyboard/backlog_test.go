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

// Pastes that nobody reads are bounded by their size, and there is room again once
// one is read.
func TestUnreadPastesAreBounded(t *testing.T) {
	var b backlog
	for !b.isFull() && len(b.units) < 10 {
		b.add(unit{pasted: strings.Repeat("x", maxPaste), isPaste: true})
	}
	if len(b.units) != maxBytes/maxPaste {
		t.Errorf("%d pastes of %d bytes are kept, the bound is %d bytes", len(b.units), maxPaste, maxBytes)
	}
	if b.take(); b.isFull() {
		t.Error("full though one was read")
	}
}

// Clicks are never too many: each is meant.
func TestEveryClickCounts(t *testing.T) {
	var b backlog
	for i := range 4 * maxTurns {
		if !b.add(unit{bytes: []byte("\x1b[<0;3;4M")}) {
			t.Fatalf("click %d is dropped", i)
		}
	}
}
