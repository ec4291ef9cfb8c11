package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// Keys lists what works in the list now.
func (l *list) Keys() []hint {
	if l.search.open {
		return l.search.keys(l.suggestions(), l.canAsk())
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
		{cmd: cmdMark, reason: none, quiet: !ok},
		l.deactivateHint(u, ok, none),
		l.backHint(ok),
		{cmd: cmdRefresh, quiet: ok || l.hasFailed() && !words.Explain(l.walk.problem).Retry},
		{cmd: cmdProfile, reason: l.noProfile(), quiet: l.noProfile() != ""},
		{cmd: cmdQuit, quiet: ok},
		{cmd: cmdHelp},
	}
	l.marks.rank(hints)
	hints = append(hints, userHints(l.env, u, none)...)
	hints = append(hints, l.env.suspendHint(), hint{cmd: cmdFilter, reason: l.unready(), quiet: true}, l.env.mirror.hint(l.unready()), l.watch.hint(l.unready()))
	hints = append(hints, quietly(cmdDrafts, cmdSort, cmdColumns, cmdViews, cmdRange, cmdMarkAll, cmdMouse)...)
	return append(hints, quietly(cmdDown, cmdUp, cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom,
		cmdNextTab, cmdPrevTab, cmdView)...)
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
		return l.onUser(cmd)
	case cmdDrafts:
		return l.env.drafts()
	case cmdUndoLast, cmdHistory:
		n, c, _ := l.env.do(cmd, model.User{}, nil)
		return n, c
	case cmdNew:
		return l.env.create(model.User{Role: model.DefaultRole}, l.rolesMet())
	case cmdPalette:
		return nav{push: newPalette(l.env, l)}, nil
	case cmdSearch:
		l.search.focus(l.filter.text)
	case cmdFilter:
		return nav{push: newMenu(l.env, "Filter", filterItems(l.filter.text, l.env.known.RoleSlugs(l.rolesMet()...), l.searchAndAsk))}, nil
	case cmdNextTab:
		return l.switchTab(1)
	case cmdPrevTab:
		return l.switchTab(len(tabNames) - 1)
	case cmdRefresh:
		if l.env.session.AskMe {
			return nav{push: newLogIn(l.env)}, nil
		}
		return nav{}, l.refresh()
	case cmdProfile:
		return l.chooseProfile()
	case cmdBack:
		if l.isWaiting() {
			return l.giveUp(), nil
		}
		return nav{}, l.back()
	case cmdSort:
		return nav{push: newMenu(l.env, "Sort by", l.layout.sortItems(l.width, l.shown.words.MetaPaths, l.sortBy))}, nil
	case cmdMark, cmdRange, cmdMarkAll:
		return l.mark(cmd)
	case cmdMirror:
		return l.env.toggleMirror()
	case cmdWatch:
		return l.watch.toggle()
	case cmdColumns:
		return nav{push: newColumnSheet(l.env, &l.layout, l.shown.words.MetaPaths)}, nil
	case cmdViews:
		return nav{push: l.savedViews().menu()}, nil
	case cmdQuit:
		return nav{quit: true}, nil
	default:
		return nav{}, l.move(cmd)
	}
	return nav{}, nil
}

// onUser does what a key asks for with the user under the cursor, or with those
// marked. Where there is nobody, the service may know somebody.
func (l *list) onUser(cmd command) (nav, tea.Cmd) {
	if cmd == cmdDeactivate && l.marks.inUse() {
		return l.ofMarked().ask(), nil
	}
	u, ok := l.current()
	switch {
	case !ok && cmd == cmdOpen && l.canAsk():
		return nav{}, l.readOn()
	case !ok && cmd == cmdLogInAs && l.mayBeMe():
		return nav{push: newLogIn(l.env)}, nil
	case !ok:
		return nav{}, nil
	case cmd == cmdOpen:
		return nav{push: newDetail(l.env, u)}, nil
	}
	n, c, _ := l.env.do(cmd, u, l.rolesMet())
	return n, c
}

// rolesMet are the roles of the users known.
func (l *list) rolesMet() []string { return l.shown.snapshot.Roles() }

// deactivateHint says what the key does: with the marked users, if there are any.
func (l *list) deactivateHint(u model.User, ok bool, none string) hint {
	if l.marks.inUse() {
		return l.ofMarked().hint()
	}
	return hint{cmd: cmdDeactivate, reason: first(none, l.env.may(toggle(u), u).Reason), label: words.Of(toggle(u)).Plain, quiet: !ok}
}

// backHint says what esc takes back here.
func (l *list) backHint(ok bool) hint {
	h := hint{cmd: cmdBack, label: "clear", quiet: ok || !l.filter.isFiltered()}
	marked := l.marks.backLabel()
	switch {
	case l.isWaiting():
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
	return bulkQuestion{l.env, &l.marks, l.shown.rows, l.table.Cursor(), l.filter.tab}
}

// mark does what the marking keys ask for.
func (l *list) mark(cmd command) (nav, tea.Cmd) {
	if _, ok := l.current(); !ok {
		return nav{}, nil
	}
	n, moves := l.marks.press(cmd, markable{l.shown.rows, l.table.Cursor(), l.shown.partly(), l.env.mirror.complete})
	if !moves {
		return n, nil
	}
	return n, l.move(cmdDown)
}

// Footer counts the marks and the range.
func (l *list) Footer() string { return l.marks.footer(l.table.Cursor()) }

// asksService tells the commands of the list that need a session.
func asksService(cmd command) bool {
	switch cmd {
	case cmdNew, cmdSearch, cmdFilter, cmdNextTab, cmdPrevTab, cmdUndoLast, cmdHistory, cmdDrafts, cmdMirror, cmdWatch, cmdSort, cmdColumns, cmdViews, cmdView:
		return true
	}
	return false
}

// move moves the cursor and reads on when it comes near the end.
func (l *list) move(cmd command) tea.Cmd {
	if l.table.Cursor() < 0 {
		return nil
	}
	l.steer()
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
		l.table.SetCursor(len(l.shown.rows) - 1)
	}
	return l.more()
}

// doubleClick is the longest time between the two clicks of a double click.
const doubleClick = 500 * time.Millisecond

// click is a click on a user's row.
type click struct {
	uid string
	at  time.Time
}

// moused moves by the wheel and selects by a click; a double click opens.
func (l *list) moused(msg tea.MouseMsg) (nav, tea.Cmd) {
	if msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress {
		return l.clicked(msg.X, msg.Y-len(l.top()))
	}
	if by := wheeled(msg); by != 0 {
		l.steer()
		l.table.Move(by)
	}
	return nav{}, l.more()
}

// wheeled is how many lines the wheel was turned down.
func wheeled(msg tea.MouseMsg) int {
	const lines = 3
	switch msg.Button {
	case tea.MouseButtonWheelDown:
		return lines
	case tea.MouseButtonWheelUp:
		return -lines
	}
	return 0
}

// clicked is a click on a cell of the table: a title sorts, a row is selected,
// and opens when it is clicked again at once.
func (l *list) clicked(x, y int) (nav, tea.Cmd) {
	if l.instead(l.width) != "" {
		return nav{}, nil // there is no table
	}
	l.search.open = false
	l.steer()
	if column, ok := l.table.HeaderAt(x, y); ok {
		return nav{}, l.sortBy(l.layout.sortedBy(l.layout.columns[column]))
	}
	width, _ := panes(l.width)
	row, ok := l.table.RowAt(y)
	switch {
	case !ok || x >= width:
		return nav{}, nil
	}
	l.table.SetCursor(row)
	last := l.click
	l.click = click{l.user(row).UID, l.env.Now()}
	if l.click.uid == last.uid && l.click.at.Sub(last.at) <= doubleClick {
		l.click = click{}
		return l.pressed(cmdOpen)
	}
	return nav{}, l.more()
}

// switchTab goes to the tab that many to the right, unless the credential can
// list active users only.
func (l *list) switchTab(by int) (nav, tea.Cmd) {
	to := filter{(l.filter.tab + by) % len(tabNames), l.filter.text}
	if v := l.env.may(model.ListDeactivated, model.User{}); !v.Allowed() {
		if l.filter.tab == tabActive {
			return problem("deactivated users cannot be listed: " + v.Reason), nil
		}
		to.tab = tabActive
	}
	if l.env.mirror.complete {
		return nav{}, l.setFilter(to)
	}
	return nav{}, tea.Batch(l.setFilter(to), l.ask())
}

// refresh reads again and keeps cursor and filters.
func (l *list) refresh() tea.Cmd {
	if !l.env.connected {
		if l.env.busy() != "" {
			return nil
		}
		return l.env.start()
	}
	if l.env.mirror.complete && !l.env.mirror.canRepeat() {
		return tea.Batch(l.ask(), l.env.startMirror()) // the page is there at once
	}
	return l.again("")
}

// watched reads anew for the watch, unless something else matters more now.
func (l *list) watched(msg watchMsg) tea.Cmd {
	if !l.watch.isTime(msg) {
		return nil
	}
	next := l.watch.tick()
	if l.env.editing() || l.env.writing() != "" || l.isReading() || !l.watch.mayRead(l.env.mirror.budget) {
		return next
	}
	l.watch.begin(l.env.known.Users().Version())
	return tea.Batch(next, l.again(""))
}

// back takes back one thing: the range, the marks, the filter.
func (l *list) back() tea.Cmd {
	switch {
	case l.marks.takeBack():
	case l.layout.view != 0:
		return l.leaveView()
	case l.filter.isFiltered():
		l.search.reset()
		return l.searchFor("")
	}
	return nil
}
