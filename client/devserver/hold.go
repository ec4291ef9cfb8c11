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

// InUseError reports that another server has the database file open.
type InUseError struct {
	// Path is the database file.
	Path string
	// PID is the process that opened the file first, or 0 if unknown.
	PID int
}

// Error names the file and, if known, the process.
func (e *InUseError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("another process uses the database %s", e.Path)
	}
	return fmt.Sprintf("process %d uses the database %s", e.PID, e.Path)
}

// hold tells other servers that a database file is in use. It is a lock on a
// separate file, which the system releases however the process ends. Every
// server holds it shared; a server that can briefly get it exclusively is
// alone.
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
		// For the next server's error message; nothing depends on it.
		_ = os.WriteFile(lock.Path(), []byte(strconv.Itoa(os.Getpid())), 0o600)
	}
	if _, err := lock.TryRLock(); err != nil {
		return hold{}, errors.Join(fmt.Errorf("lock the database: %w", err), lock.Close())
	}
	return hold{lock: lock, shared: !first}, nil
}

// tryLock tries to lock exclusively.
func tryLock(database string) (lock *flock.Flock, first bool, err error) {
	lock = flock.New(database+".lock", flock.SetPermissions(0o600))
	if first, err = lock.TryLock(); err != nil {
		return nil, false, errors.Join(fmt.Errorf("lock the database: %w", err), lock.Close())
	}
	return lock, first, nil
}

// holder is the process named in the lock file, or 0 if it no longer runs.
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

// Reset removes a database file and everything in it, so that [New] creates a
// new one. If another server has the file open, it returns an [*InUseError]; if
// the file is not a database of this package, another error. Neither file is
// touched. A missing file is not an error.
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
	defer func() { _ = lock.Close() }() // only ever locked, never written
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

// checkOurs refuses a file written by another program. An empty file is
// accepted: a server killed before it stored anything leaves one.
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
		err = fmt.Errorf("not a census database: %w", err)
	}
	return errors.Join(err, db.Close())
}
