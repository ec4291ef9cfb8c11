package cli

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

func envOf(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// writes counts the writes.
type writes struct {
	text  bytes.Buffer
	count int
	err   error
}

func (w *writes) Write(p []byte) (int, error) {
	w.count++
	if w.err != nil {
		return 0, w.err
	}
	return w.text.Write(p)
}

func TestCopyChoosesTheClipboard(t *testing.T) {
	const text = "Zoë 日本"
	plain := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
	tmux := "\x1bPtmux;\x1b" + plain + "\x1b\\"
	screen := "\x1bP" + plain + "\x1b\\"
	for _, test := range []struct {
		name    string
		env     []string
		fails   bool
		via     string
		written string
		native  int
	}{
		{"desktop", nil, false, viaNative, "", 1},
		{"no clipboard program", nil, true, viaTerminal, plain, 1},
		{"SSH", []string{"SSH_TTY", "/dev/pts/1"}, false, viaTerminal, plain, 0},
		{"SSH without a tty name", []string{"SSH_CONNECTION", "1 2 3 4"}, false, viaTerminal, plain, 0},
		{"tmux over SSH", []string{"SSH_TTY", "x", "TMUX", "y", "TERM", "screen-256color"}, false, viaTerminal, plain + tmux, 0},
		{"tmux without a clipboard", []string{"TMUX", "y"}, true, viaTerminal, plain + tmux, 1},
		{"screen", []string{"SSH_TTY", "x", "STY", "1.x"}, false, viaTerminal, screen, 0},
		{"screen by TERM", []string{"SSH_TTY", "x", "TERM", "screen"}, false, viaTerminal, screen, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			var terminal writes
			native := 0
			d := desktop{getenv: envOf(test.env...), terminal: &terminal, native: func(got string) error {
				native++
				if got != text {
					t.Errorf("the clipboard got %q", got)
				}
				if test.fails {
					return errors.New("no xclip")
				}
				return nil
			}}
			via, err := d.copy(text)
			if err != nil || via != test.via || native != test.native {
				t.Errorf("via %q, %v, native tried %d times; want %q, %d", via, err, native, test.via, test.native)
			}
			if terminal.text.String() != test.written || terminal.count > 1 {
				t.Errorf("written %q in %d writes, want %q in one", terminal.text.String(), terminal.count, test.written)
			}
		})
	}
}

func TestCopySaysWhenItFails(t *testing.T) {
	d := desktop{
		getenv: envOf(), terminal: &writes{err: errors.New("gone")},
		native: func(string) error { return errors.New("none") },
	}
	if via, err := d.copy("x"); err == nil || via != "" {
		t.Errorf("via %q, %v; want an error", via, err)
	}
}

func TestOpenOnlyOpensWebAddresses(t *testing.T) {
	for _, test := range []struct {
		address string
		env     []string
		goos    string
		fails   bool
		opened  bool
		want    string
	}{
		{address: "https://example.com/a?b=c", env: []string{"DISPLAY", ":0"}, goos: "linux", opened: true},
		{address: "http://example.com", env: []string{"WAYLAND_DISPLAY", "w"}, goos: "linux", opened: true},
		{address: "http://example.com", env: []string{"WSL_DISTRO_NAME", "Debian"}, goos: "linux", opened: true},
		{address: "https://example.com", goos: "darwin", opened: true},
		{address: "https://example.com", goos: "windows", opened: true},
		{address: "https://example.com", goos: "linux", want: errNoDesktop.Error()},
		{address: "https://example.com", goos: "darwin", fails: true, opened: true, want: "open the browser: none"},
		{address: "file:///etc/passwd", goos: "darwin", want: errNotWeb.Error()},
		{address: "javascript:alert(1)", goos: "darwin", want: errNotWeb.Error()},
		{address: "--help", goos: "darwin", want: errNotWeb.Error()},
		{address: "https://example.com/\u202e", goos: "darwin", want: errNotWeb.Error()},
		{address: "", goos: "darwin", want: errNotWeb.Error()},
	} {
		opened := false
		d := desktop{getenv: envOf(test.env...), goos: test.goos, browse: func(address string) error {
			opened = address == test.address
			if test.fails {
				return errors.New("none")
			}
			return nil
		}}
		err := d.open(test.address)
		if opened != test.opened || (err == nil) != (test.want == "") || err != nil && err.Error() != test.want {
			t.Errorf("%q: opened %v, %v; want %v, %q", test.address, opened, err, test.opened, test.want)
		}
	}
}

func TestColors(t *testing.T) {
	for _, test := range []struct {
		environ string
		want    termenv.Profile
	}{
		{"TERM=xterm-256color COLORTERM=truecolor", termenv.TrueColor},
		{"TERM=xterm-256color", termenv.ANSI256},
		{"TERM=xterm", termenv.ANSI},
		{"TERM=vt100", termenv.Ascii},
		{"TERM=xterm-256color NO_COLOR=1", termenv.Ascii},
		{"TERM=xterm-256color CLICOLOR=0", termenv.Ascii},
		{"TERM=vt100 CLICOLOR_FORCE=1", termenv.ANSI},
		{"TERM=xterm-256color CI=true", termenv.ANSI256},
		{"", termenv.Ascii},
	} {
		p := &program{environ: strings.Fields(test.environ)}
		if got := p.colors(); got != test.want {
			t.Errorf("%s: %v colours, want %v", test.environ, got, test.want)
		}
	}
}
