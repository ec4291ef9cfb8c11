package ui

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/client/roster"
	"census/model"
)

// loadedLayout arranges the list as was kept. What was chosen before it came stays.
func (l *list) loadedLayout(msg layoutMsg) (nav, tea.Cmd) {
	if msg.err != nil {
		return problem(explainLayout(msg.err)), nil
	}
	if !l.layout.load(msg.layout) {
		return nav{}, nil
	}
	return nav{}, l.people.find()
}

// sortBy sorts, and remembers it for the profile. To sort is to look at the user
// under the cursor, though the cursor may not have been moved yet.
func (l *list) sortBy(s roster.Sort) tea.Cmd {
	l.people.moved = true
	l.layout.setSort(s)
	return tea.Batch(l.people.find(), l.layout.keepSort())
}

// openView shows the view saved under a number, 1 to 9.
func (l *list) openView(number int) (nav, tea.Cmd) {
	if reason := l.people.unready(); reason != "" {
		return info(reason), nil
	}
	v, ok := l.layout.savedView(number)
	if !ok {
		return info("no view is saved under " + strconv.Itoa(number) + "; V saves what is shown"), nil
	}
	var said nav
	tab, ok := tabOf(v, l.env.known.ListsDeactivated())
	if !ok {
		said = problem(v.Name + " shows active users only: " + l.env.may(model.ListDeactivated, model.User{}).Reason)
	}
	l.layout.showView(number, v, l.people.filter)
	cmd := l.show(filter{tab, v.Query})
	if l.search.wrong != nil {
		said = problem("the search of " + v.Name + " cannot be read: " + model.Clean(l.search.wrong.Problem))
	}
	return said, cmd
}

// leaveView goes back to what was shown before the view.
func (l *list) leaveView() tea.Cmd {
	l.layout.forgetView()
	return l.show(l.layout.before)
}

// show looks for whom a filter means from the first row on, and asks the service
// too where not all are known. A text that cannot be read is left to be mended in
// the search.
func (l *list) show(f filter) tea.Cmd {
	l.search.reset()
	f.text = strings.TrimSpace(f.text)
	q, ok := l.search.parse(f.text, l.env.asked())
	if !ok {
		l.search.mend(f.text)
		f.text, q = "", query.Query{}
	}
	l.people.show(f, q)
	l.people.goTo = ""
	finding := l.people.find()
	if l.env.mirror.complete {
		return finding
	}
	return tea.Batch(finding, l.people.ask())
}
