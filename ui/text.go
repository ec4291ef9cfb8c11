package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"census/model"
	"census/ui/textedit"
	"census/ui/words"
)

// fit makes text exactly w cells wide: cut with … or padded with blanks.
func fit(text string, w int) string {
	n := ansi.StringWidth(text)
	if n > w {
		text = ansi.Truncate(text, w, "…")
		n = ansi.StringWidth(text)
	}
	return text + strings.Repeat(" ", max(0, w-n))
}

// cut is text in at most w cells, ending in … when something was cut.
func cut(text string, w int) string { return ansi.Truncate(text, w, "…") }

// margin is what is drawn beyond a line's end before fit cuts it, so that it is
// seen to be cut: at least one character, however it is written.
const margin = 12

// head is the beginning of a text, safe to show, that has room in w cells; cells
// is the room it takes, and size its length in the text. It costs what it shows.
func head(text string, w int) (shown string, cells, size int) {
	var b strings.Builder
	for size < len(text) {
		n := textedit.First(text[size:])
		char, room := text[size:size+n], 1
		if n > 1 || char < " " || char > "~" {
			char = model.Clean(char)
			room = visible(char)
		}
		if cells+room > w {
			break
		}
		b.WriteString(char)
		cells += room
		size += n
	}
	return b.String(), cells, size
}

// fitLines makes a block exactly w cells wide and h lines high.
func fitLines(block string, w, h int) []string {
	lines := strings.Split(block, "\n")
	if len(lines) > h {
		lines = lines[:h]
	}
	for i, line := range lines {
		lines[i] = fit(line, w)
	}
	for len(lines) < h {
		lines = append(lines, strings.Repeat(" ", w))
	}
	return lines
}

// wrap breaks text at blanks, and inside of words that are too long, into lines
// of at most w cells.
func wrap(text string, w int) []string {
	return strings.Split(ansi.Wrap(text, max(1, w), ""), "\n")
}

// split puts left and right at the two ends of a line of w cells; the left side
// is cut when they do not fit.
func split(left, right string, w int) string {
	room := w - ansi.StringWidth(right)
	if room < 0 {
		return fit(right, w)
	}
	return fit(left, room) + right
}

// visible is the width of text in cells, escape sequences not counted.
func visible(text string) int { return ansi.StringWidth(text) }

// linesOf says which lines of a longer text are on the screen.
func linesOf(top, height, n int) string {
	return "lines " + words.Grouped(top+1) + "–" + words.Grouped(min(n, top+height)) + " of " + words.Grouped(n)
}
