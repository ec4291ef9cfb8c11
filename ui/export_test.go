package ui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"
)

// Telling is a message that makes the program tell a problem, whatever is on the
// screen.
func Telling(text string) tea.Msg { return copiedMsg{what: "it", err: errors.New(text)} }

// MiscountedFields names the fields of the form on top whose height is another than
// that of their lines.
func MiscountedFields(m tea.Model) (wrong []string) {
	f, ok := m.(*App).top().(*form)
	if !ok {
		return nil
	}
	for i, field := range f.fields {
		for _, focused := range []bool{i == f.at, false} {
			if f.fieldHeight(field, focused) != len(f.fieldLines(field, focused)) {
				wrong = append(wrong, field.Label)
			}
		}
	}
	return wrong
}
