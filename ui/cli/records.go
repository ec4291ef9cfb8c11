package cli

import (
	"errors"

	"census/client"
	"census/client/journal"
	"census/client/mirror"
	"census/config"
	"census/model"
	"census/ui"
	"census/ui/drafts"
	"census/ui/layouts"
)

// records are the program's own files about the work with one service. They are
// opened when a command first asks for them, not before: the first frame does not
// wait for a disk.
type records struct {
	// scope keeps the services apart in the files. The name of a profile is not
	// enough: the sample users exist in every app, and a profile, or the
	// environment, may name another app tomorrow.
	scope   string
	journal *journal.Journal // nil where there is no place for it
	drafts  *drafts.Store    // nil where there is no place for them
	mirror  *mirror.Store    // nil where it is not wanted, or there is no place for it
	layouts *layouts.Store   // nil where there is no place for them
}

func newRecords(s config.Settings) *records {
	r := &records{scope: s.Profile}
	if !s.Local {
		r.scope += " " + appName(s)
	}
	if dir := s.Dirs.Journal(); dir != "" {
		r.journal = journal.New(dir, journal.Options{OmitPrivate: !s.JournalPrivate})
	}
	if dir := s.Dirs.Drafts(); dir != "" {
		r.drafts = drafts.New(dir)
	}
	if dir := s.Dirs.Mirror(); dir != "" && s.Cache {
		r.mirror = mirror.New(dir)
	}
	if dir := s.Dirs.Layouts(); dir != "" {
		r.layouts = layouts.New(dir)
	}
	return r
}

// openJournal opens the journal, or says why it cannot be.
func (r *records) openJournal() error {
	if r.journal == nil {
		return &client.ConfigError{Err: errors.New("there is no place for the journal: set HOME or XDG_STATE_HOME")}
	}
	return r.journal.Open()
}

// close ends what was opened. Nothing is opened after it.
func (r *records) close() error {
	var all error
	if r.journal != nil {
		all = errors.Join(all, r.journal.Close())
	}
	if r.drafts != nil {
		all = errors.Join(all, r.drafts.Close())
	}
	if r.mirror != nil {
		all = errors.Join(all, r.mirror.Close())
	}
	if r.layouts != nil {
		all = errors.Join(all, r.layouts.Close())
	}
	return all
}

// cacheOrNil is where the users stay between two starts, as far as the actor sees
// them; nil means nowhere.
func (r *records) cacheOrNil(a model.Actor) ui.Cache {
	if r.mirror == nil {
		return nil
	}
	return ui.CacheIn{Scope: r.mirror.For(r.scope + " " + a.Credential.String() + " " + a.Me)}
}

// layoutsOrNil is where columns and views are kept; nil means nowhere.
func (r *records) layoutsOrNil() ui.Layouts {
	if r.layouts == nil {
		return nil
	}
	return r.layouts.For(r.scope)
}

// draftsOrNil is where the screens keep what is typed; nil means nowhere.
func (r *records) draftsOrNil() ui.Drafts {
	if r.drafts == nil {
		return nil
	}
	return r.drafts.For(r.scope)
}
