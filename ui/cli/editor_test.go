package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestEditorArguments(t *testing.T) {
	for _, test := range []struct {
		command string
		line    int
		want    string
	}{
		{"vi", 1, "/f"},
		{"/usr/bin/nvim -n", 12, "-n +12 /f"},
		{"nano", 3, "+3 /f"},
		{"emacsclient -t", 3, "-t +3 /f"},
		{"hx", 3, "/f:3"},
		{"code", 3, "--wait --goto /f:3"},
		{"Code.exe --wait", 1, "--wait --goto /f:1"},
		{"gvim", 3, "-f +3 /f"},
		{"zed", 3, "--wait /f:3"},
		{"some-editor -x", 3, "-x /f"},
	} {
		e := textEditor{command: strings.Fields(test.command)}
		if got := strings.Join(e.args("/f", test.line), " "); got != test.want {
			t.Errorf("%s at %d: %s, want %s", test.command, test.line, got, test.want)
		}
		if got := strings.Join(e.command, " "); got != test.command {
			t.Errorf("the command has become %s", got)
		}
	}
}

// The editor, and whatever it starts, gets no keys.
func TestEditorGetsNoSecrets(t *testing.T) {
	p := &program{environ: []string{"TERM=xterm", "CENSUS_API_KEY=k", "CENSUS_AUTH_KEY=k", "CENSUS_AUTH_TOKEN=k", "CENSUS_ME=ann"}}
	if got := p.textEditor(settings(t)).environ; !slices.Equal(got, []string{"TERM=xterm", "CENSUS_ME=ann"}) {
		t.Errorf("environment %q", got)
	}
}

// shell runs one command in a program and returns the message at its end.
type shell struct {
	cmd tea.Cmd
	got tea.Msg
}

type editorEnded struct{ err error }

func (s *shell) Init() tea.Cmd { return s.cmd }
func (s *shell) View() string  { return "" }
func (s *shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if ended, ok := msg.(editorEnded); ok {
		s.got = ended
		return s, tea.Quit
	}
	return s, nil
}

func TestEditorRuns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the editor of this test is a shell script")
	}
	path := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(command ...string) error {
		t.Helper()
		e := textEditor{command: command, environ: []string{}}
		s := &shell{cmd: e.open(path, 2, func(err error) tea.Msg { return editorEnded{err} })}
		var out bytes.Buffer
		p := tea.NewProgram(s, tea.WithContext(t.Context()), tea.WithInput(strings.NewReader("")), tea.WithOutput(&out), tea.WithoutSignalHandler())
		if _, err := p.Run(); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		return s.got.(editorEnded).err
	}
	if err := run("/bin/sh", "-c", `printf edited > "$0"`); err != nil {
		t.Errorf("%v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "edited" {
		t.Errorf("the file has %q, %v", text, err)
	}
	if err := run("no-such-editor-here"); err == nil || !strings.Contains(err.Error(), "run the editor no-such-editor-here") {
		t.Errorf("a missing editor: %v", err)
	}
	if err := run("/bin/sh", "-c", "exit 3"); err == nil {
		t.Error("an editor that failed is a failure")
	}
}
