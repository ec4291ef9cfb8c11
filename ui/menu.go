package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// menuItem is one line of a menu and what choosing it does.
type menuItem struct {
	label string
	pick  func() (nav, tea.Cmd)
}

// menu is a sheet with a short list to choose from.
type menu struct {
	env           *env
	title         string
	items         []menuItem
	at            int
	width, height int
}

func newMenu(e *env, title string, items []menuItem) *menu {
	return &menu{env: e, title: title, items: items}
}

func (m *menu) Init() tea.Cmd             { return nil }
func (m *menu) SetSize(width, height int) { m.width, m.height = width, height }
func (m *menu) Scope() scope              { return inMenu }
func (m *menu) Title() string             { return "" }
func (m *menu) Capturing() bool           { return false }
func (m *menu) Unsaved() int              { return 0 }
func (m *menu) Close()                    {}

// Height leaves the view below at least a third of the room.
func (m *menu) Height() int { return 1 + min(max(1, len(m.items)), max(3, m.height*2/3)) }

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
		return nav{pop: 1}, nil
	case cmdChoose:
		if len(m.items) == 0 {
			return nav{pop: 1}, nil
		}
		n, c := m.items[m.at].pick()
		n.pop++
		return n, c
	}
	m.at = scrolled(m.at, cmd, m.Height()-1, len(m.items)-1)
	return nav{}, nil
}

func (m *menu) View() string {
	s := m.env.styles
	lines := []string{" " + s.bold.Render(m.title)}
	rows := m.Height() - 1
	top := max(0, min(m.at-rows/2, len(m.items)-rows))
	for i := top; i < min(len(m.items), top+rows); i++ {
		if i == m.at {
			lines = append(lines, " "+s.strong.Render("▌")+" "+s.bold.Render(fit(m.items[i].label, max(0, m.width-4))))
		} else {
			lines = append(lines, "   "+fit(m.items[i].label, max(0, m.width-4)))
		}
	}
	if len(m.items) == 0 {
		lines = append(lines, "   "+s.faint.Render("nothing to choose from"))
	}
	return strings.Join(lines, "\n")
}

// scrolled is where a position goes by a moving command, in 0..last.
func scrolled(at int, cmd command, page, last int) int {
	switch cmd {
	case cmdDown:
		at++
	case cmdUp:
		at--
	case cmdHalfDown:
		at += page / 2
	case cmdHalfUp:
		at -= page / 2
	case cmdPageDown:
		at += page
	case cmdPageUp:
		at -= page
	case cmdTop:
		at = 0
	case cmdBottom:
		at = last
	}
	return max(0, min(at, last))
}
