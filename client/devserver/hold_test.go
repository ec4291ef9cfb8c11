package devserver

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestTheSecondServerKnows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.db")
	first := fileApp(t, path)
	if first.Shared() {
		t.Error("the first server reports a shared file")
	}
	second := fileApp(t, path)
	if !second.Shared() {
		t.Error("the second server does not know of the first")
	}
	_, err := New(Options{DB: path, Alone: true})
	var inUse *InUseError
	if !errors.As(err, &inUse) || inUse.Path != path || !strings.Contains(err.Error(), path) {
		t.Fatalf("a server that wants to be alone: %v", err)
	}
	if runtime.GOOS != "windows" && inUse.PID != os.Getpid() {
		t.Errorf("the error names process %d", inUse.PID)
	}

	// The first server closes; the second still has the file.
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{DB: path, Alone: true}); !errors.As(err, &inUse) {
		t.Errorf("the file has one server left: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	third, err := New(Options{DB: path, Alone: true})
	if err != nil {
		t.Fatal(err)
	}
	if third.Shared() {
		t.Error("the file is free, but the server thinks that it shares it")
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}

func TestServersInMemoryAreAlone(t *testing.T) {
	a, b := sampleApp(t), newApp(t, Options{Users: -1, Alone: true})
	if a.Shared() || b.Shared() {
		t.Error("a database in memory is shared")
	}
}

func TestHolderIsAProcessThatRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	for _, text := range []string{"", "nobody", "-1", "0", "99999999"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if pid := holder(path); pid != 0 {
			t.Errorf("%q: process %d", text, pid)
		}
	}
	if pid := holder(path + ".missing"); pid != 0 {
		t.Errorf("without a note: process %d", pid)
	}
	if got := (&InUseError{Path: "x.db"}).Error(); got != "another process uses the database x.db" {
		t.Error(got)
	}
}

func TestReset(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.db")
	if err := Reset(path); err != nil {
		t.Errorf("no file: %v", err)
	}
	a := fileApp(t, path)
	a.admin("POST", "/users", `{"uid":"x","name":"X"}`).ok()
	facts := a.Facts()
	var inUse *InUseError
	if err := Reset(path); !errors.As(err, &inUse) {
		t.Errorf("a file in use: %v", err)
	}
	a.admin("GET", "/users/x", "").ok()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Reset(path); err != nil {
		t.Fatal(err)
	}
	b := fileApp(t, path)
	b.admin("GET", "/users/x", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	if b.Facts().APIKey == facts.APIKey {
		t.Error("the keys have survived")
	}
}

// Reset cannot destroy other files.
func TestResetKeepsForeignFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	text := strings.Repeat("dear reader ", 1000)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Reset(path); err == nil || !strings.Contains(err.Error(), "not a census database") {
		t.Errorf("%v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != text {
		t.Errorf("the file is gone or changed: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Reset(empty); err != nil {
		t.Errorf("an empty file: %v", err)
	}
}

func TestListenExposed(t *testing.T) {
	l, err := ListenExposed("0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := ListenExposed("nonsense"); err == nil {
		t.Error("nonsense is an address")
	}
}
