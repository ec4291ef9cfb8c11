package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/mirror"
	"census/client/session"
	"census/model"
)

// newTestMirroring reads the users of an open session with an API key. Its commands
// are looked at and not run.
func newTestMirroring(t *testing.T) *mirroring {
	t.Helper()
	o := Options{Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}.withDefaults()
	o.After = func(time.Duration, tea.Msg) tea.Cmd { return func() tea.Msg { return nil } }
	known := session.NewKnown(model.Actor{Credential: model.APIKey})
	return newMirroring(t.Context(), &o, &requests{}, mirrorSource{isOpen: true, known: known})
}

func firstPage(total int) client.Page {
	return client.Page{Total: total, TotalKnown: true, Budget: client.Budget{Known: true, Limit: 100, Remaining: 100}}
}

// Reading all users waits for those of the disk, who number everybody anew: what
// it had met by then would mean others, and nobody would be removed at its end.
func TestTheReadingWaitsForTheDisk(t *testing.T) {
	for _, asked := range []bool{false, true} {
		m := newTestMirroring(t)
		m.stored, m.considered = storedLoading, true
		if asked {
			if _, cmd := m.toggle(); cmd != nil || m.isRunning() {
				t.Fatal("it reads while the disk's users come in")
			}
		}
		m.update(loadedMsg{users: m.from.known.Users()})
		if m.isRunning() != asked {
			t.Errorf("asked for %t, it reads %t", asked, m.isRunning())
		}
	}
}

// All users are read unasked where that takes no time; else it is offered, unless
// those of the disk are fresh.
func TestAllUsersAreReadUnaskedWhereThatIsQuick(t *testing.T) {
	for name, test := range map[string]struct {
		total     int
		stored    storedUsers
		age       time.Duration
		isSearch  bool
		isClosed  bool
		reads     bool
		isOffered bool
	}{
		"a small app":               {total: 300, reads: true},
		"a large app":               {total: 10_000_000, isOffered: true},
		"the page of a search":      {total: 300, isSearch: true},
		"nobody is logged in":       {total: 300, isClosed: true},
		"fresh users of the disk":   {total: 10_000, stored: storedShown, age: freshEnough - time.Second},
		"old users of the disk":     {total: 10_000, stored: storedShown, age: freshEnough, reads: true},
		"the disk has not answered": {total: 300, stored: storedLoading},
	} {
		m := newTestMirroring(t)
		m.stored, m.asOf, m.from.isOpen = test.stored, m.options.Now().Add(-test.age), !test.isClosed
		cmd := m.consider(firstPage(test.total), test.isSearch)
		if m.isRunning() != test.reads || (cmd != nil) != test.reads || (m.offer > 0) != test.isOffered {
			t.Errorf("%s: it reads %t, offers %v", name, m.isRunning(), m.offer)
		}
	}
}

// What the disk has decides, also where it answers after the first page.
func TestTheReadingIsDecidedOnceTheDiskHasAnswered(t *testing.T) {
	for age, reads := range map[time.Duration]bool{time.Second: false, freshEnough: true} {
		m := newTestMirroring(t)
		m.stored = storedLoading
		m.consider(firstPage(10_000), false)
		m.update(loadedMsg{users: m.from.known.Users(), known: true, asOf: m.options.Now().Add(-age)})
		if m.isRunning() != reads || !m.complete {
			t.Errorf("with users of %v ago it reads %t", age, m.isRunning())
		}
	}
}

// A later page does not begin again what was decided, stopped or has failed.
func TestTheReadingIsConsideredOnce(t *testing.T) {
	m := newTestMirroring(t)
	m.consider(firstPage(300), false)
	first := m.request
	m.update(mirroredMsg{request: first, err: client.ErrRateLimited})
	if cmd := m.consider(firstPage(7), false); cmd != nil || m.isRunning() || m.err == nil || m.total != 300 {
		t.Errorf("after it has failed with %v, a page begins it again or counts %d users", m.err, m.total)
	}
}

// Only the end of the reading under way counts, and only one that met everybody
// makes all users known.
func TestTheEndOfAReading(t *testing.T) {
	settled := mirror.Outcome{Settled: true, Users: 3}
	for name, test := range map[string]struct {
		late     bool
		msg      mirroredMsg
		complete bool
		doubtful bool
		runs     bool
	}{
		"everybody was met":      {msg: mirroredMsg{outcome: settled}, complete: true},
		"of an earlier reading":  {late: true, msg: mirroredMsg{outcome: settled}, runs: true},
		"perhaps not everybody":  {msg: mirroredMsg{outcome: mirror.Outcome{Doubt: mirror.Moving}}, doubtful: true},
		"failed":                 {msg: mirroredMsg{err: client.ErrRateLimited}},
		"may not list all users": {msg: mirroredMsg{err: client.ErrNoAccess}, runs: true},
	} {
		m := newTestMirroring(t)
		m.start()
		m.stop()
		m.request = 0
		m.start()
		if test.msg.request = m.request; test.late {
			test.msg.request--
		}
		m.update(test.msg)
		if m.complete != test.complete || m.isDoubtful() != test.doubtful || m.isRunning() != test.runs {
			t.Errorf("%s: complete %t, doubtful %t, reading %t", name, m.complete, m.isDoubtful(), m.isRunning())
		}
		if name == "may not list all users" && m.from.known.ListsDeactivated() {
			t.Error("what was refused is asked for again")
		}
	}
}
