package ui

import (
	"strings"

	"census/model"
)

// top is the line of tabs and filters.
func (l *list) top() string {
	s := l.env.styles
	if !l.env.connected {
		return ""
	}
	line := l.tabLine(tabForms[0])
	if room := l.width - visible(line) - 2; l.search.open && room >= 40 {
		return line + " " + l.searchLine(room)
	}
	if l.search.open {
		short := " " + s.strong.Render("["+tabNames[l.filter.tab]+"]") + "  "
		return short + l.searchLine(l.width-visible(short)-1)
	}
	return l.withNews()
}

// tabForm is how much the line of tabs says.
type tabForm struct {
	all    bool // the others too, not only the one that is shown
	counts bool // how many users each has
}

// tabForms are those there are, the longest first.
var tabForms = [...]tabForm{{true, true}, {true, false}, {false, true}, {false, false}}

// withNews is the tabs, what narrows the list, and at the right what is going on
// with the users known. The counts of the tabs make room for the latter, then the
// other tabs.
func (l *list) withNews() string {
	news := l.news()
	for i, form := range tabForms {
		line, ok := l.tabsAndChips(form)
		if !ok {
			continue
		}
		for _, text := range news.worthOf(i) {
			if visible(text) <= l.width-visible(line)-2 {
				return split(line, l.env.styles.faint.Render(text)+" ", l.width)
			}
		}
	}
	for _, form := range tabForms {
		if line, ok := l.tabsAndChips(form); ok {
			return line
		}
	}
	line, _ := l.tabsAndChips(tabForms[len(tabForms)-1])
	return line
}

// tabsAndChips reports also whether the form leaves room for what narrows the
// list; then there is no use in tabs without counts.
func (l *list) tabsAndChips(form tabForm) (string, bool) {
	line := l.tabLine(form)
	chips := l.chips()
	if len(chips) == 0 {
		return strings.TrimRight(line, " "), true
	}
	ok := l.width-visible(line)-2 >= 12 && form != tabForms[1]
	return line + " " + l.env.styles.chip.Render(strings.Join(chips, "  ")), ok
}

// news is what is going on with the users known, the longest wording first.
type news []string

// news says what is going on.
func (l *list) news() news {
	var all news
	for _, text := range l.env.mirror.lines(l.env) {
		all = append(all, join(" · ", l.watchWord(), text))
	}
	if word := l.watchWord(); len(all) == 0 && word != "" {
		all = news{word}
	}
	return all
}

// worthOf are the wordings that a form of the tabs is to be left for the next
// one for, when none of them has room.
func (n news) worthOf(form int) news {
	if form == 0 && len(n) > 2 {
		return n[:2]
	}
	return n
}

// chips say what narrows the list or arranges it and is not to be seen in the
// table: the saved view, the search, a sorting by a column that is not drawn.
func (l *list) chips() []string {
	chips := l.filter.chips()
	if v := l.viewLabel(); v != "" {
		chips = append([]string{v}, chips...)
	}
	if s := l.hiddenSort(); s != "" {
		chips = append(chips, s)
	}
	return chips
}

// tabLine is the tabs in one of their forms.
func (l *list) tabLine(form tabForm) string {
	s := l.env.styles
	line := " "
	for i, name := range tabNames {
		if c := l.tabs[i]; c.known && form.counts {
			name += " " + grouped(c.n)
		}
		switch {
		case i == l.filter.tab:
			line += s.strong.Render("["+name+"]") + " "
		case form.all:
			line += s.faint.Render(" "+name) + "  "
		}
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
	case len(l.shown.rows) > 0:
		return ""
	case l.walk.problem != nil && l.env.users.Len() == 0:
		return l.env.failure(explain(l.walk.problem), width)
	case l.env.session.AskMe:
		return empty("Nobody is logged in.", "With an Auth key census reads on behalf of a user.", "r", "log in")
	case l.walk.request != 0 || l.finding.request != 0 || !l.env.connected || l.env.mirror.stored == storedLoading:
		return "\n"
	case l.filter.isFiltered():
		return l.noMatch(empty)
	case l.filter.tab == tabDeactivated:
		return empty("No user is deactivated.", "", "tab", "the next list")
	}
	if v := l.env.may(model.Create, model.User{}); !v.Allowed() {
		return empty("No users yet.", "You cannot create one: "+v.Reason+".", "r", "read again")
	}
	return empty("No users yet.", "", "n", "create the first one")
}

// noMatch says among whom nobody matches, and where else could be looked.
func (l *list) noMatch(empty func(what, why, key, does string) string) string {
	what := "No " + [...]string{"", "deactivated ", ""}[l.filter.tab] + "users match " + l.filter.String() + "."
	known := grouped(l.shown.snapshot.Len())
	switch {
	case l.env.mirror.complete:
		return empty(what, "All "+known+" users are known.", "esc", "clear the filter")
	case l.hasMore() && !l.search.open:
		return empty(what, "Of the "+known+" loaded. The service has more to look through; M reads all users.", "enter", "read on")
	case l.walk.of == l.filter:
		return empty(what, "Of the "+known+" loaded, and the service was asked"+l.walk.limits()+".", "esc", "clear the filter")
	}
	return empty(what, "Of the "+known+" loaded.", "enter", "ask the service too")
}
