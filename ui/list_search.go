package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/model"
)

// typed handles a key while the search is open.
func (l *list) typed(msg tea.KeyMsg) (nav, tea.Cmd) {
	switch cmd := lookUp(inSearch, msg); cmd {
	case cmdDown, cmdUp:
		return nav{}, l.people.move(cmd)
	case cmdOpen:
		return nav{}, l.keepSearch()
	case cmdBack:
		l.search.reset()
		return nav{}, l.searchFor("")
	case cmdComplete:
		l.search.complete(l.people.suggestions(l.search.text()))
	case cmdSyntax:
		return nav{push: newPage("search", l.env.styles.syntaxLines)}, nil
	default:
		l.search.field.update(msg)
	}
	if rest, is := l.search.unfinished(l.people.vocabulary()); is {
		cmd := l.searchFor(rest)
		l.search.wrong = nil
		return nav{}, cmd
	}
	return nav{}, l.searchFor(l.search.text())
}

// keepSearch ends the typing, unless the text cannot be read; where not everybody
// is known the service is asked too.
func (l *list) keepSearch() tea.Cmd {
	cmd := l.searchFor(l.search.text())
	if l.search.wrong != nil {
		return nil // the screen says it
	}
	l.search.open = false
	if l.people.canAsk() {
		return tea.Batch(cmd, l.people.ask())
	}
	return cmd
}

// searchFor shows who matches the text. What cannot be read leaves the rows as
// they are.
func (l *list) searchFor(text string) tea.Cmd {
	q, ok := l.search.parse(text, l.env.asked())
	if !ok || text == l.people.filter.text {
		return nil
	}
	return l.people.setFilter(filter{l.people.filter.tab, strings.TrimSpace(text)}, q)
}

// searchAndAsk is for a text that was chosen and not typed: the service is asked
// at once.
func (l *list) searchAndAsk(text string) tea.Cmd {
	cmd := l.searchFor(text)
	if l.people.canAsk() || !l.env.mirror.complete && text == "" {
		return tea.Batch(cmd, l.people.ask())
	}
	return cmd
}

// filterItems is the menu of filters: terms that are put into the text of the
// search, or taken out again. Those in force are ticked.
func filterItems(text string, roles []string, pick func(text string) tea.Cmd) []menuItem {
	var items []menuItem
	add := func(label, text string, on bool) {
		items = append(items, menuItem{label: label, on: on, pick: func() (nav, tea.Cmd) { return nav{}, pick(text) }})
	}
	term := func(field, value string) {
		t := query.Term(field, value)
		add(fit(field, 8)+model.Clean(value), query.Toggle(text, t), query.Has(text, t))
	}
	for _, s := range []model.Status{model.StatusAvailable, model.StatusOffline} {
		term("status", s.String())
	}
	for _, r := range roles {
		term("role", r)
	}
	if text != "" {
		add("clear all filters", "", false)
	}
	return items
}
