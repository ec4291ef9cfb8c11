//go:build unix

package ptytest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// inPieces sends pieces so that the program reads them one by one, like a
// network delivers them, with occasional pauses.
func inPieces(term *ptytest.Terminal, pieces ...string) {
	for _, piece := range pieces {
		for !term.Silent(30 * time.Millisecond) {
		}
		term.Type(piece)
	}
}

// A key, a character and a pasted text keep their meaning however many pieces
// they arrive in: the rest of an arrow key does not ask to delete a user.
func TestInputInPieces(t *testing.T) {
	term := start(t, t.TempDir(), "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22")
	waitForUsers(term)
	inPieces(term, "\x1b[", "B")
	term.WaitFor("▌ " + george)
	inPieces(term, "\x1b[<6", "5;3;", "5M\x1b[<64;3;5", "M")
	inPieces(term, "\x1b[", "D", "\x1b[1;", "5D")
	term.WaitFor("[All")
	inPieces(term, "\x1b[", "C")
	term.WaitFor("[Active")
	inPieces(term, "\x1b[1", "~\x1b[", "B")
	term.WaitFor("▌ " + george)
	term.Press("e")
	term.WaitFor("edit "+george, "ctrl+s save")
	inPieces(term, "\xc3", "\xa9\xe6", "\x97", "\xa5\x1b[200~d\ny", "D\x1b[20", "1~!")
	term.WaitFor(george+"é日d yD!", "1 change")
	for _, never := range []string{"Delete " + george, "Deactivate " + george, "5D", "5;3"} {
		if strings.Contains(string(term.Output()), never) {
			t.Errorf("the screen has shown %q", never)
		}
	}
}

// A paste whose end got lost does not block the keyboard.
func TestPasteWithoutEnd(t *testing.T) {
	term := start(t, t.TempDir())
	waitForUsers(term)
	term.Press("e")
	term.WaitFor("edit "+me, "ctrl+s save")
	term.Type("\x1b[200~ Esq.")
	term.WaitFor(me+" Esq.", "1 change")
	term.Type("\x1b[200~!")
	term.Press("ctrl+c")
	term.WaitFor("Quit?", me+" Esq.!")
	term.Answer("n")
	term.WaitFor("ctrl+s save")
	term.Press("tab")
	term.WaitUntil("the focus has left the name", func(screen string) bool { return focused(screen) != "Name" })
}

// The wheel turned as quickly as a touchpad does: no part of its reports
// becomes text or commands, however they are cut, and the next key works.
func TestManyTurnsOfTheWheel(t *testing.T) {
	term := start(t, t.TempDir())
	waitForUsers(term)
	turns := strings.Repeat("\x1b[<65;40;12M", 3000) + strings.Repeat("\x1b[<64;40;12M", 3000)
	for piece := range slices.Chunk([]byte(turns), 997) {
		term.Type(string(piece))
	}
	term.Press("g")
	term.WaitFor("▌ "+me, "enter open")
	quit(t, term)
	if strings.Contains(string(term.Output()), "40;12") {
		t.Error("a report of the mouse was shown")
	}
}

// The editor has the keyboard to itself: every byte, immediately.
func TestTheEditorGetsWhatIsTyped(t *testing.T) {
	home := t.TempDir()
	editor, typed := filepath.Join(home, "editor"), filepath.Join(home, "typed")
	script := "#!/bin/sh\necho editing; for i in 1 2 3; do read -r line; echo \"$line\" >>" + typed + "; done\n"
	if err := os.WriteFile(editor, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	term := start(t, home, "EDITOR="+editor)
	waitForUsers(term)
	for range 3 {
		_ = os.Remove(typed)
		term.Press("E")
		term.WaitFor("editing")
		for _, piece := range []string{"d", "y\n", "qqq\x1b", "[A\n", "é日\n"} {
			term.Type(piece)
		}
		term.WaitFor("▌ "+me, "? keys")
		got, err := os.ReadFile(typed)
		if want := "dy\nqqq\x1b[A\né日\n"; string(got) != want || err != nil {
			t.Errorf("the editor has read %q, want %q (%v)", got, want, err)
		}
	}
	term.Press("down")
	term.WaitFor("▌ " + george)
	quit(t, term)
}
