package devserver

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// minimalServer is the smallest server that stores users with the same
// durability: one table, one statement per request, answered once the data is
// on the disk. The journal mode is DELETE, SQLite's default, or WAL.
func minimalServer(b *testing.B, journal string) http.Handler {
	b.Helper()
	db, err := openPool(fileDSN(filepath.Join(b.TempDir(), "minimal.db"), "immediate"), 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	for _, statement := range []string{"PRAGMA journal_mode = " + journal, "CREATE TABLE users (uid TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL)"} {
		if _, err := db.Exec(statement); err != nil {
			b.Fatal(err)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var u struct{ UID, Name string }
		if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := insertMinimal(r.Context(), db, u.UID, u.Name); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": u})
	})
}

func insertMinimal(ctx context.Context, db *database, uid, name string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "INSERT INTO users VALUES (?, ?, ?)", uid, name, time.Now().Unix()); err != nil {
		return err
	}
	return tx.Commit()
}

// BenchmarkWriters creates users over a port, with one client and with many, on
// this server and, alternating, on the minimal ones with the same durability.
// It reports how many users per second this server accepts, absolutely and as a
// multiple of the minimal servers.
func BenchmarkWriters(b *testing.B) {
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) { compareWriters(b, clients) })
	}
}

func compareWriters(b *testing.B, clients int) {
	b.Helper()
	s, err := New(Options{DB: filepath.Join(b.TempDir(), "census.db"), Users: -1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	var apps [3]*httptest.Server
	for i, handler := range []http.Handler{s, minimalServer(b, "DELETE"), minimalServer(b, "WAL")} {
		apps[i] = httptest.NewServer(handler)
		b.Cleanup(apps[i].Close)
	}
	const each = 100
	var took [len(apps)]time.Duration
	rounds := 0
	for ; b.Loop(); rounds++ {
		for i, app := range apps {
			begin := time.Now()
			createMany(b, app, s.Facts().APIKey, clients, each, rounds)
			took[i] += time.Since(begin)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(each*rounds)/took[0].Seconds(), "users/s")
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "of-minimal")
	b.ReportMetric(took[2].Seconds()/took[0].Seconds(), "of-minimal-WAL")
}

func createMany(b *testing.B, app *httptest.Server, key string, clients, users, round int) {
	b.Helper()
	var next atomic.Int64
	var writers sync.WaitGroup
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	for range clients {
		writers.Go(func() {
			for n := next.Add(1); n <= int64(users); n = next.Add(1) {
				body := fmt.Sprintf(`{"uid":"r%d-%d","name":"User %d"}`, round, n, n)
				r, err := http.NewRequestWithContext(b.Context(), "POST", app.URL+"/v3/users", strings.NewReader(body))
				if err != nil {
					b.Error(err)
					return
				}
				r.Header.Set("apikey", key)
				response, err := transport.RoundTrip(r)
				if err != nil {
					b.Error(err)
					return
				}
				text, _ := io.ReadAll(response.Body)
				_ = response.Body.Close()
				if response.StatusCode != http.StatusOK {
					b.Errorf("%s %s", response.Status, text)
					return
				}
			}
		})
	}
	writers.Wait()
}
