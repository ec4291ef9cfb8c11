package devserver

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// fileApp opens an app kept in the file, with random keys as outside tests.
func fileApp(t *testing.T, path string) *app {
	t.Helper()
	a := &app{t: t, now: testNow}
	s, err := New(Options{DB: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a.Server = s
	return a
}

func TestEverythingSurvivesReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder?#", "census%20.db")
	a := fileApp(t, path)
	token := a.token("cometchat-uid-1")
	a.admin("PUT", "/users/cometchat-uid-1", `{"statusMessage":"kept","tags":["a"],"metadata":{"n": 1.0}}`).ok()
	a.admin("POST", "/users", `{"uid":"x","name":"X"}`).ok()
	facts, users := a.Facts(), a.admin("GET", "/users?withTags=1&withDeactivated=1", "").ok().text
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	b := fileApp(t, path)
	if b.Facts() != facts {
		t.Errorf("facts changed: %v, then %v", facts, b.Facts())
	}
	if got := b.admin("GET", "/users?withTags=1&withDeactivated=1", "").ok().text; got != users {
		t.Errorf("users changed:\n%s\nthen\n%s", users, got)
	}
	b.send("GET", "/v3/me", "", "authtoken", token).ok()
}

func TestDatabaseIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("file rights are not checked on Windows, which keeps them elsewhere")
	}
	path := filepath.Join(t.TempDir(), "folder", "census.db")
	a := fileApp(t, path)
	a.admin("POST", "/users", `{"uid":"x","name":"X"}`).ok()
	for name, want := range map[string]os.FileMode{
		filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != want {
			t.Errorf("%s has rights %o, want %o", filepath.Base(name), info.Mode().Perm(), want)
		}
	}
}

// An answered write is on the disk: the settings that guarantee it are in
// force.
func TestDurabilitySettings(t *testing.T) {
	a := fileApp(t, filepath.Join(t.TempDir(), "census.db"))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "foreign_keys": "1",
	} {
		for name, db := range map[string]*database{"reader": a.store.reader, "writer": a.store.writer} {
			var got string
			if err := db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %s is %s, %v; want %s", name, pragma, got, err, want)
			}
		}
	}
}

func TestKeysAreRandom(t *testing.T) {
	dir := t.TempDir()
	one, two := fileApp(t, filepath.Join(dir, "1")).Facts(), fileApp(t, filepath.Join(dir, "2")).Facts()
	if one.AppID == two.AppID || one.APIKey == two.APIKey || one.AuthKey == two.AuthKey || one.APIKey == one.AuthKey {
		t.Error("two databases share a key or an app id")
	}
}

func TestServersInMemoryAreIndependent(t *testing.T) {
	a, b := sampleApp(t), sampleApp(t)
	a.admin("POST", "/users", `{"uid":"x","name":"X"}`).ok()
	b.admin("GET", "/users/x", "").fails(404, "ERR_UID_NOT_FOUND", nil)
}

func TestUnusableDatabases(t *testing.T) {
	dir := t.TempDir()
	noise := filepath.Join(dir, "noise")
	if err := os.WriteFile(noise, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(dir, "newer")
	db, err := sql.Open("sqlite", newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		noise:                           "not a database",
		newer:                           "version 99",
		dir:                             "create the database file",
		filepath.Join(noise, "beneath"): "create the database's folder",
	} {
		if s, err := New(Options{DB: path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New with %s: %v, want %q", filepath.Base(path), err, want)
			if err == nil {
				_ = s.Close()
			}
		}
	}
}

// Two servers on one file: each sees the other's writes, and neither refuses.
func TestTwoServersOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.db")
	var apps [2]*app
	var wg sync.WaitGroup
	for i := range apps {
		wg.Go(func() { apps[i] = fileApp(t, path) })
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	for i, a := range apps {
		wg.Go(func() {
			for n := range 10 {
				a.admin("POST", "/users", fmt.Sprintf(`{"uid":"w%d-%d","name":"X"}`, i, n)).ok()
			}
		})
	}
	wg.Wait()
	for _, a := range apps {
		if got := a.admin("GET", "/users?searchKey=w&searchIn=uid", "").list().Meta.Pagination.Total; got < 20 {
			t.Errorf("%d of 20 users are there", got)
		}
	}
}

// Concurrent writers: no write is lost or fails, and increments of one user's
// metadata show that each answer belongs to its own write.
func TestConcurrentWriters(t *testing.T) {
	for name, path := range map[string]string{"memory": "", "file": filepath.Join(t.TempDir(), "census.db")} {
		t.Run(name, func(t *testing.T) {
			a := fileApp(t, path)
			const writers, writes = 6, 6
			var wg sync.WaitGroup
			for w := range writers {
				wg.Go(func() {
					for n := range writes {
						uid := fmt.Sprintf("w%d-%d", w, n)
						a.admin("POST", "/users", fmt.Sprintf(`{"uid":%q,"name":"X"}`, uid)).ok()
						status := fmt.Sprintf("%d of %d", n, w)
						if got := a.admin("PUT", "/users/cometchat-uid-1", `{"statusMessage":"`+status+`"}`).user(); got.StatusMessage != status {
							t.Errorf("answered %q to the update %q", got.StatusMessage, status)
						}
						a.admin("GET", "/users?perPage=3&withTags=1", "").ok()
					}
				})
			}
			wg.Wait()
			total := 0
			for w := range writers {
				total += a.admin("GET", fmt.Sprintf("/users?searchIn=uid&searchKey=w%d-", w), "").list().Meta.Pagination.Total
			}
			if total != writers*writes {
				t.Errorf("%d of %d users were kept", total, writers*writes)
			}
		})
	}
}
