package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// key does what a key asks for, or types it.
func (l *list) key(msg tea.KeyMsg) (nav, tea.Cmd) {
	if l.search.open {
		return l.typed(msg)
	}
	cmd := lookUp(inList, msg)
	if cmd == cmdView {
		return l.openView(int(msg.Runes[0] - '0'))
	}
	return l.pressed(cmd)
}

// Keys lists what works in the list now.
func (l *list) Keys() []hint {
	if l.search.open {
		return l.search.keys(l.people.suggestions(l.search.text()), l.people.canAsk())
	}
	u, ok := l.people.current()
	none := ""
	if !ok {
		none = "no user under the cursor"
	}
	deactivate := deactivateHint(l.env, u, none)
	if l.marks.inUse() {
		deactivate = l.ofMarked().hint()
	}
	failure := l.people.failure()
	hints := []hint{
		{cmd: cmdOpen, reason: none, quiet: !ok},
		{cmd: cmdEdit, reason: first(none, l.env.mayEdit(u).Reason), quiet: !ok},
		{cmd: cmdNew, reason: first(l.people.unready(), l.env.may(model.Create, model.User{}).Reason), quiet: l.people.unready() != ""},
		{cmd: cmdSearch, reason: l.people.unready(), quiet: l.people.unready() != ""},
		{cmd: cmdMark, reason: none, quiet: !ok},
		deactivate,
		l.backHint(ok),
		{cmd: cmdRefresh, quiet: ok || failure.happened() && !failure.passes()},
		{cmd: cmdProfile, reason: failure.noProfile(), quiet: failure.noProfile() != ""},
		{cmd: cmdQuit, quiet: ok},
		{cmd: cmdHelp},
	}
	l.marks.rank(hints)
	hints = append(hints, userHints(l.env, u, none)...)
	hints = append(hints, l.env.suspendHint(), hint{cmd: cmdFilter, reason: l.people.unready(), quiet: true}, l.env.mirror.hint(l.people.unready()), l.watch.hint(l.people.unready()))
	hints = append(hints, quietly(cmdDrafts, cmdSort, cmdColumns, cmdViews, cmdRange, cmdMarkAll, cmdMouse)...)
	return append(hints, quietly(cmdDown, cmdUp, cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom,
		cmdNextTab, cmdPrevTab, cmdView)...)
}

// userHints are the commands that list and detail have for a user beside those
// of the footer.
func userHints(e *env, u model.User, none string) []hint {
	hints := []hint{
		{cmd: cmdEditor, reason: first(none, e.mayEdit(u).Reason, e.noEditor())},
		{cmd: cmdClone, reason: first(none, e.may(model.Create, model.User{}).Reason)},
		{cmd: cmdDelete, reason: first(none, e.may(model.Delete, u).Reason)},
		{cmd: cmdBlock, reason: first(none, e.may(blockToggle(u), u).Reason), label: words.Of(blockToggle(u)).Plain},
		{cmd: cmdLogInAs, reason: first(none, e.mayLogInAs(u))},
		{cmd: cmdCopy, reason: none},
		{cmd: cmdCopyMenu, reason: none},
		{cmd: cmdOpenLink, reason: first(none, addressReason(u, model.KeyLink))},
		{cmd: cmdOpenAvatar, reason: first(none, addressReason(u, model.KeyAvatar))},
	}
	for i := range hints {
		hints[i].quiet = true
	}
	return append(hints, quietly(cmdUndoLast, cmdHistory, cmdPalette)...)
}

// deactivateHint says what the key does to the user.
func deactivateHint(e *env, u model.User, none string) hint {
	return hint{cmd: cmdDeactivate, reason: first(none, e.may(toggle(u), u).Reason), label: words.Of(toggle(u)).Plain, quiet: none != ""}
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
	if reason := l.people.unready(); reason != "" && asksService(cmd) {
		return info(reason), nil
	}
	switch cmd {
	case cmdNone:
		return nav{}, nil
	case cmdOpen, cmdEdit, cmdEditor, cmdClone, cmdDeactivate, cmdDelete, cmdBlock, cmdLogInAs, cmdCopy, cmdCopyMenu, cmdOpenLink, cmdOpenAvatar:
		return l.onUser(cmd)
	case cmdDrafts:
		return l.env.drafts()
	case cmdUndoLast, cmdHistory:
		n, c, _ := l.env.do(cmd, model.User{}, nil)
		return n, c
	case cmdNew:
		return l.env.create(model.User{Role: model.DefaultRole}, l.people.roles())
	case cmdPalette:
		return nav{push: newPalette(l.env, l)}, nil
	case cmdSearch:
		l.search.focus(l.people.filter.text)
	case cmdFilter:
		return nav{push: newMenu(l.env, "Filter", filterItems(l.people.filter.text, l.env.known.RoleSlugs(l.people.roles()...), l.searchAndAsk))}, nil
	case cmdNextTab:
		return l.people.switchTab(1)
	case cmdPrevTab:
		return l.people.switchTab(len(tabNames) - 1)
	case cmdRefresh:
		if l.env.session.AskMe {
			return nav{push: newLogIn(l.env)}, nil
		}
		return nav{}, l.people.refresh()
	case cmdProfile:
		return l.people.failure().chooseProfile()
	case cmdBack:
		if l.people.isWaiting() {
			return l.people.giveUp(), nil
		}
		return nav{}, l.back()
	case cmdSort:
		return nav{push: newMenu(l.env, "Sort by", l.layout.sortItems(l.width, l.people.shown.words.MetaPaths, l.sortBy))}, nil
	case cmdMark, cmdRange, cmdMarkAll:
		return l.mark(cmd)
	case cmdMirror:
		return l.env.mirror.toggle()
	case cmdWatch:
		return l.watch.toggle()
	case cmdColumns:
		return nav{push: newColumnSheet(l.env, &l.layout, l.people.shown.words.MetaPaths)}, nil
	case cmdViews:
		return nav{push: savedViewsMenu{l.env, &l.layout, &l.people.finder, l.openView, l.leaveView}.menu()}, nil
	case cmdQuit:
		return nav{quit: true}, nil
	default:
		return nav{}, l.people.move(cmd)
	}
	return nav{}, nil
}

// onUser does what a key asks for with the user under the cursor, or with those
// marked. Where there is nobody, the service may know somebody.
func (l *list) onUser(cmd command) (nav, tea.Cmd) {
	if cmd == cmdDeactivate && l.marks.inUse() {
		return l.ofMarked().ask(), nil
	}
	u, ok := l.people.current()
	switch {
	case !ok && cmd == cmdOpen && l.people.canAsk():
		return nav{}, l.people.readOn()
	case !ok && cmd == cmdLogInAs && l.people.failure().mayBeMe():
		return nav{push: newLogIn(l.env)}, nil
	case !ok:
		return nav{}, nil
	case cmd == cmdOpen:
		return nav{push: newDetail(l.env, u)}, nil
	}
	n, c, _ := l.env.do(cmd, u, l.people.roles())
	return n, c
}

// backHint says what esc takes back here.
func (l *list) backHint(ok bool) hint {
	h := hint{cmd: cmdBack, label: "clear", quiet: ok || !l.people.filter.isFiltered()}
	marked := l.marks.backLabel()
	switch {
	case l.people.isWaiting():
		h.label, h.quiet = "cancel", false
	case marked != "":
		h.label, h.quiet = marked, false
	case l.layout.view != 0:
		h.label, h.quiet = "leave view", false
	}
	return h
}

// ofMarked is the question about the marked users.
func (l *list) ofMarked() bulkQuestion {
	return bulkQuestion{l.env, &l.marks, l.people.shown.rows, l.table.Cursor(), l.people.filter.tab}
}

// mark does what the marking keys ask for.
func (l *list) mark(cmd command) (nav, tea.Cmd) {
	if _, ok := l.people.current(); !ok {
		return nav{}, nil
	}
	n, moves := l.marks.press(cmd, markable{l.people.shown.rows, l.table.Cursor(), l.people.shown.partly(), l.env.mirror.complete})
	if !moves {
		return n, nil
	}
	return n, l.people.move(cmdDown)
}

// asksService tells the commands of the list that need a session.
func asksService(cmd command) bool {
	switch cmd {
	case cmdNew, cmdSearch, cmdFilter, cmdNextTab, cmdPrevTab, cmdUndoLast, cmdHistory, cmdDrafts, cmdMirror, cmdWatch, cmdSort, cmdColumns, cmdViews, cmdView:
		return true
	}
	return false
}

// back takes back one thing: the range, the marks, the filter.
func (l *list) back() tea.Cmd {
	switch {
	case l.marks.takeBack():
	case l.layout.view != 0:
		return l.leaveView()
	case l.people.filter.isFiltered():
		l.search.reset()
		return l.searchFor("")
	}
	return nil
}
