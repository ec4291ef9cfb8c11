package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/query"
	"census/client/roster"
	"census/client/session"
	"census/model"
	"census/ui/words"
)

// pageSize is how many users one request reads at first.
const pageSize = client.DefaultPerPage

// walk reads users from the service, page by page, as long as not all of them
// are known: those of a tab, or what the service can find of a search.
type walk struct {
	ctx   context.Context
	begin func(label string, write bool) request

	of      filter   // what was asked for
	taken   []string // the terms that the service has looked for
	covers  bool     // those are all there are
	options client.ListOptions

	request request         // the request for the first page or for the next one
	reading *roster.Reading // of its answer: what is stored since it was asked for is newer
	repeats bool            // the same was asked for before
	stop    context.CancelFunc
	first   bool // the request is for the first page
	next    int  // page to read next; 0 after the last
	ahead   int  // how many pages it may read until the person does something
	total   int  // 0 when not known
}

// readAhead is how many pages are read on where what they hold is not to be seen,
// since it does not match: a whole app is not read that way unasked.
const readAhead = 10

func newWalk(ctx context.Context, begin func(label string, write bool) request) walk {
	return walk{ctx: ctx, begin: begin, stop: func() {}}
}

// start is for what the service can find of a filter, from the beginning, at least
// as many users as are on show of it. A page may be larger where the service only
// reads and finds nobody.
func (w *walk) start(of filter, q query.Query, onShow, largest int) {
	pages := 1
	if w.of == of {
		pages = max(1, (onShow+pageSize-1)/pageSize)
	}
	server := q.ServerPart()
	w.stop()
	*w = walk{ctx: w.ctx, begin: w.begin, of: of, repeats: w.of == of, taken: server.Taken, covers: server.Covers, first: true, ahead: readAhead, stop: func() {}}
	w.options = lifecycleOf(of.tab, server.Options)
	if word := query.FirstWord(of.text); word != "" {
		w.options.Search = word
		w.taken = append(w.taken, "names and uids that begin with "+word)
	}
	w.options.PerPage = min(client.MaxPerPage, pages*pageSize)
	if of.isFiltered() && len(w.taken) == 0 {
		w.options.PerPage = max(w.options.PerPage, largest)
	}
}

// lifecycleOf adds to the options which users a tab has.
func lifecycleOf(tab int, o client.ListOptions) client.ListOptions {
	if tab != tabAll {
		o.Lifecycle = [...]client.Lifecycle{client.Active, client.Deactivated}[tab]
	}
	return o
}

// readPage asks for a page; a request that is still on its way is given up.
func (w *walk) readPage(page int, api API, known *session.Known) tea.Cmd {
	w.stop()
	ctx, stop := context.WithCancel(w.ctx)
	reading := known.Users().Read()
	w.reading, w.stop = reading, func() {
		stop()
		reading.Abandon()
	}
	w.request = w.begin("loading users", false)
	o := w.options
	o.Page, o.WithTags = page, true
	own := ""
	if w.first && !w.of.isFiltered() {
		own = known.OwnUID()
	}
	return listUsers(ctx, w.request, api, own, o)
}

// readNext asks for the next page.
func (w *walk) readNext(api API, known *session.Known) tea.Cmd {
	w.first = false
	w.ahead--
	return w.readPage(w.next, api, known)
}

// mayReadNext reports whether the next page of the filter may be read unasked.
func (w *walk) mayReadNext(f filter) bool {
	return w.hasMore(f) && w.ahead != 0 && w.request == 0
}

// hasMore reports whether the service has more users to look through than were
// read for the filter.
func (w *walk) hasMore(f filter) bool { return w.of == f && w.next != 0 }

// take puts the users of a page among those known. A page that was read again from
// the beginning takes the place of what was read before, if what is known are pages
// alone, and unless it is not as long as what it would take the place of.
func (w *walk) take(msg pageMsg, pagesAlone bool) {
	p := msg.page
	w.reading.Put(msg.own)
	w.reading.Put(p.Users)
	if w.first && w.repeats && !w.of.isFiltered() && pagesAlone && p.Rows() >= w.options.PerPage {
		tab := w.of.with(query.Query{})
		w.reading.EndAmong(tab.Match)
	}
	w.next = p.Next
	if w.first {
		w.total, _ = p.Counted(w.options.PerPage)
	}
}

// giveUp gives the request up that is on its way.
func (w *walk) giveUp() {
	w.stop()
	w.request = 0
}

// counts reports whether the total is how many users match the filter.
func (w *walk) counts(f filter) bool {
	return w.of == f && w.covers && w.total > 0
}

// contradicts reports whether the service counts other than it sends: fewer than
// are known, less those whom a list may leave out, or more when it sends no more.
func (w *walk) contradicts(f filter, known, unlisted int) bool {
	return w.counts(f) && (known > w.total+unlisted || known < w.total && w.next == 0 && w.request == 0)
}

// isPart reports whether the rows of all users, or of a filter that the service
// counts, are not yet all there are.
func (w *walk) isPart(f filter, rows int) bool {
	isWhole := !f.isFiltered() || w.counts(f)
	return isWhole && (w.next != 0 || w.of == f && rows < w.total)
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
