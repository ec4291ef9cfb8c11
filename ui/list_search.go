package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/model"
)

// canAsk reports whether the service may know of users who match that are not
// known here.
func (l *list) canAsk() bool { return !l.env.mirror.complete && l.filter.isFiltered() }

// typed handles a key while the search is open.
func (l *list) typed(msg tea.KeyMsg) (nav, tea.Cmd) {
	switch cmd := lookUp(inSearch, msg); cmd {
	case cmdDown, cmdUp:
		return nav{}, l.move(cmd)
	case cmdOpen:
		return nav{}, l.keepSearch()
	case cmdBack:
		l.search.reset()
		return nav{}, l.searchFor("")
	case cmdComplete:
		l.search.complete(l.suggestions())
	case cmdSyntax:
		return nav{push: newPage("search", l.env.styles.syntaxLines)}, nil
	default:
		l.search.field.update(msg)
	}
	if rest, is := l.search.unfinished(l.vocabulary()); is {
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
	if l.canAsk() {
		return tea.Batch(cmd, l.ask())
	}
	return cmd
}

// searchFor shows who matches the text. What cannot be read leaves the rows as
// they are.
func (l *list) searchFor(text string) tea.Cmd {
	q, ok := l.search.parse(text, l.env.asked())
	if !ok || text == l.filter.text {
		return nil
	}
	l.parsed = q
	return l.setFilter(filter{l.filter.tab, strings.TrimSpace(text)})
}

// searchAndAsk is for a text that was chosen and not typed: the service is asked
// at once.
func (l *list) searchAndAsk(text string) tea.Cmd {
	cmd := l.searchFor(text)
	if l.canAsk() || !l.env.mirror.complete && text == "" {
		return tea.Batch(cmd, l.ask())
	}
	return cmd
}

// suggestions are what the text of the search could go on with.
func (l *list) suggestions() suggestions {
	s := suggestions{words: l.vocabulary()}
	if l.search.text() == l.filter.text {
		s.meant = l.alternatives()
	}
	return s
}

// vocabulary is what occurs in the users known, tags and metadata keys as far as
// a sample of them has any.
func (l *list) vocabulary() query.Vocabulary {
	w := l.shown.words
	return query.Vocabulary{Roles: l.env.known.RoleSlugs(l.rolesMet()...), Tags: w.Tags, MetaPaths: w.MetaPaths}
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
