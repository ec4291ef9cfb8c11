package ui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
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
	switch cmd := lookUp(inSearch, msg); cmd {
	case cmdDown, cmdUp:
		return nav{}, l.move(cmd)
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
// nobody, no match and failure are different screens. While the first rows are
// on their way there is nothing: the footer says what is in flight.
func (l *list) instead(width int) string {
	s := l.env.styles
	empty := func(what, why, key, does string) string {
		lines := []string{""}
		for _, line := range wrap(what, max(10, width-4)) {
			lines = append(lines, "  "+line)
		}
		for _, line := range wrap(why, max(10, width-4)) {
			lines = append(lines, "  "+s.faint.Render(line))
		}
		return strings.Join(append(lines, "", "  "+s.accent.Render(key)+" "+does), "\n")
	}
	switch {
	case l.problem != nil:
		return l.env.failure(explain(l.problem), width)
	case len(l.users) > 0:
		return ""
	case l.env.session.AskMe:
		return empty("Nobody is logged in.", "With an Auth key census reads on behalf of a user.", "r", "log in")
	case l.loading != 0 || !l.env.connected:
		return "\n"
	case l.query.filtered():
		why := ""
		if l.query.search != "" {
			why = "The service searches the beginning of name and uid."
		}
		return empty("No "+[...]string{"", "deactivated ", ""}[l.query.tab]+"users match "+l.query.String()+".", why, "esc", "clear the filter")
	case l.query.tab == tabDeactivated:
		return empty("No user is deactivated.", "", "tab", "the next list")
	}
	if v := l.env.may(model.Create, model.User{}); !v.Allowed() {
		return empty("No users yet.", "You cannot create one: "+v.Reason+".", "r", "read again")
	}
	return empty("No users yet.", "", "n", "create the first one")
}
