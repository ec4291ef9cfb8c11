package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/roster"
	"census/model"
)

// While something is being changed nobody reads beside it.
func TestWatchingLetsChangesGoFirst(t *testing.T) {
	a := newTestApp(t)
	l := a.views[0].(*list)
	l.people.walk.request, a.env.mirror.request = 0, 0 // nothing is on its way
	a.Update(typed1('w'))
	writing := a.env.begin("saving", true)
	a.Update(watchMsg{l.watch.round})
	if l.watch.reading {
		t.Error("read while a change was under way")
	}
	a.env.end(writing)
	a.Update(watchMsg{l.watch.round - 1})
	if l.watch.reading {
		t.Error("read for a tick of an earlier watch")
	}
	if a.Update(watchMsg{l.watch.round}); !l.watch.reading {
		t.Error("not read after it")
	}
}

// A low rate limit is believed for a minute; after that only another answer tells
// what is left.
func TestAWatchWaitsForTheRateLimitAMinute(t *testing.T) {
	w := watch{after: func(time.Duration, tea.Msg) tea.Cmd { return nil }}
	w.toggle()
	low := client.Budget{Known: true, Limit: 100, Remaining: 19}
	for round, want := range []bool{false, false, true, false} {
		if got := w.mayRead(low); got != want {
			t.Errorf("round %d reads: %t, want %t", round, got, want)
		}
	}
	if w.word(false) != "watch waits: the rate limit is nearly used up" {
		t.Errorf("waiting, it says %q", w.word(false))
	}
	if low.Remaining++; !w.mayRead(low) || w.word(false) != "watching" {
		t.Errorf("with enough left it says %q", w.word(false))
	}
}

// Only what the watch's own reading has brought counts as changed, until the next.
func TestAWatchShowsWhatItsReadingChanged(t *testing.T) {
	w := watch{after: func(time.Duration, tea.Msg) tea.Cmd { return nil }}
	w.toggle()
	r := roster.New()
	put := func(uid, name string) { r.Put(model.User{UID: uid, Name: name}) }
	put("before", "Before")
	put("during", "During")
	put("after", "After")
	w.begin(r.Version())
	put("during", "Changed")
	w.settle(true, r.Version()) // it is still reading
	put("during", "Changed again")
	w.settle(false, r.Version())
	put("after", "Changed")
	s := r.Snapshot()
	for uid, want := range map[string]bool{"before": false, "during": true, "after": false} {
		id, _ := s.Find(uid)
		if got := w.hasChanged(s, id); got != want {
			t.Errorf("%s has changed: %t, want %t", uid, got, want)
		}
	}
	w.toggle()
	if id, _ := s.Find("during"); w.hasChanged(s, id) {
		t.Error("a change is shown without a watch")
	}
}

// A tick of a watch that was ended, or ended and begun again, is dropped.
func TestTicksOfAnEndedWatchAreDropped(t *testing.T) {
	w := watch{after: func(time.Duration, tea.Msg) tea.Cmd { return nil }}
	w.toggle()
	tick := watchMsg{w.round}
	if !w.isTime(tick) {
		t.Error("the watch drops its own tick")
	}
	if w.toggle(); w.isTime(tick) {
		t.Error("an ended watch takes a tick")
	}
	if w.toggle(); w.isTime(tick) {
		t.Error("a new watch takes the earlier one's tick")
	}
}
