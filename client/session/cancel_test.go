package session

import (
	"context"
	"fmt"
	"testing"
	"time"

	"census/client/roster"
	"census/client/statefile/statefiletest"
	"census/model"
)

// Keeping and loading users is given up in the midst: the file is whole, and the
// roster has all of them or none.
func TestTheCacheIsGivenUpAnywhere(t *testing.T) {
	_, o := service(t)
	o.CacheDir = t.TempDir()
	cache := mustOpen(t, o).Cache
	const users = 20_000 // some megabytes
	many := roster.New()
	for i := range users {
		many.Put(model.User{UID: fmt.Sprintf("user-%d", i), Name: fmt.Sprintf("Somebody with a long name %d", i), CreatedAt: 1})
	}
	asOf := time.Unix(1_800_000_000, 0)
	if err := cache.Store(t.Context(), many.Snapshot(), asOf); err != nil {
		t.Fatal(err)
	}
	fewer := roster.New()
	fewer.Put(model.User{UID: "ann", CreatedAt: 1})
	into := roster.New()
	loads := statefiletest.EachLook(t, func(ctx context.Context) error {
		_, _, err := cache.Load(ctx, into)
		return err
	}, func() {
		if into.Len() != 0 {
			t.Errorf("%d users of a loading that was given up", into.Len())
		}
	})
	if loads < 3 || into.Len() != users {
		t.Errorf("it looked %d times; %d users", loads, into.Len())
	}
	statefiletest.EachLook(t, func(ctx context.Context) error { return cache.Store(ctx, fewer.Snapshot(), asOf) }, func() {
		again := roster.New()
		if _, known, err := cache.Load(t.Context(), again); err != nil || !known || again.Len() != users {
			t.Errorf("%d users, known %t, %v", again.Len(), known, err)
		}
	})
}
