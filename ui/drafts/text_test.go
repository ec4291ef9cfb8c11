package drafts

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"census/model"
)

// withText is a draft with a text in the editor.
func withText(t *testing.T, dir string) Draft {
	t.Helper()
	d := draft("bob", 10)
	d.Text = &Text{Path: filepath.Join(dir, "census-user-"+d.ID+".jsonc"), Given: "{\n\"name\": \"Å\xff\"}", Whole: true}
	if err := os.WriteFile(d.Text.Path, []byte("edited"), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, os.ErrNotExist)
}

func TestATextAloneIsADraft(t *testing.T) {
	dir := t.TempDir()
	s, next := open(t, dir), open(t, dir)
	d := withText(t, t.TempDir())
	d.Values = map[model.Key]model.Value{}
	save(t, s, d)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found := list(t, next, "work"); !reflect.DeepEqual(found.Drafts, []Draft{d}) {
		t.Errorf("got\n%+v\nwant\n%+v", found, d)
	}
}

func TestATextGoesWithItsDraft(t *testing.T) {
	for name, end := range map[string]func(*Store, Draft) error{
		"saved without it": func(s *Store, d Draft) error { d.Text = nil; return s.Save(t.Context(), d) },
		"another text": func(s *Store, d Draft) error {
			other := *d.Text
			other.Path += "2"
			d.Text = &other
			return s.Save(t.Context(), d)
		},
		"discarded": func(s *Store, d Draft) error { return s.Discard(d.ID) },
		"taken over and discarded": func(s *Store, d Draft) error {
			next := open(t, s.dir)
			if err := s.Close(); err != nil {
				return err
			}
			if _, err := next.Claim(t.Context(), d.ID); err != nil {
				return err
			}
			return next.Discard(d.ID)
		},
	} {
		s := New(t.TempDir())
		d := withText(t, t.TempDir())
		save(t, s, d)
		half := d.Text.Path + temporarySuffix
		if err := os.WriteFile(half, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		d.Time = d.Time.Add(time.Second)
		save(t, s, d)
		if !isThere(d.Text.Path) {
			t.Errorf("%s: a draft that still has its text has lost the file", name)
		}
		if err := end(s, d); err != nil || isThere(d.Text.Path) || isThere(half) {
			t.Errorf("%s: %v, the text is there: %v, a half of it: %v", name, err, isThere(d.Text.Path), isThere(half))
		}
	}
}

// A foreign file, named in a draft that was tampered with, is not removed.
func TestOnlyTextsOfDraftsAreRemoved(t *testing.T) {
	s := open(t, t.TempDir())
	d := withText(t, t.TempDir())
	d.Text.Path = filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(d.Text.Path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	save(t, s, d)
	if err := s.Discard(d.ID); err != nil || !isThere(d.Text.Path) {
		t.Errorf("%v, still there: %v", err, isThere(d.Text.Path))
	}
}

// A text that cannot be removed is not reported as removed.
func TestATextThatCannotBeRemovedIsReported(t *testing.T) {
	s := open(t, t.TempDir())
	d := withText(t, t.TempDir())
	save(t, s, d)
	if err := errors.Join(os.Remove(d.Text.Path), os.MkdirAll(filepath.Join(d.Text.Path, "in the way"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := s.Discard(d.ID); err == nil {
		t.Error("discarding succeeded, though the text is still there")
	}
}
