package cli

import (
	"io"

	"github.com/muesli/termenv"
)

// terminalError says why the screens cannot be shown here, and what can be done
// instead.
type terminalError string

func (e terminalError) Error() string {
	return string(e) + "; run census in a terminal, or use census serve or census info, which need none"
}

// checkTerminal refuses a pipe, a file, or a terminal without cursor control,
// before anything is started.
func (p *program) checkTerminal() error {
	switch {
	case !p.isTerminal(p.stdin):
		return terminalError("standard input is not a terminal")
	case !p.isTerminal(p.terminal):
		return terminalError("standard output is not a terminal")
	case p.getenv("TERM") == "dumb":
		return terminalError("this terminal (TERM=dumb) cannot show screens")
	}
	return nil
}

// isRemote reports whether the terminal is at the other end of an SSH
// connection.
func (p *program) isRemote() bool {
	return p.getenv("SSH_CONNECTION") != "" || p.getenv("SSH_TTY") != ""
}

// colors is how many colours the terminal shows, according to the environment
// alone (NO_COLOR, CLICOLOR, CLICOLOR_FORCE, COLORTERM, TERM). The terminal
// itself is not asked, because an answer may never come.
func (p *program) colors() termenv.Profile {
	out := termenv.NewOutput(io.Discard, termenv.WithEnvironment(environment{p}), termenv.WithTTY(true))
	return out.EnvColorProfile()
}

// environment gives termenv the environment of this run.
type environment struct{ p *program }

func (e environment) Environ() []string         { return e.p.environ }
func (e environment) Getenv(name string) string { return e.p.getenv(name) }
