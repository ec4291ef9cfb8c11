package ui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// The key asks the terminal to stop reporting the mouse, or to begin with it,
// whichever way the program was started.
func TestTheMouseKeyAsksTheTerminal(t *testing.T) {
	for _, isOn := range []bool{true, false} {
		a := newTestApp(t)
		a.env.Mouse, a.env.pending = isOn, nil
		for range 3 {
			want, says := tea.EnableMouseCellMotion(), "the mouse selects and scrolls"
			if isOn = !isOn; !isOn {
				want, says = tea.DisableMouse(), "it selects text; m takes it back"
			}
			_, cmd := a.Update(typed1('m'))
			if got := cmd(); got != want {
				t.Errorf("the terminal is asked for %T, want %T", got, want)
			}
			if !strings.Contains(a.View(), says) {
				t.Errorf("the screen does not say %q:\n%s", says, a.View())
			}
		}
	}
}
