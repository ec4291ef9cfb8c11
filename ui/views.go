package ui

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/model"
	"census/ui/layouts"
	"census/ui/words"
)

// tabKeys are the tabs as they are kept on the disk.
var tabKeys = [3]string{"active", "deactivated", "all"}

// openView shows the view saved under a number, 1 to 9.
func (l *list) openView(number int) (nav, tea.Cmd) {
	if reason := l.unready(); reason != "" {
		return info(reason), nil
	}
	v, ok := l.savedView(number)
	if !ok {
		return info("no view is saved under " + strconv.Itoa(number) + "; V saves what is shown"), nil
	}
	if l.layout.view == 0 {
		l.layout.before = l.filter
	}
	l.layout.view = number
	var said nav
	tab, ok := l.tabOf(v)
	if !ok {
		said = problem(v.Name + " shows active users only: " + l.env.may(model.ListDeactivated, model.User{}).Reason)
	}
	l.sort = sortOf(v.Sort)
	l.setColumns(columnsOf(v.Columns))
	cmd := l.show(filter{tab, v.Query})
	if l.search.wrong != nil {
		said = problem("the search of " + v.Name + " cannot be read: " + model.Clean(l.search.wrong.Problem))
	}
	return said, cmd
}

// savedView is the view saved under a number, safe to show.
func (l *list) savedView(number int) (layouts.View, bool) {
	if number < 1 || number > len(l.layout.Views) || l.layout.Views[number-1] == nil {
		return layouts.View{}, false
	}
	return clean(*l.layout.Views[number-1]), true
}

// tabOf is the tab of a view; ok is false when the credential cannot list it.
func (l *list) tabOf(v layouts.View) (tab int, ok bool) {
	tab = max(tabActive, slices.Index(tabKeys[:], v.Tab))
	if tab != tabActive && !l.env.known.ListsDeactivated() {
		return tabActive, false
	}
	return tab, true
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
	l.filter, l.parsed = f, q
	l.moved, l.goTo = false, ""
	finding := l.find()
	if l.env.mirror.complete {
		return finding
	}
	return tea.Batch(finding, l.ask())
}

// leaveView goes back to what was shown before the view.
func (l *list) leaveView() tea.Cmd {
	l.forgetView()
	return l.show(l.layout.before)
}

// view is what is shown now, under a name.
func (l *list) view(name string) layouts.View {
	return layouts.View{Name: name, Query: l.filter.text, Tab: tabKeys[l.filter.tab], Sort: l.keptSort(), Columns: chosen(l.columns)}
}

// viewLabel names the view that is shown and says when it is not shown as it was
// saved; empty when none is.
func (l *list) viewLabel() string {
	v, ok := l.savedView(l.layout.view)
	if !ok {
		return ""
	}
	label := strconv.Itoa(l.layout.view) + " " + v.Name
	if l.isViewChanged(v) {
		label += ", changed"
	}
	return label
}

// isViewChanged reports whether what is shown is other than the view. Columns and
// tabs that do not exist make no difference.
func (l *list) isViewChanged(v layouts.View) bool {
	tab, _ := l.tabOf(v)
	v.Tab = tabKeys[tab]
	v.Columns = chosen(columnsOf(v.Columns))
	by := sortOf(v.Sort)
	v.Sort = layouts.Sort{Column: sortKey(by), Descending: by.Descending}
	return !reflect.DeepEqual(v, l.view(v.Name))
}

// newViewMenu offers to save what is shown, first of all, and then the views there
// are.
func newViewMenu(l *list) *menu {
	m := newMenu(l.env, "Views", l.viewItems())
	m.at = 0
	return m
}

func (l *list) viewItems() []menuItem {
	var items []menuItem
	if v, ok := l.savedView(l.layout.view); ok {
		n := l.layout.view
		if l.isViewChanged(v) {
			items = append(items, menuItem{label: "save what is shown as " + strconv.Itoa(n) + " " + v.Name, pick: func() (nav, tea.Cmd) {
				return l.saveView(n, l.view(v.Name))
			}})
		}
	}
	items = append(items, l.newViewItem())
	width := l.viewNameWidth()
	for n := 1; n <= len(l.layout.Views); n++ {
		v, ok := l.savedView(n)
		if !ok {
			continue
		}
		items = append(items, menuItem{label: viewLine(n, v, width), on: n == l.layout.view, pick: func() (nav, tea.Cmd) {
			return nav{push: newMenu(l.env, strconv.Itoa(n)+" "+v.Name, l.oneViewItems(n))}, nil
		}})
	}
	if l.layout.view != 0 {
		items = append(items, menuItem{label: "leave the view", pick: func() (nav, tea.Cmd) { return nav{}, l.leaveView() }})
	}
	return items
}

// newViewItem saves what is shown under the first key that is free, or one that
// is chosen when none is.
func (l *list) newViewItem() menuItem {
	if n := 1 + slices.Index(l.layout.Views[:], nil); n > 0 {
		return menuItem{label: "save what is shown as " + strconv.Itoa(n) + " …", pick: func() (nav, tea.Cmd) {
			return nav{push: l.askViewName(n, "", l.view)}, nil
		}}
	}
	return menuItem{label: "save what is shown in place of …", pick: func() (nav, tea.Cmd) {
		var items []menuItem
		for n := 1; n <= len(l.layout.Views); n++ {
			v, _ := l.savedView(n)
			items = append(items, menuItem{label: viewLine(n, v, l.viewNameWidth()), pick: func() (nav, tea.Cmd) {
				return nav{push: l.askViewName(n, v.Name, l.view)}, nil
			}})
		}
		return nav{push: newMenu(l.env, "In place of which view?", items)}, nil
	}}
}

// viewNameWidth is the room for names, that the rest stands in a column.
func (l *list) viewNameWidth() int {
	const most = 24
	width := 0
	for n := range l.layout.Views {
		v, _ := l.savedView(n + 1)
		width = max(width, min(most, visible(v.Name)))
	}
	return width
}

// viewLine is a view in a menu: its key, its name, and what it asks for.
func viewLine(n int, v layouts.View, width int) string {
	tab := v.Tab
	if tab == tabKeys[tabActive] {
		tab = ""
	}
	sorted := ""
	if by := sortOf(v.Sort); by.By != "" {
		c, _ := columnNamed(v.Sort.Column)
		sorted = arrow(by) + " " + c.title()
	}
	return strconv.Itoa(n) + "  " + fit(v.Name, width) + "  " + words.Join(" · ", model.Clean(tab), model.Clean(v.Query), sorted)
}

// oneViewItems is what can be done with a saved view.
func (l *list) oneViewItems(n int) []menuItem {
	v, _ := l.savedView(n)
	return []menuItem{
		{label: "show", pick: func() (nav, tea.Cmd) { return l.openView(n) }},
		{label: "replace by what is shown", pick: func() (nav, tea.Cmd) { return l.saveView(n, l.view(v.Name)) }},
		{label: "rename …", pick: func() (nav, tea.Cmd) {
			return nav{push: l.askViewName(n, v.Name, func(name string) layouts.View {
				renamed := v
				renamed.Name = name
				return renamed
			})}, nil
		}},
		{label: "remove …", pick: func() (nav, tea.Cmd) {
			lines := []string{"Only the view goes; no user is touched."}
			return nav{push: newQuestion(l.env, "Remove the view "+v.Name+"?", lines, "remove", func() (nav, tea.Cmd) { return l.removeView(n) })}, nil
		}},
	}
}

// saveView puts a view under a number.
func (l *list) saveView(n int, v layouts.View) (nav, tea.Cmd) {
	if err := checkView(n, v); err != "" {
		return problem("the view cannot be kept: " + err), nil
	}
	done := "saved " + v.Name + " under " + strconv.Itoa(n)
	return l.keepView(done, func(to *layouts.Layout) { to.Views[n-1] = &v })
}

func (l *list) removeView(n int) (nav, tea.Cmd) {
	v, _ := l.savedView(n)
	said, keeping := l.keepView("removed "+v.Name, func(to *layouts.Layout) { to.Views[n-1] = nil })
	if l.layout.view != n {
		return said, keeping
	}
	return said, tea.Batch(keeping, l.leaveView())
}

// keepView keeps a change of the views. It says so when it is on the disk, or
// that there is none to be kept on.
func (l *list) keepView(done string, change func(*layouts.Layout)) (nav, tea.Cmd) {
	cmd := l.keep(done, change)
	if l.env.session.Layouts == nil {
		return info(done + ", until census ends: it has no folder to keep it in"), nil
	}
	return nav{}, cmd
}

// checkView says in a clause why a view cannot be kept, if it cannot.
func checkView(n int, v layouts.View) string {
	var l layouts.Layout
	l.Views[n-1] = &v
	if err := l.Check(); err != nil {
		return model.Clean(err.Error())
	}
	return ""
}

// askViewName asks what a view is to be called, and saves it under that name.
func (l *list) askViewName(n int, name string, view func(name string) layouts.View) *typed {
	t := newTyped(l.env, "Name of the view", []string{"The key " + strconv.Itoa(n) + " will show it."}, "name", "save")
	t.field.set(name)
	t.answer = func(text string) (string, nav, tea.Cmd) {
		if text == "" {
			return "a name is missing", nav{}, nil
		}
		v := view(text)
		if wrong := checkView(n, v); wrong != "" {
			return wrong, nav{}, nil
		}
		done, cmd := l.saveView(n, v)
		return "", done.and(t), cmd
	}
	return t
}
