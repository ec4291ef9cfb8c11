package layouts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"census/client/statefile"
)

// DamagedError is the error of a layout that could not be read. Its file was set
// aside, so that it is reported once, can be mended, and is not written over.
type DamagedError struct {
	// Path is where the file is now.
	Path string
	// Problem is a clause such as "it is not JSON in line 7".
	Problem string
}

func (d *DamagedError) Error() string {
	return fmt.Sprintf("the saved columns and views cannot be read: %s; the file is kept as %s", d.Problem, d.Path)
}

// Store is a folder of layouts. It is safe for concurrent use, by several
// programs as well.
type Store struct {
	dir      string
	use      statefile.FirstUse
	patience time.Duration // with the folder's lock
}

// New is the store in a folder, which it makes readable by its owner only, and
// creates if need be, when it is first used.
func New(dir string) *Store { return &Store{dir: dir, patience: statefile.Patience} }

// open makes the store ready for use.
func (s *Store) open() error {
	if err := s.use.Open(func() error { return statefile.Folder(s.dir) }); err != nil {
		return fmt.Errorf("open the layouts: %w", err)
	}
	return nil
}

// Close says that the program ends: nothing is loaded or saved after it.
func (s *Store) Close() error { return s.use.Close(nil) }

// Scope is the layout for one purpose, such as a profile.
type Scope struct {
	store *Store
	name  string
}

// For is the layout of a scope.
func (s *Store) For(scope string) Scope { return Scope{s, scope} }

// Load is [Store.Load] of the scope.
func (s Scope) Load(ctx context.Context) (Layout, error) { return s.store.Load(ctx, s.name) }

// Update is [Store.Update] of the scope.
func (s Scope) Update(ctx context.Context, change func(*Layout)) (Layout, error) {
	return s.store.Update(ctx, s.name, change)
}

// Load reads the layout of a scope, the zero Layout when none was saved. A file
// that holds no layout is set aside and reported as a [*DamagedError]; after
// that the scope has none.
func (s *Store) Load(ctx context.Context, scope string) (Layout, error) {
	if err := s.open(); err != nil {
		return Layout{}, err
	}
	l, damage, err := s.read(ctx, scope)
	if damage != nil {
		l, err = s.settle(ctx, scope)
	}
	if err != nil {
		return Layout{}, fmt.Errorf("load the layout: %w", err)
	}
	return l, nil
}

// settle reads a damaged file once more, for it may have been replaced since,
// and puts it aside if it is damaged still.
func (s *Store) settle(ctx context.Context, scope string) (l Layout, err error) {
	err = s.exclusively(ctx, func() error {
		var damage, err error
		if l, damage, err = s.read(ctx, scope); damage != nil {
			return s.putAside(scope, damage)
		}
		return err
	})
	return l, err
}

// Update changes the layout of a scope as it is on the disk now, so that what
// another program has saved meanwhile stays, and returns it as it was saved. A
// file that holds no layout is set aside; the change is then made to the zero
// Layout and saved, and the error is a [*DamagedError]. When the context ends first,
// the layout on the disk stays as it was.
func (s *Store) Update(ctx context.Context, scope string, change func(*Layout)) (l Layout, err error) {
	if err := s.open(); err != nil {
		return Layout{}, err
	}
	var damaged *DamagedError
	err = s.exclusively(ctx, func() error {
		var damage, err error
		if l, damage, err = s.read(ctx, scope); damage != nil {
			err = s.putAside(scope, damage)
			l = Layout{}
		}
		if err != nil && !errors.As(err, &damaged) {
			return err
		}
		change(&l)
		return s.replace(ctx, scope, l)
	})
	if err != nil {
		l = Layout{}
	}
	if damaged != nil { // also where the change could not be saved after that
		err = errors.Join(damaged, err)
	}
	if err != nil {
		err = fmt.Errorf("save the layout: %w", err)
	}
	return l, err
}

// replace is for who has the folder's lock.
func (s *Store) replace(ctx context.Context, scope string, l Layout) error {
	if !utf8.ValidString(scope) {
		return errors.New("the scope is not UTF-8")
	}
	if err := l.Check(); err != nil {
		return err
	}
	text, err := encode(scope, l)
	if err != nil {
		return err
	}
	return statefile.Replace(ctx, s.path(scope), text)
}

// read reads a scope's file; damage says why it is no layout.
func (s *Store) read(ctx context.Context, scope string) (l Layout, damage, err error) {
	f, err := os.Open(s.path(scope))
	if errors.Is(err, os.ErrNotExist) {
		return Layout{}, nil, nil
	}
	if err != nil {
		return Layout{}, nil, err
	}
	text, err := io.ReadAll(io.LimitReader(statefile.Reader(ctx, f), maxFile+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return Layout{}, nil, err
	}
	l, damage = decode(text, scope)
	return l, damage, nil
}

const damagedSuffix = ".damaged"

// putAside renames a scope's file, not over one that was put aside before.
func (s *Store) putAside(scope string, damage error) error {
	path := s.path(scope)
	aside := path + damagedSuffix
	for n := 2; isThere(aside); n++ {
		aside = fmt.Sprintf("%s%s.%d", path, damagedSuffix, n)
	}
	if err := os.Rename(path, aside); err != nil {
		return err
	}
	statefile.SyncFolder(s.dir)
	return &DamagedError{Path: aside, Problem: damage.Error()}
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// exclusively runs do while nobody else changes the folder.
func (s *Store) exclusively(ctx context.Context, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	return statefile.Exclusively(ctx, filepath.Join(s.dir, "layouts.lock"), do)
}

// path names a scope's file: a part that a person recognises and one that is
// the scope's own.
func (s *Store) path(scope string) string {
	return filepath.Join(s.dir, "layout-"+statefile.Name(scope, 32, 8)+".json")
}
