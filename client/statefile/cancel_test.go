package statefile

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"census/client/statefile/statefiletest"
)

// Larger than two parts, so that there are looks in the midst.
var long = bytes.Repeat([]byte("0123456789abcdef"), (2*maxPart+maxPart/2)/16)

func TestACancelledReplacementLeavesTheEarlierFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := Replace(t.Context(), path, []byte("earlier")); err != nil {
		t.Fatal(err)
	}
	cancelled := statefiletest.EachLook(t, func(ctx context.Context) error { return Replace(ctx, path, long) }, func() {
		if text, err := os.ReadFile(path); err != nil || string(text) != "earlier" {
			t.Errorf("%d bytes, %v", len(text), err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("left: %v, %v", entries, err)
		}
	})
	if cancelled < 5 { // before, at each of three parts, at the end
		t.Errorf("it looked %d times", cancelled)
	}
	if text, err := Read(t.Context(), path); err != nil || !bytes.Equal(text, long) {
		t.Errorf("%d bytes, %v; want %d", len(text), err, len(long))
	}
}

func TestReadingEndsWithTheContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, long, 0o600); err != nil {
		t.Fatal(err)
	}
	cancelled := statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := Read(ctx, path)
		return err
	}, nil)
	if cancelled < 3 {
		t.Errorf("it looked %d times", cancelled)
	}
}

func TestATurnIsNotWaitedForLongerThanTheContext(t *testing.T) {
	turn := NewTurn()
	if err := turn.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() { waiting <- turn.Take(ctx) }()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("taken by somebody else: %v", err)
	}
	turn.Pass()
	if err := turn.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("free, after the context: %v", err)
	}
	if err := turn.Take(t.Context()); err != nil {
		t.Errorf("passed on: %v", err)
	}
}
