package changes

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"census/client"
	"census/client/journal"
	"census/model"
)

// checkHeld compares what the results of a deactivation claim with the service.
// The users were all active.
func checkHeld(t *testing.T, p *program, results []UserResult) {
	t.Helper()
	deactivated := p.deactivated(t)
	for _, r := range results {
		switch is := deactivated[r.UID]; {
		case r.Fate == Unknown:
		case is != r.Fate.IsWanted():
			t.Errorf("%s: fate %d, deactivated: %t", r.UID, r.Fate, is)
		case is != r.User.Deactivated():
			t.Errorf("%s: shown as %+v", r.UID, r.User)
		}
	}
}

// sixty is a service with sixty active users.
type sixty struct {
	service
	users []model.User
}

func newSixty(t *testing.T) sixty {
	t.Helper()
	s := sixty{newService(t), numbered(60)}
	s.program("").create(t, s.users)
	return s
}

// meeting reactivates all users, and returns a program whose second request
// meets the fault.
func (s sixty) meeting(t *testing.T, second fault) *program {
	t.Helper()
	p := s.program(t.TempDir())
	if _, err := p.client.Reactivate(t.Context(), uidsOf(once(s.users))); err != nil {
		t.Fatal(err)
	}
	p.wire.changes = nil
	p.wire.meet(nil, second)
	return p
}

// A failed request affects its own users and no others.
func TestOneRequestOfSeveralFails(t *testing.T) {
	s := newSixty(t)
	for _, tt := range []struct {
		name   string
		second fault
		want   Fate
		isLost bool
	}{
		{"500 before doing it", brokenBefore, Failed, true},
		{"500 after doing it", brokenAfter, Changed, true},
		{"lost on the way", lostBefore, Failed, true},
		{"answer lost", lostAfter, Changed, true},
		{"refused", says(http.StatusBadRequest, "ERR_BAD_REQUEST"), Failed, false},
	} {
		p := s.meeting(t, tt.second)
		var last Progress
		results, err := p.ActAll(t.Context(), model.Deactivate, s.users, func(p Progress) { last = p })
		if err != nil || len(results) != 60 || len(p.wire.changes) != 3 {
			t.Fatalf("%s: %v, %v, sent %v", tt.name, fates(results), err, p.wire.changes)
		}
		if !isAll(results[:25], Changed) || !isAll(results[25:50], tt.want) || !isAll(results[50:], Changed) {
			t.Errorf("%s: %v", tt.name, fates(results))
		}
		for _, r := range results[25:50] {
			var lost *LostError
			isLost := errors.As(r.Err, &lost)
			if r.ReadBack != (tt.want == Changed) || isLost != (tt.isLost && tt.want == Failed) || (r.Err == nil) != (tt.want == Changed) {
				t.Errorf("%s: %+v", tt.name, r)
			}
			if isLost && lost.Verdict != NotApplied {
				t.Errorf("%s: %+v", tt.name, lost)
			}
		}
		failed := fates(results)[Failed]
		if last != (Progress{60, 60, failed}) {
			t.Errorf("%s: %+v, %d failed", tt.name, last, failed)
		}
		checkHeld(t, p, results)
		checkRecorded(t, p, results)
	}
}

// A failure that the next request would also meet stops the batch.
func TestAFailureThatConcernsEverybodyStopsTheBatch(t *testing.T) {
	s := newSixty(t)
	for _, tt := range []struct {
		name   string
		second fault
		want   error
	}{
		{"no access", says(http.StatusForbidden, "AUTH_ERR_NO_ACCESS"), client.ErrForbidden},
		{"wrong key", says(http.StatusUnauthorized, "AUTH_ERR_APIKEY_NOT_FOUND"), client.ErrUnauthorized},
		{"not reached", notDialled, client.ErrUnreachable},
		{"too many requests", says(http.StatusTooManyRequests, "ERR_TOO_MANY_REQUESTS"), client.ErrRateLimited},
		{"plan", says(http.StatusPaymentRequired, "ERR_PLAN_RESTRICTION"), client.ErrQuota},
	} {
		p := s.meeting(t, tt.second)
		var last Progress
		results, err := p.ActAll(t.Context(), model.Deactivate, s.users, func(p Progress) { last = p })
		if !errors.Is(err, tt.want) || len(p.wire.changes) != 2 || last != (Progress{50, 60, 25}) {
			t.Errorf("%s: %v, sent %v, %+v", tt.name, err, p.wire.changes, last)
		}
		if !isAll(results[:25], Changed) || !isAll(results[25:50], Failed) || !isAll(results[50:], NotSent) {
			t.Errorf("%s: %v", tt.name, fates(results))
		}
		for _, r := range results[25:] {
			if !errors.Is(r.Err, tt.want) {
				t.Errorf("%s: %+v", tt.name, r)
			}
		}
		checkHeld(t, p, results)
		checkRecorded(t, p, results)
	}
}

// The outcome is unknown, so nothing more is sent; a program that can read
// later settles each user.
func TestWithoutAnswerAndReadingTheOutcomeIsUnknown(t *testing.T) {
	var p *program
	s := newSixty(t)
	p = s.meeting(t, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		p.wire.unreadable()
		return lostAfter(r, next)
	})
	results, err := p.ActAll(t.Context(), model.Deactivate, s.users, nil)
	if !errors.Is(err, client.ErrOutcomeUnknown) || len(p.wire.changes) != 2 {
		t.Fatalf("%v, sent %v", err, p.wire.changes)
	}
	if !isAll(results[:25], Changed) || !isAll(results[25:50], Unknown) || !isAll(results[50:], NotSent) {
		t.Errorf("%v", fates(results))
	}
	for _, r := range results[25:50] {
		var lost *LostError
		if !errors.As(r.Err, &lost) || lost.Verdict != Unread || r.User.Deactivated() {
			t.Errorf("%+v", r)
		}
	}
	checkRecorded(t, p, results)
	p.wire.fail(nil, nil)
	all, err := p.Recover(t.Context())
	if err != nil || len(all) != 25 {
		t.Fatalf("%d, %v", len(all), err)
	}
	for i, r := range all {
		if r.Verdict != Applied || r.Err != nil || r.Entry.ID != results[25+i].ID {
			t.Errorf("%+v", r)
		}
	}
}

// The request in progress is settled although its caller has cancelled.
func TestACancelledBatchSettlesItsRequest(t *testing.T) {
	s := newSixty(t)
	for _, tt := range []struct {
		name string
		do   func(*http.Request, http.RoundTripper)
		want Fate
	}{
		{"after it was done", func(r *http.Request, next http.RoundTripper) {
			_, _ = lostAfter(r.WithContext(context.WithoutCancel(r.Context())), next)
		}, Changed},
		{"before it was done, or so it seems", func(*http.Request, http.RoundTripper) {}, Unknown},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		p := s.meeting(t, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			tt.do(r, next)
			cancel()
			return nil, context.Canceled
		})
		var last Progress
		results, err := p.ActAll(ctx, model.Deactivate, s.users, func(p Progress) { last = p })
		if !errors.Is(err, context.Canceled) || len(p.wire.changes) != 2 || last.Done != 50 || last.Of != 60 {
			t.Errorf("%s: %v, sent %v, %+v", tt.name, err, p.wire.changes, last)
		}
		if !isAll(results[:25], Changed) || !isAll(results[25:50], tt.want) || !isAll(results[50:], NotSent) {
			t.Errorf("%s: %v", tt.name, fates(results))
		}
		if r := results[59]; !errors.Is(r.Err, context.Canceled) || r.ID != "" {
			t.Errorf("%s: %+v", tt.name, r)
		}
		checkHeld(t, p, results)
		checkRecorded(t, p, results)

		p.wire.changes = nil
		results, err = p.ActAll(ctx, model.Deactivate, s.users, nil)
		if !errors.Is(err, context.Canceled) || !isAll(results, NotSent) || len(p.wire.changes) != 0 {
			t.Errorf("%s: with an ended context: %v, %v", tt.name, fates(results), err)
		}
	}
}

// Cancelling during the last request leaves nothing unsent, and is not an
// error.
func TestCancellingDuringTheLastRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newSixty(t)
	p := s.meeting(t, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := lostAfter(r.WithContext(context.WithoutCancel(ctx)), next)
		cancel()
		return resp, err
	})
	results, err := p.ActAll(ctx, model.Deactivate, s.users[:40], nil)
	if err != nil || !isAll(results, Changed) {
		t.Errorf("%v, %v", fates(results), err)
	}
	checkHeld(t, p, results)
}

// A user is deleted while the answer to their request is lost.
func TestAUserDeletedWhileTheAnswerWasLost(t *testing.T) {
	var p *program
	s := newSixty(t)
	p = s.meeting(t, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if err := p.client.DeleteUser(context.Background(), "u30", true); err != nil {
			t.Error(err)
		}
		return lostAfter(r, next)
	})
	results, err := p.ActAll(t.Context(), model.Deactivate, s.users, nil)
	if err != nil || fates(results)[Changed] != 59 || results[30].Fate != Gone || results[30].Err == nil {
		t.Errorf("%v, %v, %+v", fates(results), err, results[30])
	}
	checkRecorded(t, p, results)
}

func TestABatchThatCannotBeRecordedIsNotSent(t *testing.T) {
	s := newSixty(t)
	p := s.meeting(t, nil)
	full := errors.New("no space left on device")
	w := New(Options{API: p.client, Journal: failing{begin: full}})
	results, err := w.ActAll(t.Context(), model.Deactivate, s.users, nil)
	if !errors.Is(err, ErrNotRecorded) || !errors.Is(err, full) || !isAll(results, NotSent) || len(p.wire.changes) != 0 {
		t.Errorf("%v, %v, sent %v", fates(results), err, p.wire.changes)
	}
	w = New(Options{API: p.client, Journal: failing{finish: full}})
	results, err = w.ActAll(t.Context(), model.Deactivate, s.users[:30], nil)
	if err != nil || !isAll(results, Changed) || !errors.Is(results[0].JournalErr, full) || !errors.Is(results[29].JournalErr, full) {
		t.Errorf("outcomes that could not be recorded: %v, %v", fates(results), err)
	}
	w = New(Options{API: p.client})
	results, err = w.ActAll(t.Context(), model.Deactivate, s.users[30:], nil)
	if err != nil || !isAll(results, Changed) || results[0].ID != "" {
		t.Errorf("without a journal: %v, %v", fates(results), err)
	}
}

// silent is an API that leaves a user out of its answer.
type silent struct{ API }

func (s silent) Deactivate(ctx context.Context, uids []string) (client.Activation, error) {
	a, err := s.API.Deactivate(ctx, uids)
	a.Changed = slices.DeleteFunc(a.Changed, func(uid string) bool { return uid == "u01" })
	return a, err
}

func TestAnAnswerThatLeavesAUserOut(t *testing.T) {
	p := newService(t).program(t.TempDir())
	p.create(t, numbered(3))
	w := New(Options{API: silent{p.client}, Journal: p.journal, Profile: "work"})
	results, err := w.ActAll(t.Context(), model.Deactivate, numbered(3), nil)
	if err != nil || results[0].Fate != Changed || results[1].Fate != Unknown || results[1].Err == nil || results[2].Fate != Changed {
		t.Errorf("%+v, %v", results, err)
	}
	checkRecorded(t, p, results)
}

// One of many changes is undone alone; the other users stay unchanged.
func TestUndoingOneOfMany(t *testing.T) {
	s := newSixty(t)
	p := s.meeting(t, lostAfter)
	results, err := p.ActAll(t.Context(), model.Deactivate, s.users, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{0, 30} { // one answered, one read back
		h, err := p.journal.Entries(t.Context(), journal.Filter{UID: results[i].UID})
		if err != nil || len(h.Entries) != 1 || h.Entries[0].ID != results[i].ID {
			t.Fatalf("%+v, %v", h, err)
		}
		must(t)(p.Undo(t.Context(), h.Entries[0]))
		if p.deactivated(t)[s.users[i].UID] {
			t.Errorf("%s is still deactivated", s.users[i].UID)
		}
		h, err = p.journal.Entries(t.Context(), journal.Filter{UID: results[i].UID})
		if err != nil || len(h.Entries) != 2 || h.Entries[1].UndoneBy != h.Entries[0].ID {
			t.Errorf("%+v, %v", h, err)
		}
		if string(h.Entries[1].Request.Body) != `{"uidsToDeactivate":["`+s.users[i].UID+`"]}` {
			t.Errorf("recorded as sent: %s", h.Entries[1].Request.Body)
		}
	}
	deactivated := p.deactivated(t)
	for i, u := range s.users {
		if i != 0 && i != 30 && !deactivated[u.UID] {
			t.Errorf("%s came back too", u.UID)
		}
	}
}

// When a program is killed during its second request, Recover settles each
// user.
func TestKilledDuringABatch(t *testing.T) {
	for stop, want := range map[string]Verdict{"before": NotApplied, "after": Applied} {
		s := newService(t)
		dir := t.TempDir()
		p := s.program(dir)
		p.create(t, numbered(60))
		kill := startHelper(t, s, dir, stop, helperMany+"=60")
		if all, err := p.Recover(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%s: what a living program has under way was resolved: %+v, %v", stop, all, err)
		}
		kill()
		all, err := p.Recover(t.Context())
		if err != nil || len(all) != 25 {
			t.Fatalf("%s: %d, %v", stop, len(all), err)
		}
		for i, r := range all {
			if r.Verdict != want || r.Err != nil || r.Entry.Operation.UID() != numbered(60)[25+i].UID {
				t.Errorf("%s: %+v", stop, r)
			}
		}
		results, deactivated := map[string]journal.Result{}, p.deactivated(t)
		for _, e := range p.entries(t) {
			results[e.Operation.UID()] = e.Result
		}
		for i, u := range numbered(60) {
			is := deactivated[u.UID]
			switch {
			case i < 25 && (!is || results[u.UID] != journal.Applied),
				i >= 25 && i < 50 && (is != (want == Applied) || results[u.UID] != want.result()),
				i >= 50 && (is || results[u.UID] != ""):
				t.Errorf("%s: %s deactivated: %t, recorded as %q", stop, u.UID, is, results[u.UID])
			}
		}
	}
}
