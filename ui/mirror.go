package ui

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/mirror"
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

// mirroring is the reading of all users in the background.
type mirroring struct {
	stored   storedUsers
	complete bool      // all users are known
	asOf     time.Time // when they were
	request  request   // of the reading under way; 0 when there is none
	stop     context.CancelFunc
	progress *atomic.Pointer[mirror.Progress]
	ticking  bool
	// considered says that it was decided whether to begin unasked; offer is how
	// long it would take when it was not.
	considered bool
	// asked says that it shall begin once the disk's users are there: they number
	// everybody anew.
	asked   bool
	offer   time.Duration
	total   int
	met     bool // a page has told total and budget
	budget  client.Budget
	perPage int
	err     error
	doubt   mirror.Outcome // of the latest reading, where it may not have met everybody
}

// storedUsers is how far the users kept on the disk are.
type storedUsers int

const (
	storedNone    storedUsers = iota
	storedLoading             // they are being read
	storedShown               // they are known, as of a time
)

func (m *mirroring) isRunning() bool { return m.request != 0 }

// isEmpty reports whether the known users are those of pages alone.
func (m *mirroring) isEmpty() bool {
	return !m.complete && !m.isRunning() && m.stored == storedNone && !m.isDoubtful()
}

// isDoubtful reports whether the latest reading may not have met everybody.
func (m *mirroring) isDoubtful() bool { return m.doubt.Doubt != mirror.NoDoubt }

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

// considerMirror begins to read all users once the first page has told how many
// there are, unless that would take long: then it is offered. Pages of a search
// tell nothing of that.
func (e *env) considerMirror(p client.Page, isSearch bool) tea.Cmd {
	m := &e.mirror
	m.budget = p.Budget
	if m.considered || isSearch {
		return nil
	}
	if m.met = true; p.TotalKnown {
		m.total = p.Total
	}
	return e.decideMirror()
}

// decideMirror decides once it is known how many users there are and what is on
// the disk.
func (e *env) decideMirror() tea.Cmd {
	m := &e.mirror
	if m.considered || !m.met || m.stored == storedLoading {
		return nil
	}
	m.considered = true
	if m.stored == storedShown && m.total > smallApp && e.Now().Sub(m.asOf) < freshEnough {
		return nil
	}
	m.perPage = client.MaxPerPage
	if e.known.Actor().Credential != model.APIKey { // through the client host
		m.perPage = client.DefaultPerPage
	}
	if took := mirror.Estimate(m.total, m.perPage, m.budget, mirrorShare); took > longMirror {
		m.offer = took
		return nil
	}
	return e.startMirror()
}

// startMirror reads all users in the background.
func (e *env) startMirror() tea.Cmd {
	m := &e.mirror
	if m.isRunning() || !e.connected || e.session.AskMe {
		return nil
	}
	if m.asked = m.stored == storedLoading; m.asked {
		return nil
	}
	ctx, stop := context.WithCancel(e.ctx)
	number := e.number
	if m.canRepeat() { // there is no other sign of life
		number = func() request { return e.begin("loading users", false) }
	}
	m.request, m.stop, m.offer, m.err, m.doubt = number(), stop, 0, nil, mirror.Outcome{}
	m.progress = &atomic.Pointer[mirror.Progress]{}
	o := mirror.Options{PerPage: m.perPage, Share: mirrorShare, Sleep: e.Sleep}
	if e.known.ListsDeactivated() {
		o.List.Lifecycle = client.ActiveAndDeactivated
	}
	o.List.WithTags = true
	progress := m.progress
	o.Report = func(p mirror.Progress) { progress.Store(&p) }
	return tea.Batch(mirrorUsers(ctx, m.request, e.session.API, e.known.Users(), m.total, e.known.OwnUID(), o), e.tickMirror())
}

// tickMirror shows the progress again after a while.
func (e *env) tickMirror() tea.Cmd {
	if e.mirror.ticking {
		return nil
	}
	e.mirror.ticking = true
	return e.After(mirrorStep, mirrorStepMsg{})
}

// toggleMirror is the person's word on it: begin, or stop.
func (e *env) toggleMirror() (nav, tea.Cmd) {
	m := &e.mirror
	if m.isRunning() {
		m.stop()
		return info("stopped reading; " + words.Grouped(e.known.Users().Snapshot().Len()) + " users are known"), nil
	}
	return nav{}, e.startMirror()
}

// mirrored is the root's part of the end of a mirror: what it found is all there
// is, and is kept for the next start.
func (e *env) mirrored(msg mirroredMsg) (nav, tea.Cmd) {
	m := &e.mirror
	if msg.request != m.request {
		return nav{}, nil
	}
	m.request = 0
	m.stop()
	switch {
	case errors.Is(msg.err, client.ErrNoAccess) && e.known.ListsDeactivated():
		e.known.NoteRefusal(model.ListDeactivated, msg.err)
		return nav{}, e.startMirror()
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
	m.complete, m.asOf, m.stored, m.total = true, e.Now(), storedNone, msg.outcome.Users
	return nav{}, e.keepUsers()
}

// keepUsers stores the users on the disk, where that is wanted.
func (e *env) keepUsers() tea.Cmd {
	if e.session.Cache == nil {
		return nil
	}
	return storeUsers(e.ctx, e.number(), e.session.Cache, e.known.Users().Snapshot(), e.mirror.asOf)
}

// loadUsers takes the users of an earlier start from the disk.
func (e *env) loadUsers() tea.Cmd {
	if e.session.Cache == nil {
		return nil
	}
	e.mirror.stored = storedLoading
	return loadUsers(e.ctx, e.number(), e.session.Cache, e.known.Users())
}

// loaded takes over what was on the disk. Without anything there it is as if
// nothing had been kept.
func (e *env) loaded(msg loadedMsg) tea.Cmd {
	m := &e.mirror
	if m.stored != storedLoading || msg.users != e.known.Users() {
		return nil // of an earlier session
	}
	m.stored = storedNone
	if msg.err == nil && msg.known {
		m.stored, m.complete, m.asOf = storedShown, true, msg.asOf
	}
	if m.asked {
		m.considered = true
		return e.startMirror()
	}
	return e.decideMirror()
}

// lines say what is known of the users: how far the reading is, or as of when.
// They say the same in ever fewer words.
func (m *mirroring) lines(e *env) []string {
	switch {
	case m.isRunning() && m.total > smallApp && m.stored == storedShown:
		return append(prefixed("as of "+m.clock(e)+" · ", m.progressLines()), "of "+m.clock(e)+" · M stops")
	case m.isRunning() && m.total > smallApp:
		return m.progressLines()
	case m.isDoubtful() && m.complete:
		return prefixed("as of "+m.clock(e)+" · ", doubtLines(m.doubt))
	case m.isDoubtful() && !m.isRunning():
		return doubtLines(m.doubt)
	case m.offer > 0 && !m.complete:
		return []string{"M reads all users · about " + roughly(m.offer), "M reads all users", "M reads all"}
	case m.considered && !m.complete && !m.isRunning() && m.total > smallApp:
		return []string{"M reads all users", "M reads all"} // it was stopped, or failed
	case m.stored == storedShown || m.complete && m.err != nil:
		return []string{"as of " + m.clock(e), "of " + m.clock(e)}
	}
	return nil
}

func prefixed(prefix string, lines []string) []string {
	for i := range lines {
		lines[i] = prefix + lines[i]
	}
	return lines
}

func (m *mirroring) clock(e *env) string {
	at := m.asOf.In(e.Location)
	if now := e.Now().In(e.Location); at.YearDay() != now.YearDay() || at.Year() != now.Year() {
		return at.Format("2 Jan 15:04")
	}
	return at.Format("15:04")
}

// progressLines are "reading 120 000 of 1 000 000 · 31 000/s · 28 s left · M
// stops" and shorter ones. That it can be stopped is in all of them.
func (m *mirroring) progressLines() []string {
	const stops = "M stops"
	p := m.progress.Load()
	if p == nil {
		return []string{"reading all users · " + stops, "reading · " + stops}
	}
	if !p.TotalKnown {
		text := "reading " + words.Grouped(p.Users)
		return []string{text + " · " + words.Grouped(int(p.PerSecond)) + "/s · " + stops, text + " · " + stops}
	}
	text := "reading " + words.Grouped(p.Users) + " of " + words.Grouped(p.Total)
	left := roughly(p.Left) + " left"
	percent := fmt.Sprintf("%d %% · %s", 100*min(p.Users, p.Total)/max(1, p.Total), stops)
	return []string{
		text + " · " + words.Grouped(int(p.PerSecond)) + "/s · " + left + " · " + stops,
		text + " · " + left + " · " + stops,
		text + " · " + stops,
		"reading " + percent,
		percent,
	}
}

// roughly writes a time for people: "40 s", "3 min".
func roughly(d time.Duration) string {
	if d < 90*time.Second {
		return fmt.Sprintf("%d s", int(d.Round(time.Second)/time.Second))
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
}
