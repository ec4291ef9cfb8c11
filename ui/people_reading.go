package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
	"census/ui/words"
)

// ask reads from the service what it can find of the filter, from the beginning,
// as much as is on show of it.
func (p *people) ask() tea.Cmd {
	if p.unready() != "" {
		return nil
	}
	p.failed = nil
	p.walk.start(p.filter, p.parsed, len(p.shown.rows), p.env.mirror.perPage)
	return p.walk.readPage(p.shownPage(), p.env.session.API, p.env.known)
}

// shownPage is the page on which the rows in view stand, where everybody is known
// and stands in the service's order; else the walk begins with the first.
func (p *people) shownPage() int {
	if !p.env.mirror.complete || !p.isAsListed() {
		return 1
	}
	from, _ := p.table.Visible()
	p.walk.options.PerPage = client.MaxPerPage
	return from/client.MaxPerPage + 1
}

// isAsListed reports whether the rows are those of a tab in the service's order.
func (p *people) isAsListed() bool { return !p.filter.isFiltered() && p.sort().By == "" }

// again reads anew from the service what is on show, and counts. The cursor goes
// to a uid, or stays where it is when the answer comes.
func (p *people) again(goTo string) tea.Cmd {
	p.goTo = first(goTo, p.goTo)
	if p.env.mirror.canRepeat() {
		return p.env.mirror.start()
	}
	return tea.Batch(p.ask(), p.count())
}

// refresh is again for a person who asks for it, also for a session.
func (p *people) refresh() tea.Cmd {
	switch {
	case !p.env.connected && p.env.busy() != "":
		return nil
	case !p.env.connected:
		return p.env.start()
	case p.env.mirror.complete && !p.env.mirror.canRepeat():
		return tea.Batch(p.ask(), p.env.mirror.start()) // the page is there at once
	}
	return p.again("")
}

// count asks how many users are deactivated and how many there are in all, which
// is how many each tab has. The answers hold one user each.
func (p *people) count() tea.Cmd {
	if !p.env.connected {
		return nil
	}
	var cmds []tea.Cmd
	for _, tab := range countedTabs(p.env.known.ListsDeactivated()) {
		r := p.env.begin("counting users", false)
		p.counts.asked[tab] = r
		cmds = append(cmds, countUsers(p.ctx, r, p.env.session.API, tab, countOptions(tab)))
	}
	return tea.Batch(cmds...)
}

// canAsk reports whether the service may know of users who match that are not
// known here.
func (p *people) canAsk() bool { return !p.env.mirror.complete && p.filter.isFiltered() }

// more reads the next page when the cursor has come near the end.
func (p *people) more() tea.Cmd {
	if !p.walk.mayReadNext(p.filter) || p.env.mirror.complete || p.isLooking() ||
		p.table.Cursor() < len(p.shown.rows)-2*p.table.Page() {
		return nil
	}
	return p.walk.readNext(p.env.session.API, p.env.known)
}

// readOn asks the service, or goes on from where the reading has stopped.
func (p *people) readOn() tea.Cmd {
	if !p.walk.hasMore(p.filter) {
		return p.ask()
	}
	p.walk.ahead = readAhead
	return p.more()
}

// read takes a page over; answers to older requests are dropped. A first page
// replaces what was known before, unless there is more to it than pages.
func (p *people) read(msg pageMsg) (nav, tea.Cmd) {
	w := &p.walk
	if msg.request != w.request {
		return nav{}, nil
	}
	w.request = 0
	defer w.stop()
	if msg.err != nil {
		return p.fail(msg.err), nil
	}
	w.take(msg, p.env.mirror.isEmpty())
	var n nav
	if text := leftOut(msg.page); text != "" {
		n = problem(text)
	}
	return n, tea.Batch(p.find(), p.env.mirror.consider(msg.page, w.of.isFiltered()))
}

// fail keeps what is known, unless that is nobody; then the failure fills the
// screen.
func (p *people) fail(err error) nav {
	if p.env.known.Users().Len() > 0 {
		return problem("Not read again. " + words.Explain(err).Line("r tries again."))
	}
	p.failed = err
	return nav{}
}

// failure is what fills the screen when there is nobody to be seen because a
// request failed.
func (p *people) failure() startFailure {
	f := startFailure{env: p.env}
	if p.env.known.Users().Len() == 0 {
		f.why = p.failed
	}
	return f
}

// isReading reports whether users are being read, a page or all of them.
func (p *people) isReading() bool { return p.walk.request != 0 || p.env.mirror.isRunning() }

// isAwaited reports whether rows are on their way.
func (p *people) isAwaited() bool { return p.walk.request != 0 || p.isLooking() }

// cancels reports whether the request is for users.
func (p *people) cancels(r request) bool {
	return r == p.walk.request || r == p.env.mirror.request
}

// isWaiting reports whether a request for users waits before it is sent again.
func (p *people) isWaiting() bool {
	r, _, _, ok := p.env.waiting(p.env.Now)
	return ok && p.cancels(r)
}

// giveUp gives the requests for users up; what is known stays.
func (p *people) giveUp() nav {
	if p.env.mirror.isRunning() {
		p.env.mirror.stop()
	}
	p.walk.giveUp()
	return p.fail(context.Canceled)
}

// saved goes to a user that was created; it comes with a new reading of the list,
// which says where it stands.
func (p *people) saved(msg savedMsg) tea.Cmd {
	if !msg.stored() || !msg.created {
		return nil
	}
	p.moved = true // it stays there, also when others come before it
	return p.again(msg.result.User.UID)
}

// acted reads again after a user has come or gone.
func (p *people) acted(msg actedMsg) tea.Cmd {
	if msg.err != nil || msg.action == model.Block || msg.action == model.Unblock {
		return nil
	}
	return p.again("")
}
