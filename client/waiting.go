package client

import (
	"context"
	"time"
)

// Waiting is a pause before a request is sent again.
type Waiting struct {
	// Until is when the request is sent again.
	Until time.Time
	// Reason is the failure after which it waits.
	Reason error
}

type waitingKey struct{}

// WithWaiting returns a context whose requests say when they wait: begin is called
// as a wait begins, and what it returns when the wait is over, both by the
// goroutine of the request. It is the context's and not the client's, so that the
// caller knows which of their requests waits.
func WithWaiting(ctx context.Context, begin func(Waiting) (end func())) context.Context {
	return context.WithValue(ctx, waitingKey{}, begin)
}

// pause waits for d, because of err.
func (p RetryPolicy) pause(ctx context.Context, d time.Duration, err error) {
	if begin, ok := ctx.Value(waitingKey{}).(func(Waiting) func()); ok {
		defer begin(Waiting{p.Now().Add(d), err})()
	}
	_ = p.Sleep(ctx, d) // whether the context is over is asked of the context
}
