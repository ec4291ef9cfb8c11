package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/roster"
	"census/model"
	"census/ui/layouts"
	"census/ui/words"
)

// arrangement is how a person has arranged the list, and what of it is on its way
// to the disk.
type arrangement struct {
	layouts.Layout
	of Layouts // where it is kept
	// What the person has chosen before the layout was loaded stays.
	choseColumns, choseSort bool

	view   int    // the number of the saved view that is shown, 0 for none
	before filter // what was shown before it

	// Changes go to the disk one after the other, so that the latest is the last.
	changes []layoutChange
	keeping request // of the first, 0 for none
}

// layoutChange is a change that is to be kept, and what is said once it is.
type layoutChange struct {
	where  Layouts
	change func(*layouts.Layout)
	done   string
}

// arranged takes over what was kept. What was arranged meanwhile stays.
func (l *list) arranged(msg layoutMsg) (nav, tea.Cmd) {
	if msg.err != nil {
		return problem(explainLayout(msg.err)), nil
	}
	a := &l.layout
	loaded := msg.layout
	for _, c := range a.changes { // not on the disk yet
		if c.where == a.of {
			c.change(&loaded)
		}
	}
	if a.choseColumns {
		loaded.Columns = a.Columns
	}
	if a.choseSort {
		loaded.Sort = a.Sort
	}
	a.Layout = loaded
	if a.view != 0 {
		return nav{}, nil
	}
	l.setColumns(columnsOf(loaded.Columns))
	return nav{}, l.setSort(sortOf(loaded.Sort))
}

// setColumns shows other columns.
func (l *list) setColumns(columns []column) {
	l.columns = columns
	l.table.SetColumns(specs(columns))
	l.table.SetSort(sortedColumn(columns, l.sort), l.sort.Descending)
}

// keepColumns keeps the columns shown now. What is done to a saved view is kept
// when the person says so.
func (l *list) keepColumns() tea.Cmd {
	if l.layout.view != 0 {
		return nil
	}
	l.layout.choseColumns = true
	columns := chosen(l.columns)
	return l.keep("", func(to *layouts.Layout) { to.Columns = columns })
}

// keepSort is keepColumns for the sorting.
func (l *list) keepSort() tea.Cmd {
	if l.layout.view != 0 {
		return nil
	}
	l.layout.choseSort = true
	sort := l.keptSort()
	return l.keep("", func(to *layouts.Layout) { to.Sort = sort })
}

func (l *list) keptSort() layouts.Sort {
	return layouts.Sort{Column: sortKey(l.sort), Descending: l.sort.Descending}
}

// keep changes the arrangement, here at once and then on the disk, and says so
// once that is done.
func (l *list) keep(done string, change func(*layouts.Layout)) tea.Cmd {
	a := &l.layout
	change(&a.Layout)
	if l.env.session.Layouts == nil {
		return nil
	}
	a.changes = append(a.changes, layoutChange{l.env.session.Layouts, change, done})
	if a.keeping != 0 {
		return nil
	}
	return l.keepNext()
}

func (l *list) keepNext() tea.Cmd {
	l.layout.keeping = l.env.number()
	next := l.layout.changes[0]
	ctx := context.WithoutCancel(l.env.ctx) // quitting takes nothing back
	return keepLayout(ctx, l.layout.keeping, next.where, next.change)
}

// keptLayout goes on with the next change. Once there is none, views that another
// program has saved are there too.
func (l *list) keptLayout(msg keptLayoutMsg) (nav, tea.Cmd) {
	a := &l.layout
	if msg.request != a.keeping {
		return nav{}, nil
	}
	var said nav
	kept := a.changes[0]
	if msg.err == nil && kept.done != "" {
		said.notice = notice{noticeDone, kept.done}
	}
	a.changes, a.keeping = a.changes[1:], 0
	if len(a.changes) > 0 {
		return said, l.keepNext()
	}
	if msg.err == nil && kept.where == a.of {
		a.Views = msg.layout.Views
	}
	return said, nil
}

// newSession leaves the view that is shown. Another profile has another
// arrangement, which is on its way.
func (l *list) newSession(of Layouts) {
	l.forgetView()
	if a := &l.layout; a.of != of {
		*a = arrangement{of: of, changes: a.changes, keeping: a.keeping}
	}
}

// forgetView puts the person's own columns and sorting back in the place of a
// view's.
func (l *list) forgetView() {
	if l.layout.view == 0 {
		return
	}
	l.layout.view = 0
	l.sort = sortOf(l.layout.Sort)
	l.setColumns(columnsOf(l.layout.Columns))
}

// isSortedInPart reports whether the rows are sorted among those loaded so far,
// while the service has more.
func (l *list) isSortedInPart(rows int) bool {
	if l.sort == (roster.Sort{}) || l.env.mirror.complete {
		return false
	}
	isWhole := !l.filter.isFiltered() || l.walk.counts(l.filter)
	return isWhole && (l.walk.next != 0 || l.walk.of == l.filter && rows < l.walk.total)
}

// explainLayout says why the arrangement could not be read or kept.
func explainLayout(err error) string {
	if _, ok := isDamaged(err); ok {
		return words.Explain(err).Line("")
	}
	return "Columns and views cannot be kept: " + words.Sentence(words.LastClause(err))
}

// isDamaged tells a layout file that was set aside.
func isDamaged(err error) (*layouts.DamagedError, bool) {
	var damaged *layouts.DamagedError
	ok := errors.As(err, &damaged)
	return damaged, ok
}

// clean is a saved view with texts that are safe to show and to type.
func clean(v layouts.View) layouts.View {
	v.Name = model.Clean(v.Name)
	v.Query, _ = model.Strip(v.Query)
	return v
}
