package ui

import (
	"census/ui/textedit"
)

// areaInput is JSON being edited, drawn with its colours and without wrapping:
// the lines that are visible, and of these what is visible.
type areaInput struct {
	*textedit.Area
	styles *styles
	top    int // first line drawn
}

func newAreaInput(s *styles) *areaInput {
	return &areaInput{Area: textedit.NewArea(""), styles: s}
}

// set replaces the text, puts the cursor at its beginning, and forgets what could
// be taken back.
func (a *areaInput) set(text string) { a.Area, a.top = textedit.NewArea(text), 0 }

// lines draws at most h lines of w cells around the cursor, whose line is scrolled
// so that the cursor can be seen.
func (a *areaInput) lines(w, h int, focused bool) []string {
	h = max(1, min(h, a.Len()))
	at, top := a.Cursor(), a.first(h, focused)
	var lines []string
	for i := top; i < top+h; i++ {
		if focused && i == at.Line {
			lines = append(lines, a.styles.textWithCursor(a.Line(i), at.Byte, w))
		} else {
			lines = append(lines, a.styles.jsonLine(a.Line(i), w))
		}
	}
	return lines
}

// first is the first of h lines that are drawn.
func (a *areaInput) first(h int, focused bool) int {
	h = max(1, min(h, a.Len()))
	top, at := a.top, a.Cursor().Line
	if focused {
		top = max(at-h+1, min(top, at))
	}
	return max(0, min(top, a.Len()-h))
}

// scroll keeps to the lines that are drawn: the next move begins there.
func (a *areaInput) scroll(h int, focused bool) { a.top = a.first(h, focused) }
