package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"census/client"
	"census/client/journal"
	"census/client/mirror"
	"census/client/roster"
	"census/config"
	"census/model"
	"census/ui"
	"census/ui/drafts"
	"census/ui/layouts"
)

// records are the program's own files about the work with one service: the
// journal and the drafts. They are opened when a command first asks for them,
// not before: the first frame does not wait for a disk.
type records struct {
	// scope keeps the services apart in the files. The name of a profile is not
	// enough: the sample users exist in every app, and a profile, or the
	// environment, may name another app tomorrow.
	scope   string
	journal onFirstUse[*journal.Journal]
	drafts  onFirstUse[*drafts.Store]
	mirror  onFirstUse[*mirror.Store]
	layouts onFirstUse[*layouts.Store]
	// keepDrafts and keepLayouts say that there is a place for them, keepUsers also
	// that they are wanted.
	keepDrafts, keepUsers, keepLayouts bool
}

func newRecords(s config.Settings) *records {
	r := &records{
		scope:       s.Profile,
		keepDrafts:  s.Dirs.Drafts() != "",
		keepUsers:   s.Cache && s.Dirs.Mirror() != "",
		keepLayouts: s.Dirs.Layouts() != "",
	}
	if !s.Local {
		r.scope += " " + appName(s)
	}
	r.journal.open = func() (*journal.Journal, error) {
		dir := s.Dirs.Journal()
		if dir == "" {
			return nil, &client.ConfigError{Err: errors.New("there is no place for the journal: set HOME or XDG_STATE_HOME")}
		}
		j, err := journal.Open(dir, journal.Options{OmitPrivate: !s.JournalPrivate})
		if err != nil {
			return nil, fmt.Errorf("journal %s: %w", dir, err)
		}
		return j, nil
	}
	r.journal.end = (*journal.Journal).Close
	r.drafts.open = func() (*drafts.Store, error) { return drafts.Open(s.Dirs.Drafts()) }
	r.drafts.end = (*drafts.Store).Close
	r.mirror.open = func() (*mirror.Store, error) { return mirror.Open(s.Dirs.Mirror()) }
	r.layouts.open = func() (*layouts.Store, error) { return layouts.Open(s.Dirs.Layouts()) }
	return r
}

// close ends what was opened. Nothing is opened after it.
func (r *records) close() error {
	return errors.Join(r.journal.close(), r.drafts.close(), r.mirror.close(), r.layouts.close())
}

// cacheOrNil is where the users stay between two starts, as far as the actor sees
// them; nil means nowhere.
func (r *records) cacheOrNil(a model.Actor) ui.Cache {
	if !r.keepUsers {
		return nil
	}
	return lazyCache{store: &r.mirror, scope: r.scope + " " + a.Credential.String() + " " + a.Me}
}

// layoutsOrNil is where columns and views are kept; nil means nowhere.
func (r *records) layoutsOrNil() ui.Layouts {
	if !r.keepLayouts {
		return nil
	}
	return lazyLayouts{store: &r.layouts, scope: r.scope}
}

// lazyCache opens the store when it is first asked.
type lazyCache struct {
	store *onFirstUse[*mirror.Store]
	scope string
}

func (c lazyCache) Load(into *roster.Roster) (asOf time.Time, known bool, err error) {
	store, err := c.store.value()
	if err != nil {
		return time.Time{}, false, err
	}
	return ui.CacheIn{In: store, Scope: c.scope}.Load(into)
}

func (c lazyCache) Store(ctx context.Context, users *roster.Snapshot, asOf time.Time) error {
	store, err := c.store.value()
	if err != nil {
		return err
	}
	return ui.CacheIn{In: store, Scope: c.scope}.Store(ctx, users, asOf)
}

// lazyLayouts opens the store when it is first asked.
type lazyLayouts struct {
	store *onFirstUse[*layouts.Store]
	scope string
}

func (l lazyLayouts) Load() (layouts.Layout, error) {
	store, err := l.store.value()
	if err != nil {
		return layouts.Layout{}, err
	}
	return store.Load(l.scope)
}

func (l lazyLayouts) Update(change func(*layouts.Layout)) (layouts.Layout, error) {
	store, err := l.store.value()
	if err != nil {
		return layouts.Layout{}, err
	}
	return store.Update(l.scope, change)
}

// draftsOrNil is where the screens keep what is typed; nil means nowhere.
func (r *records) draftsOrNil() ui.Drafts {
	if !r.keepDrafts {
		return nil
	}
	return scopedDrafts{store: &r.drafts, scope: r.scope}
}

// scopedHistory is the journal as far as it is about one service.
type scopedHistory struct {
	journal *journal.Journal
	scope   string
}

// Entries selects by scope, whichever profile the filter names.
func (h scopedHistory) Entries(f journal.Filter) (journal.History, error) {
	f.Profile = h.scope
	return h.journal.Entries(f)
}

// scopedDrafts are the drafts as far as they are about one service. Every method
// opens the store if nobody has; like all of ui.Drafts they are for commands.
type scopedDrafts struct {
	store *onFirstUse[*drafts.Store]
	scope string
}

func (d scopedDrafts) Save(draft drafts.Draft) error {
	store, err := d.store.value()
	if err != nil {
		return err
	}
	draft.Profile = d.scope
	return store.Save(draft)
}

// List looks in the scope, whichever profile is named.
func (d scopedDrafts) List(string) (drafts.Found, error) {
	store, err := d.store.value()
	if err != nil {
		return drafts.Found{}, err
	}
	return store.List(d.scope)
}

func (d scopedDrafts) Claim(id string) (drafts.Draft, error) {
	store, err := d.store.value()
	if err != nil {
		return drafts.Draft{}, err
	}
	return store.Claim(id)
}

func (d scopedDrafts) Discard(id string) error {
	store, err := d.store.value()
	if err != nil {
		return err
	}
	return store.Discard(id)
}

// onFirstUse is something that the first who asks opens and that is closed once,
// at the end. A failed opening is tried again by the next who asks.
type onFirstUse[T any] struct {
	open func() (T, error)
	end  func(T) error // nil where there is nothing to close

	mu     sync.Mutex
	opened bool
	ended  bool
	it     T
}

var errEnding = errors.New("the program is ending")

func (o *onFirstUse[T]) value() (T, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var none T
	switch {
	case o.ended:
		return none, errEnding
	case o.opened:
		return o.it, nil
	}
	it, err := o.open()
	if err != nil {
		return none, err
	}
	o.it, o.opened = it, true
	return it, nil
}

func (o *onFirstUse[T]) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	first := !o.ended
	o.ended = true
	if !o.opened || !first || o.end == nil {
		return nil
	}
	return o.end(o.it)
}
