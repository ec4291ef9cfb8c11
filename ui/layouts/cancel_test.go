package layouts

import (
	"context"
	"errors"
	"testing"

	"census/client/statefile/statefiletest"
)

func TestLoadingAndUpdatingAreGivenUpAnywhere(t *testing.T) {
	s := open(t, t.TempDir())
	save(t, s, "work", Layout{Sort: Sort{Column: "name"}})
	statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := s.Load(ctx, "work")
		return err
	}, nil)
	statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := s.Update(ctx, "work", func(l *Layout) { l.Sort.Column = "uid" })
		return err
	}, func() {
		if l := load(t, s, "work"); l.Sort.Column != "name" {
			t.Errorf("%+v", l)
		}
	})
}

// A damaged file that was set aside is reported also where no other was saved.
func TestAGivenUpUpdateStillReportsADamagedFile(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "work", "{")
	reports := 0
	statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := s.Update(ctx, "work", func(*Layout) {})
		var damaged *DamagedError
		if errors.As(err, &damaged) {
			reports++
		}
		return err
	}, nil)
	if reports != 1 {
		t.Errorf("%d reports", reports)
	}
}
