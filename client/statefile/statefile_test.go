package statefile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestOnlyFilesAreRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	if _, err := Read(t.Context(), path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
	if err := Replace(t.Context(), path, []byte("text")); err != nil {
		t.Fatal(err)
	}
	if text, err := Read(t.Context(), path); err != nil || string(text) != "text" {
		t.Errorf("a file: %q, %v", text, err)
	}
	for _, path := range []string{os.DevNull, t.TempDir()} {
		if _, err := Read(t.Context(), path); !errors.Is(err, errNoFile) {
			t.Errorf("%s was read: %v", path, err)
		}
	}
}

func TestReplaceLeavesOneWholeFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := Folder(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "x.json")
	if err := os.WriteFile(path+TemporarySuffix, []byte("half of something longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second one", "3"} {
		if err := Replace(t.Context(), path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v; want %q", got, err, text)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

func TestAFailedReplaceLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Replace(t.Context(), path, []byte("text")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if _, err := os.Stat(path + TemporarySuffix); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half-written file is left: %v", err)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "x.json")
	if err := os.WriteFile(path, []byte("edited by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(Folder(dir), Replace(t.Context(), path, []byte("text"))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{dir: 0o700, path: 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode().Perm(), err, want)
		}
	}
}
