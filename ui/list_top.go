package ui

import (
	"strings"

	"census/model"
	"census/ui/words"
)

// top is the line of tabs and filters, and below it what is wrong with the search
// where the line has no room for all of that and the table keeps its rows.
func (l *list) top() []string {
	if !l.env.connected {
		return []string{""}
	}
	bar := l.topBar()
	if !l.search.open {
		return []string{bar.line()}
	}
	line := bar.besideSearch()
	search, isWhole := l.search.line(l.suggestions(), l.width-visible(line)-1)
	lines := []string{line + search}
	if isWhole || len(l.shown.rows) == 0 {
		return lines
	}
	problem := wrap(l.search.problem(), max(10, l.width-2))
	for _, text := range problem[:min(len(problem), l.height/2)] {
		lines = append(lines, " "+l.env.styles.warning.Render(text))
	}
	return lines
}

// topBar is what the first line says now.
func (l *list) topBar() topBar {
	watching := l.watch.word(l.env.mirror.complete && !l.env.mirror.canRepeat() && !l.isAsListed())
	bar := topBar{
		styles: l.env.styles, width: l.width, tab: l.filter.tab, counts: l.tabs,
		chips: l.chips(), news: newsOf(watching, l.env.mirror.lines(l.env)),
	}
	for tab := range bar.counts {
		if l.exceeds(tab) {
			bar.counts[tab].known = false
		}
	}
	return bar
}

// chips say what narrows the list or arranges it and is not to be seen in the
// table: the saved view, the search, a sorting by a column that is not drawn.
func (l *list) chips() []string {
	chips := l.filter.chips()
	if v := l.layout.viewLabel(l.filter, l.env.known.ListsDeactivated()); v != "" {
		chips = append([]string{v}, chips...)
	}
	if s := l.layout.hiddenSort(); s != "" {
		chips = append(chips, s)
	}
	return chips
}

// exceeds reports whether more users of a tab are known than it is said to have.
func (l *list) exceeds(tab int) bool {
	return l.shown.counted && l.shown.tabs[tab] > l.tabs[tab].n+l.unlisted()
}

// unlisted is how many of those who are known a list may leave out: a user's own
// list the own user.
func (l *list) unlisted() int {
	if l.env.known.OwnUID() == "" {
		return 0
	}
	return 1
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
			if line != "" {
				lines = append(lines, "  "+s.faint.Render(line))
			}
		}
		return strings.Join(append(lines, "", "  "+s.accent.Render(key)+" "+does), "\n")
	}
	switch {
	case len(l.shown.rows) > 0:
		return ""
	case l.search.open && l.search.wrong != nil && l.env.connected:
		return l.notSearched(empty)
	case l.hasFailed():
		return l.env.styles.failure(words.Explain(l.walk.problem), l.waysOut(), width)
	case l.env.session.AskMe:
		return empty("Nobody is logged in.", "With an Auth key census reads on behalf of a user.", "r", "log in")
	case l.walk.request != 0 || l.finding.request != 0 || !l.env.connected || l.env.mirror.stored == storedLoading:
		return "\n"
	case !l.search.open && l.filter.tab != tabActive && !l.env.known.ListsDeactivated():
		return empty("Deactivated users cannot be listed.", words.Sentence(l.env.may(model.ListDeactivated, model.User{}).Reason), "tab", "the active users")
	case l.filter.isFiltered():
		return l.noMatch(empty)
	case l.walk.counts(l.filter) && !l.env.mirror.complete:
		return empty("The service counts "+words.Grouped(l.walk.total)+" users and sends none.", "", "r", "read again")
	case l.filter.tab == tabDeactivated:
		return empty("No user is deactivated.", "", "tab", "the next list")
	}
	if v := l.env.may(model.Create, model.User{}); !v.Allowed() {
		return empty("No users yet.", "You cannot create one: "+v.Reason+".", "r", "read again")
	}
	return empty("No users yet.", "", "n", "create the first one")
}

// notSearched is for a text that cannot be read, where there are no rows of an
// earlier one.
func (l *list) notSearched(empty func(what, why, key, does string) string) string {
	b := &l.search
	what := words.Sentence("“" + model.Clean(b.text()) + "” cannot be searched for: " + b.problem())
	if b.wrong.Instead != "" {
		return empty(what, "", "tab", "write "+b.wrong.Instead)
	}
	return empty(what, "", "esc", "clear the filter")
}

// noMatch says among whom nobody matches, what may be meant, and where else could
// be looked.
func (l *list) noMatch(empty func(what, why, key, does string) string) string {
	what := "No " + [...]string{"", "deactivated ", ""}[l.filter.tab] + "users match " + l.filter.String() + "."
	known := words.Grouped(l.shown.snapshot.Len())
	among, key, does := "Of the "+known+" loaded.", "enter", "ask the service too"
	switch {
	case l.env.mirror.complete:
		among, key, does = "All "+l.env.everybody(l.shown.snapshot)+" users are known.", "esc", "clear the filter"
	case l.hasMore() && !l.search.open:
		among, does = "Of the "+known+" loaded. The service has more to look through; M reads all users.", "read on"
	case l.walk.of == l.filter:
		among, key, does = "Of the "+known+" loaded, and the service was asked"+l.walk.limits()+".", "esc", "clear the filter"
	}
	others := l.alternatives()
	if len(others) == 0 {
		return empty(what, among, key, does)
	}
	for _, a := range others {
		among = words.Join(" ", among, a.sentence())
	}
	if offers := l.search.completions(l.suggestions()); !l.search.open {
		key, does = "/ tab", "search for "+others[0].text()
	} else if len(offers) > 0 && offers[0] == others[0].Completion {
		key, does = "tab", "search for "+others[0].text()
	}
	return empty(what, among, key, does)
}
