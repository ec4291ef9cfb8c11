package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/roster"
	"census/ui/layouts"
	"census/ui/table"
)

// layout is how the list is arranged: which columns it shows, how it is sorted, and
// the saved view that both come from, if one is shown.
type layout struct {
	own   layoutKeeper
	table *table.Model // is arranged so

	columns []column
	sort    roster.Sort

	view   int    // the number of the saved view that is shown, 0 for none
	before filter // what was shown before it
}

func newLayout(ctx context.Context, t *table.Model, columns []column, number func() request) layout {
	return layout{own: layoutKeeper{ctx: ctx, number: number}, table: t, columns: columns}
}

// setColumns shows other columns.
func (l *layout) setColumns(columns []column) {
	l.columns = columns
	l.table.SetColumns(specs(columns))
	l.showSort()
}

// setSort says how the rows are sorted.
func (l *layout) setSort(s roster.Sort) {
	l.sort = s
	l.showSort()
}

func (l *layout) showSort() {
	l.table.SetSort(sortedColumn(l.columns, l.sort), l.sort.Descending)
}

// keepColumns keeps the columns shown now. What is done to a saved view is kept
// when the person says so.
func (l *layout) keepColumns() tea.Cmd {
	if l.view != 0 {
		return nil
	}
	l.own.choseColumns = true
	columns := chosen(l.columns)
	return l.own.keep("", func(to *layouts.Layout) { to.Columns = columns })
}

// keepSort is keepColumns for the sorting.
func (l *layout) keepSort() tea.Cmd {
	if l.view != 0 {
		return nil
	}
	l.own.choseSort = true
	sort := keptSort(l.sort)
	return l.own.keep("", func(to *layouts.Layout) { to.Sort = sort })
}

// load takes over what was kept. It reports whether the list is arranged anew: a
// saved view stays as it is shown.
func (l *layout) load(kept layouts.Layout) (isAnew bool) {
	l.own.load(kept)
	if l.view != 0 {
		return false
	}
	l.showOwn()
	return true
}

// newSession leaves the view that is shown. Another profile has another layout,
// which is on its way.
func (l *layout) newSession(where Layouts) {
	l.forgetView()
	l.own.newSession(where)
}

// showView arranges the list as a saved view is; before is what was shown so far.
func (l *layout) showView(number int, v layouts.View, before filter) {
	if l.view == 0 {
		l.before = before
	}
	l.view = number
	l.sort = sortOf(v.Sort)
	l.setColumns(columnsOf(v.Columns))
}

// forgetView puts the person's own columns and sorting back in the place of a
// view's.
func (l *layout) forgetView() {
	if l.view != 0 {
		l.view = 0
		l.showOwn()
	}
}

func (l *layout) showOwn() {
	l.sort = sortOf(l.own.Sort)
	l.setColumns(columnsOf(l.own.Columns))
}

// chips say what narrows the list or arranges it and is not to be seen in the
// table: the saved view, the search, a sorting by a column that is not drawn.
func (l *layout) chips(shown filter, listsDeactivated bool) []string {
	chips := shown.chips()
	if v := l.viewLabel(shown, listsDeactivated); v != "" {
		chips = append([]string{v}, chips...)
	}
	if s := l.hiddenSort(); s != "" {
		chips = append(chips, s)
	}
	return chips
}
