package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/client/roster"
	"census/client/session"
	"census/ui/table"
)

// Looking through the known users goes on outside of Update: a command looks for
// a moment, shows what it has found, and goes on.

// The time that is looked before the first rows are shown, and then between two
// showings. A tab alone is found in one go: a few milliseconds, however many there are.
const (
	firstLook = 40 * time.Millisecond
	nextLook  = 150 * time.Millisecond
	wholeLook = time.Hour
)

// finder looks through the known users for those that match a filter, and keeps the
// cursor on its user while rows come and go.
type finder struct {
	ctx    context.Context
	number func() request
	table  *table.Model // has the cursor

	filter filter
	parsed query.Query // of the filter's text
	shown  matches
	newest look
	goTo   string // the uid that the cursor goes to, "" to stay
	moved  bool   // somebody has moved the cursor: it stays on its user, else on the first row
}

// look is a look through the known users; request is 0 when it has ended.
type look struct {
	request request
	version uint64 // of the users
	at      string // the uid that the cursor was on, "" once somebody moves it
	ctx     context.Context
	stop    context.CancelFunc
}

// among is the users to look through, and how.
type among struct {
	known    *session.Known
	complete bool // everybody is known
	sort     roster.Sort
	asked    query.Env
}

func newFinder(ctx context.Context, number func() request, t *table.Model, users *roster.Roster) finder {
	return finder{ctx: ctx, number: number, table: t, newest: look{stop: func() {}}, shown: matches{snapshot: users.Snapshot()}}
}

// reset shows none of other users, and filters none.
func (f *finder) reset(users *roster.Roster) {
	f.filter, f.parsed = filter{}, query.Query{}
	f.shown = matches{snapshot: users.Snapshot()}
}

// show is for other users: the cursor goes to the first.
func (f *finder) show(to filter, parsed query.Query) {
	f.filter, f.parsed, f.moved = to, parsed, false
}

// look looks through the users as they are now, and gives up an earlier look.
func (f *finder) look(in among) tea.Cmd {
	f.newest.stop()
	ctx, stop := context.WithCancel(f.ctx)
	users, snapshot := in.known.Users(), f.shown.snapshot
	if snapshot.Version() != users.Version() || f.shown.search == nil {
		snapshot = users.Snapshot()
	}
	f.newest = look{request: f.number(), version: snapshot.Version(), at: f.under(), ctx: ctx, stop: stop}
	wanted := matches{
		snapshot: snapshot, sort: in.sort, filter: f.filter,
		search: snapshot.Search(f.filter.with(f.parsed), f.shown.search),
		asked:  in.asked, roles: in.known.RoleSlugs(snapshot.Roles()...), complete: in.complete,
	}
	wanted.takeCounts(&f.shown)
	limit := firstLook
	if !f.filter.isFiltered() {
		limit = wholeLook
	}
	return findUsers(ctx, f.newest.request, wanted, limit)
}

// isLooking reports whether a look is under way.
func (f *finder) isLooking() bool { return f.newest.request != 0 }

// isBehind reports whether nobody looks, and the users are not those that were
// looked at last.
func (f *finder) isBehind(version uint64) bool {
	return !f.isLooking() && f.newest.version != version
}

// take shows what was found, and goes on looking until all is; answers to older
// looks are dropped. It reports whether the look has ended with it.
func (f *finder) take(msg foundMsg) (next tea.Cmd, isWhole bool) {
	if msg.request != f.newest.request {
		return nil, false
	}
	if msg.err != nil {
		f.newest.request = 0
		return nil, false
	}
	uid, row := first(f.goTo, f.newest.at, f.under()), f.table.Cursor()
	f.shown = msg.matches
	f.place(uid, row)
	if f.shown.partly() {
		return findUsers(f.newest.ctx, msg.request, msg.matches, nextLook), false
	}
	f.newest.request = 0
	return nil, true
}

// arrive ends going to a user that is there, or that no reading brings any more.
func (f *finder) arrive(isReading bool) {
	if f.shown.row(f.goTo) >= 0 || !isReading {
		f.goTo = ""
	}
}

// steer is somebody moving the cursor: from then on it goes where they say.
func (f *finder) steer() { f.goTo, f.newest.at, f.moved = "", "", true }

// moveCursor does what a moving key asks for.
func (f *finder) moveCursor(cmd command) {
	page := f.table.Page()
	switch cmd {
	case cmdDown:
		f.table.Move(1)
	case cmdUp:
		f.table.Move(-1)
	case cmdHalfDown:
		f.table.Move(page / 2)
	case cmdHalfUp:
		f.table.Move(-page / 2)
	case cmdPageDown:
		f.table.Move(page)
	case cmdPageUp:
		f.table.Move(-page)
	case cmdTop:
		f.table.SetCursor(0)
	case cmdBottom:
		f.table.SetCursor(len(f.shown.rows) - 1)
	}
}

// place puts the cursor on the user it was on, or on the same row when that user
// is not there any more.
func (f *finder) place(uid string, row int) {
	switch i := f.shown.row(uid); {
	case f.goTo == "" && !f.moved:
		row = 0
	case i >= 0:
		row = i
	}
	f.table.SetCursor(max(0, row))
}

// under is the uid under the cursor, "" for none.
func (f *finder) under() string {
	if i := f.table.Cursor(); i >= 0 && i < len(f.shown.rows) {
		return f.shown.snapshot.UID(f.shown.rows[i])
	}
	return ""
}

// isCurrent reports whether the rows answer the question that was asked last.
func (f *finder) isCurrent() bool { return f.shown.filter == f.filter }

// alternatives are what may be meant by the filter that the rows answer, when it
// finds nobody.
func (f *finder) alternatives() []alternative {
	if !f.isCurrent() {
		return nil
	}
	return f.shown.instead
}
