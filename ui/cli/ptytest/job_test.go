//go:build unix

package ptytest_test

import (
	"strings"
	"testing"

	"census/ui/cli/ptytest"
)

// focus tabs through the form until the field has the focus.
func focus(term *ptytest.Terminal, label string) {
	for range 10 {
		now := focused(term.Screen())
		if now == label {
			return
		}
		term.Press("tab")
		term.WaitUntil("the focus leaves "+now, func(screen string) bool {
			next := focused(screen)
			return next != now && next != ""
		})
	}
	term.WaitUntil(label+" has the focus", func(screen string) bool { return focused(screen) == label })
}

// focused is the label of the focused field.
func focused(screen string) string {
	for line := range strings.Lines(screen) {
		if rest, ok := strings.CutPrefix(line, "▌"); ok {
			label, _, _ := strings.Cut(strings.TrimLeft(rest, " *"), "  ")
			return label
		}
	}
	return ""
}

// The main job on a new machine without configuration: find yourself, see why
// the role is locked, change something, leave, and find it again.
func TestMainJob(t *testing.T) {
	const message = "Back on Monday ☕"
	home := t.TempDir()
	term := start(t, home)
	term.WaitFor("census", "local", "you: "+meUID, "▌ "+me, "1–")

	term.Press("enter")
	term.WaitFor("esc back", "Status message   –", "Blocked by you   no")
	term.Press("e")
	term.WaitFor("edit "+me, "locked: you cannot change your own role", "ctrl+s save")
	focus(term, "Status message")
	term.Type(message)
	term.WaitFor("Status message   "+message, "1 change")
	term.Press("ctrl+s")
	term.WaitFor("Save "+me+"?", "+ "+message)
	term.Answer("ctrl+s")
	term.WaitFor("saved "+me+" ✓", "Status message   "+message, "esc back")
	quit(t, term)
	if got := strings.TrimSpace(term.Screen()); got != "saved "+me {
		t.Errorf("the terminal's last line is %q, want what was saved", got)
	}

	again := start(t, home)
	waitForUsers(again)
	again.Press("enter")
	again.WaitFor("esc back", "Status message   "+message)
	again.Press("e")
	again.WaitFor("edit "+me, message, "locked: you cannot change your own role")
	again.Press("ctrl+c") // nothing has changed, so there is no question
	if code := again.Exit(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

const keptText = "1 unsaved change kept as a draft, offered at the next start"

// A key for leaving does not lose edits.
func TestQuitWithEdits(t *testing.T) {
	term := start(t, t.TempDir())
	waitForUsers(term)
	term.Press("e")
	term.WaitFor("edit "+me, "ctrl+s save")
	term.Type("!")
	term.WaitFor(me+"!", "1 change")
	term.Press("ctrl+c")
	term.WaitFor("Quit?", "1 unsaved change will be kept as a draft")
	term.Answer("n")
	term.WaitFor(me+"!", "ctrl+s save")
	term.Press("ctrl+c")
	term.WaitFor("Quit?")
	term.Answer("y")
	if code := term.Exit(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	if got := strings.TrimSpace(term.Screen()); got != keptText {
		t.Errorf("the terminal's last line is %q, want %q", got, keptText)
	}
}
