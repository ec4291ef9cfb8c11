package ui

import (
	"context"
	"testing"
	"time"

	"census/client"
)

// The footer names the newest request, and quitting asks about changes alone.
func TestRequestsInFlightAreNamed(t *testing.T) {
	var r requests
	if r.busy() != "" || r.writing() != "" {
		t.Errorf("with none in flight: %q, %q", r.busy(), r.writing())
	}
	save := r.begin("saving Ann", true)
	read := r.begin("loading users", false)
	r.number()
	if r.busy() != "loading users" || r.writing() != "saving Ann" {
		t.Errorf("in flight: %q, as a change %q", r.busy(), r.writing())
	}
	r.end(read)
	if r.busy() != "saving Ann" {
		t.Errorf("after the newest ended: %q", r.busy())
	}
	r.end(save)
	if r.busy() != "" || r.writing() != "" {
		t.Errorf("after all ended: %q, %q", r.busy(), r.writing())
	}
}

// An answer to a request that an earlier session made is known by it.
func TestAnAnswerToAnEarlierSessionIsStale(t *testing.T) {
	var r requests
	before := r.begin("blocking Ann", true)
	r.logins++
	after := r.begin("blocking Bob", true)
	if !r.end(before) || r.end(after) || r.end(before) {
		t.Error("only the request of the session before is stale, and only once")
	}
}

// Of the requests that wait the newest is told, and none that is about to go on.
func TestTheNewestWaitIsTold(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var r requests
	_, r.waits = keepWaits(context.Background())
	first, second, third := r.begin("first", false), r.begin("second", false), r.begin("third", false)
	for of, left := range map[request]time.Duration{first: 9 * time.Second, second: 5 * time.Second, third: shortWait} {
		r.waits.all[&client.Waiting{Until: now.Add(left), Reason: client.ErrRateLimited}] = of
	}
	if waits, left, reason, ok := r.waiting(clock(now)); waits != second || left != 5*time.Second || reason != client.ErrRateLimited || !ok {
		t.Errorf("request %d, %v left, %v, %t; want request %d", waits, left, reason, ok, second)
	}
	if _, _, _, ok := r.waiting(clock(now.Add(time.Minute))); ok {
		t.Error("a wait is told that is over")
	}
}

func clock(at time.Time) func() time.Time { return func() time.Time { return at } }
