package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
	"census/ui/table"
)

// pageSize is how many users one request reads at first.
const pageSize = client.DefaultPerPage

// list is the table of users with its filters, and the detail of the user under
// the cursor beside it where there is room.
type list struct {
	env    *env
	ctx    context.Context
	cancel context.CancelFunc
	width  int
	height int

	query  query
	shown  query // what the rows answer
	search searchBar
	tabs   [3]tabCount

	users []model.User
	rows  map[string]int // the row of each uid
	roles []string       // the roles met so far
	table *table.Model

	loading request // the request for the first page or for the next one
	stop    context.CancelFunc
	first   bool   // loading replaces the rows
	goTo    string // where the cursor goes then: a uid, else it stays
	fromTop bool   // the cursor goes to the first row then
	next    int    // page to read next; 0 after the last
	perPage int
	total   int // 0 when not known
	problem error
}

// tabCount is how many users a tab has, as far as it is known.
type tabCount struct {
	n     int
	known bool
}

func newList(e *env) *list {
	l := &list{env: e, search: newSearchBar(e.styles), stop: func() {}}
	l.ctx, l.cancel = context.WithCancel(e.ctx)
	l.table = table.New(userColumns, l, e.styles.table)
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
	w, _ := panes(width)
	l.table.SetSize(w, max(0, height-1))
}

// Update handles keys, the mouse and the answers the list asked for.
func (l *list) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if l.search.open {
			return l.typed(msg)
		}
		return l.pressed(lookUp(inList, msg))
	case tea.MouseMsg:
		return l.moused(msg)
	case connectedMsg:
		return nav{}, l.connected(msg)
	case pageMsg:
		return l.loaded(msg)
	case countMsg:
		l.counted(msg)
	case searchMsg:
		if msg.typed == l.search.strokes {
			return nav{}, l.searchFor(l.search.text())
		}
	case userMsg:
		l.took(msg.user, msg.err)
	case savedMsg:
		return nav{}, l.saved(msg)
	case actedMsg:
		return nav{}, l.acted(msg)
	case undoneMsg:
		if msg.err == nil {
			return nav{}, tea.Batch(l.reload("", false), l.count())
		}
	}
	return nav{}, nil
}

// connected reads the first page once there is a session, and again when
// somebody else has logged in. What is being typed into the search stays.
func (l *list) connected(msg connectedMsg) tea.Cmd {
	if msg.err != nil {
		if !l.env.connected {
			l.problem = msg.err
		}
		return nil
	}
	l.problem = nil
	if msg.session.AskMe {
		return nil
	}
	goTo := ""
	if u, ok := l.current(); ok {
		goTo = u.UID
	}
	l.query, l.tabs, l.roles = query{}, [3]tabCount{}, nil
	if l.search.open {
		l.query.search = l.search.text()
	}
	return tea.Batch(l.reload(goTo, false), l.count())
}

// reload reads as much of the list as is on show from its beginning. The cursor
// goes to a uid, or to the top, or stays where it is when the answer comes.
func (l *list) reload(goTo string, fromTop bool) tea.Cmd {
	if !l.env.connected {
		return nil
	}
	l.first, l.goTo, l.fromTop, l.problem = true, goTo, fromTop, nil
	l.perPage = pageSize
	if !fromTop {
		pages := (len(l.users) + pageSize - 1) / pageSize
		l.perPage = min(client.MaxPerPage, max(1, pages)*pageSize)
	}
	return l.read(1)
}

// restart reads the list from its beginning after a filter has changed.
func (l *list) restart() tea.Cmd { return l.reload("", true) }

// read asks for a page; a request that is still on its way is given up.
func (l *list) read(page int) tea.Cmd {
	l.stop()
	ctx, stop := context.WithCancel(l.ctx)
	l.stop = stop
	l.loading = l.env.begin("loading users", false)
	o := l.query.options()
	o.Page, o.PerPage, o.WithTags = page, l.perPage, true
	return listUsers(ctx, l.loading, l.env.session.API, o)
}

// count asks how many users are deactivated and how many there are in all, which
// is how many each tab has. The answers hold one user each.
func (l *list) count() tea.Cmd {
	var cmds []tea.Cmd
	for _, tab := range []int{tabActive, tabDeactivated} {
		if tab == tabDeactivated && !l.env.may(model.ListDeactivated, model.User{}).Allowed() {
			continue
		}
		o := query{tab: tab}.options()
		o.PerPage = 1
		cmds = append(cmds, countUsers(l.ctx, l.env.begin("counting users", false), l.env.session.API, tab, o))
	}
	return tea.Batch(cmds...)
}

func (l *list) counted(msg countMsg) {
	if msg.err != nil {
		return
	}
	l.tabs[msg.tab] = tabCount{msg.page.Total, msg.page.TotalKnown}
	active, deactivated := l.tabs[tabActive], l.tabs[tabDeactivated]
	l.tabs[tabAll] = tabCount{active.n + deactivated.n, active.known && deactivated.known}
}

// more reads the next page when the cursor has come near the end.
func (l *list) more() tea.Cmd {
	if l.next == 0 || l.loading != 0 || l.table.Cursor() < len(l.users)-2*l.table.Page() {
		return nil
	}
	l.first = false
	return l.read(l.next)
}

// loaded takes a page over; answers to older requests are dropped.
func (l *list) loaded(msg pageMsg) (nav, tea.Cmd) {
	if msg.request != l.loading {
		return nav{}, nil
	}
	l.loading = 0
	l.stop()
	if msg.err != nil {
		return l.failed(msg.err), nil
	}
	cursor := l.table.Cursor()
	under := l.goTo
	if under == "" && cursor >= 0 {
		under = l.users[cursor].UID
	}
	if l.first {
		l.users, l.rows, l.shown, l.total = nil, map[string]int{}, l.query, 0
		if msg.page.TotalKnown {
			l.total = msg.page.Total
		}
	}
	l.append(msg.page.Users)
	l.next = msg.page.Next
	if l.first {
		l.place(under, cursor)
	}
	return nav{}, l.more()
}

// place puts the cursor on the user it was on, or on the same row when that user
// is not there any more.
func (l *list) place(uid string, row int) {
	switch i := l.index(uid); {
	case l.fromTop:
		row = 0
	case i >= 0:
		row = i
	}
	l.table.SetCursor(max(0, row))
}

// append adds users that are not there yet: pages shift when users are created
// or deleted between two requests.
func (l *list) append(users []model.User) {
	for _, u := range users {
		if _, ok := l.rows[u.UID]; ok {
			continue
		}
		l.rows[u.UID] = len(l.users)
		l.users = append(l.users, u)
		if !slices.Contains(l.roles, u.Role) {
			l.roles = append(l.roles, u.Role)
		}
	}
}

// failed keeps the rows, unless they answer another question than the one that
// failed; then the failure fills the screen.
func (l *list) failed(err error) nav {
	if len(l.users) > 0 && l.shown == l.query {
		return problem("Not read again. " + explain(err).line("r tries again."))
	}
	l.problem = err
	l.users, l.rows, l.next = nil, map[string]int{}, 0
	return nav{}
}

// index is the row of a uid, -1 when it is not in the list.
func (l *list) index(uid string) int {
	if i, ok := l.rows[uid]; ok {
		return i
	}
	return -1
}

// current is the user that keys act on: the one under the cursor, unless the
// rows answer an earlier question than the one that was asked last.
func (l *list) current() (model.User, bool) {
	if l.shown != l.query {
		return model.User{}, false
	}
	return l.under()
}

// under is the user under the cursor.
func (l *list) under() (model.User, bool) {
	i := l.table.Cursor()
	if i < 0 || i >= len(l.users) {
		return model.User{}, false
	}
	return l.env.known(l.users[i]), true
}

// took puts a fresher reading of a user into its row.
func (l *list) took(u model.User, err error) {
	if i := l.index(u.UID); err == nil && i >= 0 {
		if !u.TagsKnown {
			u.Tags, u.TagsKnown = l.users[i].Tags, l.users[i].TagsKnown
		}
		l.users[i] = u
	}
}

// saved shows what the service answered; a created user comes with a new
// reading of the list, which says where it stands.
func (l *list) saved(msg savedMsg) tea.Cmd {
	if !msg.stored() {
		return nil
	}
	u := msg.result.User
	if msg.created {
		return tea.Batch(l.reload(u.UID, false), l.count())
	}
	if i := l.index(u.UID); i >= 0 {
		l.users[i] = withRelations(u, l.users[i])
	}
	return nil
}

// acted reads the list again after a user has come or gone.
func (l *list) acted(msg actedMsg) tea.Cmd {
	if msg.err != nil || msg.action == model.Block || msg.action == model.Unblock {
		return nil
	}
	return tea.Batch(l.reload("", false), l.count())
}

// Title counts: "1–30 of 1 000".
func (l *list) Title() string {
	if len(l.users) == 0 || l.problem != nil {
		return ""
	}
	from, to := l.table.Visible()
	of := grouped(len(l.users))
	switch {
	case l.total > 0:
		of = grouped(l.total)
	case l.next != 0:
		of += "+"
	}
	return fmt.Sprintf("%s–%s of %s", grouped(from+1), grouped(to), of)
}

// View draws the tabs, the table and, where there is room, the detail.
func (l *list) View() string {
	height := max(0, l.height-1)
	if block := l.instead(l.width); block != "" {
		return l.top() + "\n" + block
	}
	tableWidth, detailWidth := panes(l.width)
	lines := []string{l.top()}
	if detailWidth == 0 {
		return strings.Join(append(lines, l.table.View()), "\n")
	}
	side := fitLines(l.side(detailWidth), detailWidth, height)
	rule := l.env.styles.faint.Render("│")
	for i, line := range fitLines(l.table.View(), tableWidth, height) {
		lines = append(lines, line+" "+rule+" "+side[i])
	}
	return strings.Join(lines, "\n")
}

func (l *list) side(width int) string {
	u, ok := l.under()
	if !ok {
		return ""
	}
	return strings.Join(userSide(l.env, u, width), "\n")
}

// panes shares the width between table and detail; a detail of 0 means that the
// table stands alone.
func panes(width int) (tableWidth, detailWidth int) {
	const besides = 3 // the rule with its blanks
	if width < 100 {
		return width, 0
	}
	detailWidth = min((width-38)/2, 64)
	return width - detailWidth - besides, detailWidth
}
