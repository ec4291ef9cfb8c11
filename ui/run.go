package ui

import (
	"context"
	"errors"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// AfterFunc returns a command that delivers msg once d has passed.
type AfterFunc func(d time.Duration, msg tea.Msg) tea.Cmd

// ErrInterrupted is returned by [Run] when a signal ended the program.
var ErrInterrupted = errors.New("interrupted")

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
	return "", errors.New("not built yet")
}
