//go:build unix

package ptytest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"census/ui/cli/ptytest"
)

// A text of 20 KB that a terminal sends in pieces as if it were typed arrives
// completely, and causes fewer frames than it has characters.
func TestALongTextIsTyped(t *testing.T) {
	const size = 20_000
	for name, field := range fields {
		if name == "palette" || name == "deletion" {
			continue // these only have room for a few words
		}
		t.Run(name, func(t *testing.T) {
			term := start(t, t.TempDir())
			waitForUsers(term)
			term.Press(field.keys...)
			term.WaitFor(field.shows)
			text := strings.Repeat("lorem 日本 ", size/len("lorem 日本 "))
			drawn := frames(term)
			for piece := range slices.Chunk([]byte(text+"END"), 97) {
				term.Type(string(piece))
			}
			term.WaitUntil("the end of the text is left of the cursor", func(string) bool {
				x, y := term.Cursor()
				return term.At(x-3, y)+term.At(x-2, y)+term.At(x-1, y) == "END"
			})
			rest(term, silence)
			if n := frames(term) - drawn; n > 2*size/97 {
				t.Errorf("%d frames for %d pieces", n, size/97)
			}
			if name == "metadata" {
				term.WaitFor("19.5 KB of 5 KB")
			}
		})
	}
}

// frames is the number of frames drawn so far.
func frames(term *ptytest.Terminal) int {
	return bytes.Count(term.Output(), []byte(ansi.SetModeSynchronizedOutput))
}
