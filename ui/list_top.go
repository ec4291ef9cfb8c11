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
	line := l.tabLine(true)
	switch room := l.width - visible(line) - 2; {
	case l.search.open && room < 40:
		short := " " + s.strong.Render("["+tabNames[l.filter.tab]+"]") + "  "
		return short + l.searchLine(l.width-visible(short)-1)
	case l.search.open:
		return line + " " + l.searchLine(room)
	case len(l.chips()) > 0 && room < 12:
		line = l.tabLine(false)
	}
	if chips := l.chips(); len(chips) > 0 {
		line += " " + s.chip.Render(strings.Join(chips, "  "))
	}
	return l.withNews(line)
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

// tabLine is the tabs with their counts, or the one that is shown alone.
func (l *list) tabLine(all bool) string {
	s := l.env.styles
	line := " "
	for i, name := range tabNames {
		if c := l.tabs[i]; c.known {
			name += " " + grouped(c.n)
		}
		switch {
		case i == l.filter.tab:
			line += s.strong.Render("["+name+"]") + " "
		case all:
			line += s.faint.Render(" "+name+" ") + " "
		}
	}
	return line
}

// withNews adds at the right what is going on with the users known.
func (l *list) withNews(line string) string {
	s := l.env.styles
	room := l.width - visible(line) - 3
	news := join(" · ", l.watch.word(), l.env.mirror.line(l.env, room))
	if room < 8 || news == "" {
		return line
	}
	return split(line, s.faint.Render(cut(news, room))+" ", l.width)
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
	case l.walk.of == l.filter:
		return empty(what, "Of the "+known+" loaded, and the service was asked"+l.walk.limits()+".", "esc", "clear the filter")
	}
	return empty(what, "Of the "+known+" loaded.", "enter", "ask the service too")
}
