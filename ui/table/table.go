// Package table draws a scrolling table of which only the visible rows exist:
// a frame costs the same over ten rows as over a million.
//
// It knows columns, a cursor and a window, and nothing about users. It asks its
// [Rows] for the cells of the lines it is about to draw, pads them by display
// width and joins them with ready-made escape sequences; it never styles text
// itself, holds no copy of the data, and handles no key.
package table

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Column is one column of the table. Widths are in terminal cells.
type Column struct {
	Title string
	// Min is the narrowest useful width; a table without room for the Min of
	// all its columns leaves out those with the highest Drop first.
	Min int
	// Max bounds the width; 0 means no bound.
	Max int
	// Grow is the column's share of the room left over; 0 keeps it at Min.
	Grow int
	// Drop ranks the column among those left out when room is short; a column
	// with Drop 0 always stays.
	Drop int
}

// Tone numbers a way to draw a cell; the [Look] has the escape sequences.
type Tone int

// Cell is one cell's text, free of control characters, and how it is drawn.
type Cell struct {
	Text string
	Tone Tone
}

// Rows is the data behind a table. Cells fills cells, one for each of the
// table's columns in their order, for row i; it is called for visible rows
// only, with columns that are not drawn included.
type Rows interface {
	Len() int
	Cells(i int, cells []Cell)
}

// SGR is a pair of escape sequences around drawn text; both may be empty.
type SGR struct{ Open, Close string }

// Look is the set of escape sequences a table draws with.
type Look struct {
	Header SGR
	Marker SGR // the cursor's bar
	// Plain and Cursor hold a pair for each Tone: on ordinary rows, and on the
	// row under the cursor.
	Plain, Cursor []SGR
	// Row surrounds the blanks of the row under the cursor.
	Row SGR
}

const (
	marker  = "▌"
	gutter  = 2 // marker and a blank before the first column
	gap     = 2 // blanks between columns
	trailer = "…"
)

// Model is a table. Use [New].
type Model struct {
	columns []Column
	rows    Rows
	look    Look

	width, height int
	widths        []int // per column; 0 means left out
	cursor, top   int
	cells         []Cell
}

// New returns a table over the rows, with the cursor on the first one. It draws
// nothing until it has a size.
func New(columns []Column, rows Rows, look Look) *Model {
	return &Model{columns: columns, rows: rows, look: look, cells: make([]Cell, len(columns))}
}

// SetSize gives the table its room in cells, the header line included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = max(0, width), max(0, height)
	m.widths = layout(m.columns, m.width-gutter)
	m.follow()
}

// Cursor is the row under the cursor, -1 when there are no rows.
func (m *Model) Cursor() int {
	if m.rows.Len() == 0 {
		return -1
	}
	return m.cursor
}

// SetCursor moves the cursor to row i, or the nearest there is, and scrolls so
// that it can be seen. Call it after the number of rows has changed.
func (m *Model) SetCursor(i int) {
	m.cursor = i
	m.follow()
}

// Move moves the cursor by n rows.
func (m *Model) Move(n int) { m.SetCursor(m.cursor + n) }

// Page is the number of rows that fit below the header.
func (m *Model) Page() int { return max(1, m.height-1) }

// RowAt tells which row is drawn on line y of the table, counted from 0 at the
// header; ok is false for the header and for lines without a row.
func (m *Model) RowAt(y int) (row int, ok bool) {
	row = m.top + y - 1
	return row, y >= 1 && y < m.height && row < m.rows.Len()
}

// Visible is the half-open range of rows that are drawn.
func (m *Model) Visible() (from, to int) {
	return m.top, min(m.rows.Len(), m.top+m.Page())
}

func (m *Model) follow() {
	m.cursor = max(0, min(m.cursor, m.rows.Len()-1))
	page := m.Page()
	m.top = min(m.top, m.cursor)
	m.top = max(m.top, m.cursor-page+1)
	m.top = max(0, min(m.top, m.rows.Len()-page))
}

// View draws the header and the visible rows: exactly as many lines as the
// table is high, each exactly as wide as the table.
func (m *Model) View() string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(m.height * (m.width + 40))
	m.header(&b)
	from, to := m.Visible()
	for i := from; i < from+m.height-1; i++ {
		b.WriteByte('\n')
		if i < to {
			m.row(&b, i)
		} else {
			blanks(&b, m.width)
		}
	}
	return b.String()
}

func (m *Model) header(b *strings.Builder) {
	for i, c := range m.columns {
		m.cells[i] = Cell{Text: c.Title}
	}
	header := []SGR{m.look.Header}
	blanks(b, min(gutter, m.width))
	m.write(b, header, SGR{})
}

func (m *Model) row(b *strings.Builder, i int) {
	clear(m.cells)
	m.rows.Cells(i, m.cells)
	if i != m.cursor {
		blanks(b, min(gutter, m.width))
		m.write(b, m.look.Plain, SGR{})
		return
	}
	b.WriteString(m.look.Marker.Open)
	b.WriteString(marker)
	b.WriteString(m.look.Marker.Close)
	b.WriteString(m.look.Row.Open)
	blanks(b, min(gutter, m.width)-1)
	m.write(b, m.look.Cursor, m.look.Row)
	b.WriteString(m.look.Row.Close)
}

// write draws the cells and fills the rest of the line. Sequences of a cell end
// the row's, so row is opened again after each of them.
//
// Terminals disagree about the width of some texts. Around such a cell the
// columns are kept straight by clearing it first and then placing the cursor
// where the next column begins, so the table must be drawn at the left edge.
func (m *Model) write(b *strings.Builder, tones []SGR, row SGR) {
	used, first := gutter, true
	for i, w := range m.widths {
		if w == 0 {
			continue
		}
		if !first {
			blanks(b, gap)
			used += gap
		}
		first = false
		sgr := tone(tones, m.cells[i].Tone)
		text, n := Fit(m.cells[i].Text, w)
		disputed := isDisputed(text, n)
		if disputed {
			b.WriteString(row.Open)
			b.WriteString(ansi.EraseCharacter(w))
			b.WriteString(row.Close)
		}
		b.WriteString(sgr.Open)
		b.WriteString(text)
		b.WriteString(sgr.Close)
		if sgr.Close != "" || disputed {
			b.WriteString(row.Open)
		}
		blanks(b, w-n)
		used += w
		if disputed {
			b.WriteString(ansi.CursorHorizontalAbsolute(used + 1))
		}
	}
	blanks(b, m.width-used)
}

func tone(tones []SGR, t Tone) SGR {
	if int(t) < len(tones) {
		return tones[t]
	}
	return SGR{}
}

// Fit cuts text to at most w cells, ending in … when something was cut, and
// says how many cells it takes.
func Fit(text string, w int) (fitted string, width int) {
	if isASCII(text) && len(text) <= w {
		return text, len(text)
	}
	if n := ansi.StringWidth(text); n <= w {
		return text, n
	}
	fitted = ansi.Truncate(text, w, trailer)
	return fitted, ansi.StringWidth(fitted)
}

// isDisputed reports whether terminals that count by character and those that
// count by grapheme give the text different widths: joined emoji, flags, the
// vowel signs of Indic scripts.
func isDisputed(text string, width int) bool {
	return len(text) != width && ansi.StringWidthWc(text) != width
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

const spaces = "                                                                "

func blanks(b *strings.Builder, n int) {
	for ; n > len(spaces); n -= len(spaces) {
		b.WriteString(spaces)
	}
	if n > 0 {
		b.WriteString(spaces[:n])
	}
}
