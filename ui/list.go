package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/roster"
	"census/model"
	"census/ui/table"
)

// list is the table of users with its filters, and the detail of the user under
// the cursor beside it where there is room. It joins its parts: hands messages and
// keys to them, and draws what they hold.
type list struct {
	screen
	env    *env
	cancel context.CancelFunc

	people people
	layout layout
	marks  marks
	watch  watch
	search searchBar

	table     *table.Model
	tableSize [2]int
	clicked   click // the latest
}

func newList(e *env) *list {
	l := &list{env: e, search: newSearchBar(e.styles), watch: watch{after: e.After}}
	ctx, cancel := context.WithCancel(e.ctx)
	l.cancel = cancel
	columns := defaultColumns()
	l.table = table.New(specs(columns), userRows{e, &l.people, &l.layout, &l.marks, &l.watch}, &e.styles.table)
	l.layout = newLayout(ctx, l.table, columns, e.number)
	l.people = newPeople(ctx, e, l.table, func() roster.Sort { return l.layout.sort })
	return l
}

func (l *list) Capturing() bool { return l.search.open }
func (l *list) Close()          { l.cancel() }
func (l *list) Title() string   { return l.people.title() }

// Footer counts the marks and the range.
func (l *list) Footer() string { return l.marks.footer(l.table.Cursor()) }

// Cancels reports whether the request is for users of the list.
func (l *list) Cancels(r request) bool { return l.Scope() == inList && l.people.cancels(r) }

func (l *list) Scope() scope {
	if l.search.open {
		return inSearch
	}
	return inList
}

// Update handles keys, the mouse and the answers the list asked for. Whatever
// came, when the known users are not those on the screen any more it looks
// again.
func (l *list) Update(msg tea.Msg) (nav, tea.Cmd) {
	n, cmd := l.handle(msg)
	l.watch.settle(l.people.isReading(), l.env.known.Users().Version())
	l.fitTable()
	return n, tea.Batch(cmd, l.people.follow())
}

func (l *list) handle(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return l.key(msg)
	case tea.MouseMsg:
		return l.moused(msg)
	case connectedMsg:
		return nav{}, l.connected(msg)
	case pageMsg:
		return l.people.read(msg)
	case countMsg:
		l.people.counts.take(msg)
	case foundMsg:
		return nav{}, l.took(msg)
	case savedMsg:
		return nav{}, l.people.saved(msg)
	case actedMsg:
		return nav{}, l.acted(msg)
	case watchMsg:
		return nav{}, l.watched(msg)
	case layoutMsg:
		return l.loadedLayout(msg)
	case keptLayoutMsg:
		return l.layout.own.kept(msg)
	case mirrorStepMsg:
		return nav{}, l.people.catchUp()
	case actedAllMsg:
		return nav{}, l.actedAll(msg)
	case undoneMsg:
		if msg.err == nil {
			return nav{}, l.people.again("")
		}
	}
	return nav{}, nil
}

// connected reads the first page once there is a session, and again when
// somebody else has logged in. What is being typed into the search stays.
func (l *list) connected(msg connectedMsg) tea.Cmd {
	if msg.err != nil {
		if !l.env.connected {
			l.people.failed = msg.err
		}
		return nil
	}
	l.people.failed = nil
	if msg.session.AskMe {
		return nil
	}
	goTo := ""
	if u, ok := l.people.current(); ok {
		goTo = u.UID
	}
	l.layout.newSession(msg.session.Layouts)
	l.people.reset()
	l.marks.clear()
	l.watch.end()
	cmd := l.people.again(goTo)
	if l.search.open {
		return tea.Batch(cmd, l.searchFor(l.search.text()))
	}
	return cmd
}

// took shows what was found. Marks and range follow the users to their rows.
func (l *list) took(msg foundMsg) tea.Cmd {
	cmd := l.people.took(msg)
	shown := &l.people.shown
	l.marks.follow(shown.snapshot, shown.rows, l.env.mirror.complete)
	return cmd
}

// acted reads the list again after a user has come or gone.
func (l *list) acted(msg actedMsg) tea.Cmd {
	if msg.err == nil && msg.action == model.Delete {
		l.marks.unmark(l.people.shown.snapshot, msg.user.UID)
	}
	return l.people.acted(msg)
}

// actedAll reads the list again after a change of many users.
func (l *list) actedAll(msg actedAllMsg) tea.Cmd {
	l.marks.settle(l.people.shown.snapshot, msg.results)
	for _, r := range msg.results {
		if isAbsent(r) {
			l.env.known.Users().Remove(r.UID)
		}
	}
	return l.people.again("")
}

// watched reads anew for the watch, unless something else matters more now.
func (l *list) watched(msg watchMsg) tea.Cmd {
	if !l.watch.isTime(msg) {
		return nil
	}
	next := l.watch.tick()
	if l.env.editing() || l.env.writing() != "" || l.people.isReading() || !l.watch.mayRead(l.env.mirror.budget) {
		return next
	}
	l.watch.begin(l.env.known.Users().Version())
	return tea.Batch(next, l.people.again(""))
}
