package painter

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"
)

// line is the terminal's line: how it treats what is typed and written, and its
// size. Input and output that are no terminals have neither.
type line struct {
	in, out *os.File // nil for what is no terminal
	undo    []func() error
}

func newLine(in, out any) *line { return &line{in: terminal(in), out: terminal(out)} }

func terminal(stream any) *os.File {
	if f, ok := stream.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}

// raw makes keys arrive as they are typed, unseen.
func (l *line) raw() error {
	if l.in != nil {
		before, err := term.MakeRaw(int(l.in.Fd()))
		if err != nil {
			return fmt.Errorf("put the terminal into raw mode: %w", err)
		}
		l.undo = append(l.undo, func() error { return term.Restore(int(l.in.Fd()), before) })
	}
	if l.out != nil {
		undo, err := understandSequences(l.out)
		if err != nil {
			return errors.Join(fmt.Errorf("prepare the terminal for output: %w", err), l.restore())
		}
		l.undo = append(l.undo, undo)
	}
	return nil
}

// restore makes the line what it was before raw.
func (l *line) restore() error {
	var errs []error
	for _, undo := range l.undo {
		errs = append(errs, undo())
	}
	l.undo = nil
	return errors.Join(errs...)
}

// size is the terminal's, in cells; false if it has none.
func (l *line) size() (width, height int, ok bool) {
	if l.out == nil {
		return 0, 0, false
	}
	width, height, err := term.GetSize(int(l.out.Fd()))
	return width, height, err == nil
}
