package table

const (
	gutter = 2 // cursor and marks before the first column
	gap    = 2 // spaces between columns

	signCursor  = "▌"
	signMarked  = "*"
	signChanged = "•"
	signBoth    = "⊛" // marked and changed, in one cell
)

// View draws the header and the visible rows: exactly as many lines as the
// table is high, each exactly as wide as the table.
func (m *Model) View() string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	b := blanks(m.frame[:0], min(gutter, m.width))
	b = m.line(b, m.titles, []SGR{m.look.Header}, SGR{})
	from, to := m.Visible()
	for i := from; i < from+m.height-1; i++ {
		b = append(b, '\n')
		if i < to {
			b = m.row(b, i)
		} else {
			b = blanks(b, m.width)
		}
	}
	m.frame = b
	return string(b)
}

func (m *Model) row(b []byte, i int) []byte {
	clear(m.cells)
	m.rows.Cells(i, m.cells)
	var mark Mark
	if m.marks != nil {
		mark = m.marks.Mark(i)
	}
	if i != m.cursor {
		b = m.gutter(b, mark)
		return m.line(b, m.cells, m.look.Plain, SGR{})
	}
	beside := besideCursor(mark)
	b = append(b, m.look.Marker.Open...)
	b = append(b, signCursor...)
	if m.width >= gutter {
		b = append(b, beside...)
	}
	b = append(b, m.look.Marker.Close...)
	b = append(b, m.look.Row.Open...)
	if m.width >= gutter && beside == "" {
		b = append(b, ' ')
	}
	b = m.line(b, m.cells, m.look.Cursor, m.look.Row)
	return append(b, m.look.Row.Close...)
}

// besideCursor is what the marks show in the one cell next to the cursor.
func besideCursor(mark Mark) string {
	switch mark {
	case Marked:
		return signMarked
	case Changed:
		return signChanged
	case Marked | Changed:
		return signBoth
	}
	return ""
}

// gutter draws the marks of a row without the cursor, each in its cell.
func (m *Model) gutter(b []byte, mark Mark) []byte {
	b = sign(b, mark&Marked != 0, signMarked, m.look.Marked)
	if m.width < gutter {
		return b
	}
	return sign(b, mark&Changed != 0, signChanged, m.look.Changed)
}

func sign(b []byte, isSet bool, text string, sgr SGR) []byte {
	if !isSet {
		return append(b, ' ')
	}
	return append(append(append(b, sgr.Open...), text...), sgr.Close...)
}

// line draws the cells and fills the rest of the line. A cell's escape
// sequences end the row's, so row is reopened after each of them.
func (m *Model) line(b []byte, cells []Cell, tones []SGR, row SGR) []byte {
	used := gutter
	for i, w := range m.widths {
		if w == 0 {
			continue
		}
		if used > gutter {
			b = blanks(b, gap)
			used += gap
		}
		used += w
		text := m.measured.fit(cells[i].Text, w)
		before, after := 0, w-text.width
		if m.columns[i].Right {
			before, after = after, 0
		}
		sgr := tone(tones, cells[i].Tone)
		b = blanks(b, before)
		b = append(b, sgr.Open...)
		b = append(b, text.text...)
		b = append(b, sgr.Close...)
		if sgr.Close != "" {
			b = append(b, row.Open...)
		}
		b = blanks(b, after)
	}
	return blanks(b, m.width-used)
}

func tone(tones []SGR, t Tone) SGR {
	if int(t) < len(tones) {
		return tones[t]
	}
	return SGR{}
}

const spaces = "                                                                "

func blanks(b []byte, n int) []byte {
	for ; n > len(spaces); n -= len(spaces) {
		b = append(b, spaces...)
	}
	return append(b, spaces[:max(0, n)]...)
}
