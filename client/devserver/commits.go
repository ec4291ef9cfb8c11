package devserver

import (
	"context"
	"errors"
	"fmt"
	"sync"

	sqlite3 "modernc.org/sqlite/lib"
)

// commits lets concurrent writes share a transaction, because most of a
// transaction's cost is one wait for the disk, however much was written. A
// write that finds no other in progress starts at once and includes the writes
// that arrive before the disk is ready for the next transaction.
type commits struct {
	mu      sync.Mutex
	waiting []*pendingWrite
	writing bool
}

// pendingWrite is a write that waits for a transaction or is in one.
type pendingWrite struct {
	ctx   context.Context
	do    func(*transaction) error
	err   error
	panic any
	done  chan struct{}
}

// maxCommits limits how many writes share a transaction, so none waits long.
const maxCommits = 64

// add performs the write, together with others or alone, and returns its error
// once it is committed or rolled back.
func (all *commits) add(c *pendingWrite, write func([]*pendingWrite)) error {
	c.done = make(chan struct{})
	all.mu.Lock()
	all.waiting = append(all.waiting, c)
	first := !all.writing
	all.writing = true
	all.mu.Unlock()
	if first && all.writeNext(write) {
		go func() { // a finished write does not wait for later ones
			for all.writeNext(write) {
			}
		}()
	}
	<-c.done
	if c.panic != nil {
		panic(c.panic)
	}
	return c.err
}

// writeNext performs the waiting writes and reports whether more have arrived.
// If not, the next write to arrive leads again.
func (all *commits) writeNext(write func([]*pendingWrite)) (more bool) {
	all.mu.Lock()
	n := min(len(all.waiting), maxCommits)
	batch := all.waiting[:n:n]
	all.waiting = all.waiting[n:]
	all.mu.Unlock()
	write(batch)
	for _, c := range batch {
		close(c.done)
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	all.writing = len(all.waiting) > 0
	return all.writing
}

// run performs the write. In a shared transaction it uses a savepoint, so the
// write can be rolled back alone. An error means the whole transaction is lost.
func (c *pendingWrite) run(tx *transaction, shared bool) error {
	if !shared {
		c.err = c.attempt(tx)
		if c.err != nil || c.panic != nil {
			return errUndone
		}
		return nil
	}
	if _, err := tx.ExecContext(c.ctx, "SAVEPOINT one"); err != nil {
		return fmt.Errorf("begin to write: %w", err)
	}
	c.err = c.attempt(tx)
	if isFault(c.err) {
		return c.err
	}
	if c.err != nil || c.panic != nil {
		if _, err := tx.ExecContext(c.ctx, "ROLLBACK TO one"); err != nil {
			return fmt.Errorf("undo: %w", err)
		}
	}
	if _, err := tx.ExecContext(c.ctx, "RELEASE one"); err != nil {
		return fmt.Errorf("finish writing: %w", err)
	}
	return nil
}

// errUndone reports that the only write of a transaction failed with an error
// of its own.
var errUndone = errors.New("undone")

// attempt catches a panic, which belongs to the request that asked for the
// write.
func (c *pendingWrite) attempt(tx *transaction) (err error) {
	defer func() { c.panic = recover() }()
	return c.do(tx)
}

// failAll reports the lost transaction to every write that seemed to succeed.
func failAll(all []*pendingWrite, err error) {
	for _, c := range all {
		if c.err == nil && c.panic == nil {
			c.err = err
		}
	}
}

// isFault reports whether SQLite itself failed, in which case it may have
// rolled back the whole transaction.
func isFault(err error) bool {
	code := sqliteCode(err)
	return code != 0 && code&primaryCode != sqlite3.SQLITE_CONSTRAINT
}
