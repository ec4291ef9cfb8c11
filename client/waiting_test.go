package client

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A request reports that it waits, until when and why, and that it continues.
func TestWaitingIsReported(t *testing.T) {
	get := func(e exchange) exchange { e.want = "GET /users/ann?withTags=true"; return e }
	s := serve(t, get(exchange{status: 429, hint: map[string]string{"Retry-After": "20"}}), get(exchange{drop: true}), get(exchange{answer: data(userJSON("ann"))}))
	var now []Waiting // waits in progress
	var told []time.Duration
	var reasons []error
	cfg := s.config(admin)
	cfg.Retry.Now = func() time.Time { return noon }
	cfg.Retry.Sleep = func(_ context.Context, d time.Duration) error {
		if len(now) != 1 || now[0].Until.Sub(noon) != d {
			t.Errorf("waits for %v, told %+v", d, now)
		}
		return nil
	}
	ctx := WithWaiting(t.Context(), func(w Waiting) func() {
		now, told, reasons = append(now, w), append(told, w.Until.Sub(noon)), append(reasons, w.Reason)
		return func() { now = nil }
	})
	if _, err := mustNew(t, cfg).User(ctx, "ann"); err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 || told[0] != 20*time.Second || !errors.Is(reasons[0], ErrRateLimited) || !errors.Is(reasons[1], ErrUnreachable) || len(now) != 0 {
		t.Errorf("told %v, %v; still waiting %v", told, reasons, now)
	}
}

// A caller who repeats requests gets the same reports, including the end of a
// cancelled wait.
func TestWaitingIsOverWhenCancelled(t *testing.T) {
	s := serve(t)
	cfg := s.config(admin)
	ctx, cancel := context.WithCancel(t.Context())
	cfg.Retry.Sleep = func(ctx context.Context, _ time.Duration) error {
		cancel()
		return ctx.Err()
	}
	begun, ended := 0, 0
	ctx = WithWaiting(ctx, func(Waiting) func() {
		begun++
		return func() { ended++ }
	})
	attempts := mustNew(t, cfg).Attempts()
	if attempts.Again(ctx, &APIError{Status: 503}) || begun != 1 || ended != 1 {
		t.Errorf("begun %d times, ended %d", begun, ended)
	}
	if attempts.Again(ctx, &APIError{Status: 400}) || begun != 1 {
		t.Error("a request that is not repeated waits")
	}
}
