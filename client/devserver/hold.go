package devserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/gofrs/flock"
)

// InUseError says that another server has the database file open.
type InUseError struct {
	// Path is the file.
	Path string
	// PID is the process that opened it first, 0 when that is not known.
	PID int
}

// Error names the file and, when it is known, the process.
func (e *InUseError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("another process uses the database %s", e.Path)
	}
	return fmt.Sprintf("process %d uses the database %s", e.PID, e.Path)
}

// hold tells other servers that a database file is in use. It is a lock on a
// file beside it, which the system takes back however the process ends. Every
// server holds it shared; whoever gets it exclusively for a moment is alone.
type hold struct {
	lock   *flock.Flock
	shared bool
}

// holdFile takes the lock of the database.
func holdFile(database string, alone bool) (hold, error) {
	lock, first, err := tryLock(database)
	if err != nil {
		return hold{}, err
	}
	if !first && alone {
		return hold{}, &InUseError{Path: database, PID: holder(lock.Path())}
	}
	if first {
		// A note for whoever comes next; without it all the same is right.
		_ = os.WriteFile(lock.Path(), []byte(strconv.Itoa(os.Getpid())), 0o600)
	}
	if _, err := lock.TryRLock(); err != nil {
		return hold{}, errors.Join(fmt.Errorf("lock the database: %w", err), lock.Close())
	}
	return hold{lock: lock, shared: !first}, nil
}

// tryLock asks for the lock alone.
func tryLock(database string) (lock *flock.Flock, first bool, err error) {
	lock = flock.New(database+".lock", flock.SetPermissions(0o600))
	if first, err = lock.TryLock(); err != nil {
		return nil, false, errors.Join(fmt.Errorf("lock the database: %w", err), lock.Close())
	}
	return lock, first, nil
}

// holder is the process that the lock's file names, 0 unless it still runs.
func holder(lock string) int {
	text, err := os.ReadFile(lock)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid <= 0 {
		return 0
	}
	process, err := os.FindProcess(pid)
	if err != nil || errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone) {
		return 0
	}
	return pid
}

func (h hold) release() error {
	if h.lock == nil {
		return nil
	}
	return h.lock.Close()
}

// Reset removes a database file, with everything in it, so that [New] makes a
// new one. A file that another server has open gives an [*InUseError], and one
// that is no database of this package an error; neither is touched. No file is
// no error.
func Reset(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	absolute, err := prepareFile(path)
	if err != nil {
		return fmt.Errorf("reset %s: %w", path, err)
	}
	lock, first, err := tryLock(absolute)
	if err != nil {
		return fmt.Errorf("reset %s: %w", path, err)
	}
	defer func() { _ = lock.Close() }() // nothing was written to it
	if !first {
		return &InUseError{Path: absolute, PID: holder(lock.Path())}
	}
	if err := checkOurs(absolute); err != nil {
		return fmt.Errorf("reset %s: %w", path, err)
	}
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(absolute + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("reset %s: %w", path, err)
		}
	}
	return nil
}

// checkOurs refuses a file that something else has written. An empty one is
// what is left of a server that was killed before it stored anything.
func checkOurs(path string) error {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return err
	}
	db, err := openPool(fileDSN(path, "deferred"), 1)
	if err != nil {
		return err
	}
	var app string
	err = db.QueryRowContext(context.Background(), "SELECT app_id FROM app").Scan(&app)
	if err != nil {
		err = fmt.Errorf("it is not a database of census: %w", err)
	}
	return errors.Join(err, db.Close())
}
