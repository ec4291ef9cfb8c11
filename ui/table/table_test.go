package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

var columns = []Column{
	{Title: "NAME", Min: 8, Grow: 3},
	{Title: "UID", Min: 6, Grow: 2},
	{Title: "ROLE", Min: 5, Max: 9, Grow: 1, Drop: 1},
	{Title: "SEEN", Min: 4, Drop: 2},
}

// people is a table of n rows; the names cycle through scripts of every width.
type people int

func (p people) Len() int { return int(p) }

func (p people) Cells(i int, cells []Cell) {
	names := []string{"Andrew", "田中 さくら", "عمر الفاروق", "👩‍👩‍👧 Family", "e\u0301\u0301 combining", "A name that is much too long for it"}
	cells[0] = Cell{Text: fmt.Sprintf("%d %s", i, names[i%len(names)])}
	cells[1] = Cell{Text: "uid", Tone: 1}
	cells[2] = Cell{Text: "admin"}
	cells[3] = Cell{Text: "2h"}
}

var look = Look{
	Plain:  []SGR{{}, {"\x1b[2m", "\x1b[0m"}},
	Cursor: []SGR{{"\x1b[1m", "\x1b[0m"}, {"\x1b[4m", "\x1b[0m"}},
	Row:    SGR{"\x1b[7m", "\x1b[0m"},
	Marker: SGR{"\x1b[34m", "\x1b[0m"},
}

func sized(rows, width, height int) *Model {
	m := New(columns, people(rows), look)
	m.SetSize(width, height)
	return m
}

func TestEveryFrameFillsItsRoomExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := sized(rapid.IntRange(0, 30).Draw(t, "rows"), rapid.IntRange(1, 140).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height"))
		for range rapid.IntRange(0, 10).Draw(t, "moves") {
			m.Move(rapid.IntRange(-40, 40).Draw(t, "by"))
		}
		lines := strings.Split(m.View(), "\n")
		if len(lines) != m.height {
			t.Fatalf("%d lines, want %d", len(lines), m.height)
		}
		for i, line := range lines {
			if w := ansi.StringWidth(line); w != m.width {
				t.Fatalf("line %d is %d wide, want %d: %q", i, w, m.width, line)
			}
		}
	})
}

func TestCursorStaysVisibleAndInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 1_000_000).Draw(t, "rows")
		m := sized(rows, 60, rapid.IntRange(2, 50).Draw(t, "height"))
		for range 5 {
			m.SetCursor(rapid.IntRange(-10, rows+10).Draw(t, "to"))
			m.SetSize(60, rapid.IntRange(2, 50).Draw(t, "new height"))
			from, to := m.Visible()
			if c := m.Cursor(); c < from || c >= to || c < 0 || c >= rows {
				t.Fatalf("cursor %d outside of %d..%d of %d rows", c, from, to, rows)
			}
			if to-from != min(rows, m.Page()) {
				t.Fatalf("%d rows shown where %d fit: ragged end", to-from, min(rows, m.Page()))
			}
		}
	})
}

func TestNoRowsMeansNoCursor(t *testing.T) {
	if c := sized(0, 40, 10).Cursor(); c != -1 {
		t.Errorf("cursor %d, want -1", c)
	}
}

func TestRowAtIsWhereTheRowIsDrawn(t *testing.T) {
	m := sized(100, 60, 11)
	m.SetCursor(55)
	lines := strings.Split(ansi.Strip(m.View()), "\n")
	for y := range m.height {
		row, ok := m.RowAt(y)
		if (y == 0) == ok {
			t.Fatalf("line %d: ok=%v", y, ok)
		}
		if ok && !strings.Contains(lines[y], fmt.Sprintf(" %d ", row)) {
			t.Errorf("line %d is said to be row %d but reads %q", y, row, lines[y])
		}
	}
	if _, ok := sized(3, 60, 11).RowAt(8); ok {
		t.Error("a line below the last row has a row")
	}
}

func TestLayoutDropsThenFills(t *testing.T) {
	for _, c := range []struct {
		room int
		want string
	}{
		{8 + 2 + 6, "[8 6 0 0]"},
		{8 + 2 + 6 + 2 + 5, "[8 6 5 0]"},
		{8 + 2 + 6 + 2 + 5 + 2 + 4, "[8 6 5 4]"},
		{8 + 2 + 6 + 2 + 5 + 2 + 4 + 6, "[11 8 6 4]"},
		{10, "[10 0 0 0]"},
		{3, "[3 0 0 0]"},
	} {
		if got := fmt.Sprint(layout(columns, c.room)); got != c.want {
			t.Errorf("%d cells: %s, want %s", c.room, got, c.want)
		}
	}
	wide := layout(columns, 300)
	if total(wide) != 300 || wide[2] != 9 {
		t.Errorf("300 cells: %v: want them filled and ROLE at its most", wide)
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		text  string
		w     int
		want  string
		width int
	}{
		{"abc", 3, "abc", 3},
		{"abcd", 3, "ab…", 3},
		{"田中さ", 4, "田…", 3},
		{"日本", 4, "日本", 4},
		{"", 4, "", 0},
	} {
		if got, n := Fit(c.text, c.w); got != c.want || n != c.width {
			t.Errorf("Fit(%q, %d) = %q, %d; want %q, %d", c.text, c.w, got, n, c.want, c.width)
		}
	}
}
