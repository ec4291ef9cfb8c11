package drafts

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

// Found is what programs that are gone have left.
type Found struct {
	// Drafts are those of the profile, the latest first.
	Drafts []Draft
	// Damaged are files of any profile that are no drafts. They were renamed,
	// so that they are reported once and kept; those of a newer version were not
	// even renamed.
	Damaged []Damage
}

// List looks for the drafts of a profile that belong to no living program.
func (s *Store) List(profile string) (Found, error) {
	var found Found
	left, err := s.leftBehind()
	if err != nil {
		return found, fmt.Errorf("look for drafts: %w", err)
	}
	for _, name := range left {
		path := s.path(name.owner, name.id)
		text, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			continue // taken over meanwhile
		}
		if err == nil {
			var d Draft
			if d, err = decode(text, name.id); err == nil {
				if d.Profile == profile {
					found.Drafts = append(found.Drafts, d)
				}
				continue
			}
		}
		found.Damaged = append(found.Damaged, putAside(path, err))
	}
	slices.SortStableFunc(found.Drafts, func(a, b Draft) int { return b.Time.Compare(a.Time) })
	return found, nil
}

func putAside(path string, problem error) Damage {
	if errors.Is(problem, errNotADraft) && os.Rename(path, path+unreadableSuffix) == nil {
		path += unreadableSuffix
	}
	return Damage{Path: path, Problem: problem.Error()}
}

// draftName is what a draft's file name says.
type draftName struct{ owner, id string }

// leftBehind names the drafts whose owner is gone, and removes what such owners
// have no use for any more: their locks and half-written files.
func (s *Store) leftBehind() ([]draftName, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	living := map[string]bool{}
	lives := func(owner string) bool {
		if _, asked := living[owner]; !asked {
			living[owner] = s.isAlive(owner)
		}
		return living[owner]
	}
	var left []draftName
	for _, entry := range entries {
		name := entry.Name()
		if owner, ok := between(name, ownerPrefix, ownerSuffix); ok {
			lives(owner) // removes a lock that nobody holds
			continue
		}
		rest, isTemporary := between(name, draftPrefix, draftSuffix+temporarySuffix)
		if !isTemporary {
			rest, _ = between(name, draftPrefix, draftSuffix)
		}
		owner, id, ok := strings.Cut(rest, "-")
		switch {
		case !ok || !isID(owner) || !isID(id) || lives(owner):
		case isTemporary:
			_ = os.Remove(filepath.Join(s.dir, name))
		default:
			left = append(left, draftName{owner, id})
		}
	}
	return left, nil
}

func between(name, prefix, suffix string) (string, bool) {
	rest, hasPrefix := strings.CutPrefix(name, prefix)
	rest, hasSuffix := strings.CutSuffix(rest, suffix)
	return rest, hasPrefix && hasSuffix
}

func (s *Store) ownerPath(owner string) string {
	return filepath.Join(s.dir, ownerPrefix+owner+ownerSuffix)
}

// announce takes the lock that says that this store's program lives. Somebody
// who tidies up may remove the file in the moment before it is locked; then it
// is made again.
func (s *Store) announce() error {
	const tries = 10
	for range tries {
		lock := flock.New(s.ownerPath(s.owner), flock.SetPermissions(0o600))
		ok, err := lock.TryLock()
		if err != nil {
			return err
		}
		if ok && isStillThere(lock) {
			s.alive = lock
			return nil
		}
		_ = lock.Close()
	}
	return errors.New("the lock that marks this program is taken away again and again")
}

func isStillThere(lock *flock.Flock) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(lock.Path())
	return err == nil && os.SameFile(held, named)
}

// isAlive reports whether the owner's program runs, and removes the lock of one
// that does not. A lock that cannot be asked counts as held: better to offer a
// draft later than to take it from somebody typing.
func (s *Store) isAlive(owner string) bool {
	if owner == s.owner {
		return true
	}
	if !isID(owner) {
		return false
	}
	lock := flock.New(s.ownerPath(owner), flock.SetFlag(os.O_RDWR))
	free, err := lock.TryLock()
	if free {
		_ = os.Remove(lock.Path())
	}
	_ = lock.Close()
	return !free && !errors.Is(err, os.ErrNotExist)
}
