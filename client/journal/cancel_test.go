package journal

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"census/client/statefile"
	"census/client/statefile/statefiletest"
)

// Reading is given up between any two lines, and finds all of them the next time.
func TestReadingIsGivenUpAnywhere(t *testing.T) {
	const changes = 20
	j := open(t, t.TempDir(), Options{MaxBytes: 2000, Keep: 100})
	for range changes {
		begin(t, j, update("bob"))
	}
	cancelled := statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := j.Entries(ctx, Filter{})
		return err
	}, nil)
	if cancelled < changes {
		t.Errorf("it looked %d times among %d lines", cancelled, changes)
	}
	if h := history(t, j, Filter{}); len(h.Entries) != changes || len(h.Damaged) != 0 {
		t.Errorf("%d changes, %d damaged lines", len(h.Entries), len(h.Damaged))
	}
	statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := j.Unresolved(ctx, "work")
		return err
	}, nil)
}

// watched is a context that is cancelled when somebody begins to wait for its end
// for the given time.
type watched struct {
	context.Context
	cancel context.CancelFunc
	waits  int
}

func (w *watched) Done() <-chan struct{} {
	if w.waits--; w.waits == 0 {
		w.cancel()
	}
	return w.Context.Done()
}

// Who gives a change up while another program writes has recorded nothing, so nothing
// is sent. An outcome is recorded in any case.
func TestAChangeGivenUpIsNotRecorded(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{})
	id := begin(t, j, update("bob"))
	statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := j.Begin(ctx, update("ann"))
		return err
	}, func() {
		if h := history(t, j, Filter{UID: "ann"}); len(h.Entries) != 0 {
			t.Errorf("recorded: %v", h.Entries)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	atTheLock := &watched{Context: ctx, cancel: cancel, waits: 2} // the first is for this program's own
	err := statefile.Exclusively(t.Context(), filepath.Join(dir, "journal.lock"), func() error {
		_, err := j.Begin(atTheLock, update("eve"))
		return err
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, statefile.ErrLocked) {
		t.Errorf("given up while another program writes: %v", err)
	}
	finish(t, j, id, Outcome{Result: Applied})
	if h := history(t, j, Filter{}); len(h.Entries) != 2 || h.Entries[1].Result != Applied || len(h.Damaged) != 0 {
		t.Errorf("%+v", h)
	}
}
