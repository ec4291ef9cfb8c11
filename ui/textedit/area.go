package textedit

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// maxUndo is how many changes can be taken back.
const maxUndo = 200

// Place is a place in a text: a line and a byte in it, both counted from 0.
type Place struct{ Line, Byte int }

func (p Place) before(o Place) bool {
	return p.Line < o.Line || p.Line == o.Line && p.Byte < o.Byte
}

// Area is a text of several lines being edited, with the cursor in it. Lines end
// at a line feed; every other byte is a part of its line.
type Area struct {
	lines  []string // at least one
	cursor Place
	cell   int // that up and down keep to, one more; 0 is the cursor's own
	past   []change

	text   string // the lines joined
	joined bool   // text is that of now
}

// change is what takes a change back: the text that stood between two places.
type change struct {
	from, to Place // of what was put in
	removed  string
	cursor   Place // before the change
}

// NewArea is an area with a text and the cursor at its beginning.
func NewArea(text string) *Area {
	return &Area{lines: strings.Split(text, "\n"), text: text, joined: true}
}

// Text is the whole text.
func (a *Area) Text() string {
	if !a.joined {
		a.text, a.joined = strings.Join(a.lines, "\n"), true
	}
	return a.text
}

// Put replaces the text as one change. The cursor stays on its line.
func (a *Area) Put(text string) {
	if text == a.Text() {
		return
	}
	at := a.cursor
	a.replace(Place{}, a.end(), text)
	a.moveTo(a.near(at))
}

// Insert puts text in at the cursor.
func (a *Area) Insert(text string) { a.replace(a.cursor, a.cursor, text) }

// Undo takes the last change back.
func (a *Area) Undo() {
	if len(a.past) == 0 {
		return
	}
	last := a.past[len(a.past)-1]
	a.past = a.past[:len(a.past)-1]
	a.splice(last.from, last.to, last.removed)
	a.moveTo(last.cursor)
}

// Len is the number of lines.
func (a *Area) Len() int { return len(a.lines) }

// Line is one line, without its end.
func (a *Area) Line(i int) string { return a.lines[i] }

// Cursor is where the cursor stands: before the byte.
func (a *Area) Cursor() Place { return a.cursor }

// BeforeCursor is the cursor's line up to the cursor.
func (a *Area) BeforeCursor() string { return a.Line(a.cursor.Line)[:a.cursor.Byte] }

// afterCursor is the rest of the cursor's line.
func (a *Area) afterCursor() string { return a.Line(a.cursor.Line)[a.cursor.Byte:] }

func (a *Area) end() Place {
	last := a.Len() - 1
	return Place{last, len(a.Line(last))}
}

// near is the place itself or, where the text has none such, the nearest one
// before it that does not part a character.
func (a *Area) near(p Place) Place {
	if end := a.end(); end.Line < p.Line {
		return end
	}
	line, at := a.Line(p.Line), 0
	for at < len(line) {
		n := First(line[at:])
		if at+n > p.Byte {
			break
		}
		at += n
	}
	return Place{p.Line, at}
}

func (a *Area) moveTo(p Place) { a.cursor, a.cell = p, 0 }

// replace changes what stands between two places, and puts the cursor behind it.
func (a *Area) replace(from, to Place, text string) {
	if to.before(from) {
		from, to = to, from
	}
	if from == to && text == "" {
		return
	}
	before := a.cursor
	end, removed := a.splice(from, to, text)
	a.past = append(a.past, change{from, end, removed, before})
	if len(a.past) > maxUndo {
		a.past = slices.Delete(a.past, 0, 1)
	}
	a.moveTo(end)
}

// splice is replace without memory: it returns where the new text ends, and what
// stood there.
func (a *Area) splice(from, to Place, text string) (end Place, removed string) {
	removed = a.between(from, to)
	head, tail := a.lines[from.Line][:from.Byte], a.lines[to.Line][to.Byte:]
	put := strings.Split(head+text+tail, "\n")
	last := len(put) - 1
	end = Place{from.Line + last, len(put[last]) - len(tail)}
	a.lines = slices.Replace(a.lines, from.Line, to.Line+1, put...)
	a.joined, a.text = false, ""
	return end, removed
}

func (a *Area) between(from, to Place) string {
	if from.Line == to.Line {
		return a.lines[from.Line][from.Byte:to.Byte]
	}
	parts := slices.Clone(a.lines[from.Line : to.Line+1])
	last := len(parts) - 1
	parts[0], parts[last] = parts[0][from.Byte:], parts[last][:to.Byte]
	return strings.Join(parts, "\n")
}

// climb moves the cursor some lines down, or up, towards the cell it came from.
func (a *Area) climb(by int) {
	to := a.cursor.Line + by
	if to < 0 || to >= a.Len() {
		return
	}
	cell := a.cell - 1
	if a.cell == 0 {
		cell = ansi.StringWidth(a.BeforeCursor())
	}
	line, at, used := a.Line(to), 0, 0
	for at < len(line) {
		n := First(line[at:])
		if used += ansi.StringWidth(line[at : at+n]); used > cell {
			break
		}
		at += n
	}
	a.cursor, a.cell = Place{to, at}, cell+1
}
