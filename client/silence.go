package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// An attempt ends when nothing has come for maxSilence: a large page on a slow
// line may take its time as long as it moves. maxAttempt is for an answer that
// moves for ever.
const (
	maxSilence = 30 * time.Second
	maxAttempt = 10 * time.Minute
)

// Why an attempt was given up: a server that does not answer costs a retry and
// not the session.
var (
	errSilent  = fmt.Errorf("nothing came for %v", maxSilence)
	errEndless = fmt.Errorf("the answer has been coming for %v and does not end", maxAttempt)
)

// patience is the context of one attempt and what ends it.
type patience struct {
	context.Context
	silence *time.Timer
}

// listen begins to wait for an answer. The function returned ends it.
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

// heard says that something came.
func (p patience) heard() { p.silence.Reset(maxSilence) }

// hearing is r, listened to.
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

// reason is why an attempt failed: that it was given up, where the network's words
// are only a consequence of it.
func (p patience) reason(err error) error {
	cause := context.Cause(p)
	isGivenUp := errors.Is(cause, errSilent) || errors.Is(cause, errEndless)
	if !isGivenUp || neverSent(err) {
		return err
	}
	return cause
}
