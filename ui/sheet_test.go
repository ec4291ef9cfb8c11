package ui

import (
	"errors"
	"testing"

	"census/client/changes"
)

func TestPickedRowIsInSight(t *testing.T) {
	for n := range 9 {
		for rows := 1; rows < 11; rows++ {
			for at := range max(1, n) {
				p := picker{at}
				from, to := p.window(rows, n)
				if to-from != min(rows, n) || from < 0 || to > n || n > 0 && (at < from || at >= to) {
					t.Fatalf("row %d of %d: rows %d to %d are in sight, of %d that fit", at, n, from, to, rows)
				}
			}
		}
	}
}

func TestPickerStaysOnItsRows(t *testing.T) {
	p := picker{}
	for _, step := range []struct {
		cmd  command
		rows int
		want int
	}{{cmdUp, 5, 0}, {cmdDown, 5, 1}, {cmdPageDown, 5, 2}, {cmdTop, 5, 0}, {cmdBottom, 5, 2}} {
		if p.move(step.cmd, step.rows, 3); p.at != step.want {
			t.Errorf("%v leads to row %d of 3, want %d", step.cmd, p.at, step.want)
		}
	}
	if p.move(cmdBottom, 5, 0); p.at != 0 {
		t.Errorf("without rows it stands on row %d", p.at)
	}
}

// A text that is scrolled to its end fills its room also once the room has grown
// or the text has become shorter.
func TestScrolledTextFillsItsRoom(t *testing.T) {
	var s scroller
	s.scroll(cmdBottom, 10, 30)
	for _, c := range []struct {
		height, n, first int
		position         string
	}{
		{10, 30, 20, "lines 21–30 of 30"},
		{25, 30, 5, "lines 6–30 of 30"},
		{10, 12, 2, "lines 3–12 of 12"},
		{30, 30, 0, ""},
	} {
		if first, position := s.first(c.height, c.n), s.position(c.height, c.n); first != c.first || position != c.position {
			t.Errorf("%d lines in a room of %d begin with line %d, %q; want %d, %q", c.n, c.height, first, position, c.first, c.position)
		}
	}
	if s.scrollBy(-100, 10, 30); s.top != 0 {
		t.Errorf("scrolled up beyond the beginning it is at %d", s.top)
	}
	if s.scrollBy(100, 10, 30); s.top != 20 {
		t.Errorf("scrolled down beyond the end it is at %d", s.top)
	}
}

// What was reviewed would be sent otherwise by another person's session.
func TestLogInClosesWhatIsAboutToBeSent(t *testing.T) {
	for name, v := range map[string]view{
		"review":   newReview(&env{}, "", changes.Review{}, nil),
		"conflict": newConflict(&env{}, "", changes.Review{}, nil),
	} {
		if n, _ := v.Update(connectedMsg{}); n.close != v {
			t.Errorf("the %s stays when someone else has logged in", name)
		}
		if n, _ := v.Update(connectedMsg{err: errors.New("refused")}); n.close != nil {
			t.Errorf("the %s goes when nobody else could log in", name)
		}
	}
}
