//go:build unix

package ptytest_test

import (
	"os"
	"path/filepath"
	"testing"

	"census/ui/cli/ptytest"
)

// editor is a person's editor: a script that receives the file as $1.
func editor(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return "EDITOR=" + path
}

// Text written in the editor is offered after the program was killed while the
// editor ran, until it is saved.
func TestTheEditorsTextSurvivesAKill(t *testing.T) {
	const write = `sed 's/"Andrew Joseph"/"Andrew Jones"/' "$1" >"$1~" && mv "$1~" "$1"` + "\n"
	for name, script := range map[string]string{
		"kill -9":                   write + "kill -9 $PPID\n",
		"SIGTERM, and then written": "kill -TERM $PPID\n" + write,
		"SIGHUP, and then written":  "kill -HUP $PPID\n" + write,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			cmd := command(home, []string{editor(t, script)})
			term := ptytest.Start(t, cmd, ptytest.Options{})
			waitForUsers(term)
			term.Press("E")
			waitForEnd(cmd.Process)
			again := start(t, home)
			again.WaitFor("Typed earlier and not saved", "go on with "+me+" · Name · from the editor")
			again.Press("enter")
			again.WaitFor("Andrew Jones", "1 change")
			again.Press("ctrl+s")
			again.WaitFor("– "+me, "+ Andrew Jones")
			again.Answer("ctrl+s")
			again.WaitFor("saved Andrew Jones")
			quit(t, again)
			for _, folder := range []string{"edits/*", "drafts/*"} {
				if left, err := filepath.Glob(filepath.Join(home, ".local", "state", "census", folder)); err != nil || len(left) > 0 {
					t.Errorf("left: %v, %v", left, err)
				}
			}
		})
	}
}
