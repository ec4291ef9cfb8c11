package ui

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/mirror"
	"census/client/session"
	"census/model"
	"census/ui/words"
)

const (
	// mirrorStep is how often the screen shows what the mirror has brought.
	mirrorStep = 300 * time.Millisecond
	// longMirror is how long reading all users may take without being asked for.
	longMirror = time.Minute
	// mirrorShare is how much of the rate limit the reading may use.
	mirrorShare = 0.5
	// freshEnough is how old the users of the disk may be before those of a large
	// app are read again unasked.
	freshEnough = 15 * time.Minute
	// smallApp is how many users are read anew in one go, as if they were a page.
	smallApp = 5000
)

// mirroring is the reading of all users of a session in the background.
type mirroring struct {
	ctx      context.Context
	options  *Options
	requests *requests
	from     mirrorSource

	stored   storedUsers
	complete bool      // all users are known
	asOf     time.Time // when they were
	mirrorPlan
	mirrorRun
}

// mirrorSource is what a session's users are read from.
type mirrorSource struct {
	isOpen bool // the session works, and users may be read in it
	api    API
	cache  Cache // nil keeps no users on the disk
	known  *session.Known
}

// mirrorPlan is what is known of how long the reading takes, and whether it shall
// begin.
type mirrorPlan struct {
	considered bool // it was decided whether to begin unasked
	asked      bool // it shall begin once the disk's users are there: they number everybody anew
	met        bool // a page has told total and budget
	total      int
	budget     client.Budget
	perPage    int
	offer      time.Duration // how long it would take, where that is too long to begin unasked
}

// mirrorRun is the reading under way, and how the latest one ended.
type mirrorRun struct {
	request  request // 0 when there is none
	stop     context.CancelFunc
	progress *atomic.Pointer[mirror.Progress]
	ticking  bool
	err      error
	doubt    mirror.Outcome // where it may not have met everybody
}

// storedUsers is how far the users kept on the disk are.
type storedUsers int

const (
	storedNone    storedUsers = iota
	storedLoading             // they are being read
	storedShown               // they are known, as of a time
)

func newMirroring(ctx context.Context, o *Options, r *requests, from mirrorSource) *mirroring {
	return &mirroring{ctx: ctx, options: o, requests: r, from: from}
}

func (r *mirrorRun) isRunning() bool { return r.request != 0 }

// isDoubtful reports whether the latest reading may not have met everybody.
func (r *mirrorRun) isDoubtful() bool { return r.doubt.Doubt != mirror.NoDoubt }

// giveUp ends the reading under way, if there is one.
func (r *mirrorRun) giveUp() {
	if r.isRunning() {
		r.stop()
	}
}

// isEmpty reports whether the known users are those of pages alone.
func (m *mirroring) isEmpty() bool {
	return !m.complete && !m.isRunning() && m.stored == storedNone && !m.isDoubtful()
}

// holdsBack reports whether the users change faster than the screen should
// follow: the mirror's steps say when to look.
func (m *mirroring) holdsBack() bool { return m.isRunning() && m.total > smallApp }

// canRepeat reports whether the whole is read anew as quickly as a page.
func (m *mirroring) canRepeat() bool {
	return m.complete && !m.isRunning() && m.total <= smallApp
}

// hint offers to read all users, or to stop it.
func (m *mirroring) hint(reason string) hint {
	h := hint{cmd: cmdMirror, reason: reason, quiet: m.offer == 0 && !m.holdsBack()}
	if m.isRunning() {
		h.label = "stop reading"
	}
	return h
}

// consider begins to read all users once the first page has told how many there
// are, unless that would take long: then it is offered. Pages of a search tell
// nothing of that.
func (m *mirroring) consider(p client.Page, isSearch bool) tea.Cmd {
	m.budget = p.Budget
	if m.considered || isSearch {
		return nil
	}
	if m.met = true; p.TotalKnown {
		m.total = p.Total
	}
	return m.decide()
}

// decide begins or offers the reading once it is known how many users there are and
// what is on the disk.
func (m *mirroring) decide() tea.Cmd {
	if m.considered || !m.met || m.stored == storedLoading {
		return nil
	}
	m.considered = true
	if m.stored == storedShown && m.total > smallApp && m.options.Now().Sub(m.asOf) < freshEnough {
		return nil
	}
	m.perPage = client.MaxPerPage
	if m.from.known.Actor().Credential != model.APIKey { // through the client host
		m.perPage = client.DefaultPerPage
	}
	if took := mirror.Estimate(m.total, m.perPage, m.budget, mirrorShare); took > longMirror {
		m.offer = took
		return nil
	}
	return m.start()
}

// start reads all users in the background.
func (m *mirroring) start() tea.Cmd {
	if m.isRunning() || !m.from.isOpen {
		return nil
	}
	if m.asked = m.stored == storedLoading; m.asked {
		return nil
	}
	number := m.requests.number
	if m.canRepeat() { // there is no other sign of life
		number = func() request { return m.requests.begin("loading users", false) }
	}
	ctx, stop := context.WithCancel(m.ctx)
	m.offer = 0
	m.mirrorRun = mirrorRun{request: number(), stop: stop, progress: &atomic.Pointer[mirror.Progress]{}, ticking: m.ticking}
	known := m.from.known
	return tea.Batch(mirrorUsers(ctx, m.request, m.from.api, known.Users(), m.total, known.OwnUID(), m.readingOptions()), m.tick())
}

// readingOptions are how all users are read.
func (m *mirroring) readingOptions() mirror.Options {
	progress := m.progress
	o := mirror.Options{PerPage: m.perPage, Share: mirrorShare, Sleep: m.options.Sleep}
	if m.from.known.ListsDeactivated() {
		o.List.Lifecycle = client.ActiveAndDeactivated
	}
	o.List.WithTags = true
	o.Report = func(p mirror.Progress) { progress.Store(&p) }
	return o
}

// tick shows the progress again after a while.
func (m *mirroring) tick() tea.Cmd {
	if m.ticking {
		return nil
	}
	m.ticking = true
	return m.options.After(mirrorStep, mirrorStepMsg{})
}

// toggle is the person's word on it: begin, or stop.
func (m *mirroring) toggle() (nav, tea.Cmd) {
	if m.isRunning() {
		m.stop()
		return info("stopped reading; " + words.Grouped(m.from.known.Users().Snapshot().Len()) + " users are known"), nil
	}
	return nav{}, m.start()
}

// load takes the users of an earlier start from the disk.
func (m *mirroring) load() tea.Cmd {
	if m.from.cache == nil {
		return nil
	}
	m.stored = storedLoading
	return loadUsers(m.ctx, m.requests.number(), m.from.cache, m.from.known.Users())
}

// update goes on with the answers that mirroring waits for.
func (m *mirroring) update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case mirroredMsg:
		if msg.request == m.request {
			return m.ended(msg)
		}
	case mirrorStepMsg:
		if m.ticking = false; m.isRunning() {
			return nav{}, m.tick()
		}
	case loadedMsg:
		return nav{}, m.loaded(msg)
	}
	return nav{}, nil
}

// ended takes the end of a reading over: what it found is all there is, and is kept
// for the next start.
func (m *mirroring) ended(msg mirroredMsg) (nav, tea.Cmd) {
	m.request = 0
	m.stop()
	known := m.from.known
	switch {
	case errors.Is(msg.err, client.ErrNoAccess) && known.ListsDeactivated():
		known.NoteRefusal(model.ListDeactivated, msg.err)
		return nav{}, m.start()
	case isCancelled(msg.err):
		return nav{}, nil
	case msg.err != nil && m.complete:
		m.err = msg.err
		return problem("Not read again. " + words.Explain(msg.err).Line("r tries again.")), nil
	case msg.err != nil:
		m.err = msg.err
		return problem("Not all users are read. " + words.Explain(msg.err).Line("M goes on.")), nil
	}
	if msg.outcome.Budget.Known {
		m.budget = msg.outcome.Budget
	}
	if !msg.outcome.Settled {
		m.doubt = msg.outcome
		return problem(doubtText(m.doubt)), nil
	}
	m.complete, m.asOf, m.stored, m.total = true, m.options.Now(), storedNone, msg.outcome.Users
	return nav{}, m.store()
}

// store keeps the users on the disk, where that is wanted.
func (m *mirroring) store() tea.Cmd {
	if m.from.cache == nil {
		return nil
	}
	return storeUsers(m.ctx, m.requests.number(), m.from.cache, m.from.known.Users().Snapshot(), m.asOf)
}

// loaded takes over what was on the disk. Without anything there it is as if
// nothing had been kept.
func (m *mirroring) loaded(msg loadedMsg) tea.Cmd {
	if m.stored != storedLoading || msg.users != m.from.known.Users() {
		return nil // of an earlier session
	}
	m.stored = storedNone
	if msg.err == nil && msg.known {
		m.stored, m.complete, m.asOf = storedShown, true, msg.asOf
	}
	if m.asked {
		m.considered = true
		return m.start()
	}
	return m.decide()
}
