//go:build unix

package ptytest_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"census/ui/cli/ptytest"
)

// census is the program, built once from this checkout.
var census string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "census-ptytest-")
	if err == nil {
		census = filepath.Join(dir, "census")
		err = build(census, "census")
	}
	code := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func build(file, pkg string) error {
	if out, err := exec.Command("go", "build", "-o", file, pkg).CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// command is census with home as the person's only directory.
func command(home string, environ []string, args ...string) *exec.Cmd {
	cmd := exec.Command(census, args...)
	cmd.Env = append([]string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + home,
		"TERM=xterm-256color", "TZ=UTC", "LANG=C.UTF-8",
	}, environ...)
	return cmd
}

// start runs census with an ordinary terminal.
func start(t testing.TB, home string, environ ...string) *ptytest.Terminal {
	t.Helper()
	return ptytest.Start(t, command(home, environ), ptytest.Options{})
}

// The first user of every local server, who is also the default me.
const (
	me     = "Andrew Joseph"
	meUID  = "cometchat-uid-1"
	george = "George Alan"
)

// waitForUsers waits until the first screen is complete: the users, and the
// part of the first user's detail that takes another request.
func waitForUsers(term *ptytest.Terminal) {
	term.WaitFor("▌ "+me, george, "1–", "enter open")
}

// quit quits the program from a screen without text fields.
func quit(t testing.TB, term *ptytest.Terminal) {
	t.Helper()
	term.Press("q")
	if code := term.Exit(); code != 0 {
		t.Errorf("exit code %d after q, want 0", code)
	}
}
