package mirror

import (
	"context"
	"io"
	"strings"
	"testing"

	"census/client/statefile/statefiletest"
)

// Loading and saving many megabytes is given up in the midst, and the file stays.
func TestLoadingAndSavingAreGivenUpAnywhere(t *testing.T) {
	s := New(t.TempDir())
	long := strings.Repeat("a", 5*bufferSize/2)
	save(t, s, "a", long)
	whole := func() {
		if _, text, err := load(s, "a"); err != nil || text != long {
			t.Errorf("%d bytes, %v; want %d", len(text), err, len(long))
		}
	}
	loads := statefiletest.EachLook(t, func(ctx context.Context) error {
		_, err := s.Load(ctx, "a", func(r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			return err
		})
		return err
	}, whole)
	saves := statefiletest.EachLook(t, func(ctx context.Context) error {
		return s.Save(ctx, "a", Header{}, writing(strings.Repeat("b", len(long))))
	}, whole)
	if loads < 3 || saves < 5 {
		t.Errorf("loading looked %d times, saving %d times", loads, saves)
	}
}
