package drafts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"census/client/statefile"
)

// ErrTaken: the draft can no longer be taken over, because another program has
// taken it over or discarded it.
var ErrTaken = errors.New("the draft has been taken over or discarded")

// Store is a folder of drafts. It is safe for concurrent use.
type Store struct {
	dir   string
	use   statefile.FirstUse
	owner *statefile.Owner // set on first use

	turn statefile.Turn // serialises access to the folder and the following fields
	// saved is when each draft was last saved; discarded holds drafts that must
	// not reappear, because a save may be slower than what follows it.
	saved     map[string]time.Time
	discarded map[string]bool
	texts     map[string]string // the path of each draft's text
}

// New returns the store in a folder, which it creates if necessary, readable
// only by its owner, on first use. Close the store when done.
func New(dir string) *Store {
	return &Store{
		dir: dir, turn: statefile.NewTurn(),
		saved: map[string]time.Time{}, discarded: map[string]bool{}, texts: map[string]string{},
	}
}

// open prepares the store for use.
func (s *Store) open(ctx context.Context) error {
	err := s.use.Open(func() (err error) {
		if err = statefile.Folder(s.dir); err == nil {
			s.owner, err = statefile.Announce(ctx, s.dir)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("open the drafts: %w", err)
	}
	return nil
}

// Close marks this program as ended: what it has not discarded is offered to
// the next one.
func (s *Store) Close() error {
	if err := s.turn.Take(context.Background()); err != nil {
		return err
	}
	defer s.turn.Pass()
	if err := s.use.Close(func() error { return s.owner.Close() }); err != nil {
		return fmt.Errorf("close the drafts: %w", err)
	}
	return nil
}

// Save replaces the draft's state on the disk: a crash leaves either the
// earlier or the new one. A draft without values and text has no file until it
// has some again. A state older than the last one saved is ignored, as is any
// state of a discarded draft. If the context ends first, the earlier state
// stays.
func (s *Store) Save(ctx context.Context, d Draft) error {
	if !isID(d.ID) {
		return fmt.Errorf("save a draft: %q is not an id", d.ID)
	}
	text, err := encode(d)
	if err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := s.turn.Take(ctx); err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	defer s.turn.Pass()
	if s.discarded[d.ID] || d.Time.Before(s.saved[d.ID]) {
		return nil
	}
	path := s.path(s.owner.Name(), d.ID)
	if len(d.Values) == 0 && d.Text == nil {
		if err = os.Remove(path); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	} else {
		err = statefile.Replace(ctx, path, text)
	}
	if err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	s.saved[d.ID] = d.Time
	_ = s.dropText(d.ID, d.Text) // its content is now among the values
	return nil
}

// dropText removes the text that a draft no longer has. The caller holds the
// turn.
func (s *Store) dropText(id string, now *Text) error {
	path := s.texts[id]
	delete(s.texts, id)
	if now != nil {
		s.texts[id] = now.Path
	}
	// A path read from a file must not be able to remove anything else.
	if path == "" || path == s.texts[id] || !strings.Contains(filepath.Base(path), id) {
		return nil
	}
	for _, name := range []string{path + temporarySuffix, path} {
		err := os.Remove(name)
		if _, still := os.Lstat(name); still == nil {
			return fmt.Errorf("remove the editor's text: %w", err)
		}
	}
	return nil
}

// Discard removes a draft of this store for good: it was saved on the service,
// or is not wanted. Discarding a missing draft is not an error. It takes no
// context: a draft that stayed would be offered again although it was saved.
func (s *Store) Discard(id string) error {
	if !isID(id) {
		return fmt.Errorf("discard a draft: %q is not an id", id)
	}
	ctx := context.Background()
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := s.turn.Take(ctx); err != nil {
		return err
	}
	defer s.turn.Pass()
	s.discarded[id] = true
	if err := s.dropText(id, nil); err != nil {
		return fmt.Errorf("discard a draft: %w", err)
	}
	if err := os.Remove(s.path(s.owner.Name(), id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("discard a draft: %w", err)
	}
	return nil
}

// Claim takes over a draft that [Store.List] has found: from now on it belongs
// to this store, to be saved and discarded under the same id. If several
// programs try, one succeeds and the others get [ErrTaken]. If the context ends
// first, the draft stays where it is.
func (s *Store) Claim(ctx context.Context, id string) (Draft, error) {
	d, err := s.claim(ctx, id)
	if err != nil {
		return Draft{}, fmt.Errorf("take over a draft: %w", err)
	}
	return d, nil
}

func (s *Store) claim(ctx context.Context, id string) (Draft, error) {
	if !isID(id) {
		return Draft{}, fmt.Errorf("%q is not an id", id)
	}
	if err := s.open(ctx); err != nil {
		return Draft{}, err
	}
	left, err := s.leftBehind()
	if err != nil {
		return Draft{}, err
	}
	if err := s.turn.Take(ctx); err != nil {
		return Draft{}, err
	}
	defer s.turn.Pass()
	for _, name := range left {
		if name.id != id {
			continue
		}
		own := s.path(s.owner.Name(), id)
		if err := os.Rename(s.path(name.owner, id), own); errors.Is(err, os.ErrNotExist) {
			continue
		} else if err != nil {
			return Draft{}, err
		}
		statefile.SyncFolder(s.dir)
		// The draft now belongs to this store: a context that ends must not
		// prevent returning it.
		text, err := statefile.Read(context.WithoutCancel(ctx), own)
		if err != nil {
			return Draft{}, err
		}
		d, err := decode(text, id)
		if err == nil {
			delete(s.saved, id) // regardless of when it was typed
			delete(s.discarded, id)
			if d.Text != nil {
				s.texts[id] = d.Text.Path
			}
		}
		return d, err
	}
	return Draft{}, ErrTaken
}

const (
	draftPrefix      = "draft-"
	draftSuffix      = ".json"
	temporarySuffix  = statefile.TemporarySuffix
	unreadableSuffix = ".unreadable"
)

// isID accepts what [NewID] makes and nothing that could leave the folder.
func isID(id string) bool {
	return id != "" && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

func (s *Store) path(owner, id string) string {
	return filepath.Join(s.dir, draftPrefix+owner+"-"+id+draftSuffix)
}
