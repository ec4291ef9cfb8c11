//go:build unix

package ptytest_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"census/ui/cli/ptytest"
)

// typedChars are characters of one and two cells, some of several runes.
var typedChars = []string{"x", "日", "e\u0301", "本", "👩\u200d👩\u200d👧", "z", "한"}

// fields are the places where text is typed: the keys that lead there, and what
// the screen then shows.
var fields = map[string]struct {
	keys  []string
	shows string
}{
	"search":   {[]string{"/"}, "enter"},
	"palette":  {[]string{":"}, "enter run"},
	"form":     {[]string{"e"}, "▌   Name"},
	"tags":     {append([]string{"e"}, slices.Repeat([]string{"tab"}, 5)...), "▌   Tags"},
	"metadata": {append([]string{"e"}, slices.Repeat([]string{"tab"}, 6)...), "▌   Metadata"},
	"deletion": {[]string{"D"}, "Delete " + me},
}

// Wherever text is typed, the terminal's cursor is in the cell where the next
// character appears: input methods, braille displays and screen readers follow
// it.
func TestTheCursorIsWhereTheNextCharacterAppears(t *testing.T) {
	for name, field := range fields {
		for _, size := range [][2]int{{120, 36}, {40, 12}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				term := ptytest.Start(t, command(t.TempDir(), nil), ptytest.Options{Width: size[0], Height: size[1]})
				term.WaitFor("▌ " + me)
				term.Press(field.keys...)
				term.WaitFor(field.shows)
				rest(term, silence) // a question ignores answers that come immediately
				for range 3 {       // more than fits the narrow fields
					for _, char := range typedChars {
						typeAtCursor(t, term, char)
					}
				}
				term.Press("home")
				rest(term, 50*time.Millisecond)
				typeAtCursor(t, term, "日")
			})
		}
	}
}

// silence is long enough for the next key to count as an answer.
const silence = 200 * time.Millisecond

// rest waits until the program has written nothing for d.
func rest(term *ptytest.Terminal, d time.Duration) {
	for !term.Silent(d) {
	}
}

// typeAtCursor types a character. It must appear left of the new cursor
// position and at the old one, unless the text was scrolled, or the form was,
// to show an error.
func typeAtCursor(t *testing.T, term *ptytest.Terminal, char string) {
	t.Helper()
	wasX, wasY := term.Cursor()
	term.Type(char)
	width := ansi.StringWidth(char)
	term.WaitUntil(fmt.Sprintf("%q is left of the cursor", char), func(string) bool {
		x, y := term.Cursor()
		return term.At(x-width, y) == char
	})
	rest(term, 50*time.Millisecond)
	x, y := term.Cursor()
	isScrolled := x < wasX+width || y < wasY
	if term.At(x-width, y) != char || !isScrolled && (x != wasX+width || y != wasY) {
		t.Fatalf("%q was typed with the cursor at %d, %d, which is now at %d, %d:\n%s", char, wasX, wasY, x, y, term.Screen())
	}
}

// Where nothing is typed, the cursor is where keys act, and hidden.
func TestTheCursorIsAtWhatKeysActOn(t *testing.T) {
	term := start(t, t.TempDir())
	waitForUsers(term)
	for _, step := range []struct{ key, name string }{{"", me}, {"j", george}, {"k", me}} {
		if step.key != "" {
			term.Press(step.key)
		}
		term.WaitUntil("the cursor is at "+step.name, func(string) bool {
			x, y := term.Cursor()
			beside := ""
			for i := range len(step.name) {
				beside += term.At(x+2+i, y)
			}
			return term.At(x, y) == "▌" && beside == step.name
		})
	}
	term.Press("f")
	term.WaitFor("Filter")
	rest(term, 50*time.Millisecond)
	if x, y := term.Cursor(); term.At(x, y) != "▌" || term.At(x, y+2) == "▌" {
		t.Errorf("the cursor is at %d, %d:\n%s", x, y, term.Screen())
	}
	term.Press("esc")
	waitForUsers(term)
	quit(t, term)
}
