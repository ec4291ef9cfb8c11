//go:build unix

package ptytest_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// Libraries below Bubble Tea ask the terminal for its background colour during
// initialisation, and wait five seconds for an answer. Census asks only after its
// first frame, and never waits. The order is checked exactly; the time limit is far
// from both the normal tenth of a second and the five seconds.
func TestMuteTerminal(t *testing.T) {
	term := ptytest.Start(t, command(t.TempDir(), nil), ptytest.Options{Mute: true})
	term.WaitFor("census")
	if after, _ := term.Shown("census"); after > 4*time.Second {
		t.Errorf("first frame after %v in a terminal that does not answer", after)
	}
	waitForUsers(term)
	quit(t, term)
	shown, asked := bytes.Index(term.Output(), []byte("census")), bytes.Index(term.Output(), []byte("\x1b]11;?"))
	if asked < shown || len(term.Asked()) != 2 {
		t.Errorf("the terminal was asked %q, at %d, and shown something at %d", term.Asked(), asked, shown)
	}
}

// ctrl+c and q from the keyboard are ordinary ends; signals are interruptions.
func TestEnds(t *testing.T) {
	tests := map[string]struct {
		end  func(*ptytest.Terminal)
		code int
	}{
		"q":       {func(term *ptytest.Terminal) { term.Press("q") }, 0},
		"ctrl+c":  {func(term *ptytest.Terminal) { term.Press("ctrl+c") }, 0},
		"SIGINT":  {func(term *ptytest.Terminal) { term.Signal(os.Interrupt) }, 130},
		"SIGTERM": {func(term *ptytest.Terminal) { term.Signal(syscall.SIGTERM) }, 130},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := start(t, t.TempDir())
			waitForUsers(term)
			if term.Unrestored() == nil {
				t.Error("the terminal looks untouched while the program runs")
			}
			test.end(term)
			if code := term.Exit(); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			if screen := strings.TrimSpace(term.Screen()); screen != "" {
				t.Errorf("left on the terminal: %q", screen)
			}
		})
	}
}

// A key leaves the mouse to the terminal, so that text can be selected, and
// takes it back.
func TestMouseKey(t *testing.T) {
	const on, off = "\x1b[?1002h", "\x1b[?1002l"
	term := start(t, t.TempDir())
	waitForUsers(term)
	for i, want := range []string{on, off, on, off} {
		if i > 0 {
			term.Press("m")
		}
		term.WaitUntil(fmt.Sprintf("%q is the last word on the mouse", want), func(string) bool {
			said := string(term.Output())
			return strings.LastIndex(said, "\x1b[?1002") == strings.LastIndex(said, want)
		})
	}
	quit(t, term)
}

func TestResize(t *testing.T) {
	term := ptytest.Start(t, command(t.TempDir(), nil), ptytest.Options{Width: 80, Height: 24})
	waitForUsers(term)
	for _, size := range [][2]int{{80, 24}, {40, 12}, {32, 9}, {120, 36}, {40, 12}} {
		width, height := size[0], size[1]
		term.Resize(width, height)
		if width < 40 || height < 12 {
			term.WaitFor(fmt.Sprintf("census needs 40×12, this is %d×%d", width, height))
			continue
		}
		term.WaitUntil(fmt.Sprintf("the frame fills %d×%d", width, height), func(screen string) bool {
			lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
			return len(lines) == height &&
				strings.HasPrefix(lines[0], " census") && strings.Contains(lines[0], fmt.Sprintf("1–%d of", height-4)) &&
				strings.Contains(lines[height-1], "? keys") &&
				strings.Count(screen, me) >= 1 && strings.Count(screen, "? keys") == 1
		})
	}
	quit(t, term)
}

// Without a terminal there is one sentence, the exit code for wrong use, and
// nothing left behind.
func TestNotATerminal(t *testing.T) {
	tests := map[string]func(*exec.Cmd){
		"standard input":  func(cmd *exec.Cmd) { cmd.Stdin = strings.NewReader("q") },
		"standard output": func(cmd *exec.Cmd) { cmd.Stdout = new(bytes.Buffer) },
	}
	for name, redirect := range tests {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			cmd := command(home, nil)
			var errOut bytes.Buffer
			cmd.Stderr = &errOut
			redirect(cmd)
			term := ptytest.Start(t, cmd, ptytest.Options{})
			if code := term.Exit(); code != 2 {
				t.Errorf("exit code %d, want 2", code)
			}
			if got := errOut.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, name+" is not a terminal") {
				t.Errorf("standard error: %q", got)
			}
			if out := term.Output(); len(out) > 0 {
				t.Errorf("written to the terminal: %q", out)
			}
			if left, err := os.ReadDir(home); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}
