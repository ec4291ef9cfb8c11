package cli

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
	"github.com/cli/browser"

	"census/model"
)

// What desktop.copy says about where the text went.
const (
	viaNative   = "clipboard"
	viaTerminal = "terminal (OSC 52)"
)

// desktop is the terminal's environment: clipboard and browser.
type desktop struct {
	getenv   func(string) string
	terminal io.Writer
	// native puts text on the clipboard of the machine that census runs on.
	native func(string) error
	// browse opens an address in the machine's browser.
	browse func(string) error
	goos   string
}

func (p *program) desktop() desktop {
	return desktop{
		getenv: p.getenv, terminal: p.terminal,
		native: clipboard.WriteAll, browse: browseQuietly, goos: runtime.GOOS,
	}
}

// copy puts the text on the clipboard and says on which one. Over SSH the
// person does not paste from the machine's own clipboard, so only the terminal
// can help; otherwise it is the second choice. A terminal does not report
// whether it accepted the text.
func (d desktop) copy(text string) (via string, err error) {
	overSSH := d.getenv("SSH_TTY") != "" || d.getenv("SSH_CONNECTION") != ""
	if !overSSH && d.native(text) == nil {
		return viaNative, nil
	}
	// One write, so that no frame can be drawn in the middle of it.
	if _, err := io.WriteString(d.terminal, d.sequence(text)); err != nil {
		return "", fmt.Errorf("copy through the terminal: %w", err)
	}
	return viaTerminal, nil
}

// sequence is OSC 52, wrapped for a multiplexer between census and the
// terminal. tmux passes on the wrapped form (allow-passthrough) or acts on the
// plain one (set-clipboard on) and drops the other, so it gets both.
func (d desktop) sequence(text string) string {
	plain := osc52.New(text)
	switch {
	case d.getenv("TMUX") != "":
		return plain.String() + plain.Tmux().String()
	case d.getenv("STY") != "" || strings.HasPrefix(d.getenv("TERM"), "screen"):
		return plain.Screen().String()
	}
	return plain.String()
}

var (
	errNotWeb    = errors.New("only http and https addresses are opened")
	errNoDesktop = errors.New("there is no desktop to open a browser on; copy the address instead")
)

// open opens an http or https address in the browser. Without a desktop it does
// not try, because the browser would be a text program competing for this
// terminal.
func (d desktop) open(address string) error {
	if !model.IsWebURL(address) || model.Clean(address) != address {
		return errNotWeb
	}
	if !d.hasBrowser() {
		return errNoDesktop
	}
	if err := d.browse(address); err != nil {
		return fmt.Errorf("open the browser: %w", err)
	}
	return nil
}

func (d desktop) hasBrowser() bool {
	if d.goos == "windows" || d.goos == "darwin" {
		return true
	}
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"} {
		if d.getenv(name) != "" {
			return true
		}
	}
	return false
}

// muteBrowser keeps the browser's output off the screen.
var muteBrowser = sync.OnceFunc(func() { browser.Stdout, browser.Stderr = io.Discard, io.Discard })

func browseQuietly(address string) error {
	muteBrowser()
	return browser.OpenURL(address)
}
