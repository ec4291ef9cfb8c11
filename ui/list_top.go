package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// searchPause is how long typing rests before the service is asked.
const searchPause = 200 * time.Millisecond

// searchBar is the search being typed.
type searchBar struct {
	field   *lineInput
	open    bool
	strokes int // counts changes, so that only the last one is searched
}

func newSearchBar(s *styles) searchBar { return searchBar{field: newLineInput(s)} }

func (b *searchBar) text() string { return b.field.text() }

func (b *searchBar) focus(text string) {
	b.open = true
	b.field.set(text)
}

func (b *searchBar) reset() {
	b.open = false
	b.strokes++
	b.field.set("")
}

// typed handles a key while the search is open.
func (l *list) typed(msg tea.KeyMsg) (nav, tea.Cmd) {
	switch lookUp(inSearch, msg) {
	case cmdOpen:
		l.search.open = false
		l.search.strokes++
		return nav{}, l.searchFor(l.search.text())
	case cmdBack:
		l.search.reset()
		return nav{}, l.searchFor("")
	}
	before := l.search.text()
	l.search.field.update(msg)
	if l.search.text() == before {
		return nav{}, nil
	}
	l.search.strokes++
	return nav{}, l.env.After(searchPause, searchMsg{l.search.strokes})
}

// searchFor asks the service, unless the list shows that search already.
func (l *list) searchFor(text string) tea.Cmd {
	if text == l.query.search {
		return nil
	}
	l.query.search = text
	return l.restart()
}

// top is the line of tabs and filters.
func (l *list) top() string {
	s := l.env.styles
	if !l.env.connected {
		return ""
	}
	line := " "
	for i, name := range tabNames {
		if c := l.tabs[i]; c.known {
			name += " " + grouped(c.n)
		}
		if i == l.query.tab {
			line += s.strong.Render("[" + name + "]")
		} else {
			line += s.faint.Render(" " + name + " ")
		}
		line += " "
	}
	chips := l.query
	if l.search.open {
		chips.search = ""
		line += " " + s.strong.Render("/") + " " + l.search.field.view(24, true)
	}
	for _, chip := range chips.chips() {
		line += " " + s.chip.Render(chip)
	}
	return line
}

// instead is what stands in place of the table when there are no rows to show;
// loading, nobody, no match and failure are different screens.
func (l *list) instead() string {
	s := l.env.styles
	switch {
	case l.problem != nil:
		return l.env.failure(explain(l.problem))
	case len(l.users) > 0:
		return ""
	case l.loading != 0 || !l.started:
		return "\n  " + s.faint.Render(first(l.env.busy(), "starting")+"…")
	case l.query.filtered():
		return "\n  No users match " + l.query.String() + ".\n\n  " +
			s.faint.Render("The service searches the beginning of name and uid.") + "\n  " +
			s.accent.Render("esc") + " clear the filter"
	case l.query.tab == tabDeactivated:
		return "\n  No user is deactivated.\n\n  " + s.accent.Render("tab") + " the next list"
	}
	return "\n  No users yet.\n\n  " + s.accent.Render("n") + " create the first one"
}
