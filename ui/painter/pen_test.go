//go:build unix

package painter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"census/ui/cli/ptytest"
)

var ground = Base{Foreground: "38;2;220;223;234", Background: "48;5;234"}

// styles are sequences of a frame that change how text looks.
var styles = []string{
	"\x1b[0m", "\x1b[m", "\x1b[1m", "\x1b[2m", "\x1b[1;4m", "\x1b[22m", "\x1b[24m", "\x1b[7m", "\x1b[27m",
	"\x1b[31m", "\x1b[91;44m", "\x1b[38;5;12m", "\x1b[1;38;2;1;2;3;48;2;4;5;6m", "\x1b[48;5;7;4m", "\x1b[39m", "\x1b[49m", "\x1b[0;2m",
}

// What a frame draws over a base looks as the frame says, and as the base says
// where the frame says nothing, erased cells included.
func TestFramesAreDrawnOverTheBase(t *testing.T) {
	for _, ownErase := range []bool{false, true} {
		rapid.Check(t, func(t *rapid.T) {
			const width, height = 16, 4
			screen, plain := ptytest.NewScreen(width, height), ptytest.NewScreen(width, height)
			screen.OwnErase = ownErase
			fmt.Fprint(screen, ansi.ResetModeAutoWrap)
			fmt.Fprint(plain, ansi.ResetModeAutoWrap)
			c := canvas{height: height}
			if ownErase {
				c.filled = width
			}
			c.setBase(ground)
			for range rapid.IntRange(1, 4).Draw(t, "frames") {
				lines := rapid.SliceOfN(styledLine, 1, height).Draw(t, "lines")
				_, _ = screen.Write(c.draw(strings.Join(lines, "\n")))
				fmt.Fprint(plain, ansi.ResetStyle+ansi.EraseEntireScreen)
				for i, line := range lines {
					fmt.Fprint(plain, ansi.CursorPosition(1, i+1)+line+ansi.ResetStyle)
				}
				compare(t, screen, plain, width, height)
			}
		})
	}
}

var styledLine = rapid.Custom(func(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.SampledFrom(append([]string{"a", "日", "  ", Caret, "☕    "}, styles...)), 0, 8).Draw(t, "parts")
	return strings.Join(parts, "") + ansi.ResetStyle
})

func compare(t *rapid.T, screen, plain *ptytest.Screen, width, height int) {
	for y := range height {
		for x := range width {
			want := plain.LookAt(x, y)
			want.Foreground = or(want.Foreground, ground.Foreground)
			want.Background = or(want.Background, ground.Background)
			got := screen.LookAt(x, y)
			if plain.At(x, y) == " " { // a blank has no foreground to see
				got.Foreground, want.Foreground = "", ""
				got.Bold, got.Faint, want.Bold, want.Faint = false, false, false, false
			}
			if got != want || screen.At(x, y) != plain.At(x, y) {
				t.Fatalf("cell %d, %d is %q %+v, want %q %+v", x, y, screen.At(x, y), got, plain.At(x, y), want)
			}
		}
	}
}

// Only what changes is written: text that looks as before costs its characters.
func TestLooksAreWrittenOnce(t *testing.T) {
	c := canvas{height: 1}
	c.setBase(ground)
	out := string(c.draw("\x1b[1mbold\x1b[0m\x1b[31m\x1b[0m\x1b[1m, still\x1b[0m \x1b[31mred\x1b[0m"))
	want := "\x1b[1mbold, still\x1b[22m \x1b[31mred\x1b[38;2;220;223;234m"
	if !strings.Contains(out, want) {
		t.Errorf("written\n%q, want in it\n%q", out, want)
	}
	if n := strings.Count(out, "48;5;234"); n != 1 {
		t.Errorf("the background is written %d times", n)
	}
}

// A new base is a new ground for all of the screen, though no line has changed.
func TestANewBaseIsDrawn(t *testing.T) {
	screen := ptytest.NewScreen(4, 2)
	c := canvas{height: 2}
	_, _ = screen.Write(c.draw("a\nb"))
	for _, b := range []Base{ground, {}, {Background: "48;5;255"}} {
		c.setBase(b)
		_, _ = screen.Write(c.draw("a\nb"))
		if got := screen.LookAt(3, 1).Background; got != b.Background {
			t.Errorf("the background is %q, want %q", got, b.Background)
		}
	}
}
