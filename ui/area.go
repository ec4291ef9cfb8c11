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
	at := a.Cursor()
	if focused {
		a.top = max(at.Line-h+1, min(a.top, at.Line))
	}
	a.top = max(0, min(a.top, a.Len()-h))
	var lines []string
	for i := a.top; i < a.top+h; i++ {
		if focused && i == at.Line {
			lines = append(lines, a.styles.textWithCursor(a.Line(i), at.Byte, w))
		} else {
			lines = append(lines, a.styles.jsonLine(a.Line(i), w))
		}
	}
	return lines
}
