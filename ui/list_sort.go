package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/client/roster"
	"census/model"
)

// sortBy sorts by a column: by its usual direction first, then by the other, then
// in the service's order again.
func (l *list) sortBy(c column) tea.Cmd {
	is := sortKey(l.sort) == c.key
	switch {
	case !is:
		return l.arrange(c.sort)
	case l.sort.Descending == c.sort.Descending:
		other := c.sort
		other.Descending = !other.Descending
		return l.arrange(other)
	}
	return l.arrange(roster.Sort{})
}

// arrange sorts, and remembers it for the profile.
func (l *list) arrange(s roster.Sort) tea.Cmd {
	return tea.Batch(l.setSort(s), l.keepLayout())
}

// sortItems is the menu of what to sort by: the columns shown, then the others.
func (l *list) sortItems() []menuItem {
	var items []menuItem
	add := func(label string, to roster.Sort) {
		items = append(items, menuItem{label: label, on: to == l.sort, pick: func() (nav, tea.Cmd) {
			return nav{}, l.arrange(to)
		}})
	}
	add("as the service lists them", roster.Sort{})
	for _, c := range l.sortable() {
		other := c.sort
		other.Descending = !other.Descending
		for _, s := range []roster.Sort{c.sort, other} {
			arrow := "▲"
			if s.Descending {
				arrow = "▼"
			}
			add(fit(c.title(), 20)+arrow+" "+directionOf(s), s)
		}
	}
	return items
}

// sortable are the columns shown and those that are not.
func (l *list) sortable() []column {
	all := append([]column{}, l.columns...)
	for _, c := range fieldColumns {
		if !hasColumn(all, c.key) {
			all = append(all, c)
		}
	}
	return all
}

// directionOf says in words what an order begins with.
func directionOf(s roster.Sort) string {
	words := [2]string{"A first", "Z first"}
	switch s.By {
	case model.KeyLastActiveAt, model.KeyCreatedAt, model.KeyUpdatedAt, model.KeyDeactivatedAt:
		words = [2]string{"oldest first", "newest first"}
	case model.KeyStatus:
		words = [2]string{"online first", "deactivated first"}
	case model.KeyMetadata:
		words = [2]string{"lowest first", "highest first"}
	}
	if s.Descending {
		return words[1]
	}
	return words[0]
}
