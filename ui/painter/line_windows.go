package painter

import (
	"os"

	"golang.org/x/sys/windows"
)

// understandSequences makes the console carry out control sequences.
func understandSequences(out *os.File) (undo func() error, err error) {
	console := windows.Handle(out.Fd())
	var before uint32
	if err := windows.GetConsoleMode(console, &before); err != nil {
		return nil, err
	}
	undo = func() error { return windows.SetConsoleMode(console, before) }
	return undo, windows.SetConsoleMode(console, before|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
}

// watchSize has nothing to do: Bubble Tea reads the changes from the console's
// input.
func watchSize(func()) (stop func()) { return func() {} }
