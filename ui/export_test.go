package ui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"
)

// Telling is a message that makes the program tell a problem, whatever is on the
// screen.
func Telling(text string) tea.Msg { return copiedMsg{what: "it", err: errors.New(text)} }
