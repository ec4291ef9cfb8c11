package session

import (
	"context"
	"errors"

	"census/client/journal"
	"census/client/mirror"
	"census/model"
)

// files are what a session, and those who log in on top of it, keep on the disk.
// None is opened before its first use.
type files struct {
	scope   string
	journal *journal.Journal // nil where there is no folder for it
	mirror  *mirror.Store    // nil where there is no folder for it
}

func newFiles(s Settings) *files {
	f := &files{scope: s.FileScope()}
	if s.JournalDir != "" {
		f.journal = journal.New(s.JournalDir, journal.Options{OmitPrivate: s.OmitPrivate, Now: s.Now})
	}
	if s.CacheDir != "" {
		f.mirror = mirror.New(s.CacheDir)
	}
	return f
}

// ErrNoJournal is in the error of [Open] where the settings name no folder for the
// record of changes.
var ErrNoJournal = errors.New("there is no place for the journal")

// UnrecordedError says that changes cannot be recorded, so that none could be
// made. A session that is read-only needs no record.
type UnrecordedError struct{ Err error }

// Error reads "open the journal: mkdir /x: permission denied; nothing is changed
// without a record".
func (e *UnrecordedError) Error() string {
	return e.Err.Error() + "; nothing is changed without a record"
}

// Unwrap returns why.
func (e *UnrecordedError) Unwrap() error { return e.Err }

// openJournal opens the journal, or says why it cannot be.
func (f *files) openJournal(ctx context.Context) error {
	if f.journal == nil {
		return ErrNoJournal
	}
	return f.journal.Open(ctx)
}

// cache is where the users stay, as far as the actor sees them; nil means nowhere.
func (f *files) cache(a model.Actor) *Cache {
	if f.mirror == nil {
		return nil
	}
	return CacheIn(f.mirror.For(f.scope + " " + a.Credential.String() + " " + a.Me))
}

// close ends the use of the files. Nothing is opened after it.
func (f *files) close() error {
	var all error
	if f.journal != nil {
		all = f.journal.Close()
	}
	if f.mirror != nil {
		all = errors.Join(all, f.mirror.Close())
	}
	return all
}
