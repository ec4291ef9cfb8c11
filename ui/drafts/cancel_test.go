package drafts

import (
	"context"
	"errors"
	"testing"

	"census/client/statefile/statefiletest"
	"census/model"
)

func TestACancelledSaveLeavesAWholeDraft(t *testing.T) {
	dir := t.TempDir()
	mine := open(t, dir)
	earlier := draft("bob", 1)
	earlier.Values[model.KeyName] = model.Value{Text: "earlier"}
	save(t, mine, earlier)
	later := draft("bob", 2)
	later.ID = earlier.ID
	later.Values[model.KeyName] = model.Value{Text: "later"}
	statefiletest.EachLook(t, func(ctx context.Context) error { return mine.Save(ctx, later) }, func() {
		if names := drafts(t, dir); len(names) != 1 {
			t.Errorf("files: %v", names)
		}
	})
	if err := mine.Close(); err != nil {
		t.Fatal(err)
	}

	next := open(t, dir)
	statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := next.List(ctx, earlier.Profile)
		return err
	}, nil)
	var claimed Draft
	statefiletest.EachLook(t, func(ctx context.Context) (err error) {
		claimed, err = next.Claim(ctx, earlier.ID)
		return err
	}, func() {
		if found := list(t, open(t, dir), earlier.Profile); len(found.Drafts) != 1 {
			t.Errorf("given up, but taken: %+v", found)
		}
	})
	if claimed.Values[model.KeyName].Text != "later" {
		t.Errorf("%+v", claimed.Values)
	}
}

// Nobody waits longer than they want for another store's slow disk.
func TestSavingCanBeCancelledDuringAnotherSave(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.turn.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer s.turn.Pass()
	ctx, cancel := context.WithCancel(t.Context())
	saved := make(chan error)
	go func() { saved <- s.Save(ctx, draft("bob", 1)) }()
	cancel()
	if err := <-saved; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
