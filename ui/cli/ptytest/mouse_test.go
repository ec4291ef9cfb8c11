//go:build unix

package ptytest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"census/ui/cli/ptytest"
)

const mouseOn, mouseOff = "\x1b[?1002h", "\x1b[?1002l"

// wantMouse waits until the last mouse mode written means on; or off, which may
// also never have been written.
func wantMouse(term *ptytest.Terminal, isOn bool) {
	term.WaitUntil(fmt.Sprintf("reports of the mouse are %v", isOn), func(string) bool {
		said := string(term.Output())
		return strings.LastIndex(said, mouseOn) > strings.LastIndex(said, mouseOff) == isOn
	})
}

// After the shell and after the editor, the mouse is as the person had left it.
func TestTheMouseComesBackAsItWas(t *testing.T) {
	for name, test := range map[string]struct {
		arg string
		key bool // whether the mouse key is pressed
		on  bool
	}{
		"on":           {"", false, true},
		"switched off": {"", true, false},
		"--no-mouse":   {"--no-mouse", false, false},
		"switched on":  {"--no-mouse", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			editor := filepath.Join(home, "editor")
			if err := os.WriteFile(editor, []byte("#!/bin/sh\necho editing; read answer\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			cmd := command(home, []string{"EDITOR=" + editor})
			cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", strings.Replace(shell, `"$0"`, `"$0" `+test.arg, 1), census}
			term := ptytest.Start(t, cmd, ptytest.Options{})
			waitForUsers(term)
			if test.key {
				term.Press("m")
			}
			wantMouse(term, test.on)

			term.Press("ctrl+z")
			term.WaitFor("stopped.")
			wantMouse(term, false)
			term.Type("go\n")
			term.WaitFor("▌ "+me, "? keys")
			wantMouse(term, test.on)

			term.Press("E")
			term.WaitFor("editing")
			wantMouse(term, false)
			term.Type("\n")
			term.WaitFor("▌ "+me, "? keys")
			wantMouse(term, test.on)
			term.Press("q")
			term.WaitFor("ended 0.")
			wantMouse(term, false)
		})
	}
}
