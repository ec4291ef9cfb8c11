package table

import "github.com/charmbracelet/x/ansi"

const (
	trailer   = "…"
	ascending = "▲"
	falling   = "▼"
)

// Fit cuts text to at most w cells, ending in … if anything was cut, and
// returns its width in cells.
func Fit(text string, w int) (fitted string, width int) {
	if len(text) <= w && isASCII(text) {
		return text, len(text)
	}
	if n := ansi.StringWidth(text); n <= w {
		return text, n
	}
	fitted = ansi.Truncate(text, w, trailer)
	return fitted, ansi.StringWidth(fitted)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// titleWidth is the room for a column's title with an arrow.
func titleWidth(c Column) int { return ansi.StringWidth(c.Title) + 2 }

// withArrow returns a title of at most w cells with its arrow, which is never
// cut; the space before it is given up before any letter of the title.
func withArrow(title string, w int, descending bool) string {
	arrow := ascending
	if descending {
		arrow = falling
	}
	fitted, n := Fit(title, w-1)
	if n+2 <= w {
		arrow = " " + arrow
	}
	return fitted + arrow
}

// fitted is a text cut to the width of its column.
type fitted struct {
	text  string
	width int
}

// measured caches texts that are slow to measure, because most of a frame's
// content also appears in the next one.
type measured map[measure]fitted

type measure struct {
	text string
	room int
}

// mostMeasured limits the cache; it is more than a frame shows.
const mostMeasured = 4096

func (m measured) fit(text string, room int) fitted {
	if len(text) <= room && isASCII(text) {
		return fitted{text: text, width: len(text)}
	}
	known, ok := m[measure{text, room}]
	if ok {
		return known
	}
	if len(m) >= mostMeasured {
		clear(m)
	}
	short, n := Fit(text, room)
	f := fitted{short, n}
	m[measure{text, room}] = f
	return f
}
