package ui

import (
	"context"
	"sync"
	"time"

	"census/client"
)

// waits are the requests that wait before they are sent again. The goroutines of
// the requests write it, the screen reads it.
type waits struct {
	mu  sync.Mutex
	all map[*client.Waiting]request
}

type waitsKey struct{}

// keepWaits returns a context whose requests' waits are kept.
func keepWaits(ctx context.Context) (context.Context, *waits) {
	w := &waits{all: map[*client.Waiting]request{}}
	return context.WithValue(ctx, waitsKey{}, w), w
}

// tellingWaits lets what is done with the context tell that it waits, as the
// request's.
func tellingWaits(ctx context.Context, r request) context.Context {
	w, ok := ctx.Value(waitsKey{}).(*waits)
	if !ok {
		return ctx
	}
	return client.WithWaiting(ctx, func(now client.Waiting) func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.all[&now] = r
		return func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			delete(w.all, &now)
		}
	})
}

// of is the longest wait of the request.
func (w *waits) of(r request) (longest client.Waiting, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for wait, of := range w.all {
		if of == r && (!ok || wait.Until.After(longest.Until)) {
			longest, ok = *wait, true
		}
	}
	return longest, ok
}

// shortWait is what a wait must be longer than to be told: shorter ones are over
// before they are read.
const shortWait = time.Second
