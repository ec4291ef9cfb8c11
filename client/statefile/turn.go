package statefile

import "context"

// Turn lets one goroutine at a time go ahead, as a mutex does, but nobody has to
// wait longer than their context. Use [NewTurn].
type Turn struct{ taken chan struct{} }

// NewTurn returns a turn that is free.
func NewTurn() Turn { return Turn{make(chan struct{}, 1)} }

// Take waits until the turn is free and takes it. If the context ends first, the
// error is the context's and the turn is not taken.
func (t Turn) Take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case t.taken <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Pass gives the turn back.
func (t Turn) Pass() { <-t.taken }
