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

var names = []string{"Andrew", "田中 さくら", "عمر الفاروق", "👩‍👩‍👧 Family", "e\u0301\u0301 combining", "A name that is much too long for it"}

// people is a table of n rows; the names cycle through scripts of every width.
type people int

func (p people) Len() int { return int(p) }

func (p people) Cells(i int, cells []Cell) {
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
	m := New(columns, people(rows), &look)
	m.SetSize(width, height)
	return m
}

// anyColumns draws columns as a person may have arranged them.
func anyColumns(t *rapid.T) []Column {
	column := rapid.Custom(func(t *rapid.T) Column {
		return Column{
			Title: rapid.SampledFrom([]string{"NAME", "S", "meta.plan.tier", "田中", "👩‍👩‍👧", ""}).Draw(t, "title"),
			Min:   rapid.IntRange(0, 20).Draw(t, "min"), Max: rapid.SampledFrom([]int{0, 20, 40}).Draw(t, "max"),
			Grow: rapid.IntRange(0, 4).Draw(t, "grow"), Drop: rapid.IntRange(0, 5).Draw(t, "drop"),
			Fixed: rapid.SampledFrom([]int{0, 0, 0, 1, 9, 60}).Draw(t, "fixed"), Right: rapid.Bool().Draw(t, "right"),
		}
	})
	return rapid.SliceOfN(column, 1, 18).Draw(t, "columns")
}

// filled is a table of n rows with any columns and marks.
type filled struct {
	people
	marks []Mark
}

func (f filled) Cells(i int, cells []Cell) {
	for j := range cells {
		cells[j] = Cell{Text: names[(i+j)%len(names)], Tone: Tone(j % 3)}
	}
}

func (f filled) Mark(row int) Mark { return f.marks[row%len(f.marks)] }

func TestEveryFrameFillsItsRoomExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := filled{people(rapid.IntRange(0, 30).Draw(t, "rows")), rapid.SliceOfN(rapid.Map(rapid.Byte(), func(b byte) Mark { return Mark(b) }), 1, 4).Draw(t, "marks")}
		m := New(columns, rows, &look)
		if rapid.Bool().Draw(t, "arranged") {
			m.SetColumns(anyColumns(t))
		}
		m.SetSize(rapid.IntRange(1, 320).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height"))
		m.SetSort(rapid.IntRange(-1, 18).Draw(t, "sorted"), rapid.Bool().Draw(t, "descending"))
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
			t.Errorf("line %d counts as row %d but reads %q", y, row, lines[y])
		}
	}
	if _, ok := sized(3, 60, 11).RowAt(8); ok {
		t.Error("a line below the last row has a row")
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

func TestNewColumnsKeepCursorAndScrolling(t *testing.T) {
	m := sized(100, 60, 11)
	m.SetCursor(55)
	m.SetCursor(52)
	m.SetSort(0, false)
	from, to := m.Visible()
	mine := []Column{{Title: "FIRST", Min: 8}, {Title: "SECOND", Min: 8}, {Title: "THIRD", Min: 8}, {Title: "FOURTH", Min: 8}}
	m.SetColumns(mine)
	mine[0].Title = "changed by its owner"
	if f, l := m.Visible(); m.Cursor() != 52 || f != from || l != to {
		t.Errorf("cursor %d, rows %d–%d, want 52, %d–%d", m.Cursor(), f, l, from, to)
	}
	header, _, _ := strings.Cut(m.View(), "\n")
	if !strings.HasPrefix(header, "  FIRST") || strings.ContainsAny(header, "▲▼") {
		t.Errorf("header %q: want the new titles, no arrow", header)
	}
}

func TestArrowIsNeverCut(t *testing.T) {
	for _, c := range []struct {
		title string
		w     int
		want  string
	}{
		{"SEEN", 6, "SEEN ▲"},
		{"SEEN", 5, "SEEN▲"},
		{"SEEN", 4, "SE…▲"},
		{"SEEN", 2, "…▲"},
		{"SEEN", 1, "▲"},
		{"田中さ", 4, "田…▲"},
		{"", 4, " ▲"},
	} {
		if got := withArrow(c.title, c.w, false); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.title, c.w, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		m := New(anyColumns(t), filled{people(3), []Mark{0}}, &Look{})
		m.SetSize(rapid.IntRange(3, 300).Draw(t, "width"), 2)
		sorted, descending := rapid.IntRange(-1, 18).Draw(t, "sorted"), rapid.Bool().Draw(t, "descending")
		m.SetSort(sorted, descending)
		want, not := "▲", "▼"
		if descending {
			want, not = not, want
		}
		n := 0
		if sorted >= 0 && sorted < len(m.columns) && m.widths[sorted] > 0 {
			n = 1
		}
		header, _, _ := strings.Cut(m.View(), "\n")
		if strings.Count(header, want) != n || strings.Contains(header, not) {
			t.Fatalf("%d of %s in %q, want %d", strings.Count(header, want), want, header, n)
		}
	})
}

func TestHeaderAtIsWhereTheTitleIsDrawn(t *testing.T) {
	m := sized(3, 60, 5)
	m.SetColumns([]Column{{Title: "NAME", Min: 8}, {Title: "GONE", Min: 80, Drop: 1}, {Title: "AGE", Min: 6, Right: true}, {Title: "LAST", Min: 4, Fixed: 4}})
	header, _, _ := strings.Cut(m.View(), "\n")
	starts := map[int]int{0: strings.Index(header, "NAME"), 3: strings.Index(header, "LAST")}
	for x := range 60 {
		column, ok := m.HeaderAt(x, 0)
		want, wantOK := 2, x >= gutter
		switch {
		case x < starts[0]+m.widths[0]+gap:
			want = 0
		case x >= starts[3]:
			want = 3
		}
		if ok != wantOK || ok && column != want {
			t.Errorf("cell %d of %q: column %d, %v; want %d, %v", x, header, column, ok, want, wantOK)
		}
	}
	if at := strings.Index(header, "AGE"); at+3+gap != starts[3] {
		t.Errorf("AGE is not aligned right: %q", header)
	}
	for _, at := range [][2]int{{-1, 0}, {60, 0}, {5, 1}, {5, -1}} {
		if column, ok := m.HeaderAt(at[0], at[1]); ok {
			t.Errorf("cell %v: column %d", at, column)
		}
	}
	m.SetColumns([]Column{{Title: "NAME", Fixed: 8}})
	if column, ok := m.HeaderAt(30, 0); ok {
		t.Errorf("right of the last column: column %d", column)
	}
}

func TestRightAlignedCells(t *testing.T) {
	m := New([]Column{{Title: "N", Fixed: 8, Right: true}, {Title: "X", Fixed: 3}}, texts{"7", "日本", "1234567890"}, &Look{})
	m.SetSize(20, 4)
	want := []string{
		"         N  X       ",
		"▌        7  x       ",
		"      日本  x       ",
		"  1234567…  x       ",
	}
	if got := m.View(); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// texts has these texts in its first column.
type texts []string

func (p texts) Len() int { return len(p) }
func (p texts) Cells(i int, cells []Cell) {
	cells[0].Text, cells[1].Text = p[i], "x"
}

func TestMarksAreSigns(t *testing.T) {
	rows := filled{people(4), []Mark{0, Marked, Changed, Marked | Changed}}
	for cursor, want := range [][]string{
		{"▌ ", "* ", " •", "*•"},
		{"  ", "▌*", " •", "*•"},
		{"  ", "* ", "▌•", "*•"},
		{"  ", "* ", " •", "▌⊛"},
	} {
		m := New(columns, rows, &look)
		m.SetSize(60, 5)
		m.SetCursor(cursor)
		for i, line := range strings.Split(ansi.Strip(m.View()), "\n")[1:] {
			if got := string([]rune(line)[:gutter]); got != want[i] {
				t.Errorf("cursor on %d, row %d: %q, want %q", cursor, i, got, want[i])
			}
		}
	}
}

func TestMarksAndCursorAreDrawnWithTheirSequences(t *testing.T) {
	l := Look{Marked: SGR{"<m>", "</m>"}, Changed: SGR{"<c>", "</c>"}, Marker: SGR{"<cursor>", "</cursor>"}, Row: SGR{"<row>", "</row>"}, Cursor: []SGR{{"<bold>", "</bold>"}}}
	m := New([]Column{{Fixed: 6}}, filled{people(2), []Mark{Marked | Changed}}, &l)
	m.SetSize(10, 3)
	lines := strings.Split(m.View(), "\n")
	if want := "<cursor>▌⊛</cursor><row><bold>Andrew</bold><row>  </row>"; lines[1] != want {
		t.Errorf("%q, want %q", lines[1], want)
	}
	if want := "<m>*</m><c>•</c>"; !strings.HasPrefix(lines[2], want) {
		t.Errorf("%q, want %q first", lines[2], want)
	}
}

// What is cached from earlier frames does not show in later ones.
func TestAFrameDoesNotDependOnEarlierOnes(t *testing.T) {
	used := New(columns, newCrowd(3*mostMeasured), &look)
	for i := range 2 * mostMeasured / 40 {
		used.SetSize(60+i%50, 41)
		used.SetCursor(i * 40)
		fresh := New(columns, newCrowd(3*mostMeasured), &look)
		fresh.SetSize(60+i%50, 41)
		fresh.SetCursor(i * 40)
		fresh.top = used.top
		if got, want := used.View(), fresh.View(); got != want {
			t.Fatalf("frame %d:\n%s\nwant\n%s", i, got, want)
		}
	}
	if n := len(used.measured); n > mostMeasured {
		t.Errorf("%d texts remembered, at most %d", n, mostMeasured)
	}
}

func TestAFrameAllocatesNothingButItself(t *testing.T) {
	m := New(columns, crowd{40, []string{"Andrew", "田中 さくら"}}, &look)
	m.SetSize(100, 40)
	_ = m.View()
	if n := testing.AllocsPerRun(100, func() { _ = m.View() }); n > 1 {
		t.Errorf("%v allocations, want the frame's only", n)
	}
}
