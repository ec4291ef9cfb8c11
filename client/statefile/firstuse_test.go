package statefile

import (
	"errors"
	"testing"
)

func TestFirstUse(t *testing.T) {
	var f FirstUse
	fault, opened, ended := errors.New("a fault"), 0, 0
	open := func() error { opened++; return fault }
	end := func() error { ended++; return fault }
	if err := f.Open(open); !errors.Is(err, fault) {
		t.Errorf("a failed opening: %v", err)
	}
	open = func() error { opened++; return nil }
	for range 3 {
		if err := f.Open(open); err != nil {
			t.Error(err)
		}
	}
	if opened != 2 {
		t.Errorf("opened %d times, want once after the failure", opened)
	}
	if err := f.Close(end); !errors.Is(err, fault) {
		t.Errorf("the error of the end: %v", err)
	}
	if err := errors.Join(f.Close(end), f.Open(open)); !errors.Is(err, ErrClosed) || errors.Is(err, fault) || ended != 1 || opened != 2 {
		t.Errorf("after the end: %v; ended %d times, opened %d times", err, ended, opened)
	}
}

func TestWhatWasNeverUsedIsNotClosed(t *testing.T) {
	var f FirstUse
	never := func() error { t.Error("closed what was never opened"); return nil }
	if err := f.Close(never); err != nil {
		t.Error(err)
	}
}
