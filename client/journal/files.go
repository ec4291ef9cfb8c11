package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Waiting for the folder's lock. It is held for the time of one write; who holds
// it longer has been stopped or hangs.
const (
	lockPatience = 5 * time.Second
	lockPause    = 2 * time.Millisecond
)

var errLocked = errors.New("another program keeps it locked")

// exclusively runs do while nobody else writes to the folder.
func (j *Journal) exclusively(do func() error) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	if _, err := j.locked.TryLockContext(ctx, lockPause); err != nil {
		if ctx.Err() != nil {
			err = errLocked
		}
		return err
	}
	return errors.Join(do(), j.locked.Unlock())
}

func (j *Journal) path(number int) string {
	return filepath.Join(j.dir, fileName(number))
}

func fileName(number int) string { return fmt.Sprintf("journal-%06d.jsonl", number) }

// numbers lists the files, the oldest first.
func (j *Journal) numbers() ([]int, error) {
	names, err := os.ReadDir(j.dir)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, name := range names {
		var number int
		if n, _ := fmt.Sscanf(name.Name(), "journal-%d.jsonl", &number); n == 1 && name.Name() == fileName(number) {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

const (
	ownerPrefix = "owner-"
	ownerSuffix = ".lock"
)

func (j *Journal) ownerPath(owner string) string {
	return filepath.Join(j.dir, ownerPrefix+owner+ownerSuffix)
}

// announce takes the lock that says that this journal's owner lives. It is
// called with the folder locked, and so is everybody who looks at such locks.
func (j *Journal) announce() error {
	j.alive = flock.New(j.ownerPath(j.owner), flock.SetPermissions(0o600))
	ok, err := j.alive.TryLock()
	if err == nil && !ok {
		err = errLocked
	}
	return err
}

// isAlive reports whether the owner may still finish what it began.
func (j *Journal) isAlive(owner string) bool {
	if owner == j.owner {
		return true
	}
	lock := flock.New(j.ownerPath(owner), flock.SetFlag(os.O_RDWR))
	defer func() { _ = lock.Close() }()
	ours, err := lock.TryLock()
	// A lock that cannot be asked counts as held: better to wait than to resolve
	// what is under way.
	return !ours && !errors.Is(err, os.ErrNotExist)
}

// livingOwners asks every owner's lock, and removes those of owners that are
// gone.
func (j *Journal) livingOwners() map[string]bool {
	living := map[string]bool{}
	names, _ := os.ReadDir(j.dir)
	for _, name := range names {
		owner, isOwner := strings.CutPrefix(name.Name(), ownerPrefix)
		owner, isLock := strings.CutSuffix(owner, ownerSuffix)
		if !isOwner || !isLock {
			continue
		}
		if living[owner] = j.isAlive(owner); !living[owner] {
			_ = os.Remove(j.ownerPath(owner))
		}
	}
	return living
}
