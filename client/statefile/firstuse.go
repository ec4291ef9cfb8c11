package statefile

import (
	"errors"
	"sync"
)

// ErrClosed is the error of using what has been closed.
var ErrClosed = errors.New("the program is ending")

// FirstUse lets a folder be opened when it is first needed, so that a program's
// start does not wait for a disk. The zero value is ready. It is safe for
// concurrent use.
type FirstUse struct {
	mu             sync.Mutex
	opened, closed bool
}

// Open calls open unless it has succeeded before. A failed opening is tried again
// by the next caller. After [FirstUse.Close] the error is [ErrClosed].
func (f *FirstUse) Open(open func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.closed:
		return ErrClosed
	case f.opened:
		return nil
	}
	err := open()
	f.opened = err == nil
	return err
}

// Close calls end, unless it is nil, if there is something to close. Closing again
// does nothing.
func (f *FirstUse) Close(end func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	mustEnd := f.opened && !f.closed
	f.closed = true
	if !mustEnd || end == nil {
		return nil
	}
	return end()
}
