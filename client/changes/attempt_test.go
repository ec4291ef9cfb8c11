package changes

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"census/client"
	"census/client/devserver"
	"census/client/journal"
	"census/model"
)

// newTickingService is a service whose clock advances a second each time it is
// read, so every update has a different time.
func newTickingService(t testing.TB) service {
	t.Helper()
	var mu sync.Mutex
	now := time.Unix(1_700_000_000, 0)
	s, err := devserver.New(devserver.Options{Users: -1, FixedKeys: true, Now: func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return service{t, s}
}

// retrying retries four times and calls wait instead of waiting.
func retrying(wait func()) func(*client.Config) {
	return func(cfg *client.Config) {
		cfg.Retry = client.RetryPolicy{Sleep: func(ctx context.Context, _ time.Duration) error {
			if ctx.Err() == nil {
				wait()
			}
			return ctx.Err()
		}}
	}
}

// write is a colleague's change: one field of bob, on top of the current state.
func (p *program) write(t testing.TB, edit func(model.User) model.User) {
	t.Helper()
	u := p.user(t, "bob")
	if _, err := p.client.UpdateUser(context.Background(), model.Diff(u, edit(u))); err != nil {
		t.Error(err)
	}
}

func setting(key model.Key, text string) func(model.User) model.User {
	return func(u model.User) model.User { return with(u, key, text) }
}

func results(entries []journal.Entry) (all []journal.Result) {
	for _, e := range slices.Backward(entries) {
		all = append(all, e.Result)
	}
	return all
}

func unpublished(status int) fault {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("<html>")), Request: r}, nil
	}
}

var limited = says(http.StatusTooManyRequests, "ERR_TOO_MANY_REQUESTS")

// What a colleague writes while an update waits is read and kept; journal and
// review show what was finally sent.
func TestAnUpdateIsMergedAgainBeforeItIsResent(t *testing.T) {
	s := newTickingService(t)
	colleague := s.program("")
	p := s.program(t.TempDir(), retrying(func() {
		colleague.write(t, func(u model.User) model.User {
			u = withTags(with(u, model.KeyLink, "https://theirs.example"), "a", "b", "theirs")
			return with(u, model.KeyMetadata, `{"@private":{"email":"b@x.example"},"plan":"free","n":1.0,"theirs":1}`)
		})
	}))
	bob := p.bob(t)
	p.wire.meet(limited)
	mine := with(withTags(with(bob, model.KeyName, "Robert"), "a", "mine"), model.KeyMetadata, `{"@private":{"email":"b@x.example"},"plan":"pro","n":1.0}`)
	r := must(t)(p.Update(t.Context(), Edit{Base: bob, Mine: mine}))
	u := p.user(t, "bob")
	if u.Name != "Robert" || u.Link != "https://theirs.example" || !slices.Equal(u.Tags, []string{"a", "theirs", "mine"}) ||
		!u.Metadata.Equal(model.Metadata(`{"@private":{"email":"b@x.example"},"plan":"pro","n":1.0,"theirs":1}`)) {
		t.Errorf("stored %+v %s", u, u.Metadata)
	}
	entries := p.entries(t)
	if got := results(entries); !slices.Equal(got, []journal.Result{journal.Refused, journal.Applied}) {
		t.Fatalf("recorded %v", got)
	}
	first, second := entries[1], entries[0]
	if string(first.Request.Body) == string(second.Request.Body) || string(second.Request.Body) != string(r.Review.Request.Body) || r.ID != second.ID {
		t.Errorf("recorded\n%s\n%s\nreviewed\n%s", first.Request.Body, second.Request.Body, r.Review.Request.Body)
	}
	if second.Operation.Before.Link != u.Link || !containsAll(string(second.Request.Body), `"theirs"`) {
		t.Errorf("the second attempt is based on an old reading: %+v", second)
	}
	must(t)(p.Undo(t.Context(), second))
	if u := p.user(t, "bob"); u.Name != "Bob" || u.Link != "https://theirs.example" || !slices.Equal(u.Tags, []string{"a", "b", "theirs"}) {
		t.Errorf("after the undo %+v", u)
	}
}

// Each row says what happens to the attempts and what a colleague does during
// the first wait. name is bob's final name, sent how many updates were sent.
func TestAttempts(t *testing.T) {
	anything := setting(model.KeyStatusMessage, "theirs")
	for _, tt := range []struct {
		name      string
		faults    []fault
		colleague func(model.User) model.User
		stored    string
		sent      int
		isLost    bool
		verdict   Verdict
		err       error
		collides  bool
		recorded  []journal.Result
	}{
		{"limited", []fault{limited, limited}, nil, "Mine", 3, false, 0, nil, false,
			[]journal.Result{journal.Refused, journal.Refused, journal.Applied}},
		{"limited, then changed alike", []fault{limited}, setting(model.KeyName, "Mine"), "Mine", 1, false, 0, nil, false,
			[]journal.Result{journal.Refused}},
		{"limited, then changed otherwise", []fault{limited}, setting(model.KeyName, "Theirs"), "Theirs", 1, false, 0, nil, true,
			[]journal.Result{journal.Refused}},
		{"limited to the end", []fault{limited, limited, limited, limited}, anything, "Bob", 4, false, 0, client.ErrRateLimited, false,
			[]journal.Result{journal.Refused, journal.Refused, journal.Refused, journal.Refused}},
		{"not reached", []fault{notDialled}, anything, "Mine", 2, false, 0, nil, false,
			[]journal.Result{journal.Failed, journal.Applied}},
		{"lost on the way", []fault{lostBefore}, nil, "Mine", 2, false, 0, nil, false,
			[]journal.Result{journal.Failed, journal.Applied}},
		{"answer lost", []fault{lostAfter}, nil, "Mine", 1, false, 0, nil, false,
			[]journal.Result{journal.Applied}},
		{"answer lost, then something else changed", []fault{lostAfter}, anything, "Mine", 1, false, 0, nil, false,
			[]journal.Result{journal.Applied}},
		{"answer lost, then changed otherwise", []fault{lostAfter}, setting(model.KeyName, "Theirs"), "Theirs", 1, false, 0, nil, true,
			[]journal.Result{journal.Different}},
		{"answer lost, then changed back", []fault{lostAfter}, setting(model.KeyName, "Bob"), "Bob", 1, true, NotApplied, nil, false,
			[]journal.Result{journal.Failed}},
		{"lost on the way, then changed otherwise", []fault{lostBefore}, setting(model.KeyName, "Theirs"), "Theirs", 1, false, 0, nil, true,
			[]journal.Result{journal.Different}},
		// It may have been carried out and reverted by the colleague.
		{"lost on the way, then something else changed", []fault{lostBefore}, anything, "Bob", 1, true, NotApplied, nil, false,
			[]journal.Result{journal.Failed}},
		{"500 after doing it", []fault{brokenAfter}, nil, "Mine", 1, false, 0, nil, false,
			[]journal.Result{journal.Applied}},
		{"500 before doing it", []fault{brokenBefore}, nil, "Bob", 1, true, NotApplied, nil, false,
			[]journal.Result{journal.Failed}},
		{"503 to the end", []fault{unpublished(503), unpublished(503), unpublished(503), unpublished(503)}, nil, "Bob", 4, true, NotApplied, nil, false,
			[]journal.Result{journal.Failed, journal.Failed, journal.Failed, journal.Failed}},
		{"lost, then refused", []fault{lostBefore, says(http.StatusBadRequest, "ERR_BAD_REQUEST")}, nil, "Bob", 2, false, 0, client.ErrInvalid, false,
			[]journal.Result{journal.Failed, journal.Refused}},
		{"refused", []fault{unpublished(403)}, nil, "Bob", 1, false, 0, client.ErrForbidden, false,
			[]journal.Result{journal.Refused}},
		// The first request arrives while a proxy answers the second: after a
		// loss, an unreadable answer settles nothing.
		{"lost, late, and then a web page", []fault{lostBefore, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			_, _ = lostAfter(r, next)
			return unpublished(http.StatusForbidden)(r, next)
		}}, nil, "Mine", 2, false, 0, nil, false,
			[]journal.Result{journal.Failed, journal.Applied}},
		{"lost, late, and then limited", []fault{lostBefore, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			_, _ = lostAfter(r, next)
			return limited(r, next)
		}}, nil, "Mine", 2, false, 0, nil, false,
			[]journal.Result{journal.Failed, journal.Applied}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newTickingService(t)
			colleague := s.program("")
			waits := 0
			p := s.program(t.TempDir(), retrying(func() {
				if waits++; waits == 1 && tt.colleague != nil {
					colleague.write(t, tt.colleague)
				}
			}))
			bob := p.bob(t)
			p.wire.changes = nil
			p.wire.meet(tt.faults...)
			r, err := p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Mine")})
			var lost *LostError
			isLost := errors.As(err, &lost)
			switch {
			case isLost != tt.isLost, isLost && lost.Verdict != tt.verdict:
				t.Errorf("%v", err)
			case tt.err != nil && !errors.Is(err, tt.err), tt.err == nil && !tt.isLost && err != nil:
				t.Errorf("%v", err)
			}
			if u := p.user(t, "bob"); u.Name != tt.stored {
				t.Errorf("the user is called %s", u.Name)
			} else if err == nil && !tt.collides && r.User.Name != u.Name {
				t.Errorf("the result is called %s", r.User.Name)
			}
			if collides := len(r.Review.Merged.Collisions) > 0; collides != tt.collides || len(p.wire.changes) != tt.sent {
				t.Errorf("collides: %t, sent %v", collides, p.wire.changes)
			}
			if got := results(p.entries(t)); !slices.Equal(got, tt.recorded) {
				t.Errorf("recorded %v", got)
			}
		})
	}
}

// A conflict returns the service's text and a new reading, and is not sent
// again.
func TestConflict(t *testing.T) {
	for _, theirs := range []func(model.User) model.User{nil, setting(model.KeyStatusMessage, "theirs"), setting(model.KeyName, "Theirs")} {
		s := newTickingService(t)
		colleague := s.program("")
		p := s.program(t.TempDir(), retrying(func() { t.Error("waited") }))
		bob := p.bob(t)
		p.wire.changes = nil
		p.wire.meet(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if theirs != nil {
				colleague.write(t, theirs)
			}
			return says(http.StatusConflict, "")(r, next)
		})
		r, err := p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Mine")})
		var conflict *ConflictError
		if !errors.As(err, &conflict) || !errors.Is(err, client.ErrConflict) || !containsAll(err.Error(), "No.") || len(p.wire.changes) != 1 {
			t.Fatalf("%v, sent %v", err, p.wire.changes)
		}
		now := p.user(t, "bob")
		if !same(conflict.Theirs, now) || (len(r.Review.Merged.Collisions) > 0) != (now.Name == "Theirs") || newest(t, p).Result != journal.Refused {
			t.Errorf("read %+v, %+v", conflict.Theirs, r.Review.Merged.Collisions)
		}
	}
	p := newTickingService(t).program(t.TempDir())
	bob := p.bob(t)
	p.wire.meet(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		p.wire.unreadable()
		return says(http.StatusConflict, "")(r, next)
	})
	var conflict *ConflictError
	if _, err := p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Mine")}); errors.As(err, &conflict) || !errors.Is(err, client.ErrConflict) {
		t.Errorf("without a reading: %v", err)
	}
}

// After cancellation during a wait no further requests are sent, and the
// outcome of the one that was is reported truthfully.
func TestCancelledWhileWaiting(t *testing.T) {
	for name, met := range map[string]fault{"limited": limited, "lost": lostBefore, "done": lostAfter} {
		ctx, cancel := context.WithCancel(t.Context())
		p := newTickingService(t).program(t.TempDir(), retrying(cancel))
		bob := p.bob(t)
		p.wire.changes = nil
		p.wire.meet(met)
		r, err := p.Update(ctx, Edit{Base: bob, Mine: with(bob, model.KeyName, "Mine")})
		var lost *LostError
		isRight := map[string]bool{
			"limited": errors.Is(err, context.Canceled) && newest(t, p).Result == journal.Refused,
			"lost":    errors.As(err, &lost) && lost.Verdict == NotApplied && newest(t, p).Result == journal.Failed,
			"done":    err == nil && r.ReadBack && newest(t, p).Result == journal.Applied,
		}[name]
		if !isRight || len(p.wire.changes) != 1 {
			t.Errorf("%s: %+v, %v, recorded %s, sent %v", name, r, err, newest(t, p).Result, p.wire.changes)
		}
	}
}

// Without reading, a lost update is not sent again: that could revert a
// colleague's change.
func TestAnUnreadableUserIsNotSentAgain(t *testing.T) {
	s := newTickingService(t)
	base := s.program("").bob(t)
	p := s.program(t.TempDir(), s.withAuthKey, func(cfg *client.Config) { cfg.Me = "" }, retrying(func() {}))
	for _, tt := range []struct {
		met  fault
		sent int
	}{{lostBefore, 1}, {limited, 2}} {
		p.wire.changes = nil
		p.wire.meet(tt.met)
		_, err := p.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "Mine")})
		var lost *LostError
		if isUnread := errors.As(err, &lost) && lost.Verdict == Unread; isUnread != (tt.sent == 1) || len(p.wire.changes) != tt.sent {
			t.Errorf("%v, sent %v", err, p.wire.changes)
		}
	}
}

// After a change whose answer was lost, others have added to the same metadata;
// undoing it leaves that alone.
func TestUndoingALostChangeLeavesLaterChangesAlone(t *testing.T) {
	s := newTickingService(t)
	colleague := s.program("")
	p := s.program(t.TempDir(), retrying(func() { colleague.write(t, setting(model.KeyMetadata, `{"plan":"pro","n":1.0,"theirs":1}`)) }))
	bob := p.bob(t)
	p.wire.meet(lostAfter)
	r := must(t)(p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyMetadata, `{"plan":"pro","n":1.0}`)}))
	if !r.ReadBack || len(p.entries(t)) != 1 {
		t.Fatalf("%+v", r)
	}
	must(t)(p.Undo(t.Context(), newest(t, p)))
	if u := p.user(t, "bob"); !u.Metadata.Equal(model.Metadata(`{"plan":"free","n":1.0,"theirs":1,"@private":{"email":"b@x.example"}}`)) {
		t.Errorf("%s", u.Metadata)
	}
}
