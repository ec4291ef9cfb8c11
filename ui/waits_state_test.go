package ui

import (
	"context"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
)

// The seconds are told once a second and not with every turn of the spinner, and
// nothing ticks when nothing is in flight.
func TestWaitingTicksOnceASecond(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var set []time.Duration
	a := New(t.Context(), Options{
		Now: func() time.Time { return now },
		After: func(d time.Duration, _ tea.Msg) tea.Cmd {
			set = append(set, d)
			return nil
		},
	})
	turn := func() { a.Update(spinMsg{}) }
	turn()
	r := a.env.begin("loading users", false)
	turn()
	ctx := tellingWaits(a.env.ctx, r)
	end := waitFor(t, ctx, client.Waiting{Until: now.Add(20 * time.Second), Reason: client.ErrRateLimited})
	for range 3 {
		turn()
		now = now.Add(time.Second)
	}
	if text := a.waitingText(a.top()); text != "rate limited, again in 17 s" {
		t.Errorf("%q", text)
	}
	end()
	turn()
	a.env.end(r)
	turn()
	want := []time.Duration{spinEvery, waitEvery, waitEvery, waitEvery, spinEvery}
	if len(set) != len(want) {
		t.Fatalf("timers %v", set)
	}
	for i, d := range want {
		if set[i] != d {
			t.Errorf("timer %d: %v, want %v", i, set[i], d)
		}
	}
}

// waitFor lets the context tell a wait, as a client does.
func waitFor(t *testing.T, ctx context.Context, w client.Waiting) (end func()) {
	t.Helper()
	over, begun, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	c, err := client.New(client.Config{BaseURL: "http://127.0.0.1", Key: "key", Retry: client.RetryPolicy{
		Now: func() time.Time { return w.Until.Add(-time.Minute) }, MaxRetryAfter: time.Minute,
		Sleep: func(context.Context, time.Duration) error {
			close(begun)
			<-over
			return nil
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(ended)
		c.Attempts().Again(ctx, &client.APIError{Status: 429, RetryAfter: time.Minute})
	}()
	<-begun
	return func() {
		close(over)
		<-ended
	}
}
