//go:build unix

package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui"
	"census/ui/cli/ptytest"
)

// crashIn makes this test binary act as census with a fault in the given place.
const crashIn = "CRASH_IN"

func TestMain(m *testing.M) {
	if place := os.Getenv(crashIn); place != "" {
		os.Exit(crash(place))
	}
	os.Exit(m.Run())
}

// crash shows the screens on the real terminal, with a dependency that panics
// when it is called in the given place.
func crash(place string) int {
	p := &program{
		environ: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		isTerminal: isTerminal, now: time.Now,
	}
	p.show = func(ctx context.Context, o ui.Options, in io.Reader, out io.Writer) (string, error) {
		return ui.Run(ctx, faulty(o, place), in, out)
	}
	return p.run(context.Background(), nil)
}

func faulty(o ui.Options, place string) ui.Options {
	connect := o.Connect
	o.Connect = func(ctx context.Context) (ui.Session, error) {
		if place == "Connect" {
			panic("fault in Connect")
		}
		return connect(ctx)
	}
	switch place {
	case "Update":
		o.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
			if fmt.Sprintf("%T", msg) == "ui.watchMsg" { // what a watched list waits for
				panic("fault in Update")
			}
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		}
	case "View":
		o.Now = func() time.Time { panic("fault in View") }
	}
	return o
}

// Wherever the program crashes, the person gets the terminal back, and one line
// that names the file with the rest.
func TestCrashOnTerminal(t *testing.T) {
	for _, place := range []string{"Connect", "Update", "View"} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			cmd := exec.Command(os.Args[0])
			cmd.Env = []string{
				"HOME=" + home, "TERM=xterm-256color", crashIn + "=" + place,
				// When aborted, Bubble Tea closes its input without waiting for its
				// reader; that is not our fault, and must not print anything.
				"GORACE=log_path=" + filepath.Join(home, "race"),
				"GOCOVERDIR=" + t.TempDir(), // otherwise a program built for coverage complains
			}
			var errOut bytes.Buffer
			cmd.Stderr = &errOut
			term := ptytest.Start(t, cmd, ptytest.Options{})
			if place == "Update" {
				term.WaitFor("enter open")
				term.Type("w")
			}
			if code := term.Exit(); code != exitFailure {
				t.Errorf("exit code %d, want %d", code, exitFailure)
			}
			if !strings.Contains(string(term.Output()), "\x1b[?1049h") {
				t.Error("the screens never appeared, so there was nothing to restore")
			}
			if left := strings.TrimSpace(term.Screen()); left != "" {
				t.Errorf("left on the terminal: %q", left)
			}
			wantReport(t, home, errOut.String(), "panic: fault in "+place+"\n")
		})
	}
}

// wantReport checks the line on standard error and the file that it names.
func wantReport(t *testing.T, home, line, panicked string) {
	t.Helper()
	_, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "the program crashed; please report it with the file ")
	if strings.Count(line, "\n") != 1 || filepath.Dir(path) != filepath.Join(home, ".local", "state", "census") {
		t.Fatalf("standard error: %q", line)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the report can be read by others: %v", info.Mode())
	}
	report, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"census ", panicked, "crash_test.go:"} {
		if !bytes.Contains(report, []byte(want)) {
			t.Errorf("the report does not tell %q:\n%s", want, report)
		}
	}
}
