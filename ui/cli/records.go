package cli

import (
	"errors"

	"census/config"
	"census/ui"
	"census/ui/drafts"
	"census/ui/layouts"
)

// records are the screens' own files for one service. They are opened on first
// use, so the first frame does not wait for a disk.
type records struct {
	scope   string
	drafts  *drafts.Store  // nil without a directory for them
	layouts *layouts.Store // nil without a directory for them
}

// newRecords returns the files stored under scope, the name that also separates
// the session's own files.
func newRecords(dirs config.Dirs, scope string) *records {
	r := &records{scope: scope}
	if dir := dirs.Drafts(); dir != "" {
		r.drafts = drafts.New(dir)
	}
	if dir := dirs.Layouts(); dir != "" {
		r.layouts = layouts.New(dir)
	}
	return r
}

// close closes what was opened. Nothing is opened after it.
func (r *records) close() error {
	var all error
	if r.drafts != nil {
		all = errors.Join(all, r.drafts.Close())
	}
	if r.layouts != nil {
		all = errors.Join(all, r.layouts.Close())
	}
	return all
}

// layoutsOrNil is the store for columns and views, or nil.
func (r *records) layoutsOrNil() ui.Layouts {
	if r.layouts == nil {
		return nil
	}
	return r.layouts.For(r.scope)
}

// draftsOrNil is the store for typed text, or nil.
func (r *records) draftsOrNil() ui.Drafts {
	if r.drafts == nil {
		return nil
	}
	return r.drafts.For(r.scope)
}
