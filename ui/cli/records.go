package cli

import (
	"errors"

	"census/config"
	"census/ui"
	"census/ui/drafts"
	"census/ui/layouts"
)

// records are the screens' own files about the work with one service. They are
// opened when a command first asks for them, not before: the first frame does not
// wait for a disk.
type records struct {
	scope   string
	drafts  *drafts.Store  // nil where there is no place for them
	layouts *layouts.Store // nil where there is no place for them
}

// newRecords are the files under the name by which the session's own are kept apart.
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

// close ends what was opened. Nothing is opened after it.
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
