package mirror

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"census/client"
	"census/client/devserver"
	"census/model"
)

// tally is a reading that keeps uids only, so that what is measured is the way
// of the users and not their store.
type tally map[string]bool

func (t tally) Put(users []model.User) (repeated int) {
	for i := range users {
		if t[users[i].UID] {
			repeated++
		}
		t[users[i].UID] = true
	}
	return repeated
}

func (t tally) Count() int { return len(t) }

func (t tally) End() (gone int) { return 0 }

const (
	benchUsers   = 100_000
	benchLatency = 30 * time.Millisecond
)

// BenchmarkFetch reads 100 000 users with four workers over a loopback port from
// the local server, 30 ms away, and reports how that compares with the least it
// could take: the latency of all pages divided among the workers, or the time
// that the processors need, whichever is longer. The latter is how long it takes
// without latency, the best of three. The local server gives each answer once
// and a recording of it from then on, as the real service does not work on the
// processors of this machine; its rate limit is out of the way.
//
//	go test ./client/mirror -run '^$' -bench Fetch -benchtime 10x
func BenchmarkFetch(b *testing.B) {
	far := &remote{answers: map[string]*httptest.ResponseRecorder{}}
	at := far.open(b)
	timeFetch(b, at) // records
	cpu := time.Hour
	for range 3 {
		cpu = min(cpu, timeFetch(b, at))
	}
	far.latency.Store(int64(benchLatency))
	var took time.Duration
	for b.Loop() {
		took += timeFetch(b, at)
	}
	floor := max(benchLatency*benchUsers/client.MaxPerPage/defaultWorkers, cpu)
	b.ReportMetric(took.Seconds()/float64(b.N)/floor.Seconds(), "ratio")
	b.ReportMetric(floor.Seconds(), "floor-s")
	b.ReportMetric(cpu.Seconds(), "cpu-s")
	b.ReportMetric(benchUsers*float64(b.N)/took.Seconds(), "users/s")
}

func timeFetch(b *testing.B, c *client.Client) time.Duration {
	b.Helper()
	reading, began := make(tally, benchUsers), time.Now()
	out, err := Fetch(b.Context(), c, func() Reading { return reading }, Options{List: everybody, Share: 1})
	if err != nil || !out.Settled || out.Users != benchUsers || out.Passes != 1 {
		b.Fatalf("%+v, %v", out, err)
	}
	return time.Since(began)
}

// remote is a local server that is as far away as its latency says.
type remote struct {
	server  http.Handler
	latency atomic.Int64

	mu      sync.Mutex
	answers map[string]*httptest.ResponseRecorder
}

func (r *remote) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	answer := r.answer(req)
	if d := time.Duration(r.latency.Load()); d > 0 {
		<-time.After(d)
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

func (r *remote) answer(req *http.Request) *httptest.ResponseRecorder {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := req.URL.String()
	if r.answers[key] == nil {
		r.answers[key] = httptest.NewRecorder()
		r.server.ServeHTTP(r.answers[key], req)
	}
	return r.answers[key]
}

// open serves on a port and returns a client for it.
func (r *remote) open(b *testing.B) *client.Client {
	b.Helper()
	server, err := devserver.New(devserver.Options{Users: benchUsers - 5, RateLimit: 1_000_000_000})
	if err != nil {
		b.Fatal(err)
	}
	r.server = server
	listening := httptest.NewServer(r)
	b.Cleanup(func() {
		listening.Close()
		_ = server.Close()
	})
	c, err := client.New(client.Config{BaseURL: listening.URL + "/v3", Key: server.Facts().APIKey})
	if err != nil {
		b.Fatal(err)
	}
	return c
}
