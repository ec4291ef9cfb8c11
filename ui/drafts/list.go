package drafts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"census/client/statefile"
)

// Found is what programs that no longer run have left.
type Found struct {
	// Drafts are those of the profile, latest first.
	Drafts []Draft
	// Damaged are files of any profile that are not drafts. They were renamed,
	// so they are reported only once and kept; those of a newer version were
	// left alone.
	Damaged []Damage
}

// List looks for drafts of a profile that belong to no running program. An
// error is accompanied by what was found before it.
func (s *Store) List(ctx context.Context, profile string) (Found, error) {
	var found Found
	if err := s.open(ctx); err != nil {
		return found, err
	}
	left, err := s.leftBehind()
	if err != nil {
		return found, fmt.Errorf("look for drafts: %w", err)
	}
	for _, name := range left {
		path := s.path(name.owner, name.id)
		text, err := statefile.Read(ctx, path)
		if errors.Is(err, os.ErrNotExist) {
			continue // taken over in the meantime
		}
		if ctx.Err() != nil {
			return found, fmt.Errorf("look for drafts: %w", ctx.Err())
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

// draftName is the content of a draft's file name.
type draftName struct{ owner, id string }

// leftBehind names the drafts whose owner is gone, and removes the remains of
// such owners that nobody needs: their locks and half-written files.
func (s *Store) leftBehind() ([]draftName, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	living, err := s.owner.Living()
	if err != nil {
		return nil, err
	}
	var left []draftName
	for _, entry := range entries {
		name := entry.Name()
		rest, isTemporary := between(name, draftPrefix, draftSuffix+temporarySuffix)
		if !isTemporary {
			rest, _ = between(name, draftPrefix, draftSuffix)
		}
		owner, id, ok := strings.Cut(rest, "-")
		switch {
		case !ok || !statefile.IsName(owner) || !isID(id) || living[owner]:
		case isTemporary:
			_ = os.Remove(filepath.Join(s.dir, name)) // just a leftover; the next call tries again
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
