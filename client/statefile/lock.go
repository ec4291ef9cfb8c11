package statefile

import (
	"context"
	"errors"
	"time"

	"github.com/gofrs/flock"
)

// Patience is how long to wait for a lock that is held for the time of one write:
// a program that holds it longer has been stopped or hangs.
const Patience = 5 * time.Second

// lockPause is between two looks at a lock that another program holds.
const lockPause = 2 * time.Millisecond

// ErrLocked says that another program held a lock until the context's deadline.
var ErrLocked = errors.New("another program keeps it locked")

// Exclusively runs do while it alone, of all programs and goroutines that ask,
// holds the lock at the path. It waits until the context ends; then the error is
// the context's, or [ErrLocked] after a deadline. The lock guards files, not
// memory. It is an empty file, which stays.
func Exclusively(ctx context.Context, path string, do func() error) error {
	lock := flock.New(path, flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockPause); err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = ErrLocked
		}
		return errors.Join(err, lock.Close())
	}
	return errors.Join(do(), lock.Close())
}

// IfFree is [Exclusively] for what need not be done now: nothing happens while
// another holds the lock.
func IfFree(path string, do func() error) error {
	lock := flock.New(path, flock.SetPermissions(0o600))
	free, err := lock.TryLock()
	if free {
		err = do()
	}
	return errors.Join(err, lock.Close())
}
