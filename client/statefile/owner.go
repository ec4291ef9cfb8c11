package statefile

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Owner is a mark of a living program in a folder: a lock that goes with the
// process. By it others tell what is under way from what a program left behind
// that is gone, without trusting process numbers.
type Owner struct {
	dir, name string
	lock      *flock.Flock
}

const (
	ownerPrefix = "owner-"
	ownerSuffix = ".lock"
)

// Announce marks this program as living. Close the owner when it has nothing
// under way any more. The context bounds the waiting for others who tidy up.
func Announce(ctx context.Context, dir string) (*Owner, error) {
	o := &Owner{dir: dir, name: rand.Text()}
	const tries = 200
	for range tries {
		lock := flock.New(o.path(o.name), flock.SetPermissions(0o600))
		free, err := lock.TryLock()
		if err != nil {
			return nil, err
		}
		// Somebody who tidies up may ask for the lock, or remove the file, in the
		// moment before it is taken; then it is made again, a little later.
		if free && isStillThere(lock) {
			o.lock = lock
			return o, nil
		}
		_ = lock.Close() // it is tried again
		if err := pause(ctx); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("the lock that marks this program is taken away again and again")
}

func pause(ctx context.Context) error {
	select {
	case <-time.After(lockPause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func isStillThere(lock *flock.Flock) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(lock.Path())
	return err == nil && os.SameFile(held, named)
}

// Name is what the owner is called in file names and records: capital letters and
// digits, unlike any other's.
func (o *Owner) Name() string { return o.name }

// IsName accepts names such as [Owner.Name] has, and nothing that could lead out
// of a folder.
func IsName(name string) bool {
	return name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// Close takes the mark away.
func (o *Owner) Close() error {
	err := o.lock.Close()
	// Somebody who tidies up may have been faster.
	if gone := os.Remove(o.lock.Path()); !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// Lives reports whether the program of that name runs, and removes the mark of
// one that does not. A mark that cannot be asked counts as that of a living one:
// it is better to wait than to take what is under way.
func (o *Owner) Lives(name string) bool {
	if name == o.name {
		return true
	}
	if !IsName(name) {
		return false
	}
	lock := flock.New(o.path(name), flock.SetFlag(os.O_RDWR))
	free, err := lock.TryLock()
	if free {
		_ = os.Remove(lock.Path()) // others tidy up as well
	}
	_ = lock.Close() // it was only asked
	return !free && !errors.Is(err, os.ErrNotExist)
}

// Living names the programs that run, and removes the marks of those that do not.
func (o *Owner) Living() (map[string]bool, error) {
	entries, err := os.ReadDir(o.dir)
	if err != nil {
		return nil, err
	}
	living := map[string]bool{}
	for _, entry := range entries {
		name, isOwner := strings.CutPrefix(entry.Name(), ownerPrefix)
		name, isLock := strings.CutSuffix(name, ownerSuffix)
		if isOwner && isLock && o.Lives(name) {
			living[name] = true
		}
	}
	return living, nil
}

func (o *Owner) path(name string) string {
	return filepath.Join(o.dir, ownerPrefix+name+ownerSuffix)
}
