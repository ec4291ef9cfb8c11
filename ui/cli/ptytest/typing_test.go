//go:build unix

package ptytest_test

import (
	"strings"
	"testing"
)

// A name pasted into the list, in a terminal that does not mark pastes, opens a
// question and does not answer it.
func TestPastedTextAnswersNoQuestion(t *testing.T) {
	term := start(t, t.TempDir())
	waitForUsers(term)
	term.Press("down")
	term.WaitFor("▌ " + george)
	term.Type("dylan")
	term.WaitFor("Deactivate " + george + "?")
	term.Answer("esc")
	term.WaitFor("▌ "+george, "enter open")
	if strings.Contains(string(term.Output()), "deactivated "+george) {
		t.Fatal("the rest of the text has deactivated a user")
	}
	term.Press("d")
	term.WaitFor("Deactivate " + george + "?")
	term.Answer("y")
	term.WaitFor("deactivated " + george)
	quit(t, term)
}
