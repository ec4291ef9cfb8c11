package ui

import (
	"slices"
	"testing"
)

// markedOf are the numbers of the marked users.
func markedOf(m *marks) (ids []uint32) {
	m.each(func(id uint32) { ids = append(ids, id) })
	return ids
}

func TestARangeReachesFromItsUserToTheCursor(t *testing.T) {
	rows := []uint32{7, 3, 9, 4}
	for name, tt := range map[string]struct {
		begin, end int
		endBy      command
		want       []uint32
	}{
		"downwards":             {1, 3, cmdRange, []uint32{3, 4, 9}},
		"upwards":               {2, 0, cmdRange, []uint32{3, 7, 9}},
		"ended by a mark":       {0, 1, cmdMark, []uint32{3, 7}},
		"of one":                {2, 2, cmdRange, []uint32{9}},
		"its user is not shown": {-1, 2, cmdRange, nil},
	} {
		var m marks
		m.press(cmdRange, markable{rows: rows, cursor: max(0, tt.begin)})
		m.span.row = tt.begin
		for row := range rows {
			isMarked := m.isMarked(rows, row, tt.end)
			if isMarked != slices.Contains(tt.want, rows[row]) {
				t.Errorf("%s: row %d is drawn as marked: %t", name, row, isMarked)
			}
		}
		_, moves := m.press(tt.endBy, markable{rows: rows, cursor: tt.end})
		if got := markedOf(&m); !slices.Equal(got, tt.want) || m.span.begun || moves {
			t.Errorf("%s: marked %v, want %v; the range goes on: %t; the cursor moves: %t", name, got, tt.want, m.span.begun, moves)
		}
	}
}

func TestMarkAllTwiceMarksNobody(t *testing.T) {
	var m marks
	m.set(1, true)
	in := markable{rows: []uint32{1, 2, 3}, complete: true}
	in.searching = true
	if m.press(cmdMarkAll, in); m.len() != 1 {
		t.Error("marked all while rows may come")
	}
	in.searching = false
	if m.press(cmdMarkAll, in); m.len() != 3 {
		t.Errorf("%d of 3 are marked", m.len())
	}
	if m.press(cmdMarkAll, in); m.len() != 0 {
		t.Errorf("%d of 3 are still marked", m.len())
	}
}

func TestBackTakesTheRangeFirst(t *testing.T) {
	var m marks
	m.set(1, true)
	m.begin(2, 0)
	for _, want := range []string{"end the range", "unmark", ""} {
		if got := m.backLabel(); got != want {
			t.Errorf("back would %q, want %q", got, want)
		}
		if took := m.takeBack(); took != (want != "") {
			t.Errorf("back took %q back: %t", want, took)
		}
	}
}
