package uitest

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// Golden compares the frame with testdata/TEST/NAME.golden, after checking that
// it has exactly the terminal's size, like every frame. Run the test with
// -update to write the files.
func (s *Screen) Golden(name string) {
	s.t.Helper()
	s.Fits()
	golden.RequireEqual(named{s.t, s.t.Name() + "/" + name}, []byte(s.Frame()+"\n"))
}

// Fits fails the test unless the frame has exactly the terminal's size.
func (s *Screen) Fits() {
	s.t.Helper()
	lines := strings.Split(s.Frame(), "\n")
	if len(lines) != s.set.height {
		s.t.Errorf("the frame has %d lines, the terminal %d", len(lines), s.set.height)
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w != s.set.width {
			s.t.Errorf("line %d is %d cells wide, the terminal %d: %q", i+1, w, s.set.width, line)
		}
	}
}

// Shows fails the test unless every text is on the screen.
func (s *Screen) Shows(texts ...string) *Screen {
	s.t.Helper()
	frame := ansi.Strip(s.Frame())
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			s.t.Errorf("the screen does not show %q:\n%s", text, frame)
		}
	}
	return s
}

// Hides fails the test if any of the texts is on the screen.
func (s *Screen) Hides(texts ...string) *Screen {
	s.t.Helper()
	frame := ansi.Strip(s.Frame())
	for _, text := range texts {
		if strings.Contains(frame, text) {
			s.t.Errorf("the screen shows %q:\n%s", text, frame)
		}
	}
	return s
}

// named gives a test a different name, so that one test can have several
// goldens.
type named struct {
	testing.TB
	name string
}

func (n named) Name() string { return n.name }
