package ui

import (
	"context"
	"errors"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/painter"
)

// AfterFunc returns a command that delivers msg once d has passed.
type AfterFunc func(d time.Duration, msg tea.Msg) tea.Cmd

// ErrInterrupted is returned by [Run] when a signal ended the program.
var ErrInterrupted = errors.New("interrupted")

// ErrNotKept is returned by [Run], beside what ended the program, when what was
// typed could not be put on the disk.
var ErrNotKept = errors.New("what was typed could not be kept on the disk")

// Crash is returned by [Run] after a panic; the terminal is restored by then.
type Crash struct {
	Value any
	Stack []byte
}

// Error names the panic in one line, without the stack.
func (c *Crash) Error() string { return "the program crashed" }

// Run shows the program on the terminal until the user quits. The farewell is
// what the last screen had to say, to be printed once the terminal is back.
func Run(ctx context.Context, o Options, in io.Reader, out io.Writer) (farewell string, err error) {
	app := New(ctx, o)
	program, abort := context.WithCancel(ctx)
	defer abort()
	app.abort = abort
	err = painter.Run(program, app, painter.Options{Input: in, Output: out, Mouse: o.Mouse, Remote: o.Remote, ASCII: o.ASCII, AskGround: o.Appearance.Ask, OwnErase: o.OwnErase})
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil {
		err = ErrInterrupted
	}
	return app.ended(err)
}

// ended is what [Run] returns when the screens are gone and err, or a crash, ended
// them.
func (a *App) ended(err error) (farewell string, _ error) {
	if a.crash != nil {
		err = a.crash
	}
	return a.leaving.ended(err)
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	if o.After == nil {
		o.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		}
	}
	if o.Copy == nil {
		o.Copy = func(string) (string, error) { return "", errors.New("no clipboard here") }
	}
	if o.Open == nil {
		o.Open = func(string) error { return errors.New("no browser here") }
	}
	return o
}
