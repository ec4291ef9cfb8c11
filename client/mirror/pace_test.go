package mirror

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"census/client"
)

// limited is a service with a limit by the minute of its clock, which counts
// what it is asked, and how many requests of others come every second.
type limited struct {
	clock  *clock
	limit  int
	pages  int
	others int // a minute, all at its beginning
	silent bool

	mu     sync.Mutex
	minute int64
	used   int
	at     []time.Time
}

func (l *limited) list(_ context.Context, o client.ListOptions) (client.Page, error) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = append(l.at, now)
	if minute := now.Unix() / 60; minute != l.minute {
		l.minute, l.used = minute, l.others
	}
	l.used++
	p := page(l.pages, 1, o)
	if !l.silent {
		p.Budget = client.Budget{Limit: l.limit, Remaining: max(0, l.limit-l.used), Known: true}
	}
	return p, nil
}

// busiest is the most requests within any minute.
func (l *limited) busiest() (most int) {
	for i, from := range l.at {
		n, _ := slices.BinarySearchFunc(l.at, from.Add(time.Minute), time.Time.Compare)
		most = max(most, n-i)
	}
	return most
}

func run(t *testing.T, l *limited, share float64) Outcome {
	t.Helper()
	l.clock = newClock()
	out, err := Fetch(t.Context(), &fake{list: l.list}, newCrowd(t).begin, Options{Share: share, Workers: 1, Now: l.clock.Now, Sleep: l.clock.Sleep})
	if err != nil || !out.Settled {
		t.Fatalf("%+v, %v", out, err)
	}
	return out
}

func TestAMinuteSeesNoMoreThanTheShare(t *testing.T) {
	for _, tt := range []struct {
		limit   int
		share   float64
		allowed int
		silent  bool
	}{
		{limit: 500, allowed: 250},
		{limit: 500, share: 0.1, allowed: 50},
		{limit: 2000, share: 0.2, allowed: 400},
		{limit: 600, share: 1, allowed: 600},
		{limit: 4, allowed: 2},
		{silent: true, allowed: 250},
	} {
		l := &limited{limit: tt.limit, silent: tt.silent, pages: 1000}
		out := run(t, l, tt.share)
		if got := l.busiest(); got > tt.allowed || got < tt.allowed/2 {
			t.Errorf("%+v: %d requests in a minute", tt, got)
		}
		if want := (client.Budget{Limit: tt.limit, Remaining: out.Budget.Remaining, Known: !tt.silent}); out.Budget != want {
			t.Errorf("%+v: the outcome tells %+v", tt, out.Budget)
		}
	}
}

// Others have used up what is theirs: until the next minute one request in five
// seconds looks whether it has come.
func TestWhatOthersNeedIsLeftToThem(t *testing.T) {
	l := &limited{limit: 6000, others: 3500, pages: 200}
	run(t, l, 0.5)
	if got := l.busiest(); got > 20 {
		t.Errorf("%d requests in a minute that others have filled", got)
	}
}

func TestTheShareIsUsedAgainInAMinuteWithRoom(t *testing.T) {
	l := &limited{limit: 6000, pages: 6000}
	l.clock = newClock()
	full := func(ctx context.Context, o client.ListOptions) (client.Page, error) {
		p, err := l.list(ctx, o)
		if l.clock.elapsed() < 40*time.Second {
			p.Budget.Remaining = 100 // others have been busy
		}
		return p, err
	}
	if _, err := Fetch(t.Context(), &fake{list: full}, newCrowd(t).begin, Options{Now: l.clock.Now, Sleep: l.clock.Sleep}); err != nil {
		t.Fatal(err)
	}
	// 6002 requests at 3000 a minute, after 40 seconds of almost none. An answer of a
	// busy moment that comes late makes it wait for the end of that minute.
	if want, took := 2*time.Minute+40*time.Second, l.clock.elapsed(); took < want-10*time.Second || took > want+30*time.Second {
		t.Errorf("took %v, want about %v", took, want)
	}
}

func TestEstimate(t *testing.T) {
	large, free := client.Budget{Limit: 20000, Remaining: 5, Known: true}, client.Budget{Limit: 500, Known: true}
	for _, tt := range []struct {
		total, perPage int
		budget         client.Budget
		share          float64
		from, to       time.Duration
	}{
		{0, 0, large, 0, 0, 0},
		{1000, 0, free, 0, 0, 0}, // one request
		{1_000_000, 1000, large, 0.5, 5900 * time.Millisecond, 6100 * time.Millisecond},
		{1_000_000, 0, free, 0, 4 * time.Minute, 4*time.Minute + 6*time.Second},
		{1_000_000, 0, client.Budget{}, 0, 4 * time.Minute, 4*time.Minute + 6*time.Second},
		{1_000_000, 100, free, 0.5, 40 * time.Minute, 41 * time.Minute},
		{1_000_000, 0, free, 1, 2 * time.Minute, 2*time.Minute + 3*time.Second},
		{1 << 31, 1, client.Budget{Limit: 1, Known: true}, 0.01, maxEstimate, maxEstimate},
	} {
		if got := Estimate(tt.total, tt.perPage, tt.budget, tt.share); got < tt.from || got > tt.to {
			t.Errorf("%+v: got %v", tt, got)
		}
	}
}

// What is estimated is what it takes when nothing but the limit slows it down.
func TestTheEstimateComesTrue(t *testing.T) {
	for _, limit := range []int{300, 2000, 20000} {
		l := &limited{limit: limit, pages: 3000}
		run(t, l, 0)
		want := Estimate(3000, 1, client.Budget{Limit: limit, Known: true}, 0)
		if took := l.clock.elapsed(); took < want-want/50-time.Second || took > want+want/50+time.Second {
			t.Errorf("limit %d: took %v, estimated %v", limit, took, want)
		}
	}
}

// split is a list whose pages the client reads in several requests each.
func split(n, size, requests int) *fake {
	return &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) {
		p := page(n, size, o)
		p.Requests = requests
		return p, nil
	}}
}

// The requests behind a page count against the share too.
func TestAPageInPartsTakesTheirTime(t *testing.T) {
	var took [2]time.Duration
	for i, requests := range []int{1, 4} {
		c := newClock()
		out, err := Fetch(t.Context(), split(20, 1, requests), newCrowd(t).begin, Options{Workers: 1, Now: c.Now, Sleep: c.Sleep})
		if err != nil || !out.Settled {
			t.Fatal(out, err)
		}
		took[i] = c.elapsed()
	}
	if took[1] < 4*took[0] || took[1] > 5*took[0] {
		t.Errorf("took %v, in four parts %v", took[0], took[1])
	}
}

// A list of one page that came in parts does not show one moment: it is read again.
func TestOnePageInPartsIsChecked(t *testing.T) {
	moved := false
	f := &fake{}
	f.list = func(_ context.Context, o client.ListOptions) (client.Page, error) {
		p := page(5, 10, o)
		p.Requests = 2
		if len(f.asked) == 1 { // somebody left the second part for the first in between
			p.Users, moved = p.Users[1:], true
			p.Total = 4
		}
		return p, nil
	}
	c := newCrowd(t)
	out, err := Fetch(t.Context(), f, c.begin, timed(Options{Workers: 1}))
	if err != nil || !moved || out.Passes < 2 || out.Users != 5 {
		t.Errorf("%+v, %v", out, err)
	}
}
