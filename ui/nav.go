package ui

import tea "github.com/charmbracelet/bubbletea"

// view is one screen on the stack. Size and help are part of the contract: a
// view draws into the room it was given and names the keys that work in it.
type view interface {
	// Init returns the command that starts the view's work.
	Init() tea.Cmd
	// Update handles a key, if the view is on top, or an answer.
	Update(msg tea.Msg) (nav, tea.Cmd)
	// View draws the view. The root cuts what exceeds the room.
	View() string
	// SetSize gives the view its room in cells.
	SetSize(width, height int)
	// Scope is where in the key table the view stands.
	Scope() scope
	// Keys lists the keys that mean something here, the important ones first.
	Keys() []hint
	// Title is what the header says at its right end.
	Title() string
	// Capturing reports whether printable keys are text now.
	Capturing() bool
	// Unsaved counts the edits that closing the view would lose.
	Unsaved() int
	// Close cancels what the view has in flight.
	Close()
}

// sheet is a view about the view below it, such as a question, a menu or help:
// it goes when that one goes.
type sheet interface {
	view
	// Covers says how much of the view below is hidden: the whole of it, or as
	// many of its last lines as the sheet draws.
	Covers() extent
}

type extent int

const (
	lastLines extent = iota
	everything
)

// nav is what a view wants of the stack, returned and not sent, so that two
// quick keys cannot open two screens. The zero value stays.
type nav struct {
	close  view // the view to close, wherever it is, with the sheets over it
	push   view
	notice notice
	quit   bool // ask about edits and requests in flight, then quit
	leave  bool // quit without asking
}

// and closes one more view: a question closes itself beside what it asked about.
// The lower of the two is enough, since its sheets go with it.
func (n nav) and(v view) nav {
	if n.close == nil {
		n.close = v
	}
	return n
}

// hint is a command as the view offers it now.
type hint struct {
	cmd command
	// reason is why it does not work now; empty when it does.
	reason string
	// label replaces the key table's word where the key means something else
	// now, such as reactivate.
	label string
	// quiet keeps it out of the footer.
	quiet bool
}

// offers are hints for the footer and the help.
func offers(cmds ...command) []hint {
	hints := make([]hint, len(cmds))
	for i, c := range cmds {
		hints[i].cmd = c
	}
	return hints
}

// quietly are hints for the help only.
func quietly(cmds ...command) []hint {
	hints := offers(cmds...)
	for i := range hints {
		hints[i].quiet = true
	}
	return hints
}

// settler is a view that scrolls with what its keys act on. It takes down where that
// is after each message, for View changes nothing.
type settler interface{ settle() }
