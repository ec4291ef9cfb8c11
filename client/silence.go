package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// An attempt ends when nothing has arrived for maxSilence: a large page on a
// slow line may take its time while data keeps coming. maxAttempt is for an
// answer that never ends.
const (
	maxSilence = 30 * time.Second
	maxAttempt = 10 * time.Minute
)

// Why an attempt was given up: an unresponsive server costs a retry, not the
// session.
var (
	errSilent  = fmt.Errorf("nothing arrived for %v", maxSilence)
	errEndless = fmt.Errorf("the answer did not end within %v", maxAttempt)
)

// patience is the context of one attempt, with the timers that end it.
type patience struct {
	context.Context
	silence *time.Timer
}

// listen starts waiting for an answer. The returned function ends it.
func listen(ctx context.Context) (patience, func()) {
	ctx, stop := context.WithTimeoutCause(ctx, maxAttempt, errEndless)
	ctx, cancel := context.WithCancelCause(ctx)
	silence := time.AfterFunc(maxSilence, func() { cancel(errSilent) })
	return patience{ctx, silence}, func() {
		silence.Stop()
		cancel(nil)
		stop()
	}
}

// heard records that something arrived.
func (p patience) heard() { p.silence.Reset(maxSilence) }

// hearing returns r with every read recorded.
func (p patience) hearing(r io.Reader) io.Reader { return heardReader{r, p} }

type heardReader struct {
	io.Reader
	patience patience
}

func (r heardReader) Read(to []byte) (n int, err error) {
	n, err = r.Reader.Read(to)
	if n > 0 {
		r.patience.heard()
	}
	return n, err
}

// reason says why an attempt failed: if it was given up, the network error is
// only a consequence.
func (p patience) reason(err error) error {
	cause := context.Cause(p)
	isGivenUp := errors.Is(cause, errSilent) || errors.Is(cause, errEndless)
	if !isGivenUp || neverSent(err) {
		return err
	}
	return cause
}
