package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// Keys lists what works in the list now.
func (l *list) Keys() []hint {
	if l.search.open {
		return offers(cmdOpen, cmdBack)
	}
	u, ok := l.current()
	none := ""
	if !ok {
		none = "no user under the cursor"
	}
	hints := []hint{
		{cmd: cmdOpen, reason: none, quiet: !ok},
		{cmd: cmdEdit, reason: first(none, l.env.mayEdit(u).Reason), quiet: !ok},
		{cmd: cmdNew, reason: first(l.unready(), l.env.may(model.Create, model.User{}).Reason), quiet: l.unready() != ""},
		{cmd: cmdSearch, reason: l.unready(), quiet: l.unready() != ""},
		{cmd: cmdFilter, reason: l.unready(), quiet: l.unready() != ""},
		{cmd: cmdDeactivate, reason: first(none, l.env.may(toggle(u), u).Reason), label: wordsOf(toggle(u)).plain, quiet: !ok},
		{cmd: cmdBack, label: "clear", quiet: ok || !l.query.filtered()},
		{cmd: cmdRefresh, quiet: ok},
		{cmd: cmdQuit, quiet: ok},
		{cmd: cmdHelp},
	}
	hints = append(hints, userHints(l.env, u, none)...)
	hints = append(hints, l.env.suspendHint())
	hints = append(hints, quietly(cmdDrafts)...)
	return append(hints, quietly(cmdDown, cmdUp, cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom,
		cmdNextTab, cmdPrevTab)...)
}

// unready is why nothing can be asked of the service yet.
func (l *list) unready() string {
	switch {
	case !l.env.connected:
		return "not connected yet"
	case l.env.session.AskMe:
		return "nobody is logged in"
	}
	return ""
}

// userHints are the commands that list and detail have for a user beside those
// of the footer.
func userHints(e *env, u model.User, none string) []hint {
	hints := []hint{
		{cmd: cmdEditor, reason: first(none, e.mayEdit(u).Reason, e.noEditor())},
		{cmd: cmdClone, reason: first(none, e.may(model.Create, model.User{}).Reason)},
		{cmd: cmdDelete, reason: first(none, e.may(model.Delete, u).Reason)},
		{cmd: cmdBlock, reason: first(none, e.may(blockToggle(u), u).Reason), label: wordsOf(blockToggle(u)).plain},
		{cmd: cmdLogInAs, reason: first(none, e.mayLogInAs(u))},
		{cmd: cmdCopy, reason: none},
		{cmd: cmdCopyMenu, reason: none},
		{cmd: cmdOpenLink, reason: first(none, addressReason("link", u.Link))},
		{cmd: cmdOpenAvatar, reason: first(none, addressReason("avatar", u.Avatar))},
	}
	for i := range hints {
		hints[i].quiet = true
	}
	return append(hints, quietly(cmdUndoLast, cmdHistory, cmdPalette)...)
}

// first is the first reason there is.
func first(reasons ...string) string {
	for _, r := range reasons {
		if r != "" {
			return r
		}
	}
	return ""
}

// pressed does what a key asks for.
func (l *list) pressed(cmd command) (nav, tea.Cmd) {
	if reason := l.unready(); reason != "" && asksService(cmd) {
		return info(reason), nil
	}
	switch cmd {
	case cmdNone:
		return nav{}, nil
	case cmdOpen, cmdEdit, cmdEditor, cmdClone, cmdDeactivate, cmdDelete, cmdBlock, cmdLogInAs, cmdCopy, cmdCopyMenu, cmdOpenLink, cmdOpenAvatar:
		u, ok := l.current()
		if !ok {
			return nav{}, nil
		}
		if cmd == cmdOpen {
			return nav{push: newDetail(l.env, u)}, nil
		}
		n, c, _ := l.env.do(cmd, u, l.roles)
		return n, c
	case cmdDrafts:
		return l.env.drafts()
	case cmdUndoLast, cmdHistory:
		n, c, _ := l.env.do(cmd, model.User{}, nil)
		return n, c
	case cmdNew:
		return l.env.create(model.User{Role: model.DefaultRole}, l.roles)
	case cmdPalette:
		return nav{push: newPalette(l.env, l)}, nil
	case cmdSearch:
		l.search.focus(l.query.search)
	case cmdFilter:
		return nav{push: newMenu(l.env, "Filter", l.filterItems())}, nil
	case cmdNextTab:
		return l.switchTab(1)
	case cmdPrevTab:
		return l.switchTab(len(tabNames) - 1)
	case cmdRefresh:
		if l.env.session.AskMe {
			return nav{push: newLogIn(l.env)}, nil
		}
		return nav{}, l.refresh()
	case cmdBack:
		return nav{}, l.back()
	case cmdQuit:
		return nav{quit: true}, nil
	default:
		return nav{}, l.move(cmd)
	}
	return nav{}, nil
}

// asksService tells the commands of the list that need a session.
func asksService(cmd command) bool {
	return cmd == cmdNew || cmd == cmdSearch || cmd == cmdFilter || cmd == cmdNextTab || cmd == cmdPrevTab || cmd == cmdUndoLast || cmd == cmdHistory || cmd == cmdDrafts
}

// move moves the cursor and reads on when it comes near the end.
func (l *list) move(cmd command) tea.Cmd {
	if l.table.Cursor() < 0 {
		return nil
	}
	page := l.table.Page()
	switch cmd {
	case cmdDown:
		l.table.Move(1)
	case cmdUp:
		l.table.Move(-1)
	case cmdHalfDown:
		l.table.Move(page / 2)
	case cmdHalfUp:
		l.table.Move(-page / 2)
	case cmdPageDown:
		l.table.Move(page)
	case cmdPageUp:
		l.table.Move(-page)
	case cmdTop:
		l.table.SetCursor(0)
	case cmdBottom:
		l.table.SetCursor(len(l.users) - 1)
	}
	return l.more()
}

// moused moves by the wheel and selects by a click; a click on the selected row
// opens it.
func (l *list) moused(msg tea.MouseMsg) (nav, tea.Cmd) {
	const wheel = 3
	switch {
	case msg.Button == tea.MouseButtonWheelDown:
		l.table.Move(wheel)
	case msg.Button == tea.MouseButtonWheelUp:
		l.table.Move(-wheel)
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		l.search.open = false
		width, _ := panes(l.width)
		row, ok := l.table.RowAt(msg.Y - 1)
		if !ok || msg.X >= width {
			return nav{}, nil
		}
		if row == l.table.Cursor() {
			return l.pressed(cmdOpen)
		}
		l.table.SetCursor(row)
	}
	return nav{}, l.more()
}

// switchTab goes to the tab that many to the right, unless the credential can
// list active users only.
func (l *list) switchTab(by int) (nav, tea.Cmd) {
	if v := l.env.may(model.ListDeactivated, model.User{}); !v.Allowed() {
		return problem("deactivated users cannot be listed: " + v.Reason), nil
	}
	l.query.tab = (l.query.tab + by) % len(tabNames)
	return nav{}, l.restart()
}

// refresh reads again and keeps cursor and filters.
func (l *list) refresh() tea.Cmd {
	if !l.env.connected {
		if l.env.busy() != "" {
			return nil
		}
		return l.env.start()
	}
	return tea.Batch(l.reload("", l.shown != l.query), l.count())
}

// back clears the filters.
func (l *list) back() tea.Cmd {
	if !l.query.filtered() {
		return nil
	}
	l.query = l.query.cleared()
	l.search.reset()
	return l.restart()
}

// filterItems is the menu of filters; the ones in force are ticked and taken
// back by choosing them again.
func (l *list) filterItems() []menuItem {
	var items []menuItem
	add := func(label string, on bool, to query) {
		items = append(items, menuItem{label: label, on: on, pick: func() (nav, tea.Cmd) {
			l.query = to
			return nav{}, l.restart()
		}})
	}
	for _, s := range []model.Status{model.StatusAvailable, model.StatusOffline} {
		to, on := l.query, l.query.status == s
		to.status = s
		if on {
			to.status = ""
		}
		add("status  "+s.String(), on, to)
	}
	for _, r := range l.env.roleSlugs(l.roles...) {
		to, on := l.query, l.query.role == r
		to.role = r
		if on {
			to.role = ""
		}
		add("role    "+model.Clean(r), on, to)
	}
	if l.query.filtered() {
		add("clear all filters", false, l.query.cleared())
	}
	return items
}
