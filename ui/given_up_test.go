package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	"census/client/journal"
	"census/client/roster"
	"census/ui/layouts"
)

// slowDisk answers when its caller gives up, and not before.
type slowDisk struct{ forgetful }

func (slowDisk) Entries(ctx context.Context, _ journal.Filter) (journal.History, error) {
	<-ctx.Done()
	return journal.History{}, ctx.Err()
}

func (slowDisk) Load(ctx context.Context) (layouts.Layout, error) {
	<-ctx.Done()
	return layouts.Layout{}, ctx.Err()
}

type slowCache struct{}

func (slowCache) Load(ctx context.Context, _ *roster.Roster) (time.Time, bool, error) {
	<-ctx.Done()
	return time.Time{}, false, ctx.Err()
}

func (slowCache) Store(ctx context.Context, _ *roster.Snapshot, _ time.Time) error {
	<-ctx.Done()
	return ctx.Err()
}

// Closing the history, or the program, gives up what is being read from the disk.
func TestNobodyWaitsForADiskWithoutNeed(t *testing.T) {
	a := newTestApp(t)
	a.env.session.Journal, a.env.session.Layouts, a.env.mirror.from.cache = slowDisk{}, slowDisk{}, slowCache{}
	h := newHistory(a.env)
	reading := h.load()
	h.Close()
	if msg := reading().(historyMsg); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("the history: %v", msg.err)
	}
	_, undoing := a.env.undo.last()
	layout, loading, storing := a.env.askLayout(), a.env.mirror.load(), a.env.mirror.store()
	a.leaving.cancel()
	if msg := undoing().(historyMsg); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("the last change: %v", msg.err)
	}
	if msg := layout().(layoutMsg); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("the layout: %v", msg.err)
	}
	if msg := loading().(loadedMsg); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("the users: %v", msg.err)
	}
	if msg := storing().(storedMsg); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("keeping the users: %v", msg.err)
	}
}

// What was arranged just before the program ends is kept all the same.
func TestQuittingTakesNoLayoutBack(t *testing.T) {
	l := newTestLayout(t)
	ctx, quit := context.WithCancel(t.Context())
	l.own.ctx = ctx
	keeping := l.keepSort()
	quit()
	if msg := keeping().(keptLayoutMsg); msg.err != nil {
		t.Error(msg.err)
	}
}
