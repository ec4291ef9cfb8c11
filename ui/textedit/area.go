package textedit

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// maxUndo is how many changes can be undone.
const maxUndo = 200

// Place is a position in a text: a line and a byte within it, both counted from
// 0.
type Place struct{ Line, Byte int }

func (p Place) before(o Place) bool {
	return p.Line < o.Line || p.Line == o.Line && p.Byte < o.Byte
}

// Area is a text of several lines being edited, with its cursor. Lines end at a
// line feed; every other byte is part of its line.
type Area struct {
	lines  []string // at least one
	cursor Place
	cell   int // the column that up and down keep to, plus one; 0 means the cursor's own
	past   []change

	text   string // text is up to date
	joined bool   // text is that of now
}

// change undoes a change: it holds the text that was between two places.
type change struct {
	from, to Place // of the inserted text
	removed  string
	cursor   Place // before the change
}

// NewArea returns an area with a text and the cursor at its beginning.
func NewArea(text string) *Area {
	return &Area{lines: strings.Split(text, "\n"), text: text, joined: true}
}

// Text returns the whole text.
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

// Insert inserts text at the cursor.
func (a *Area) Insert(text string) { a.replace(a.cursor, a.cursor, text) }

// Undo undoes the last change.
func (a *Area) Undo() {
	if len(a.past) == 0 {
		return
	}
	last := a.past[len(a.past)-1]
	a.past = a.past[:len(a.past)-1]
	a.splice(last.from, last.to, last.removed)
	a.moveTo(last.cursor)
}

// Len returns the number of lines.
func (a *Area) Len() int { return len(a.lines) }

// Line returns one line, without its line feed.
func (a *Area) Line(i int) string { return a.lines[i] }

// Cursor returns the cursor's place, which is before a byte.
func (a *Area) Cursor() Place { return a.cursor }

// BeforeCursor returns the cursor's line up to the cursor.
func (a *Area) BeforeCursor() string { return a.Line(a.cursor.Line)[:a.cursor.Byte] }

// afterCursor is the rest of the cursor's line.
func (a *Area) afterCursor() string { return a.Line(a.cursor.Line)[a.cursor.Byte:] }

func (a *Area) end() Place {
	last := a.Len() - 1
	return Place{last, len(a.Line(last))}
}

// near is the place itself or, if it does not exist in the text, the nearest
// earlier place that does not split a character.
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

// replace replaces the text between two places, and puts the cursor after the
// new text.
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

// splice is replace without undo: it returns where the new text ends, and the
// removed text.
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

// climb moves the cursor down, or up, by some lines, keeping to its column.
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
