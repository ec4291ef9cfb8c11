package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/client/roster"
	"census/model"
	"census/ui/layouts"
)

// sortedBy is the sorting after a column was chosen: by its usual direction first,
// then by the other, then in the service's order again.
func (l *layout) sortedBy(c column) roster.Sort {
	switch {
	case sortKey(l.sort) != c.key:
		return c.sort
	case l.sort.Descending == c.sort.Descending:
		return turned(c.sort)
	}
	return roster.Sort{}
}

// turned is the same the other way round.
func turned(s roster.Sort) roster.Sort {
	s.Descending = !s.Descending
	return s
}

// sortItems is the menu of what to sort by: what the list is sorted by and its
// opposite, and of the other columns the usual direction, those shown first.
func (l *layout) sortItems(width int, metaPaths []string, pick func(roster.Sort) tea.Cmd) []menuItem {
	item := func(label string, s roster.Sort) menuItem {
		return menuItem{label: label, on: s == l.sort, pick: func() (nav, tea.Cmd) { return nav{}, pick(s) }}
	}
	items := []menuItem{item("as the service lists them", roster.Sort{})}
	columns := l.sortable(metaPaths)
	titles := titleWidth(columns, width-26) // beside the menu's own blanks and the direction in words
	for _, c := range columns {
		sorts := []roster.Sort{c.sort}
		if sortKey(l.sort) == c.key {
			sorts = append(sorts, turned(c.sort))
		}
		for _, s := range sorts {
			items = append(items, item(fit(c.title(), titles)+"  "+arrow(s)+" "+directionOf(s), s))
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

// sortable are the columns shown, then those that are not, then what occurs in
// the metadata.
func (l *layout) sortable(metaPaths []string) []column {
	all := append([]column{}, l.columns...)
	if c, ok := columnNamed(sortKey(l.sort)); ok && !hasColumn(all, c.key) {
		all = append(all, c)
	}
	for _, c := range append(fieldColumns[:len(fieldColumns):len(fieldColumns)], metaColumns(metaPaths)...) {
		if !hasColumn(all, c.key) {
			all = append(all, c)
		}
	}
	return all
}

// hiddenSort says by what the list is sorted when no title on the screen does.
func (l *layout) hiddenSort() string {
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

// sortOf is the opposite of keptSort.
func sortOf(s layouts.Sort) roster.Sort {
	c, ok := columnNamed(s.Column)
	if !ok {
		return roster.Sort{}
	}
	by := c.sort
	by.Descending = s.Descending
	return by
}

// keptSort is how a sorting is kept on the disk.
func keptSort(s roster.Sort) layouts.Sort {
	return layouts.Sort{Column: sortKey(s), Descending: s.Descending}
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
