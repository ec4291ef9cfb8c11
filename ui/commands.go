package ui

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/client/mirror"
	"census/client/roster"
	"census/client/session"
	"census/model"
	"census/ui/layouts"
)

// Commands are plain functions of what they need: they run on their own
// goroutine and must not see a view.

func connect(ctx context.Context, r request, open func(context.Context) (Session, error)) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		s, err := open(ctx)
		return connectedMsg{r, s, err}
	}
}

func logInAs(ctx context.Context, r request, s Session, uid string) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		next, err := s.LogInAs(ctx, uid)
		return connectedMsg{r, next, err}
	}
}

// listUsers reads a page, and beside it the user own, if that is not empty.
func listUsers(ctx context.Context, r request, api API, own string, o client.ListOptions) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		page, err := api.ListUsers(ctx, o)
		if err != nil || own == "" {
			return pageMsg{r, nil, page, err}
		}
		u, err := api.User(ctx, own)
		if err != nil {
			return pageMsg{r, nil, page, nil} // the page is good without
		}
		return pageMsg{r, []model.User{u}, page, nil}
	}
}

// countUsers asks how many users a tab has, in a page of one.
func countUsers(ctx context.Context, r request, api API, tab int, o client.ListOptions) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		o.PerPage = 1
		page, err := api.ListUsers(ctx, o)
		if _, ok := page.Counted(o.PerPage); err == nil && page.TotalKnown && !ok {
			o.PerPage++ // one user more tells whether the page was counted or the list
			again, second := api.ListUsers(ctx, o)
			page.TotalKnown, err = again.Total == page.Total, second
		}
		return countMsg{r, tab, page, err}
	}
}

func listRoles(ctx context.Context, r request, api API) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		roles, err := api.ListRoles(ctx)
		return rolesMsg{r, roles, err}
	}
}

// maxBlockedPages bounds how much of the blocked list is read at the start: who
// has blocked more users than this sees the rest in the detail only.
const maxBlockedPages = 10

func listBlocked(ctx context.Context, r request, api API) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		var users []model.User
		for page, n := 1, 0; page != 0 && n < maxBlockedPages; n++ {
			p, err := api.ListBlocked(ctx, page, client.DefaultPerPage)
			if err != nil {
				return blockedMsg{r, users, err}
			}
			users = append(users, p.Users...)
			page = p.Next
		}
		return blockedMsg{r, users, nil}
	}
}

func readUser(ctx context.Context, r request, api API, uid string) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		u, err := api.User(ctx, uid)
		return userMsg{r, u, err}
	}
}

func createUser(ctx context.Context, r request, c Changes, u model.User) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		result, err := c.Create(ctx, u)
		return savedMsg{r, true, result, err}
	}
}

// checkEdit compares an edit with what the service has now, without sending it.
func checkEdit(ctx context.Context, r request, c Changes, e changes.Edit) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		review, err := c.Check(ctx, e)
		return checkedMsg{r, review, err}
	}
}

// updateUser sends an edit. Changes knows by which way, and looks once more
// whether somebody else was there meanwhile.
func updateUser(ctx context.Context, r request, c Changes, e changes.Edit) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		result, err := c.Update(ctx, e)
		return savedMsg{r, false, result, err}
	}
}

func act(ctx context.Context, r request, c Changes, action model.Action, u model.User) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		result, err := c.Act(ctx, action, u)
		return actedMsg{r, action, u, result, err}
	}
}

func readHistory(ctx context.Context, r request, h History, f journal.Filter) tea.Cmd {
	return func() tea.Msg {
		found, err := h.Entries(ctx, f)
		return historyMsg{r, found, err}
	}
}

// undo takes a recorded change back.
func undo(ctx context.Context, r request, c Changes, e journal.Entry) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		result, err := c.Undo(ctx, e)
		return undoneMsg{r, e, result, err}
	}
}

// recoverChanges resolves the changes whose end nobody saw.
func recoverChanges(ctx context.Context, r request, c Changes) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		found, err := c.Recover(ctx)
		return recoveredMsg{r, found, err}
	}
}

func copyText(r request, put func(string) (string, error), what, text string) tea.Cmd {
	return func() tea.Msg {
		via, err := put(text)
		return copiedMsg{r, what, via, err}
	}
}

func openAddress(r request, open func(string) error, address string) tea.Cmd {
	return func() tea.Msg {
		return openedMsg{r, address, open(address)}
	}
}

// findUsers looks for rows for so long, sorting first where that is not done yet.
func findUsers(ctx context.Context, r request, m matches, limit time.Duration) tea.Cmd {
	return func() tea.Msg {
		if m.order == nil && m.sort.By != "" {
			order, err := m.snapshot.Sort(ctx, m.sort)
			if err != nil {
				return foundMsg{r, m, err}
			}
			m.order = order
		}
		m.search.Run(ctx, limit)
		m.rows = m.search.Rows(m.order)
		if !m.counted {
			m.count()
		}
		m.lookElsewhere(ctx)
		return foundMsg{r, m, ctx.Err()}
	}
}

// actAll changes many users, and puts what came of it among those known.
func actAll(ctx context.Context, r request, c Changes, known *session.Known, who crowd, report func(changes.Progress)) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		results, err := c.ActAll(ctx, who.action, who.users(), report)
		known.ActedAll(results)
		return actedAllMsg{r, who.action, results, err}
	}
}

// loadUsers puts the users kept on the disk into the roster.
func loadUsers(ctx context.Context, r request, c Cache, into *roster.Roster) tea.Cmd {
	return func() tea.Msg {
		asOf, known, err := c.Load(ctx, into)
		collectSooner(into.Len())
		return loadedMsg{r, into, known, asOf, err}
	}
}

// storeUsers keeps users on the disk.
func storeUsers(ctx context.Context, r request, c Cache, s *roster.Snapshot, asOf time.Time) tea.Cmd {
	return func() tea.Msg {
		return storedMsg{r, c.Store(ctx, s, asOf)}
	}
}

// mirrorUsers reads all users into the roster.
// The total is how many there seem to be; the user own is not taken to be gone
// when no page has them.
func mirrorUsers(ctx context.Context, r request, api API, users *roster.Roster, total int, own string, o mirror.Options) tea.Cmd {
	return func() tea.Msg {
		ctx := tellingWaits(ctx, r)
		collectSooner(total)
		defer func() { collectSooner(users.Len()) }()
		var reading *roster.Reading
		begin := func() mirror.Reading {
			if reading != nil {
				reading.Abandon()
			}
			reading = users.Read()
			of := &readingOf{Reading: reading, own: own, isListed: true, activeOnly: o.List.Lifecycle == client.Active}
			if own != "" {
				of.begin(readAgain(ctx, api, users, own))
			}
			return of
		}
		outcome, err := mirror.Fetch(ctx, api, begin, o)
		if reading != nil {
			reading.Abandon()
		}
		return mirroredMsg{r, outcome, err}
	}
}

// readAgain reads the user, who is as known where that fails.
func readAgain(ctx context.Context, api API, users *roster.Roster, uid string) []model.User {
	if u, err := api.User(ctx, uid); err == nil {
		return []model.User{u}
	}
	s := users.Snapshot()
	if id, ok := s.Find(uid); ok {
		return []model.User{s.User(id)}
	}
	return nil
}

// readingOf is a reading of a list that may be a part of all users.
type readingOf struct {
	*roster.Reading
	own        string // who may be missing from the list and is there
	isListed   bool   // a page has the own user, or there is none
	activeOnly bool
}

// begin takes the own user in before the first page.
func (r *readingOf) begin(own []model.User) {
	r.Reading.Put(own)
	r.isListed = len(own) == 0
}

// Put implements [mirror.Reading]. The own user on the first page that has it is no
// repetition.
func (r *readingOf) Put(users []model.User) (repeated int) {
	repeated = r.Reading.Put(users)
	if !r.isListed && slices.ContainsFunc(users, func(u model.User) bool { return u.UID == r.own }) {
		r.isListed = true
		repeated = max(0, repeated-1)
	}
	return repeated
}

// Count implements [mirror.Reading]: whoever stands on no page is not counted by
// the service either.
func (r *readingOf) Count() int {
	n := r.Reading.Count()
	if !r.isListed {
		n = max(0, n-1)
	}
	return n
}

// End implements [mirror.Reading]. A list of active users tells nothing of the
// others.
func (r *readingOf) End() (gone int) {
	if r.activeOnly {
		return r.EndAmong(func(u model.User) bool { return !u.Deactivated() })
	}
	return r.Reading.End()
}

func loadLayout(ctx context.Context, r request, kept Layouts) tea.Cmd {
	return func() tea.Msg {
		l, err := kept.Load(ctx)
		return layoutMsg{r, l, err}
	}
}

// keepLayout makes a change of what is kept.
func keepLayout(ctx context.Context, r request, kept Layouts, change func(*layouts.Layout)) tea.Cmd {
	return func() tea.Msg {
		l, err := kept.Update(ctx, change)
		return keptLayoutMsg{r, l, err}
	}
}
