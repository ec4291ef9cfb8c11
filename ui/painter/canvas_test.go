//go:build unix

package painter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"census/ui/cli/ptytest"
)

// samples are lines that a frame may have: of any width, with colours, with wide
// characters, and with some that terminals disagree about.
var samples = []string{
	"", " ", "census", "12345678901234567890", "日本語", "👩‍👩‍👧 e\u0301",
	"\x1b[1;31mred\x1b[0m", "a日  b", "☕      │", "日日日日日日日日日日日日",
}

// alone is the screen of a terminal that has never shown anything but the frame.
func alone(width, height int, frame string) string {
	s := ptytest.NewScreen(width, height)
	fmt.Fprint(s, ansi.ResetModeAutoWrap)
	for i, line := range strings.Split(frame, "\n") {
		if i < height {
			fmt.Fprint(s, ansi.CursorPosition(1, i+1)+line+ansi.ResetStyle)
		}
	}
	return s.Text()
}

// Whatever was shown before, and whatever has become of it, a frame is what the
// terminal shows in the end; and what it shows already is not written again.
func TestScreenShowsTheLastFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := 12, 4
		screen := ptytest.NewScreen(width, height)
		fmt.Fprint(screen, ansi.ResetModeAutoWrap)
		c := canvas{height: height}
		lines := []string{"first"}
		for range rapid.IntRange(1, 12).Draw(t, "frames") {
			switch rapid.SampledFrom([]string{"frame", "line", "size", "disturbance"}).Draw(t, "what") {
			case "frame":
				lines = rapid.SliceOfN(rapid.SampledFrom(samples), 1, 7).Draw(t, "lines")
			case "line":
				lines = slices.Clone(lines)
				lines[rapid.IntRange(0, len(lines)-1).Draw(t, "row")] = rapid.SampledFrom(samples).Draw(t, "line")
			case "size":
				width, height = rapid.IntRange(2, 20).Draw(t, "width"), rapid.IntRange(1, 7).Draw(t, "height")
				screen.Resize(width, height)
				c.height = height
				c.forget()
			case "disturbance":
				fmt.Fprint(screen, "\x1b[2;3Hsomebody\r\n\nelse\x1b[31m")
				c.forget()
			}
			frame := strings.Join(lines, "\n")
			_, _ = screen.Write(c.draw(frame))
			if got, want := screen.Text(), alone(width, height, frame); got != want {
				t.Fatalf("%d×%d shows\n%swant\n%s", width, height, got, want)
			}
			if again := c.draw(frame); len(again) > 0 {
				t.Fatalf("written though nothing has changed: %q", again)
			}
		}
	})
}

// The cursor stands where the last frame has the caret, whichever lines of it had
// to be drawn; a frame without one, or whose caret is cut off, has it at the upper
// left.
func TestTheCursorStandsAtTheCaret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const width, height = 60, 4
		screen := ptytest.NewScreen(width, height)
		fmt.Fprint(screen, ansi.ResetModeAutoWrap)
		c := canvas{height: height}
		lines := rapid.SliceOfN(rapid.SampledFrom(samples), 1, 6).Draw(t, "lines")
		for range rapid.IntRange(2, 8).Draw(t, "frames") {
			row, before, after := rapid.IntRange(-1, len(lines)-1).Draw(t, "caret"), rapid.SampledFrom(samples).Draw(t, "before"), rapid.SampledFrom(samples).Draw(t, "after")
			frame := slices.Clone(lines)
			wantX, wantY := 0, 0
			if row >= 0 {
				frame[row] = before + Caret + after
				if row < height {
					wantX, wantY = ansi.StringWidth(before), row
				}
			}
			if rapid.Bool().Draw(t, "disturbed") {
				fmt.Fprint(screen, "\x1b[2;3Hsomebody\x1b7")
				c.forget()
			}
			_, _ = screen.Write(c.draw(strings.Join(frame, "\n")))
			if x, y := screen.Cursor(); x != wantX || y != wantY {
				t.Fatalf("%q: the cursor is at %d, %d, want %d, %d", frame, x, y, wantX, wantY)
			}
			if again := c.draw(strings.Join(frame, "\n")); len(again) > 0 {
				t.Fatalf("written though nothing has changed: %q", again)
			}
		}
	})
}

// full is a frame of a large terminal.
func full(row int, text string) string {
	lines := slices.Repeat([]string{strings.Repeat("·", 120)}, 40)
	lines[row] = text
	return strings.Join(lines, "\n")
}

func TestOneLineCostsOneLine(t *testing.T) {
	c := canvas{height: 40}
	c.draw(full(3, "before"))
	const around = 32 // for synchronised output, the way there, and erasing
	for row, text := range []string{"after", "", strings.Repeat("x", 120)} {
		first := c.draw(full(row, text))
		if most := len(text) + len(strings.Repeat("·", 120)) + around + 16; len(first) > most {
			t.Errorf("%d bytes for two lines, want at most %d: %q", len(first), most, first)
		}
		if second := c.draw(full(row, text+"!")); len(second) > len(text)+1+around {
			t.Errorf("%d bytes for a line of %d: %q", len(second), len(text)+1, second)
		}
	}
}

// A terminal that is told to waits for the end of the frame before it shows any of
// it, so each frame has to have one.
func TestFramesAreSynchronised(t *testing.T) {
	c := canvas{height: 40}
	for _, frame := range []string{"one", "one\ntwo", "one"} {
		out := string(c.draw(frame))
		if !strings.HasPrefix(out, "\x1b[?2026h") || !strings.HasSuffix(out, "\x1b[?2026l") || strings.Count(out, "2026") != 2 {
			t.Errorf("%q: %q", frame, out)
		}
	}
}

// Whoever had the terminal in between may have left a colour behind.
func TestForgettingForgetsTheStyle(t *testing.T) {
	c := canvas{height: 40}
	c.draw("one\ntwo")
	c.forget()
	out := string(c.draw("one\ntwo"))
	if reset, line := strings.Index(out, "\x1b[0m"), strings.Index(out, "\x1b[1H"); reset < 0 || line < reset {
		t.Errorf("%q", out)
	}
}

// Drawing needs no memory once there was a frame as large.
func TestDrawingAllocatesNothing(t *testing.T) {
	c := canvas{height: 40}
	frames := []string{full(1, "one"), full(2, "two")}
	for _, f := range frames {
		c.forget()
		c.draw(f)
	}
	i := 0
	if n := testing.AllocsPerRun(100, func() { c.draw(frames[i%2]); i++ }); n > 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// BenchmarkDraw composes a frame of which one line has changed.
func BenchmarkDraw(b *testing.B) {
	c := canvas{height: 40}
	frames := []string{full(1, "one"), full(1, "two")}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.draw(frames[i%2])
	}
}
