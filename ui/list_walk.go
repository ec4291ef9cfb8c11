package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/query"
	"census/client/roster"
	"census/model"
	"census/ui/words"
)

// walk reads users from the service, page by page, as long as not all of them
// are known: those of a tab, or what the service can find of a search.
type walk struct {
	of      filter   // what was asked for
	taken   []string // the terms that the service has looked for
	covers  bool     // those are all there are
	options client.ListOptions

	request request         // the request for the first page or for the next one
	reading *roster.Reading // of its answer: what is stored meanwhile is newer
	repeats bool            // the same was asked for before
	stop    context.CancelFunc
	first   bool // the request is for the first page
	next    int  // page to read next; 0 after the last
	ahead   int  // how many pages it may read until the person does something
	total   int  // 0 when not known
	problem error
}

// readAhead is how many pages are read on where what they hold is not to be seen,
// since it does not match: a whole app is not read that way unasked.
const readAhead = 10

// counts reports whether the total is how many users match the filter.
func (w *walk) counts(f filter) bool {
	return w.of == f && w.covers && w.total > 0
}

// contradicts reports whether the service counts other than it sends: fewer than
// are known, or more when it sends no more.
func (l *list) contradicts(known int) bool {
	w := &l.walk
	return w.counts(l.filter) && (known > w.total+l.unlisted() || known < w.total && w.next == 0 && w.request == 0)
}

// totalOf is the total that a first page names, 0 when it names none: one that
// is as long as the page is may be that page's only.
func (w *walk) totalOf(p client.Page) int {
	if !p.TotalKnown || p.Total == p.Rows() && p.Rows() >= w.options.PerPage {
		return 0
	}
	return p.Total
}

// ask reads from the service what it can find of the filter, from the beginning,
// as much as is on show of it.
func (l *list) ask() tea.Cmd {
	if !l.env.connected || l.env.session.AskMe {
		return nil
	}
	pages := 1
	if l.walk.of == l.filter {
		pages = max(1, (len(l.shown.rows)+pageSize-1)/pageSize)
	}
	server := l.parsed.ServerPart()
	l.walk.stop()
	l.walk = walk{of: l.filter, repeats: l.walk.of == l.filter, taken: server.Taken, covers: server.Covers, first: true, ahead: readAhead, stop: func() {}}
	l.walk.options = lifecycleOf(l.filter.tab, server.Options)
	if word := query.FirstWord(l.filter.text); word != "" {
		l.walk.options.Search = word
		l.walk.taken = append(l.walk.taken, "names and uids that begin with "+word)
	}
	l.walk.options.PerPage = min(client.MaxPerPage, pages*pageSize)
	if l.filter.isFiltered() && len(l.walk.taken) == 0 { // it finds nobody, it only reads
		l.walk.options.PerPage = max(l.walk.options.PerPage, l.env.mirror.perPage)
	}
	return l.readPage(l.shownPage())
}

// shownPage is the page on which the rows in view stand, where everybody is known
// and stands in the service's order; else the walk begins with the first.
func (l *list) shownPage() int {
	if !l.env.mirror.complete || !l.isAsListed() {
		return 1
	}
	from, _ := l.table.Visible()
	l.walk.options.PerPage = client.MaxPerPage
	return from/client.MaxPerPage + 1
}

// isAsListed reports whether the rows are those of a tab in the service's order.
func (l *list) isAsListed() bool { return !l.filter.isFiltered() && l.layout.sort.By == "" }

// lifecycleOf adds to the options which users a tab has.
func lifecycleOf(tab int, o client.ListOptions) client.ListOptions {
	if tab != tabAll {
		o.Lifecycle = [...]client.Lifecycle{client.Active, client.Deactivated}[tab]
	}
	return o
}

// readPage asks for a page; a request that is still on its way is given up.
func (l *list) readPage(page int) tea.Cmd {
	l.walk.stop()
	ctx, stop := context.WithCancel(l.ctx)
	reading := l.env.known.Users().Read()
	l.walk.reading, l.walk.stop = reading, func() {
		stop()
		reading.Abandon()
	}
	l.walk.request = l.env.begin("loading users", false)
	o := l.walk.options
	o.Page, o.WithTags = page, true
	own := ""
	if l.walk.first && !l.walk.of.isFiltered() {
		own = l.env.known.OwnUID()
	}
	return listUsers(ctx, l.walk.request, l.env.session.API, own, o)
}

// Cancels reports whether the request is for users of the list.
func (l *list) Cancels(r request) bool {
	return l.Scope() == inList && (r == l.walk.request || r == l.env.mirror.request)
}

// isWaiting reports whether a request for users waits before it is sent again.
func (l *list) isWaiting() bool {
	r, _, _, ok := l.env.waiting(l.env.Now)
	return ok && l.Cancels(r)
}

// isReading reports whether users are being read, a page or all of them.
func (l *list) isReading() bool { return l.walk.request != 0 || l.env.mirror.isRunning() }

// giveUp gives the requests for users up; what is known stays.
func (l *list) giveUp() nav {
	if l.env.mirror.isRunning() {
		l.env.mirror.stop()
	}
	l.walk.stop()
	l.walk.request = 0
	return l.failed(context.Canceled)
}

// more reads the next page when the cursor has come near the end.
func (l *list) more() tea.Cmd {
	w := &l.walk
	if w.next == 0 || w.ahead == 0 || w.request != 0 || w.of != l.filter || l.env.mirror.complete || l.finding.request != 0 ||
		l.table.Cursor() < len(l.shown.rows)-2*l.table.Page() {
		return nil
	}
	w.first = false
	w.ahead--
	return l.readPage(w.next)
}

// hasMore reports whether the service has more users to look through than were
// read for the filter.
func (l *list) hasMore() bool { return l.walk.of == l.filter && l.walk.next != 0 }

// readOn asks the service, or goes on from where the reading has stopped.
func (l *list) readOn() tea.Cmd {
	if !l.hasMore() {
		return l.ask()
	}
	l.walk.ahead = readAhead
	return l.more()
}

// read takes a page over; answers to older requests are dropped. A first page
// replaces what was known before, unless there is more to it than pages.
func (l *list) read(msg pageMsg) (nav, tea.Cmd) {
	w := &l.walk
	if msg.request != w.request {
		return nav{}, nil
	}
	w.request = 0
	defer w.stop()
	if msg.err != nil {
		return l.failed(msg.err), nil
	}
	l.takePage(msg.own, msg.page)
	w.next = msg.page.Next
	if w.first {
		w.total = w.totalOf(msg.page)
	}
	var n nav
	if text := leftOut(msg.page); text != "" {
		n = problem(text)
	}
	return n, tea.Batch(l.find(), l.env.considerMirror(msg.page, w.of.isFiltered()))
}

// takePage puts the users of a page among those known. A page that was read again
// from the beginning takes the place of what was read before, unless more is
// known than pages, or the page is not as long as what it would take the place of.
func (l *list) takePage(own []model.User, p client.Page) {
	w := &l.walk
	w.reading.Put(own)
	w.reading.Put(p.Users)
	if w.first && w.repeats && !w.of.isFiltered() && l.env.mirror.isEmpty() && p.Rows() >= w.options.PerPage {
		tab := w.of.with(query.Query{})
		w.reading.EndAmong(tab.Match)
	}
}

// failed keeps what is known, unless that is nobody; then the failure fills the
// screen.
func (l *list) failed(err error) nav {
	if l.env.known.Users().Len() > 0 {
		return problem("Not read again. " + words.Explain(err).Line("r tries again."))
	}
	l.walk.problem = err
	return nav{}
}

// limits says what of the filter the service could not be asked for.
func (w *walk) limits() string {
	switch {
	case w.covers:
		return ""
	case len(w.taken) == 0:
		return " for all"
	}
	return " for " + model.Clean(words.Join(", ", w.taken...)) + " only"
}

// isSortedInPart reports whether the rows are sorted among those loaded so far,
// while the service has more.
func (l *list) isSortedInPart(rows int) bool {
	if l.layout.sort == (roster.Sort{}) || l.env.mirror.complete {
		return false
	}
	isWhole := !l.filter.isFiltered() || l.walk.counts(l.filter)
	return isWhole && (l.walk.next != 0 || l.walk.of == l.filter && rows < l.walk.total)
}
