//go:build unix

package ptytest_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"census/ui/cli/ptytest"
)

// shell is a job-control shell that runs its argument, names the job once it
// has stopped, and continues it on request. Only a real shell will do: a
// process group with nobody to continue it cannot be stopped.
const shell = `set -m; "$0"; jobs -p; echo "stopped."; read go; fg >/dev/null; echo "ended $?."`

// underShell runs census as a job of the shell.
func underShell(t *testing.T) *ptytest.Terminal {
	t.Helper()
	cmd := command(t.TempDir(), nil)
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", shell, census}
	return ptytest.Start(t, cmd, ptytest.Options{})
}

func TestSuspend(t *testing.T) {
	term := underShell(t)
	waitForUsers(term)
	term.Press("down", "ctrl+z")
	term.WaitFor("stopped.")
	if problem := term.Unrestored(); problem != nil {
		t.Errorf("the terminal is not restored for the shell: %v", problem)
	}
	if strings.Contains(term.Screen(), me) {
		t.Errorf("the alternate screen is still on show:\n%s", term.Screen())
	}
	wantStopped(t, regexp.MustCompile(`(\d+)\s+stopped\.`).FindStringSubmatch(term.Screen()))

	before := len(term.Output())
	term.Type("go\n")
	term.WaitFor(me, "▌ "+george) // everything is back, with the cursor where it was
	if again := string(term.Output()[before:]); !strings.Contains(again, "\x1b[?1049h") || !strings.Contains(again, me) {
		t.Errorf("written after the stop: %q", again)
	}
	term.Press("enter") // keys arrive, in raw mode
	term.WaitFor("esc back", "cometchat-uid-2")
	term.Press("q")
	term.WaitFor("ended 0.")
	if code := term.Exit(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

// Without a shell nobody could continue the program, so ctrl+z must not stop
// it.
func TestSuspendWithoutShell(t *testing.T) {
	term := start(t, t.TempDir())
	waitForUsers(term)
	term.Press("ctrl+z")
	term.WaitFor("there is no shell here to suspend to")
	term.Press("down")
	term.WaitFor("▌ " + george)
	quit(t, term)
}

// wantStopped checks with the kernel, if it reports this, that the job has
// really stopped.
func wantStopped(t *testing.T, job []string) {
	t.Helper()
	if job == nil {
		t.Error("the shell does not name the job")
		return
	}
	stat, err := os.ReadFile("/proc/" + job[1] + "/stat")
	if err != nil {
		t.Logf("state of the process not checked: no /proc on this system (%v)", err)
		return
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	if !strings.HasPrefix(state, "T") {
		t.Errorf("the process is not stopped: %s", stat)
	}
}
