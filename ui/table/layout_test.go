package table

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

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
		if got := fmt.Sprint(layout(columns, -1, c.room)); got != c.want {
			t.Errorf("%d cells: %s, want %s", c.room, got, c.want)
		}
	}
	wide := layout(columns, -1, 300)
	if total(wide) != 300 || wide[2] != 9 {
		t.Errorf("300 cells: %v: want them filled and ROLE at its most", wide)
	}
}

// shown counts the columns with a width.
func shown(widths []int) (n int) {
	for _, w := range widths {
		if w > 0 {
			n++
		}
	}
	return n
}

func TestLayoutFillsTheRoomAndNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, room := anyColumns(t), rapid.IntRange(-2, 300).Draw(t, "room")
		widths := layout(columns, rapid.IntRange(-1, 17).Draw(t, "sorted"), room)
		if room <= 0 {
			if n := shown(widths); n != 0 {
				t.Fatalf("%d columns in %d cells: %v", n, room, widths)
			}
			return
		}
		if shown(widths) == 0 {
			t.Fatalf("no column in %d cells", room)
		}
		canGrow := slices.ContainsFunc(indices(columns), func(i int) bool {
			return widths[i] > 0 && (columns[i].Fixed == 0 || widths[i] < columns[i].Fixed)
		})
		if got := total(widths); got > room || canGrow && got != room {
			t.Fatalf("%d cells of %d: %v", got, room, widths)
		}
	})
}

func indices(columns []Column) []int {
	all := make([]int, len(columns))
	for i := range all {
		all[i] = i
	}
	return all
}

func TestLayoutDropsInOrderBeforeItNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, room := anyColumns(t), rapid.IntRange(1, 300).Draw(t, "room")
		widths := layout(columns, -1, room)
		mayDrop := func(fixed bool) bool {
			return shown(widths) > 1 && slices.ContainsFunc(indices(columns), func(i int) bool {
				return widths[i] > 0 && columns[i].Drop > 0 && columns[i].Fixed > 0 == fixed
			})
		}
		for i, c := range columns {
			switch w := widths[i]; {
			case w == 0 && c.Drop == 0 && (mayDrop(false) || mayDrop(true)):
				t.Fatalf("column %d must stay: %v", i, widths)
			case w == 0 && c.Fixed > 0 && mayDrop(false):
				t.Fatalf("fixed column %d went before others: %v", i, widths)
			case w == 0:
				for j, d := range columns {
					if widths[j] > 0 && d.Fixed > 0 == (c.Fixed > 0) && d.Drop > max(c.Drop, 0) && shown(widths) > 1 {
						t.Fatalf("column %d went before column %d: %v", i, j, widths)
					}
				}
			case w < c.least() && (mayDrop(false) || mayDrop(true)):
				t.Fatalf("column %d is narrower than its least though others could go: %v", i, widths)
			case c.Fixed > 0 && (w > c.Fixed || w < c.Fixed && mayDrop(false)):
				t.Fatalf("column %d is %d wide, fixed to %d: %v", i, w, c.Fixed, widths)
			}
		}
	})
}

func TestAWiderRoomNeverShowsFewerColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, sorted := anyColumns(t), rapid.IntRange(-1, 17).Draw(t, "sorted")
		before := 0
		for room := range 301 {
			n := shown(layout(columns, sorted, room))
			if n < before {
				t.Fatalf("%d columns in %d cells, %d in one less", n, room, before)
			}
			before = n
		}
	})
}

// A column only grows beyond its Max if nothing else can use the room.
func TestMaxHoldsWhileAnotherCanGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := anyColumns(t)
		widths := layout(columns, -1, rapid.IntRange(1, 300).Draw(t, "room"))
		over := func(i int) bool {
			c := columns[i]
			return c.Fixed == 0 && widths[i] > max(c.least(), c.Max) && c.Max > 0
		}
		under := func(i int) bool {
			c := columns[i]
			return c.Fixed == 0 && widths[i] > 0 && c.Grow > 0 && widths[i] < c.most()
		}
		if slices.ContainsFunc(indices(columns), over) && slices.ContainsFunc(indices(columns), under) {
			t.Fatalf("a column is past its Max before another has reached it: %v", widths)
		}
	})
}

// The user list's columns, alone and with metadata columns, at the widths
// terminals have.
func TestLayoutOfTheUserList(t *testing.T) {
	users := []Column{
		{Title: "NAME", Min: 19, Max: 40, Grow: 4},
		{Title: "UID", Min: 15, Max: 40, Grow: 4},
		{Title: "ROLE", Min: 9, Max: 16, Grow: 1, Drop: 3},
		{Title: "STATUS", Min: 10, Drop: 1},
		{Title: "TAGS", Min: 7, Max: 40, Grow: 3, Drop: 4},
		{Title: "SEEN", Min: 4, Drop: 2, Right: true},
	}
	for room, want := range map[int]string{
		38: "[20 16 0 0 0 0]", 58: "[21 17 0 10 0 4]", 78: "[20 16 10 10 8 4]", 98: "[27 23 11 10 13 4]",
		118: "[34 30 12 10 18 4]", 158: "[40 40 16 10 38 4]", 198: "[53 53 19 10 49 4]", 298: "[87 86 27 10 74 4]",
	} {
		if got := fmt.Sprint(layout(users, -1, room)); got != want {
			t.Errorf("%d cells: %s, want %s", room, got, want)
		}
	}
	for more := 3; more <= 12; more++ {
		all := slices.Clone(users)
		for i := range more {
			all = append(all, Column{Title: fmt.Sprintf("meta.%d", i), Min: 8, Max: 24, Grow: 2, Drop: 5 + i})
		}
		for _, room := range []int{38, 58, 78, 98, 118, 158, 198, 298} {
			widths := layout(all, 5, room)
			if total(widths) != room {
				t.Errorf("%d more in %d cells: %v fill %d", more, room, widths, total(widths))
			}
			if own := shown(layout(users, 5, room)); shown(widths) < own || shown(widths[:6]) != own {
				t.Errorf("%d more in %d cells: %v, want them after the user's own", more, room, widths)
			}
		}
	}
}

func TestTheSortedColumnGetsRoomForItsArrowFirst(t *testing.T) {
	columns := []Column{{Title: "NAME", Min: 8, Grow: 1}, {Title: "SEEN", Min: 4}}
	for room, want := range map[int]string{14: "[8 4]", 15: "[8 5]", 16: "[8 6]", 20: "[12 6]"} {
		if got := fmt.Sprint(layout(columns, 1, room)); got != want {
			t.Errorf("%d cells: %s, want %s", room, got, want)
		}
	}
	columns[1].Fixed = 4
	if got := fmt.Sprint(layout(columns, 1, 20)); got != "[14 4]" {
		t.Errorf("%s: the fixed width was not kept", got)
	}
}

func TestFixedColumnsGiveInLast(t *testing.T) {
	columns := slices.Clone(columns)
	columns[0].Fixed = 30
	columns[2].Fixed = 2 // narrower than its Min
	for room, want := range map[int]string{
		60: "[30 18 2 4]", // all fit
		44: "[30 8 2 0]",  // SEEN is dropped
		37: "[25 6 2 0]",  // the fixed ones shrink
		18: "[10 6 0 0]",  // ROLE is dropped, fixed or not
		12: "[8 2 0 0]",   // the remaining ones are cut
	} {
		if got := fmt.Sprint(layout(columns, -1, room)); got != want {
			t.Errorf("%d cells: %s, want %s", room, got, want)
		}
	}
}
