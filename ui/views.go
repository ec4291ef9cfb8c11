package ui

import (
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/layouts"
)

// tabKeys are the tabs as they are kept on the disk.
var tabKeys = [3]string{"active", "deactivated", "all"}

// arranged takes over what was kept. What is typed or chosen meanwhile stays.
func (l *list) arranged(msg layoutMsg) (nav, tea.Cmd) {
	if msg.err != nil {
		return problem(explain(msg.err).line("")), nil
	}
	l.layout = msg.layout
	l.setColumns(columnsOf(msg.layout.Columns))
	return nav{}, l.setSort(sortOf(msg.layout.Sort))
}

// setColumns shows other columns.
func (l *list) setColumns(columns []column) {
	l.columns = columns
	l.table.SetColumns(specs(columns))
	l.table.SetSort(sortedColumn(columns, l.sort), l.sort.Descending)
}

// keepLayout stores how the list is arranged now.
func (l *list) keepLayout() tea.Cmd {
	l.layout.Columns, l.layout.Sort = chosen(l.columns), l.keptSort()
	if l.env.session.Layouts == nil {
		return nil
	}
	return saveLayout(l.env.number(), l.env.session.Layouts, l.layout)
}

func (l *list) keptSort() layouts.Sort {
	return layouts.Sort{Column: sortKey(l.sort), Descending: l.sort.Descending}
}

// openView shows a saved view.
func (l *list) openView(n int) (nav, tea.Cmd) {
	v := l.layout.Views[n]
	if v == nil {
		return info("no view is saved under " + string(rune('1'+n)) + "; V saves what is shown"), nil
	}
	l.setColumns(columnsOf(v.Columns))
	sorting := l.setSort(sortOf(v.Sort))
	if tab := slices.Index(tabKeys[:], v.Tab); tab >= 0 && l.mayShow(tab) {
		l.filter.tab, l.fromTop = tab, true
	}
	l.search.reset()
	finding := l.searchAndAsk(v.Query)
	if l.search.wrong != nil {
		return problem("the view's search cannot be read: " + model.Clean(l.search.wrong.Problem)), sorting
	}
	if finding == nil {
		finding = l.find()
	}
	return info(model.Clean(v.Name)), tea.Batch(sorting, finding)
}

func (l *list) mayShow(tab int) bool {
	return tab == tabActive || l.env.may(model.ListDeactivated, model.User{}).Allowed()
}

// view is what is shown now, under a name.
func (l *list) view(name string) *layouts.View {
	return &layouts.View{Name: name, Query: l.filter.text, Tab: tabKeys[l.filter.tab], Sort: l.keptSort(), Columns: chosen(l.columns)}
}

// viewItems is the menu of the saved views: those there are to be opened, renamed
// or removed, and the next free key for what is shown.
func (l *list) viewItems() []menuItem {
	var items []menuItem
	for n, v := range l.layout.Views {
		if v == nil {
			continue
		}
		label := string(rune('1'+n)) + "  " + fit(model.Clean(v.Name), 24) + "  " + model.Clean(strings.TrimSpace(v.Tab+" "+v.Query))
		items = append(items, menuItem{label: label, pick: func() (nav, tea.Cmd) {
			return nav{push: newMenu(l.env, model.Clean(v.Name), l.oneViewItems(n))}, nil
		}})
	}
	if n := slices.Index(l.layout.Views[:], nil); n >= 0 {
		items = append(items, menuItem{label: string(rune('1'+n)) + "  save what is shown…", pick: func() (nav, tea.Cmd) {
			return nav{push: l.askViewName(n, "", l.view)}, nil
		}})
	}
	return items
}

// oneViewItems is what can be done with a saved view.
func (l *list) oneViewItems(n int) []menuItem {
	v := l.layout.Views[n]
	return []menuItem{
		{label: "open", pick: func() (nav, tea.Cmd) { return l.openView(n) }},
		{label: "replace by what is shown", pick: func() (nav, tea.Cmd) { return l.saveView(n, l.view(v.Name)) }},
		{label: "rename…", pick: func() (nav, tea.Cmd) {
			return nav{push: l.askViewName(n, v.Name, func(name string) *layouts.View {
				renamed := *v
				renamed.Name = name
				return &renamed
			})}, nil
		}},
		{label: "remove", pick: func() (nav, tea.Cmd) { return l.saveView(n, nil) }},
	}
}

// saveView puts a view under a key, or nothing.
func (l *list) saveView(n int, v *layouts.View) (nav, tea.Cmd) {
	next := l.layout
	next.Views[n] = v
	if err := next.Check(); err != nil {
		return problem("the view cannot be kept: " + model.Clean(err.Error())), nil
	}
	l.layout = next
	done := nav{notice: notice{noticeDone, "removed the view"}}
	if v != nil {
		done.notice.text = "saved the view " + model.Clean(v.Name) + " under " + string(rune('1'+n))
	}
	return done, l.keepLayout()
}

// askViewName asks what a view is to be called.
func (l *list) askViewName(n int, name string, view func(name string) *layouts.View) *typed {
	t := &typed{question: question{env: l.env, title: "Name of the view", lines: []string{"Key " + string(rune('1'+n)) + " opens it."}, verb: "save"}, prompt: "name", field: newLineInput(l.env.styles)}
	t.field.set(name)
	t.answer = func(text string) (string, nav, tea.Cmd) {
		v := view(text)
		check := layouts.Layout{}
		check.Views[n] = v
		if text == "" {
			return "a name is missing", nav{}, nil
		}
		if err := check.Check(); err != nil {
			return model.Clean(err.Error()), nav{}, nil
		}
		done, cmd := l.saveView(n, v)
		return "", done.and(t), cmd
	}
	return t
}

// isDamaged tells a layout file that was set aside.
func isDamaged(err error) (*layouts.DamagedError, bool) {
	var damaged *layouts.DamagedError
	ok := errors.As(err, &damaged)
	return damaged, ok
}
