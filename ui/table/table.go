// Package table draws a scrolling table that only materialises the visible
// rows: a frame costs the same for ten rows as for a million.
//
// It knows columns, a cursor and a window, and nothing about users. It asks its
// [Rows] for the cells of the lines it is about to draw, pads them by display
// width and joins them with prepared escape sequences; it never styles text
// itself, keeps no copy of the data, and handles no keys.
package table

import "slices"

// Column is one column of the table. Widths are in terminal cells.
type Column struct {
	Title string
	// Min is the narrowest useful width; if a table has no room for the Min of
	// all columns, it first drops those with the highest Drop.
	Min int
	// Max limits the width as long as another column can use the room; 0 means
	// no limit.
	Max int
	// Grow is the column's share of the spare room; at 0 it stays at Min, unless
	// all visible columns have 0.
	Grow int
	// Drop ranks the columns to drop when room is short, the highest first and
	// the last of equals first; a column with Drop 0 always stays.
	Drop int
	// Fixed is a width chosen by a person, which may be below Min or above Max;
	// 0 leaves the width to the table. The column has exactly this width while
	// there is room, and is dropped after all columns without a fixed width.
	Fixed int
	// Right aligns title and cells to the right, for numbers.
	Right bool
}

// Tone is the number of a style for cells; [Look] has its escape sequences.
type Tone int

// Cell is one cell's text, free of control characters, and its style.
type Cell struct {
	Text string
	Tone Tone
}

// Rows is the data behind a table. Cells fills cells for row i, one per column
// in the table's order; it is only called for visible rows, but for all
// columns, drawn or not.
type Rows interface {
	Len() int
	Cells(i int, cells []Cell)
}

// Marker is implemented by [Rows] with marks. It is only called for visible
// rows.
type Marker interface {
	Mark(row int) Mark
}

// Mark is a set of marks on a row, each with a sign before the first column: *
// for Marked, • for Changed. On the cursor's row, ▌ takes the place of *, which
// moves next to it; if there is also a •, both are shown as ⊛.
type Mark uint8

// The marks a row can have.
const (
	Marked  Mark = 1 << iota // chosen by the person
	Changed                  // differs from when it was last looked at
)

// SGR is a pair of escape sequences around drawn text; both may be empty.
type SGR struct{ Open, Close string }

// Look is the set of escape sequences a table draws with. Missing ones draw
// plain text.
type Look struct {
	Header SGR
	Marker SGR // the cursor's bar, and the marks next to it
	// Marked and Changed surround the marks of ordinary rows.
	Marked, Changed SGR
	// Plain and Cursor hold one pair per Tone: for ordinary rows, and for the
	// row under the cursor.
	Plain, Cursor []SGR
	// Row surrounds the spaces of the row under the cursor.
	Row SGR
}

// Model is a table. Use [New].
type Model struct {
	columns []Column
	rows    Rows
	marks   Marker // nil if the rows have none
	look    *Look

	sorted     int // the column with the arrow, -1 for none
	descending bool

	width, height int
	widths        []int  // per column; 0 means dropped
	titles        []Cell // per column, including the arrow
	cursor, top   int

	// Buffers reused from frame to frame.
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

// SetColumns replaces the columns. Cursor and scrolling stay; the sort
// indicator is removed until [Model.SetSort] sets it again.
func (m *Model) SetColumns(columns []Column) {
	m.columns = slices.Clone(columns)
	m.cells = make([]Cell, len(columns))
	m.SetSort(-1, false)
}

// SetSort draws an arrow next to the title of the column that the rows are
// sorted by: ▲ ascending, ▼ descending. A column that does not exist, such as
// -1, means none.
func (m *Model) SetSort(column int, descending bool) {
	m.sorted, m.descending = column, descending
	m.arrange()
}

// SetSize sets the table's size in cells, including the header line.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = max(0, width), max(0, height)
	m.arrange()
	m.follow()
}

// arrange computes the widths and titles of the columns.
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

// Cursor returns the row under the cursor, or -1 without rows.
func (m *Model) Cursor() int {
	if m.rows.Len() == 0 {
		return -1
	}
	return m.cursor
}

// SetCursor moves the cursor to row i, or to the nearest existing one, and
// scrolls to make it visible. Call it after the number of rows has changed.
func (m *Model) SetCursor(i int) {
	m.cursor = i
	m.follow()
}

// Move moves the cursor by n rows.
func (m *Model) Move(n int) { m.SetCursor(m.cursor + n) }

// Width returns the drawn width of a column, or 0 if it is dropped or does not
// exist.
func (m *Model) Width(column int) int {
	if column < 0 || column >= len(m.widths) {
		return 0
	}
	return m.widths[column]
}

// Page returns the number of rows that fit below the header.
func (m *Model) Page() int { return max(1, m.height-1) }

// RowAt returns the row drawn on line y of the table, counted from 0 at the
// header; ok is false for the header and for lines without a row.
func (m *Model) RowAt(y int) (row int, ok bool) {
	row = m.top + y - 1
	return row, y >= 1 && y < m.height && row < m.rows.Len()
}

// HeaderAt returns the column whose title is at cell x of line y, both counted
// from 0 at the table's upper left corner. The gap after a column belongs to
// it; ok is false outside the header and where it has no title.
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

// Visible returns the half-open range of rows that are drawn.
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
