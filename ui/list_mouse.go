package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// doubleClick is the longest time between the two clicks of a double click.
const doubleClick = 500 * time.Millisecond

// click is a click on a user's row.
type click struct {
	uid string
	at  time.Time
}

// isDoubled reports whether the next click makes it a double click.
func (c click) isDoubled(next click) bool {
	return next.uid == c.uid && next.at.Sub(c.at) <= doubleClick
}

// moused moves by the wheel and selects by a click; a double click opens.
func (l *list) moused(msg tea.MouseMsg) (nav, tea.Cmd) {
	if msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress {
		return l.clickAt(msg.X, msg.Y-len(l.top()))
	}
	if by := wheeled(msg); by != 0 {
		l.people.steer()
		l.table.Move(by)
	}
	return nav{}, l.people.more()
}

// clickAt is a click on a cell of the table: a title sorts, a row is selected, and
// opens when it is clicked again at once.
func (l *list) clickAt(x, y int) (nav, tea.Cmd) {
	if l.empty().view() != "" {
		return nav{}, nil // there is no table
	}
	l.search.open = false
	l.people.steer()
	if column, ok := l.table.HeaderAt(x, y); ok {
		return nav{}, l.sortBy(l.layout.sortedBy(l.layout.columns[column]))
	}
	row, ok := l.table.RowAt(y)
	if width, _ := panes(l.width); !ok || x >= width {
		return nav{}, nil
	}
	l.table.SetCursor(row)
	last, now := l.clicked, click{l.people.user(row).UID, l.env.Now()}
	if last.isDoubled(now) {
		l.clicked = click{}
		return l.pressed(cmdOpen)
	}
	l.clicked = now
	return nav{}, l.people.more()
}

// wheeled is how many lines the wheel was turned down.
func wheeled(msg tea.MouseMsg) int {
	const lines = 3
	switch msg.Button {
	case tea.MouseButtonWheelDown:
		return lines
	case tea.MouseButtonWheelUp:
		return -lines
	}
	return 0
}
