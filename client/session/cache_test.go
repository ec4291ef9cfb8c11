package session

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"census/client/roster"
	"census/model"
)

// Users stay for those who see the same ones again, and a file that cannot be used
// is as good as none.
func TestTheCacheIsForThoseWhoSeeTheSame(t *testing.T) {
	_, o := service(t)
	o.CacheDir = t.TempDir()
	first := mustOpen(t, o)
	users := roster.New()
	users.Put(model.User{UID: "ann", Name: "Ann", CreatedAt: 1})
	asOf := time.Unix(1_800_000_000, 0)
	if err := first.Cache.Store(t.Context(), users.Snapshot(), asOf); err != nil {
		t.Fatal(err)
	}
	into := roster.New()
	if at, known, err := mustOpen(t, o).Cache.Load(t.Context(), into); err != nil || !known || !at.Equal(asOf) || into.Len() != 1 {
		t.Errorf("%d users as of %v, known %t, %v", into.Len(), at, known, err)
	}
	other, err := first.LogInAs(t.Context(), bob)
	if err != nil {
		t.Fatal(err)
	}
	if _, known, err := other.Cache.Load(t.Context(), roster.New()); err != nil || known {
		t.Errorf("somebody else finds them too: %t, %v", known, err)
	}

	files, err := filepath.Glob(filepath.Join(o.CacheDir, "*.users"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte("no users"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, known, err := first.Cache.Load(t.Context(), roster.New()); err != nil || known {
		t.Errorf("a damaged file: known %t, %v", known, err)
	}
	o.CacheDir = ""
	if mustOpen(t, o).Cache != nil {
		t.Error("without a folder there is a cache")
	}
}
