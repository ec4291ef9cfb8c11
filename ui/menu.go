package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// menuItem is one line of a menu and what choosing it does. The item in force is
// ticked.
type menuItem struct {
	label string
	on    bool
	pick  func() (nav, tea.Cmd)
}

// menu is a sheet with a short list to choose from.
type menu struct {
	lowSheet
	picker
	env   *env
	title string
	items []menuItem
}

// newMenu begins on the first item that is in force.
func newMenu(e *env, title string, items []menuItem) *menu {
	at := slices.IndexFunc(items, func(i menuItem) bool { return i.on })
	return &menu{env: e, title: title, items: items, picker: picker{max(0, at)}}
}

func (m *menu) Scope() scope { return inMenu }

// rows is how many items are drawn; the view below keeps a third of the room,
// where there is enough.
func (m *menu) rows() int { return min(max(1, len(m.items)), sheetRows(m.height*2/3, m.height)) }

func (m *menu) Keys() []hint {
	return append(offers(cmdChoose, cmdBack, cmdHelp), quietly(cmdDown, cmdUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

func (m *menu) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	cmd := lookUp(inMenu, k)
	switch cmd {
	case cmdBack:
		return nav{close: m}, nil
	case cmdChoose:
		if len(m.items) == 0 {
			return nav{close: m}, nil
		}
		n, c := m.items[m.at].pick()
		return n.and(m), c
	}
	m.move(cmd, m.rows(), len(m.items))
	return nav{}, nil
}

func (m *menu) View() string {
	s := m.env.styles
	rows := m.rows()
	from, to := m.window(rows, len(m.items))
	title := " " + s.bold.Render(m.title)
	if len(m.items) > rows {
		title += s.rowsOf(from, to, len(m.items))
	}
	lines := []string{title}
	for i := from; i < to; i++ {
		tick := "  "
		if m.items[i].on {
			tick = "✓ "
		}
		lines = append(lines, s.pickable(fit(tick+m.items[i].label, max(0, m.width-4)), i == m.at))
	}
	if len(m.items) == 0 {
		lines = append(lines, "   "+s.faint.Render("nothing to choose from"))
	}
	return strings.Join(lines, "\n")
}
