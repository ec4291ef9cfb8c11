package ui

import (
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/layouts"
	"census/ui/words"
)

// savedViewsMenu offers to save what is shown, and the saved views: to show, save
// anew, rename and remove them.
type savedViewsMenu struct {
	env    *env
	layout *layout
	finder *finder
	open   func(number int) (nav, tea.Cmd)
	leave  func() tea.Cmd
}

// menu begins with saving what is shown.
func (s savedViewsMenu) menu() *menu {
	m := newMenu(s.env, "Views", s.items())
	m.at = 0
	return m
}

// now is what is shown, under a name.
func (s savedViewsMenu) now(name string) layouts.View { return s.layout.asView(name, s.finder.filter) }

func (s savedViewsMenu) items() []menuItem {
	var items []menuItem
	if v, ok := s.layout.savedView(s.layout.view); ok {
		n := s.layout.view
		if isChanged(v, s.now(v.Name), s.env.known.ListsDeactivated()) {
			items = append(items, menuItem{label: "save what is shown as " + strconv.Itoa(n) + " " + v.Name, pick: func() (nav, tea.Cmd) {
				return s.layout.saveView(n, s.now(v.Name))
			}})
		}
	}
	items = append(items, s.newItem())
	items = append(items, s.numbered(func(n int, v layouts.View) view {
		return newMenu(s.env, strconv.Itoa(n)+" "+v.Name, s.itemsOf(n, v))
	})...)
	if s.layout.view != 0 {
		items = append(items, menuItem{label: "leave the view", pick: func() (nav, tea.Cmd) { return nav{}, s.leave() }})
	}
	return items
}

// numbered is an item for each saved view, which opens a sheet about it. The view
// on show is ticked.
func (s savedViewsMenu) numbered(sheet func(n int, v layouts.View) view) []menuItem {
	var items []menuItem
	width := s.nameWidth()
	for n := 1; n <= len(s.layout.own.Views); n++ {
		v, ok := s.layout.savedView(n)
		if !ok {
			continue
		}
		items = append(items, menuItem{label: viewLine(n, v, width), on: n == s.layout.view, pick: func() (nav, tea.Cmd) {
			return nav{push: sheet(n, v)}, nil
		}})
	}
	return items
}

// newItem saves what is shown under the first key that is free, or one that is
// chosen when none is.
func (s savedViewsMenu) newItem() menuItem {
	if n := 1 + slices.Index(s.layout.own.Views[:], nil); n > 0 {
		return menuItem{label: "save what is shown as " + strconv.Itoa(n) + " …", pick: func() (nav, tea.Cmd) {
			return nav{push: s.askName(n, "", s.now)}, nil
		}}
	}
	return menuItem{label: "save what is shown in place of …", pick: func() (nav, tea.Cmd) {
		items := s.numbered(func(n int, v layouts.View) view { return s.askName(n, v.Name, s.now) })
		return nav{push: newMenu(s.env, "In place of which view?", items)}, nil
	}}
}

// nameWidth is the room for names, so that the rest stands in a column.
func (s savedViewsMenu) nameWidth() int {
	const most = 24
	width := 0
	for n := range s.layout.own.Views {
		v, _ := s.layout.savedView(n + 1)
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

// itemsOf is what can be done with a saved view.
func (s savedViewsMenu) itemsOf(n int, v layouts.View) []menuItem {
	return []menuItem{
		{label: "show", pick: func() (nav, tea.Cmd) { return s.open(n) }},
		{label: "replace by what is shown", pick: func() (nav, tea.Cmd) { return s.layout.saveView(n, s.now(v.Name)) }},
		{label: "rename …", pick: func() (nav, tea.Cmd) {
			return nav{push: s.askName(n, v.Name, func(name string) layouts.View {
				renamed := v
				renamed.Name = name
				return renamed
			})}, nil
		}},
		{label: "remove …", pick: func() (nav, tea.Cmd) {
			lines := []string{"Only the view goes; no user is touched."}
			return nav{push: newQuestion(s.env, "Remove the view "+v.Name+"?", lines, "remove", func() (nav, tea.Cmd) { return s.remove(n) })}, nil
		}},
	}
}

// remove removes a view, and leaves it where it is shown.
func (s savedViewsMenu) remove(n int) (nav, tea.Cmd) {
	said, keeping := s.layout.removeView(n)
	if s.layout.view != n {
		return said, keeping
	}
	return said, tea.Batch(keeping, s.leave())
}

// askName asks what a view is to be called, and saves it under that name.
func (s savedViewsMenu) askName(n int, name string, saved func(name string) layouts.View) *typed {
	t := newTyped(s.env, "Name of the view", []string{"The key " + strconv.Itoa(n) + " will show it."}, "name", "save")
	t.field.set(name)
	t.answer = func(text string) (string, nav, tea.Cmd) {
		if text == "" {
			return "a name is missing", nav{}, nil
		}
		v := saved(text)
		if wrong := checkView(n, v); wrong != "" {
			return wrong, nav{}, nil
		}
		done, cmd := s.layout.saveView(n, v)
		return "", done.and(t), cmd
	}
	return t
}
