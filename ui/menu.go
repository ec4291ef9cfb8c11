package ui

import (
	"fmt"
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
	env           *env
	title         string
	items         []menuItem
	at            int
	width, height int
}

// newMenu begins on the first item that is in force.
func newMenu(e *env, title string, items []menuItem) *menu {
	at := slices.IndexFunc(items, func(i menuItem) bool { return i.on })
	return &menu{env: e, title: title, items: items, at: max(0, at)}
}

func (m *menu) Init() tea.Cmd             { return nil }
func (m *menu) SetSize(width, height int) { m.width, m.height = width, height }
func (m *menu) Scope() scope              { return inMenu }
func (m *menu) Title() string             { return "" }
func (m *menu) Capturing() bool           { return false }
func (m *menu) Unsaved() int              { return 0 }
func (m *menu) Close()                    {}

func (m *menu) Covers() extent { return lastLines }

// rows is how many items are drawn; the view below keeps a third of the room,
// where there is enough.
func (m *menu) rows() int { return min(max(1, len(m.items)), sheetRows(m.height*2/3, m.height)) }

// sheetRows is how many rows of a sheet there is room for, below its rule and its
// first line, if it would like to have so many.
func sheetRows(liked, height int) int { return max(1, min(max(3, liked), height-2)) }

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
	m.at = scrolled(m.at, cmd, m.rows(), len(m.items)-1)
	return nav{}, nil
}

func (m *menu) View() string {
	s := m.env.styles
	rows := m.rows()
	top := max(0, min(m.at-rows/2, len(m.items)-rows))
	title := " " + s.bold.Render(m.title)
	if len(m.items) > rows {
		title += s.faint.Render(fmt.Sprintf("  %d–%d of %d", top+1, top+rows, len(m.items)))
	}
	lines := []string{title}
	for i := top; i < min(len(m.items), top+rows); i++ {
		tick := "  "
		if m.items[i].on {
			tick = "✓ "
		}
		label := fit(tick+m.items[i].label, max(0, m.width-4))
		if i == m.at {
			lines = append(lines, " "+s.bar()+" "+s.bold.Render(label))
		} else {
			lines = append(lines, "   "+label)
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
