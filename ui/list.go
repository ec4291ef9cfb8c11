package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/query"
	"census/client/roster"
	"census/model"
	"census/ui/table"
	"census/ui/words"
)

// pageSize is how many users one request reads at first.
const pageSize = client.DefaultPerPage

// list is the table of users with its filters, and the detail of the user under
// the cursor beside it where there is room. It shows what is known of the users
// that match; who is known grows by pages of the service and by the mirror.
type list struct {
	env    *env
	ctx    context.Context
	cancel context.CancelFunc
	width  int
	height int

	filter filter
	parsed query.Query // of the filter's text
	search searchBar
	tabs   [3]tabCount
	counts [3]request // of each tab, the newest; answers to others are dropped

	finding finding // the newest look through the known users
	shown   found   // what the rows are
	goTo    string  // the uid that the cursor goes to, "" to stay
	moved   bool    // somebody has moved the cursor: it stays on its user, else on the first row

	walk walk // reading from the service, page by page

	table     *table.Model
	tableSize [2]int
	marks     marks
	watch     watch
	click     click // the latest
	layout    layout
}

// tabCount is how many users a tab has, as far as it is known.
type tabCount struct {
	n     int
	known bool
}

func newList(e *env) *list {
	l := &list{env: e, search: newSearchBar(e.styles), watch: watch{after: e.After}}
	l.ctx, l.cancel = context.WithCancel(e.ctx)
	l.finding.stop, l.walk.stop = func() {}, func() {}
	l.shown.snapshot = e.known.Users().Snapshot()
	columns := defaultColumns()
	l.table = table.New(specs(columns), l, e.styles.table)
	l.layout = newLayout(l.ctx, l.table, columns, e.number)
	return l
}

func (l *list) Init() tea.Cmd   { return nil }
func (l *list) Capturing() bool { return l.search.open }
func (l *list) Unsaved() int    { return 0 }
func (l *list) Close()          { l.cancel() }

func (l *list) Scope() scope {
	if l.search.open {
		return inSearch
	}
	return inList
}

func (l *list) SetSize(width, height int) {
	l.width, l.height = width, height
	l.fitTable()
}

// fitTable gives the table the room below the lines at the top.
func (l *list) fitTable() {
	w, _ := panes(l.width)
	above := 1
	if l.search.open && l.search.wrong != nil {
		above = len(l.top())
	}
	if size := [2]int{w, max(0, l.height-above)}; size != l.tableSize {
		l.tableSize = size
		l.table.SetSize(size[0], size[1])
	}
}

// Update handles keys, the mouse and the answers the list asked for. Whatever
// came, when the known users are not those on the screen any more it looks
// again.
func (l *list) Update(msg tea.Msg) (nav, tea.Cmd) {
	n, cmd := l.handle(msg)
	l.watch.settle(l.isReading(), l.env.known.Users().Version())
	l.fitTable()
	return n, tea.Batch(cmd, l.follow())
}

func (l *list) handle(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if l.search.open {
			return l.typed(msg)
		}
		cmd := lookUp(inList, msg)
		if cmd == cmdView {
			return l.openView(int(msg.Runes[0] - '0'))
		}
		return l.pressed(cmd)
	case tea.MouseMsg:
		return l.moused(msg)
	case connectedMsg:
		return nav{}, l.connected(msg)
	case pageMsg:
		return l.read(msg)
	case countMsg:
		l.counted(msg)
	case foundMsg:
		return nav{}, l.took(msg)
	case savedMsg:
		return nav{}, l.saved(msg)
	case actedMsg:
		return nav{}, l.acted(msg)
	case watchMsg:
		return nav{}, l.watched(msg)
	case layoutMsg:
		return l.loadedLayout(msg)
	case keptLayoutMsg:
		return l.layout.own.kept(msg)
	case mirrorStepMsg:
		return nav{}, l.catchUp()
	case actedAllMsg:
		return nav{}, l.actedAll(msg)
	case undoneMsg:
		if msg.err == nil {
			return nav{}, l.again("")
		}
	}
	return nav{}, nil
}

// connected reads the first page once there is a session, and again when
// somebody else has logged in. What is being typed into the search stays.
func (l *list) connected(msg connectedMsg) tea.Cmd {
	if msg.err != nil {
		if !l.env.connected {
			l.walk.problem = msg.err
		}
		return nil
	}
	l.walk.problem = nil
	if msg.session.AskMe {
		return nil
	}
	goTo := ""
	if u, ok := l.current(); ok {
		goTo = u.UID
	}
	l.layout.newSession(msg.session.Layouts)
	l.filter, l.parsed, l.tabs, l.counts = filter{}, query.Query{}, [3]tabCount{}, [3]request{}
	l.shown = found{snapshot: l.env.known.Users().Snapshot()}
	l.marks.clear()
	l.watch.end()
	cmd := l.again(goTo)
	if l.search.open {
		return tea.Batch(cmd, l.searchFor(l.search.text()))
	}
	return cmd
}

// again reads anew from the service what is on show, and counts. The cursor goes
// to a uid, or stays where it is when the answer comes.
func (l *list) again(goTo string) tea.Cmd {
	l.goTo = first(goTo, l.goTo)
	if l.env.mirror.canRepeat() {
		return l.env.startMirror()
	}
	return tea.Batch(l.ask(), l.count())
}

// count asks how many users are deactivated and how many there are in all, which
// is how many each tab has. The answers hold one user each.
func (l *list) count() tea.Cmd {
	if !l.env.connected {
		return nil
	}
	var cmds []tea.Cmd
	for _, tab := range []int{tabActive, tabDeactivated} {
		if tab == tabDeactivated && !l.env.known.ListsDeactivated() {
			continue
		}
		o := lifecycleOf(tab, client.ListOptions{})
		l.counts[tab] = l.env.begin("counting users", false)
		cmds = append(cmds, countUsers(l.ctx, l.counts[tab], l.env.session.API, tab, o))
	}
	return tea.Batch(cmds...)
}

// counted takes a count over. One that was asked for earlier, or by somebody else,
// is dropped.
func (l *list) counted(msg countMsg) {
	if msg.err != nil || msg.request != l.counts[msg.tab] {
		return
	}
	l.tabs[msg.tab] = tabCount{msg.page.Total, msg.page.TotalKnown}
	active, deactivated := l.tabs[tabActive], l.tabs[tabDeactivated]
	l.tabs[tabAll] = tabCount{active.n + deactivated.n, active.known && deactivated.known}
}

// row is the number of the row where the user stands, -1 when it is not shown.
func (l *list) row(uid string) int {
	if uid == "" {
		return -1
	}
	id, ok := l.shown.snapshot.Find(uid)
	if !ok {
		return -1
	}
	return slices.Index(l.shown.rows, id)
}

// current is the user that keys act on: the one under the cursor, unless the
// rows answer an earlier question than the one that was asked last.
func (l *list) current() (model.User, bool) {
	if l.shown.filter != l.filter {
		return model.User{}, false
	}
	return l.under()
}

// under is the user under the cursor.
func (l *list) under() (model.User, bool) {
	i := l.table.Cursor()
	if i < 0 || i >= len(l.shown.rows) {
		return model.User{}, false
	}
	return l.user(i), true
}

// user is the user in a row.
func (l *list) user(row int) model.User {
	return l.env.known.WithBlocked(l.shown.snapshot.User(l.shown.rows[row]))
}

// saved goes to a user that was created; it comes with a new reading of the list,
// which says where it stands.
func (l *list) saved(msg savedMsg) tea.Cmd {
	if !msg.stored() || !msg.created {
		return nil
	}
	l.moved = true // it stays there, also when others come before it
	return l.again(msg.result.User.UID)
}

// acted reads the list again after a user has come or gone.
func (l *list) acted(msg actedMsg) tea.Cmd {
	if msg.err != nil || msg.action == model.Block || msg.action == model.Unblock {
		return nil
	}
	if msg.action == model.Delete {
		l.marks.unmark(l.shown.snapshot, msg.user.UID)
	}
	return l.again("")
}

// actedAll reads the list again after a change of many users.
func (l *list) actedAll(msg actedAllMsg) tea.Cmd {
	l.marks.settle(l.shown.snapshot, msg.results)
	for _, r := range msg.results {
		if isAbsent(r) {
			l.env.known.Users().Remove(r.UID)
		}
	}
	return l.again("")
}

// Title counts: "1–30 of 1 000", and of how many are known where that is not
// the same.
func (l *list) Title() string {
	n := len(l.shown.rows)
	if n == 0 {
		return ""
	}
	from, to := l.table.Visible()
	return fmt.Sprintf("%s–%s of %s", words.Grouped(from+1), words.Grouped(to), l.outOf(n))
}

// outOf is how many users match, as far as that is known, and among whom it was
// looked.
func (l *list) outOf(n int) string {
	of := words.Grouped(n)
	switch {
	case l.shown.partly():
		return of + "+ · searching"
	case l.filter.tab != tabActive && !l.env.known.ListsDeactivated():
		return of + " loaded"
	case l.env.mirror.complete && l.filter.isFiltered():
		return of + " · all " + l.env.everybody(l.shown.snapshot) + " known"
	case l.env.mirror.complete && l.finding.request != 0 && l.tabs[l.filter.tab].known:
		return words.Grouped(l.tabs[l.filter.tab].n)
	case l.env.mirror.complete:
		return of
	case l.isSortedInPart(n):
		return of + " loaded, sorted among them"
	case l.contradicts(n):
		return of + " loaded · the service counts " + words.Grouped(l.walk.total)
	case l.walk.counts(l.filter) && !l.env.mirror.isDoubtful():
		return words.Grouped(l.walk.total)
	case l.filter.isFiltered():
		return of + " · of " + words.Grouped(l.shown.snapshot.Len()) + " loaded"
	case l.walk.next != 0 && !l.env.mirror.isDoubtful():
		return of + "+"
	}
	return of + " loaded"
}

// View draws the tabs, the table and, where there is room, the detail.
func (l *list) View() string {
	lines := l.top()
	height := max(0, l.height-len(lines))
	if block := l.instead(l.width); block != "" {
		return strings.Join(append(lines, block), "\n")
	}
	tableWidth, detailWidth := panes(l.width)
	if detailWidth == 0 {
		return strings.Join(append(lines, l.table.View()), "\n")
	}
	side := fitLines(l.side(detailWidth, height), detailWidth, height)
	rule := l.env.styles.faint.Render("│")
	for i, line := range fitLines(l.table.View(), tableWidth, height) {
		lines = append(lines, line+" "+rule+" "+side[i])
	}
	return strings.Join(lines, "\n")
}

func (l *list) side(width, height int) string {
	u, ok := l.under()
	if !ok {
		return ""
	}
	return strings.Join(userSide(l.env, u, width, height), "\n")
}

// panes shares the width between table and detail; a detail of 0 means that the
// table stands alone.
func panes(width int) (tableWidth, detailWidth int) {
	const besides = 3 // the rule with its blanks
	if width < 100 {
		return width, 0
	}
	detailWidth = min((width-38)/2, 64+max(0, width-166)/3)
	return width - detailWidth - besides, detailWidth
}

// everybody is how many users can be known, where all are: "255", or of a
// credential that shows no others "238 active".
func (e *env) everybody(s *roster.Snapshot) string {
	if e.known.ListsDeactivated() {
		return words.Grouped(s.Len())
	}
	active, _ := s.Lifecycles()
	return words.Grouped(active) + " active"
}
