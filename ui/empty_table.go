package ui

import (
	"strings"

	"census/model"
	"census/ui/words"
)

// emptyTable is what stands in place of the table when there are no rows to show;
// nobody, no match and failure are different screens.
type emptyTable struct {
	env    *env
	people *people
	search *searchBar
	width  int
}

// emptyText says what there is not and why, and which key does something about it.
type emptyText struct{ what, why, key, does string }

// view is the screen, empty when there are rows. While the first rows are on their
// way there is nothing: the footer says what is in flight.
func (e emptyTable) view() string {
	switch {
	case len(e.people.shown.rows) > 0:
		return ""
	case e.search.open && e.search.wrong != nil && e.env.connected:
		return e.draw(e.notSearched())
	case e.people.failure().happened():
		return e.people.failure().view(e.width)
	case e.isOnTheWay():
		return "\n"
	}
	return e.draw(e.text())
}

// isOnTheWay reports whether rows may come without anybody doing anything.
func (e emptyTable) isOnTheWay() bool {
	return !e.env.session.AskMe && (e.people.isAwaited() || !e.env.connected || e.env.mirror.stored == storedLoading)
}

// text says why nobody is there.
func (e emptyTable) text() emptyText {
	p := e.people
	switch {
	case e.env.session.AskMe:
		return emptyText{"Nobody is logged in.", "With an Auth key census reads on behalf of a user.", "r", "log in"}
	case !e.search.open && p.filter.tab != tabActive && !e.env.known.ListsDeactivated():
		return emptyText{"Deactivated users cannot be listed.", words.Sentence(e.env.may(model.ListDeactivated, model.User{}).Reason), "tab", "the active users"}
	case p.filter.isFiltered():
		return e.noMatch()
	case p.walk.counts(p.filter) && !e.env.mirror.complete:
		return emptyText{"The service counts " + words.Grouped(p.walk.total) + " users and sends none.", "", "r", "read again"}
	case p.filter.tab == tabDeactivated:
		return emptyText{"No user is deactivated.", "", "tab", "the next list"}
	}
	if v := e.env.may(model.Create, model.User{}); !v.Allowed() {
		return emptyText{"No users yet.", "You cannot create one: " + v.Reason + ".", "r", "read again"}
	}
	return emptyText{"No users yet.", "", "n", "create the first one"}
}

// notSearched is for a text that cannot be read, where there are no rows of an
// earlier one.
func (e emptyTable) notSearched() emptyText {
	b := e.search
	what := words.Sentence("“" + model.Clean(b.text()) + "” cannot be searched for: " + b.problem())
	if b.wrong.Instead != "" {
		return emptyText{what, "", "tab", "write " + b.wrong.Instead}
	}
	return emptyText{what, "", "esc", "clear the filter"}
}

// noMatch says among whom nobody matches, what may be meant, and where else could
// be looked.
func (e emptyTable) noMatch() emptyText {
	p := e.people
	t := e.among()
	t.what = "No " + [...]string{"", "deactivated ", ""}[p.filter.tab] + "users match " + p.filter.String() + "."
	others := p.alternatives()
	if len(others) == 0 {
		return t
	}
	for _, a := range others {
		t.why = words.Join(" ", t.why, a.sentence())
	}
	if !e.search.open {
		t.key, t.does = "/ tab", "search for "+others[0].text()
	} else if offers := e.search.completions(p.suggestions(e.search.text())); len(offers) > 0 && offers[0] == others[0].Completion {
		t.key, t.does = "tab", "search for "+others[0].text()
	}
	return t
}

// among says among whom it was looked, and what can be done.
func (e emptyTable) among() emptyText {
	p := e.people
	known := words.Grouped(p.shown.snapshot.Len())
	switch {
	case e.env.mirror.complete:
		return emptyText{why: "All " + e.env.everybody(p.shown.snapshot) + " users are known.", key: "esc", does: "clear the filter"}
	case p.walk.hasMore(p.filter) && !e.search.open:
		return emptyText{why: "Of the " + known + " loaded. The service has more to look through; M reads all users.", key: "enter", does: "read on"}
	case p.walk.of == p.filter:
		return emptyText{why: "Of the " + known + " loaded, and the service was asked" + p.walk.limits() + ".", key: "esc", does: "clear the filter"}
	}
	return emptyText{why: "Of the " + known + " loaded.", key: "enter", does: "ask the service too"}
}

func (e emptyTable) draw(t emptyText) string {
	s := e.env.styles
	lines := []string{""}
	for _, line := range wrap(t.what, max(10, e.width-4)) {
		lines = append(lines, "  "+line)
	}
	for _, line := range wrap(t.why, max(10, e.width-4)) {
		if line != "" {
			lines = append(lines, "  "+s.faint.Render(line))
		}
	}
	return strings.Join(append(lines, "", "  "+s.accent.Render(t.key)+" "+t.does), "\n")
}
