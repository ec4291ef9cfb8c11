package devserver

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// commits lets writes that are asked for at the same time share a transaction: most
// of what one costs is waiting for the disk, once, however much was written. Whoever
// comes while nobody writes does so at once, for themselves and for those who have
// come by the time the disk is ready for the next transaction.
type commits struct {
	mu      sync.Mutex
	waiting []*commit
	writing bool
}

// commit is one write.
type commit struct {
	ctx   context.Context
	do    func(*transaction) error
	err   error
	panic any
	done  chan struct{}
}

// maxCommits is how many writes share a transaction, so that none waits long.
const maxCommits = 64

// add has the write done, together with others or alone, and returns its error once
// it is committed or undone.
func (all *commits) add(c *commit, write func([]*commit)) error {
	c.done = make(chan struct{})
	all.mu.Lock()
	all.waiting = append(all.waiting, c)
	first := !all.writing
	all.writing = true
	all.mu.Unlock()
	if first && all.writeNext(write) {
		go func() { // nobody who is done waits for those who came later
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

// writeNext writes what waits, and says whether something waits by the time it is
// done; if not, the next who comes is the first again.
func (all *commits) writeNext(write func([]*commit)) (more bool) {
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

// run does the write, as a part of the transaction that can be undone alone if it is
// not the only one. The error says that the whole transaction is lost.
func (c *commit) run(tx *transaction, shared bool) error {
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
		return fmt.Errorf("finish to write: %w", err)
	}
	return nil
}

// errUndone says that the only write of a transaction has failed, with an error of
// its own.
var errUndone = errors.New("undone")

// attempt catches a panic, which belongs to whoever asked for the write.
func (c *commit) attempt(tx *transaction) (err error) {
	defer func() { c.panic = recover() }()
	return c.do(tx)
}

// failAll tells everybody whose write seemed to succeed that the transaction is lost.
func failAll(all []*commit, err error) {
	for _, c := range all {
		if c.err == nil && c.panic == nil {
			c.err = err
		}
	}
}

// isFault says that SQLite itself has failed, after which it may have undone the whole
// transaction.
func isFault(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff != sqlite3.SQLITE_CONSTRAINT
}
