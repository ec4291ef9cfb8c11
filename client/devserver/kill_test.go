package devserver

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// killedDB names the database of the process that a test starts in order to
// kill it; killedSeeding means the test wants to kill it while it fills a new
// one.
const (
	killedDB      = "CENSUS_TEST_KILLED_DB"
	killedSeeding = "CENSUS_TEST_KILLED_SEEDING"
)

// TestMain lets the test binary act as that process.
func TestMain(m *testing.M) {
	if path := os.Getenv(killedDB); path != "" {
		fmt.Fprintln(os.Stderr, serveUntilKilled(path))
		os.Exit(1)
	}
	code := m.Run()
	if million.dir != "" {
		_ = os.RemoveAll(million.dir)
	}
	os.Exit(code)
}

func serveUntilKilled(path string) error {
	o := Options{DB: path, Users: -1, Alone: true}
	if os.Getenv(killedSeeding) != "" {
		o.Users = 10_000_000
		o.Progress = func(stored, total int) { fmt.Println(stored, "of", total) }
	}
	s, err := New(o)
	if err != nil {
		return err
	}
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr(), s.Facts().APIKey)
	return http.Serve(l, s) // no timeouts: the process is about to be killed
}

// answered holds the answered writes: the state each user must have.
type answered struct {
	mu     sync.Mutex
	status map[string]string
	gone   map[string]bool
}

// A write that was answered survives kill -9, at any moment.
func TestAnsweredWritesSurviveKill(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Skip("the test's own program cannot be found:", err)
	}
	path := filepath.Join(t.TempDir(), "census.db")
	known := &answered{status: map[string]string{}, gone: map[string]bool{}}
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 4 {
		killUnderLoad(t, program, path, round, 15+random.IntN(40), known)
		compareAnswered(t, path, known)
	}
	if len(known.status) < 20 || len(known.gone) == 0 {
		t.Errorf("only %d writes and %d deletions were answered", len(known.status), len(known.gone))
	}
}

// A process killed while filling a new database leaves it new.
func TestKilledSeedingLeavesNothing(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Skip("the test's own program cannot be found:", err)
	}
	path := filepath.Join(t.TempDir(), "census.db")
	process := exec.CommandContext(t.Context(), program)
	process.Env = append(os.Environ(), killedDB+"="+path, killedSeeding+"=1")
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for range 5 { // five thousand users
		if line, err := lines.ReadString('\n'); err != nil {
			t.Fatalf("the process says %q, %v", line, err)
		}
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = process.Wait() // killed on purpose
	a := newApp(t, Options{DB: path, Users: 10, Alone: true})
	if total := a.admin("GET", "/users?withDeactivated=1", "").list().Meta.Pagination.Total; total != 15 {
		t.Errorf("%d users are there, want 15", total)
	}
}

// killUnderLoad runs writers against a server process and kills it after the
// given number of answered writes, with others in progress.
func killUnderLoad(t *testing.T, program, path string, round, after int, known *answered) {
	t.Helper()
	process := exec.CommandContext(t.Context(), program)
	process.Env = append(os.Environ(), killedDB+"="+path)
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	process.Stderr = &complaint
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, key, ok := strings.Cut(strings.TrimSpace(line), " ")
	if err != nil || !ok {
		t.Fatalf("the server says %q, %v, %s", line, err, &complaint)
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}, Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()

	answers := make(chan struct{}, 1)
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := 0; writeOnce(client, addr, key, fmt.Sprintf("r%d-w%d-%d", round, w, n/3), n, known); n++ {
				answers <- struct{}{}
			}
		})
	}
	for range after {
		<-answers
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	go func() { writers.Wait(); close(answers) }()
	for range answers { // until the last writer's connection has failed
	}
	_ = process.Wait() // killed on purpose
}

// writeOnce creates a user, then changes it or, every other time, deletes it
// for good. It records what was answered and reports whether anything was.
func writeOnce(client *http.Client, addr, key, uid string, n int, known *answered) bool {
	status := fmt.Sprint("message ", n)
	method, path, body := "POST", "/v3/users", fmt.Sprintf(`{"uid":%q,"name":"X","statusMessage":%q}`, uid, status)
	deletes := n%6 == 5
	switch {
	case deletes:
		method, path, body = "DELETE", "/v3/users/"+uid, `{"permanent":true}`
	case n%3 > 0:
		method, path, body = "PUT", "/v3/users/"+uid, fmt.Sprintf(`{"statusMessage":%q}`, status)
	}
	r, err := http.NewRequest(method, "http://"+addr+path, strings.NewReader(body))
	if err != nil {
		return false
	}
	r.Header.Set("apikey", key)
	known.doubt(uid)
	response, err := client.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	if !json.NewDecoder(response.Body).More() || response.StatusCode != http.StatusOK {
		return false
	}
	known.note(uid, status, deletes)
	return true
}

// doubt forgets the user while a write is in flight, which may or may not take
// effect.
func (k *answered) doubt(uid string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.status, uid)
}

func (k *answered) note(uid, status string, gone bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gone[uid] = gone; !gone {
		k.status[uid] = status
	}
}

func compareAnswered(t *testing.T, path string, known *answered) {
	t.Helper()
	a := fileApp(t, path)
	defer func() { _ = a.Close() }()
	var health string
	if err := a.store.reader.QueryRow("PRAGMA integrity_check").Scan(&health); err != nil || health != "ok" {
		t.Errorf("the database is damaged: %s, %v", health, err)
	}
	users := snapshot(t, a)
	for uid, status := range known.status {
		if got, ok := users[uid]; !ok || got.StatusMessage != status {
			t.Errorf("%s was answered %q and is %q", uid, status, got.StatusMessage)
		}
	}
	for uid, gone := range known.gone {
		if _, there := users[uid]; gone && there {
			t.Errorf("%s was deleted and is there", uid)
		}
	}
}
