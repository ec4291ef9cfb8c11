package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/client/roster"
	"census/model"
	"census/ui/layouts"
)

// sortBy sorts by a column: by its usual direction first, then by the other, then
// in the service's order again.
func (l *list) sortBy(c column) tea.Cmd {
	switch {
	case sortKey(l.sort) != c.key:
		return l.arrange(c.sort)
	case l.sort.Descending == c.sort.Descending:
		return l.arrange(turned(c.sort))
	}
	return l.arrange(roster.Sort{})
}

// turned is the same the other way round.
func turned(s roster.Sort) roster.Sort {
	s.Descending = !s.Descending
	return s
}

// arrange sorts, and remembers it for the profile. Whoever sorts looks at the user
// under the cursor, though the cursor may not have been moved yet.
func (l *list) arrange(s roster.Sort) tea.Cmd {
	l.moved = true
	return tea.Batch(l.setSort(s), l.keepSort())
}

// sortItems is the menu of what to sort by: what the list is sorted by and its
// opposite, and of the other columns the usual direction, those shown first.
func (l *list) sortItems() []menuItem {
	items := []menuItem{l.sortItem("as the service lists them", roster.Sort{})}
	columns := l.sortable()
	width := titleWidth(columns, l.width-26) // beside the menu's own blanks and the direction in words
	for _, c := range columns {
		sorts := []roster.Sort{c.sort}
		if sortKey(l.sort) == c.key {
			sorts = append(sorts, turned(c.sort))
		}
		for _, s := range sorts {
			items = append(items, l.sortItem(fit(c.title(), width)+"  "+arrow(s)+" "+directionOf(s), s))
		}
	}
	return items
}

// titleWidth is the room for the columns' titles in a menu, at most so many cells.
func titleWidth(columns []column, most int) int {
	width := 0
	for _, c := range columns {
		width = max(width, visible(c.title()))
	}
	return max(8, min(width, most))
}

func (l *list) sortItem(label string, s roster.Sort) menuItem {
	return menuItem{label: label, on: s == l.sort, pick: func() (nav, tea.Cmd) {
		return nav{}, l.arrange(s)
	}}
}

// sortable are the columns shown, then those that are not, then what occurs in
// the metadata.
func (l *list) sortable() []column {
	all := append([]column{}, l.columns...)
	if c, ok := columnNamed(sortKey(l.sort)); ok && !hasColumn(all, c.key) {
		all = append(all, c)
	}
	for _, c := range append(fieldColumns[:len(fieldColumns):len(fieldColumns)], metaColumns(l.shown.words.MetaPaths)...) {
		if !hasColumn(all, c.key) {
			all = append(all, c)
		}
	}
	return all
}

// hiddenSort says by what the list is sorted when no title on the screen does.
func (l *list) hiddenSort() string {
	c, ok := columnNamed(sortKey(l.sort))
	if !ok || l.table.Width(sortedColumn(l.columns, l.sort)) > 0 {
		return ""
	}
	return arrow(l.sort) + " " + c.title()
}

// sortKey is the key of the column that sorts so; empty for the service's order.
func sortKey(s roster.Sort) string {
	if s.By == model.KeyMetadata {
		return metaPrefix + s.Path
	}
	if i := sortedColumn(fieldColumns, s); i >= 0 {
		return fieldColumns[i].key
	}
	return ""
}

// sortOf is the opposite of sortKey.
func sortOf(s layouts.Sort) roster.Sort {
	c, ok := columnNamed(s.Column)
	if !ok {
		return roster.Sort{}
	}
	by := c.sort
	by.Descending = s.Descending
	return by
}

func arrow(s roster.Sort) string {
	if s.Descending {
		return "▼"
	}
	return "▲"
}

// directionOf says in words what an order begins with.
func directionOf(s roster.Sort) string {
	words := [2]string{"A first", "Z first"}
	switch s.By {
	case model.KeyLastActiveAt, model.KeyCreatedAt, model.KeyUpdatedAt, model.KeyDeactivatedAt:
		words = [2]string{"oldest first", "newest first"}
	case model.KeyStatus:
		words = [2]string{"online first", "inactive first"}
	case model.KeyMetadata:
		words = [2]string{"lowest first", "highest first"}
	}
	if s.Descending {
		return words[1]
	}
	return words[0]
}
