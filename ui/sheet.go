package ui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
)

// screen is what views have in common. A view embeds it, or one of the sheets
// below, and declares only what is different about it.
type screen struct{ width, height int }

func (s *screen) Init() tea.Cmd             { return nil }
func (s *screen) SetSize(width, height int) { s.width, s.height = width, height }
func (s *screen) Title() string             { return "" }
func (s *screen) Capturing() bool           { return false }
func (s *screen) Unsaved() int              { return 0 }
func (s *screen) Close()                    {}

// lowSheet is the base of a sheet over the last lines of the view below.
type lowSheet struct{ screen }

func (s *lowSheet) Covers() extent { return lastLines }

// fullSheet is the base of a sheet that hides the view below.
type fullSheet struct{ screen }

func (s *fullSheet) Covers() extent { return everything }

// sheetRows is how many rows fit into a sheet below its rule and its first line,
// given how many it would like to have.
func sheetRows(liked, height int) int { return max(1, min(max(3, liked), height-2)) }

// picker is the row of a sheet that keys act on.
type picker struct{ at int }

// move takes a moving command, with so many of n rows in sight.
func (p *picker) move(cmd command, rows, n int) { p.at = scrolled(p.at, cmd, rows, n-1) }

// window is which of n rows are in sight: the picked one in the middle, where
// that is possible.
func (p *picker) window(rows, n int) (from, to int) {
	from = max(0, min(p.at-rows/2, n-rows))
	return from, min(n, from+rows)
}

// pickable draws a row of a sheet.
func (s *styles) pickable(label string, picked bool) string {
	if picked {
		return " " + s.bar() + " " + s.bold.Render(label)
	}
	return "   " + label
}

// rowsOf says which rows of a sheet are in sight.
func (s *styles) rowsOf(from, to, n int) string {
	return s.faint.Render(fmt.Sprintf("  %d–%d of %d", from+1, to, n))
}

// scroller is how far a text is scrolled that may be longer than its room.
type scroller struct{ top int }

// scroll takes a moving command, in a room of so many of n lines.
func (s *scroller) scroll(cmd command, height, n int) {
	s.top = scrolled(s.top, cmd, height, max(0, n-height))
}

// scrollBy scrolls down by so many lines, or up where that is less than none.
func (s *scroller) scrollBy(lines, height, n int) { s.top = max(0, min(s.top+lines, n-height)) }

// first is the first line in sight, also where the room has grown or the text has
// become shorter since.
func (s *scroller) first(height, n int) int { return max(0, min(s.top, n-height)) }

// position says which lines are in sight; it is empty when all are.
func (s *scroller) position(height, n int) string {
	if n <= height {
		return ""
	}
	return linesOf(s.first(height, n), height, n)
}

// keys are those of a text that is only read. Scrolling is shown in the footer
// where there is more than fits.
func (s *scroller) keys(height, n int) []hint {
	shown := offers(cmdBack)
	if n > height {
		shown = offers(cmdBack, cmdDown, cmdUp)
	}
	return append(shown, quietly(cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

// scrolled is where a position goes by a moving command, in 0..last.
func scrolled(at int, cmd command, page, last int) int {
	switch cmd {
	case cmdDown:
		at++
	case cmdUp:
		at--
	case cmdHalfDown:
		at += page / 2
	case cmdHalfUp:
		at -= page / 2
	case cmdPageDown:
		at += page
	case cmdPageUp:
		at -= page
	case cmdTop:
		at = 0
	case cmdBottom:
		at = last
	}
	return max(0, min(at, last))
}
