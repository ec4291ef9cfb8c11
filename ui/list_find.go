package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/client/roster"
)

// Looking through the known users goes on outside of Update: a command looks for
// a moment, shows what it has found, and goes on.

// The time that is looked before the first rows are shown, and then between two
// showings. A tab alone is found in one go: a few milliseconds, whoever there is.
const (
	firstLook = 40 * time.Millisecond
	nextLook  = 150 * time.Millisecond
	wholeLook = time.Hour
)

// finding is a look through the known users that is under way; request is 0 when
// none is.
type finding struct {
	request request
	version uint64 // of the users looked at last
	at      string // the uid that the cursor was on, "" once somebody moves it
	ctx     context.Context
	stop    context.CancelFunc
}

// found is what the rows of the list are: who of a snapshot, in which order.
type found struct {
	snapshot *roster.Snapshot
	search   *roster.Search
	order    *roster.Order // nil is the service's
	sort     roster.Sort
	filter   filter
	rows     []uint32

	// What finding out what else may be meant takes, and what came of it.
	asked    query.Env
	roles    []string
	complete bool // everybody is in the snapshot
	instead  []alternative

	// What is counted once a snapshot: who the tabs have, and the words that can
	// be asked for.
	counted bool
	tabs    [3]int
	words   vocabulary
}

// partly reports whether there may be more rows than those found so far.
func (f *found) partly() bool { return f.search != nil && !f.search.IsDone() }

// find looks through the users as they are now, and gives up an earlier look.
func (l *list) find() tea.Cmd {
	l.finding.stop()
	ctx, stop := context.WithCancel(l.ctx)
	snapshot := l.shown.snapshot
	if snapshot.Version() != l.env.known.Users().Version() || l.shown.search == nil {
		snapshot = l.env.known.Users().Snapshot()
	}
	u, _ := l.under()
	l.finding = finding{request: l.env.number(), version: snapshot.Version(), at: u.UID, ctx: ctx, stop: stop}
	wanted := found{
		snapshot: snapshot, sort: l.layout.sort, filter: l.filter,
		search: snapshot.Search(l.filter.with(l.parsed), l.shown.search),
		asked:  l.env.asked(), roles: l.env.known.RoleSlugs(snapshot.Roles()...), complete: l.env.mirror.complete,
	}
	if l.shown.snapshot == snapshot {
		wanted.counted, wanted.tabs, wanted.words = l.shown.counted, l.shown.tabs, l.shown.words
		if l.shown.sort == l.layout.sort {
			wanted.order = l.shown.order
		}
	}
	limit := firstLook
	if !l.filter.isFiltered() {
		limit = wholeLook
	}
	return findUsers(ctx, l.finding.request, wanted, limit)
}

// follow is for whatever may have changed the users. While the mirror brings
// thousands a second, its own steps say when to catch up.
func (l *list) follow() tea.Cmd {
	if l.env.mirror.holdsBack() {
		return nil
	}
	return l.catchUp()
}

// catchUp looks again when the users are not those that were looked at last.
func (l *list) catchUp() tea.Cmd {
	if l.finding.request != 0 || l.finding.version == l.env.known.Users().Version() {
		return nil
	}
	return l.find()
}

// took shows what was found; answers to older looks are dropped.
func (l *list) took(msg foundMsg) tea.Cmd {
	if msg.request != l.finding.request {
		return nil
	}
	if msg.err != nil {
		l.finding.request = 0
		return nil
	}
	u, _ := l.under()
	uid, row := first(l.goTo, l.finding.at, u.UID), l.table.Cursor()
	l.shown = msg.found
	l.marks.follow(l.shown.snapshot, l.shown.rows, l.env.mirror.complete)
	l.place(uid, row)
	if l.shown.partly() {
		return findUsers(l.finding.ctx, msg.request, msg.found, nextLook)
	}
	l.finding.request = 0
	if l.row(l.goTo) >= 0 || l.walk.request == 0 && !l.env.mirror.isRunning() {
		l.goTo = ""
	}
	if l.env.mirror.complete {
		for tab, n := range l.shown.tabs {
			l.tabs[tab] = tabCount{n, tab == tabActive || l.env.known.ListsDeactivated()}
		}
	}
	return l.more()
}

// steer is somebody moving the cursor: from then on it goes where they say.
func (l *list) steer() {
	l.goTo, l.finding.at, l.moved = "", "", true
	l.walk.ahead = readAhead
}

// place puts the cursor on the user it was on, or on the same row when that user
// is not there any more.
func (l *list) place(uid string, row int) {
	switch i := l.row(uid); {
	case l.goTo == "" && !l.moved:
		row = 0
	case i >= 0:
		row = i
	}
	l.table.SetCursor(max(0, row))
}

// setFilter shows other users.
func (l *list) setFilter(f filter) tea.Cmd {
	if f == l.filter {
		return nil
	}
	l.filter, l.moved = f, false
	return l.find()
}
