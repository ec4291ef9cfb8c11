//go:build unix

package ptytest_test

import (
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"census/ui/cli/ptytest"
)

// Text typed just before a signal is on the disk when the process has ended. A
// terminal that goes away sends more than one hangup.
func TestSignalsKeepWhatIsTyped(t *testing.T) {
	once := func(signal os.Signal) func(*os.Process) {
		return func(p *os.Process) { _ = p.Signal(signal) }
	}
	tests := map[string]func(*os.Process){
		"SIGINT":  once(os.Interrupt),
		"SIGTERM": once(syscall.SIGTERM),
		"SIGHUP":  once(syscall.SIGHUP),
		"SIGHUP until it is gone": func(p *os.Process) {
			for p.Signal(syscall.SIGHUP) == nil {
				runtime.Gosched()
			}
		},
	}
	for name, end := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			cmd := command(home, nil)
			term := ptytest.Start(t, cmd, ptytest.Options{})
			waitForUsers(term)
			term.Press("e")
			term.WaitFor("edit "+me, "ctrl+s save")
			term.Type(" Esq.")
			term.WaitFor(me + " Esq.")
			end(cmd.Process)
			if code := term.Exit(); code != 130 {
				t.Errorf("exit code %d, want 130", code)
			}
			if got := strings.TrimSpace(term.Screen()); got != keptText {
				t.Errorf("the terminal's last line is %q, want %q", got, keptText)
			}
			again := start(t, home)
			again.WaitFor("Typed earlier and not saved", "go on with "+me)
			again.Press("enter")
			again.WaitFor(me+" Esq.", "1 change")
		})
	}
}
