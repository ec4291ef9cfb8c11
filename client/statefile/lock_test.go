package statefile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	var all sync.WaitGroup
	var inside, runs atomic.Int32 // a lock of files orders no memory
	for range 8 {
		all.Go(func() {
			err := Exclusively(t.Context(), path, func() error {
				runs.Add(1)
				if n := inside.Add(1); n != 1 {
					t.Errorf("%d at once", n)
				}
				inside.Add(-1)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := runs.Load(); n != 8 {
		t.Errorf("%d of 8 ran", n)
	}
}

func TestALockThatIsHeld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	never := func() error { t.Error("ran beside the holder"); return nil }
	err := Exclusively(t.Context(), path, func() error {
		brief, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		defer cancel()
		if err := Exclusively(brief, path, never); !errors.Is(err, ErrLocked) {
			t.Errorf("after the deadline: %v", err)
		}
		given, cancelled := context.WithCancel(t.Context())
		cancelled()
		if err := Exclusively(given, path, never); !errors.Is(err, context.Canceled) || errors.Is(err, ErrLocked) {
			t.Errorf("given up: %v", err)
		}
		return IfFree(path, never)
	})
	if err != nil {
		t.Error(err)
	}
	fault, ran := errors.New("a fault"), false
	if err := IfFree(path, func() error { ran = true; return fault }); !ran || !errors.Is(err, fault) {
		t.Errorf("free again: %v, ran %v", err, ran)
	}
	if err := Exclusively(t.Context(), path, func() error { return fault }); !errors.Is(err, fault) {
		t.Errorf("the error of what was done: %v", err)
	}
}

func announce(t *testing.T, dir string) *Owner {
	t.Helper()
	o, err := Announce(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestTheLivingAreKnown(t *testing.T) {
	dir := t.TempDir()
	gone, o, other := announce(t, dir), announce(t, dir), announce(t, dir)
	_ = gone.lock.Close() // as the system does for a killed program
	living, err := o.Living()
	if err != nil || len(living) != 2 || !living[o.Name()] || !living[other.Name()] {
		t.Errorf("%v, %v", living, err)
	}
	if _, err := os.Stat(gone.lock.Path()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the mark of a program that is gone stays: %v", err)
	}
	for name, want := range map[string]bool{
		o.Name(): true, other.Name(): true, gone.Name(): false, "NEVERTHERE": false, "": false, "../" + other.Name(): false,
	} {
		if o.Lives(name) != want {
			t.Errorf("%q lives: %v", name, !want)
		}
	}
	if err := errors.Join(other.Close(), o.Close()); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// Marks are made while others tidy up.
func TestNobodyTidiesUpTheLiving(t *testing.T) {
	dir := t.TempDir()
	watcher := announce(t, dir)
	done := make(chan struct{})
	var tidying, marking sync.WaitGroup
	tidying.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				_, _ = watcher.Living()
			}
		}
	})
	for range 4 {
		marking.Go(func() {
			for range 50 {
				o, err := Announce(t.Context(), dir)
				if err != nil {
					t.Error(err)
					return
				}
				if !watcher.Lives(o.Name()) {
					t.Error("a living program counts as gone")
				}
				if err := o.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	marking.Wait()
	close(done)
	tidying.Wait()
}

func TestNames(t *testing.T) {
	const sum = "e3b0c44298fc1c14"
	for text, want := range map[string]string{
		"":                             sum,
		"local 12ab · us":              "local-12ab-us-",
		"../../etc/passwd":             "etc-passwd-",
		"Ünïcode":                      "n-code-",
		"CON":                          "con-",
		"日本":                           "",
		strings.Repeat("a", 31) + "-b": strings.Repeat("a", 31) + "-",
	} {
		if got := Name(text, 32, 8); !strings.HasPrefix(got, want) || len(got) < len(sum) {
			t.Errorf("%q is called %q, want %q and a sum", text, got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		texts := rapid.SliceOfNDistinct(rapid.String(), 2, 2, rapid.ID).Draw(rt, "texts")
		a, b := Name(texts[0], 8, 8), Name(texts[1], 8, 8)
		isSafe := func(r rune) bool { return r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' }
		if a == b || len(a) > 8+1+16 || slices.ContainsFunc([]rune(a), func(r rune) bool { return !isSafe(r) }) {
			rt.Fatalf("%q and %q are called %q and %q", texts[0], texts[1], a, b)
		}
	})
}
