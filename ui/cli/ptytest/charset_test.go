//go:build unix

package ptytest_test

import (
	"slices"
	"testing"
)

// A terminal with a charset other than UTF-8 gets only ASCII, and its keys
// work.
func TestATerminalWithoutUnicode(t *testing.T) {
	term := start(t, t.TempDir(), "LC_ALL=en_US.ISO-8859-1")
	term.WaitFor("> "+me, george, `Beno\u00eet Dubois`, "* online", "enter open")
	term.Press("/")
	term.Type("beno\xeet") // as such a terminal sends î
	term.Press("ctrl+u")
	term.Type("dubois")
	term.WaitFor("> Beno", "dubois")
	term.Press("ctrl+u", "enter")
	term.WaitFor(george, "enter open")
	term.Press("e")
	term.WaitFor("ctrl+s save")
	term.Answer("esc")
	term.WaitFor("enter open")
	quit(t, term)
	if at := slices.IndexFunc(term.Output(), func(b byte) bool { return b > 0x7e }); at >= 0 {
		t.Errorf("the terminal was sent %q", term.Output()[max(0, at-40):at+4])
	}
}
