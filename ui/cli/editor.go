package cli

import (
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/config"
)

// textEditor is the person's own editor.
type textEditor struct {
	command []string // at least one word
	environ []string
	stdin   io.Reader // the terminal
}

// textEditor is the editor from the settings, which is given no secrets.
func (p *program) textEditor(s config.Settings) textEditor {
	secret := map[string]bool{}
	for _, row := range config.Table() {
		secret[row.Env] = row.Secret
	}
	environ := slices.DeleteFunc(slices.Clone(p.environ), func(line string) bool {
		name, _, _ := strings.Cut(line, "=")
		return secret[name]
	})
	return textEditor{command: s.Editor, environ: append([]string{}, environ...), stdin: p.stdin}
}

// open hands the terminal to the editor until it exits; done turns its error
// into a message.
func (e textEditor) open(path string, line int, done func(error) tea.Msg) tea.Cmd {
	cmd := exec.Command(e.command[0], e.args(path, line)...)
	cmd.Env, cmd.Stdin = e.environ, e.stdin
	return tea.ExecProcess(cmd, func(err error) tea.Msg {
		if err != nil {
			err = fmt.Errorf("run the editor %s: %w", e.command[0], err)
		}
		return done(err)
	})
}

// args are the editor's arguments, with the line number in the form that
// editors of that name accept. Editors with their own window are told to wait
// until the file is closed. An unknown editor only gets the file.
func (e textEditor) args(path string, line int) []string {
	name := strings.ToLower(filepath.Base(e.command[0]))
	args := slices.Clone(e.command[1:])
	with := func(more ...string) []string {
		for _, arg := range more {
			if !slices.Contains(args, arg) {
				args = append(args, arg)
			}
		}
		return args
	}
	at := fmt.Sprintf("%s:%d", path, line)
	switch strings.TrimSuffix(name, ".exe") {
	case "vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg":
		if line <= 1 {
			return with(path)
		}
		return with(fmt.Sprintf("+%d", line), path)
	case "gvim", "mvim":
		return with("-f", fmt.Sprintf("+%d", line), path)
	case "hx", "helix":
		return with(at)
	case "code", "code-insiders", "codium", "cursor":
		return with("--wait", "--goto", at)
	case "subl", "zed":
		return with("--wait", at)
	}
	return with(path)
}
