// Package statefiletest tests that work with files can be given up at any moment.
// It is imported by tests only.
package statefiletest

import (
	"context"
	"errors"
	"testing"
)

// EachLook runs do with a context that is cancelled when it is first looked at, then
// with one that is cancelled at the second look, and so on until do comes to its end
// before. Whenever do gives up, its error must be the context's; check, if any, then
// sees what is left. EachLook returns how often do gave up; never is a failure.
func EachLook(t testing.TB, do func(context.Context) error, check func()) (cancelled int) {
	t.Helper()
	for {
		ctx := &fading{Context: t.Context(), looks: cancelled}
		err := do(ctx)
		if !ctx.faded {
			if err != nil {
				t.Errorf("not cancelled: %v", err)
			}
			break
		}
		cancelled++
		switch {
		case err == nil:
			t.Errorf("cancelled at look %d: it went on to its end", cancelled)
		case !errors.Is(err, context.Canceled):
			t.Errorf("cancelled at look %d: %v", cancelled, err)
		}
		if check != nil {
			check()
		}
	}
	if cancelled == 0 {
		t.Error("it never looked whether it is cancelled")
	}
	return cancelled
}

// fading is a context that is cancelled after so many looks. It is for one goroutine.
type fading struct {
	context.Context
	looks int
	faded bool
}

func (f *fading) Err() error {
	if f.looks == 0 {
		f.faded = true
		return context.Canceled
	}
	f.looks--
	return f.Context.Err()
}
