// Package table draws a scrolling table of which only the visible rows exist:
// a frame costs the same over ten rows as over a million.
//
// It knows columns, a cursor and a window, and nothing about users. It asks its
// [Rows] for the cells of the lines it is about to draw, pads them by display
// width and joins them with ready-made escape sequences; it never styles text
// itself, holds no copy of the data, and handles no key.
package table

import "slices"

// Column is one column of the table. Widths are in terminal cells.
type Column struct {
	Title string
	// Min is the narrowest useful width; a table without room for the Min of
	// all its columns leaves out those with the highest Drop first.
	Min int
	// Max bounds the width for as long as another column can take the room; 0
	// means no bound.
	Max int
	// Grow is the column's share of the room left over; with 0 it stays at Min
	// unless all that is shown has 0.
	Grow int
	// Drop ranks the column among those left out when room is short, of equals
	// the last first; a column with Drop 0 always stays.
	Drop int
	// Fixed is a width that a person chose, below Min or above Max if they like;
	// 0 leaves the width to the table. The column is exactly as wide while room
	// allows, and is left out after all that are not fixed.
	Fixed int
	// Right aligns title and cells to the right, as numbers are.
	Right bool
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

// Marker is implemented by [Rows] that have marks. It is asked for visible rows
// only.
type Marker interface {
	Mark(row int) Mark
}

// Mark is a set of marks of a row, each a sign before its first column: * for
// Marked, • for Changed. The cursor ▌ takes the place of *, which moves beside
// it, into • as ⊛ where there is both.
type Mark uint8

// The marks a row can have.
const (
	Marked  Mark = 1 << iota // chosen by the person
	Changed                  // other than when it was looked at last
)

// SGR is a pair of escape sequences around drawn text; both may be empty.
type SGR struct{ Open, Close string }

// Look is the set of escape sequences a table draws with. Those left out draw
// plain text.
type Look struct {
	Header SGR
	Marker SGR // the cursor's bar, with the marks beside it
	// Marked and Changed surround the marks of ordinary rows.
	Marked, Changed SGR
	// Plain and Cursor hold a pair for each Tone: on ordinary rows, and on the
	// row under the cursor.
	Plain, Cursor []SGR
	// Row surrounds the blanks of the row under the cursor.
	Row SGR
}

// Model is a table. Use [New].
type Model struct {
	columns []Column
	rows    Rows
	marks   Marker // nil when the rows have none
	look    *Look

	sorted     int // the column with the arrow, -1 for none
	descending bool

	width, height int
	widths        []int  // per column; 0 means left out
	titles        []Cell // per column, the arrow included
	cursor, top   int

	// What drawing uses again from frame to frame.
	cells    []Cell
	frame    []byte
	measured measured
}

// New returns a table over the rows, with the cursor on the first one. It draws
// nothing until it has a size. The look may change between two frames.
func New(columns []Column, rows Rows, look *Look) *Model {
	m := &Model{rows: rows, look: look, measured: measured{}}
	m.marks, _ = rows.(Marker)
	m.SetColumns(columns)
	return m
}

// SetColumns replaces the columns. Cursor and scrolling stay; the sort indicator
// goes, for [Model.SetSort] to put it where it belongs now.
func (m *Model) SetColumns(columns []Column) {
	m.columns = slices.Clone(columns)
	m.cells = make([]Cell, len(columns))
	m.SetSort(-1, false)
}

// SetSort draws an arrow at the title of the column that the rows are sorted by:
// ▲ when they ascend, ▼ when they descend. A column that does not exist, such as
// -1, means none.
func (m *Model) SetSort(column int, descending bool) {
	m.sorted, m.descending = column, descending
	m.arrange()
}

// SetSize gives the table its room in cells, the header line included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = max(0, width), max(0, height)
	m.arrange()
	m.follow()
}

// arrange works out the widths of the columns and their titles.
func (m *Model) arrange() {
	m.widths = layout(m.columns, m.sorted, m.width-gutter)
	m.titles = make([]Cell, len(m.columns))
	for i, c := range m.columns {
		m.titles[i].Text = c.Title
		if i == m.sorted && m.widths[i] > 0 {
			m.titles[i].Text = withArrow(c.Title, m.widths[i], m.descending)
		}
	}
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

// Width is how wide a column is drawn, 0 when it is left out or there is none.
func (m *Model) Width(column int) int {
	if column < 0 || column >= len(m.widths) {
		return 0
	}
	return m.widths[column]
}

// Page is the number of rows that fit below the header.
func (m *Model) Page() int { return max(1, m.height-1) }

// RowAt tells which row is drawn on line y of the table, counted from 0 at the
// header; ok is false for the header and for lines without a row.
func (m *Model) RowAt(y int) (row int, ok bool) {
	row = m.top + y - 1
	return row, y >= 1 && y < m.height && row < m.rows.Len()
}

// HeaderAt tells which column's title is at cell x of line y, both counted from
// 0 at the table's upper left corner. The gap after a column belongs to it; ok
// is false outside of the header and where it has no title.
func (m *Model) HeaderAt(x, y int) (column int, ok bool) {
	if y != 0 || m.height == 0 || x < gutter || x >= m.width {
		return 0, false
	}
	end := gutter
	for i, w := range m.widths {
		if w == 0 {
			continue
		}
		if end += w + gap; x < end {
			return i, true
		}
	}
	return 0, false
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
