package cli

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"census/client/roster"
	"census/model"
	"census/ui"
	"census/ui/layouts"
)

// Users that were read stay in the cache directory, only for people who see the
// same users of the same app.
func TestUsersAreKeptInTheCache(t *testing.T) {
	server, base := service(t)
	home := t.TempDir()
	environ := []string{"HOME=" + home, "CENSUS_API_KEY=" + server.Facts().APIKey, "CENSUS_BASE_URL=" + base, "CENSUS_ME=cometchat-uid-1"}
	_, s := mustConnect(t, environ...)
	users := roster.New()
	users.Put(model.User{UID: "ann", Name: "Ann", CreatedAt: 1, Metadata: model.Metadata(`{"plan":"pro","@private":{"pin":"4711"}}`)})
	asOf := time.Unix(1_800_000_000, 0)
	if err := s.Cache.Store(t.Context(), users.Snapshot(), asOf); err != nil {
		t.Fatal(err)
	}
	text := textOf(t, filepath.Join(home, ".cache", "census"))
	if !strings.Contains(text, "Ann") || strings.Contains(text, "4711") || strings.Contains(text, server.Facts().APIKey) {
		t.Errorf("kept is %q", text)
	}

	_, again := mustConnect(t, environ...)
	into := roster.New()
	if at, known, err := again.Cache.Load(t.Context(), into); err != nil || !known || !at.Equal(asOf) || into.Len() != 1 {
		t.Errorf("%d users as of %v, known %t, %v", into.Len(), at, known, err)
	}
	_, other := mustConnect(t, append(environ[:3:3], "CENSUS_ME=cometchat-uid-2")...)
	if _, known, err := other.Cache.Load(t.Context(), roster.New()); err != nil || known {
		t.Errorf("another person finds them too: %t, %v", known, err)
	}
}

func TestNoCacheKeepsNothing(t *testing.T) {
	b := newBench(t)
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		s, err := o.Connect(ctx)
		if s.Cache != nil {
			t.Error("there is a cache")
		}
		return "", err
	})
	if r := b.run(t.Context(), "--no-cache"); r.code != exitOK {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(filepath.Join(b.home, ".cache")); !os.IsNotExist(err) {
		t.Errorf("the cache directory: %v", err)
	}
}

// Columns and views belong to the profile, not to the logged-in user.
func TestTheLayoutBelongsToTheProfile(t *testing.T) {
	server, base := service(t)
	home := t.TempDir()
	environ := []string{"HOME=" + home, "CENSUS_API_KEY=" + server.Facts().APIKey, "CENSUS_BASE_URL=" + base}
	_, s := mustConnect(t, environ...)
	if _, err := s.Layouts.Update(t.Context(), func(l *layouts.Layout) { l.Sort.Column = "name" }); err != nil {
		t.Fatal(err)
	}
	_, again := mustConnect(t, append(environ, "CENSUS_ME=cometchat-uid-2")...)
	if l, err := again.Layouts.Load(t.Context()); err != nil || l.Sort.Column != "name" {
		t.Errorf("%+v, %v", l, err)
	}
	if _, err := fs.Stat(os.DirFS(home), ".local/state/census"); err != nil {
		t.Error(err)
	}
}
