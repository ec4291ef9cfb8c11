package ui

import (
	"reflect"
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/layouts"
)

// A saved view is what the list showed when it was saved: a filter, columns and a
// sorting. It has a number, 1 to 9, and the key of that number.

// tabKeys are the tabs as they are kept on the disk.
var tabKeys = [3]string{"active", "deactivated", "all"}

// savedView is the view saved under a number, safe to show.
func (l *layout) savedView(number int) (layouts.View, bool) {
	if number < 1 || number > len(l.own.Views) || l.own.Views[number-1] == nil {
		return layouts.View{}, false
	}
	return cleanView(*l.own.Views[number-1]), true
}

// cleanView is a saved view with texts that are safe to show and to type.
func cleanView(v layouts.View) layouts.View {
	v.Name = model.Clean(v.Name)
	v.Query, _ = model.Strip(v.Query)
	return v
}

// asView is what is shown now, under a name.
func (l *layout) asView(name string, shown filter) layouts.View {
	return layouts.View{Name: name, Query: shown.text, Tab: tabKeys[shown.tab], Sort: keptSort(l.sort), Columns: chosen(l.columns)}
}

// tabOf is the tab of a view; ok is false when the credential cannot list it.
func tabOf(v layouts.View, listsDeactivated bool) (tab int, ok bool) {
	tab = max(tabActive, slices.Index(tabKeys[:], v.Tab))
	if tab != tabActive && !listsDeactivated {
		return tabActive, false
	}
	return tab, true
}

// viewLabel names the view that is shown and says when it is not shown as it was
// saved; empty when none is.
func (l *layout) viewLabel(shown filter, listsDeactivated bool) string {
	v, ok := l.savedView(l.view)
	if !ok {
		return ""
	}
	label := strconv.Itoa(l.view) + " " + v.Name
	if isChanged(v, l.asView(v.Name, shown), listsDeactivated) {
		label += ", changed"
	}
	return label
}

// isChanged reports whether what is shown now is other than the view. Columns and
// tabs that do not exist make no difference.
func isChanged(v, now layouts.View, listsDeactivated bool) bool {
	tab, _ := tabOf(v, listsDeactivated)
	v.Tab = tabKeys[tab]
	v.Columns = chosen(columnsOf(v.Columns))
	v.Sort = keptSort(sortOf(v.Sort))
	return !reflect.DeepEqual(v, now)
}

// saveView puts a view under a number.
func (l *layout) saveView(number int, v layouts.View) (nav, tea.Cmd) {
	if err := checkView(number, v); err != "" {
		return problem("the view cannot be kept: " + err), nil
	}
	done := "saved " + v.Name + " under " + strconv.Itoa(number)
	return l.keepViews(done, func(to *layouts.Layout) { to.Views[number-1] = &v })
}

func (l *layout) removeView(number int) (nav, tea.Cmd) {
	v, _ := l.savedView(number)
	return l.keepViews("removed "+v.Name, func(to *layouts.Layout) { to.Views[number-1] = nil })
}

// keepViews keeps a change of the views. It says so when it is on the disk, or
// that there is none to be kept on.
func (l *layout) keepViews(done string, change func(*layouts.Layout)) (nav, tea.Cmd) {
	cmd := l.own.keep(done, change)
	if l.own.where == nil {
		return info(done + ", until census ends: it has no folder to keep it in"), nil
	}
	return nav{}, cmd
}

// checkView says in a clause why a view cannot be kept, if it cannot.
func checkView(number int, v layouts.View) string {
	var l layouts.Layout
	l.Views[number-1] = &v
	if err := l.Check(); err != nil {
		return model.Clean(err.Error())
	}
	return ""
}
