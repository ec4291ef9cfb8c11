package client

import (
	"context"
	"time"
)

// Waiting is a pause before a request is repeated.
type Waiting struct {
	// Until is when the request is sent again.
	Until time.Time
	// Reason is the failure that caused the wait.
	Reason error
}

type waitingKey struct{}

// WithWaiting returns a context whose requests report their waits: begin is
// called when a wait starts, and the function it returns when the wait is over,
// both on the request's goroutine. It belongs to the context rather than the
// client, so the caller knows which of their requests is waiting.
func WithWaiting(ctx context.Context, begin func(Waiting) (end func())) context.Context {
	return context.WithValue(ctx, waitingKey{}, begin)
}

// pause waits for d because of err.
func (p RetryPolicy) pause(ctx context.Context, d time.Duration, err error) {
	if begin, ok := ctx.Value(waitingKey{}).(func(Waiting) func()); ok {
		defer begin(Waiting{p.Now().Add(d), err})()
	}
	_ = p.Sleep(ctx, d) // the caller checks the context
}
