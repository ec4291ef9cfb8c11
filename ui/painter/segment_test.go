package painter

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// odd is a terminal with ideas of its own about the width of characters that
// terminals disagree about: each takes so many cells.
type odd struct {
	cells [100]string
	at    int
	wide  int
	caret int
}

func (o *odd) show(line string) {
	for i := range o.cells {
		o.cells[i] = " "
	}
	for _, p := range pieces(line) {
		switch {
		case isDrawn(p):
			o.draw(p)
		case p.text == Caret:
			o.caret = o.at
		case strings.HasSuffix(p.text, "G"):
			o.at = o.number(p) - 1
		case strings.HasSuffix(p.text, "X"):
			for i := o.at; i < min(len(o.cells), o.at+o.number(p)); i++ {
				o.cells[i] = " "
			}
		}
	}
}

func (o *odd) number(p piece) int {
	n, _ := strconv.Atoi(strings.Trim(p.text, "\x1b[GX"))
	return n
}

func (o *odd) draw(p piece) {
	width := p.width
	if isDisputed(p.text) {
		width = o.wide
	}
	if o.at < len(o.cells) && width > 0 {
		o.cells[o.at] = p.text
	}
	for i := 1; i < width && o.at+i < len(o.cells); i++ {
		o.cells[o.at+i] = ""
	}
	o.at += width
}

// columnOf is where a text begins on the screen, -1 if it is not there whole.
func (o *odd) columnOf(text string) int {
	for at := range o.cells {
		if o.cells[at] != "" && strings.HasPrefix(strings.Join(o.cells[at:], ""), text) {
			return at
		}
	}
	return -1
}

// Whatever width a terminal gives to what stands in one column, the next ones are
// where they should be.
func TestColumnsStayStraight(t *testing.T) {
	texts := rapid.SampledFrom([]string{
		"Noël 🇧🇷", "👩‍👩‍👧 Family", "☕️", "👋🏽 hi", "काव्या", "☰ menu", "กำ", "a b c", "日本", "\x1b[7m☰\x1b[m", "\x1b[1mbold\x1b[m", "",
		"x\u0378", "\ue000\ue000\ue000",
	})
	rapid.Check(t, func(t *rapid.T) {
		var line strings.Builder
		want := map[string]int{}
		for i, mark := range []string{"<one>", "<two>", "│", "<three>"} {
			text := texts.Draw(t, "text") + strings.Repeat(" ", rapid.IntRange(2, 4).Draw(t, "gap"))
			if mark == "│" && rapid.Bool().Draw(t, "close") {
				text = strings.TrimRight(text, " ")
			}
			line.WriteString(text)
			want[mark] = ansi.StringWidth(line.String())
			line.WriteString(mark + strings.Repeat(" ", 2*(i%2)))
		}
		for wide := range 4 {
			o := &odd{wide: wide}
			o.show(string(appendStraight(nil, line.String(), false)))
			for mark, column := range want {
				if got := o.columnOf(mark); got != column {
					t.Fatalf("%d cells each: %s at %d, want %d, of %q:\n%q", wide, mark, got, column, line.String(), o.cells)
				}
			}
		}
	})
}

// What all terminals draw alike is written as it is.
func TestCertainLinesAreLeftAlone(t *testing.T) {
	for _, line := range []string{"", "plain", "▌ Amélie  田中 さくら  عمر │ ● online", "\x1b[1mbold\x1b[m  x"} {
		if got := string(appendStraight(nil, line, false)); got != line {
			t.Errorf("%q becomes %q", line, got)
		}
	}
}

// The caret stands before what follows it, however wide the terminal draws what is
// left of it.
func TestTheCaretKeepsToItsText(t *testing.T) {
	for _, line := range []string{
		"name  " + Caret + "x", "☕  " + Caret + "x", "☕ " + Caret + "x", "☕│" + Caret + "x", Caret + "x  ☕", "☕  a " + Caret + "x  ☕",
		"☕  \x1b[7m" + Caret + "x\x1b[m",
	} {
		for wide := range 3 {
			o := odd{wide: wide}
			o.show(string(appendStraight(nil, line, false)))
			if o.cells[o.caret] != "x" {
				t.Errorf("%q where the odd characters take %d cells: the caret is in cell %d of %q", line, wide, o.caret, strings.Join(o.cells[:20], ""))
			}
		}
	}
}
