package mirror

import (
	"context"
	"path/filepath"
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
// the local server, whose every answer takes 30 ms longer than it takes, and
// reports how that compares with the least it could take: the latency of all
// pages divided among the workers, or the time that the processors need for both
// sides, whichever is longer. The latter is how long it takes without latency,
// the best of three. The server's rate limit is out of the way.
//
//	go test ./client/mirror -run '^$' -bench Fetch -benchtime 10x
//
// It needs about 100 MB in the temporary folder.
func BenchmarkFetch(b *testing.B) {
	file := filepath.Join(b.TempDir(), "census.db")
	at := benchServer(b, devserver.Options{DB: file, Users: benchUsers - 5})
	cpu := timeFetch(b, at)
	for range 3 {
		cpu = min(cpu, timeFetch(b, at))
	}
	at = benchServer(b, devserver.Options{DB: file, Latency: devserver.Latency{Mean: benchLatency}})
	timeFetch(b, at) // a server knows its users from the first time on
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
	reading := make(tally, benchUsers)
	out, err := Fetch(b.Context(), c, func() Reading { return reading }, Options{List: everybody, Share: 1})
	if err != nil || !out.Settled || out.Users != benchUsers || out.Passes != 1 {
		b.Fatalf("%+v, %v", out, err)
	}
	return out.Took
}

// benchServer serves on a port and returns a client for it.
func benchServer(b *testing.B, o devserver.Options) *client.Client {
	b.Helper()
	o.RateLimit = 1_000_000_000
	server, err := devserver.New(o)
	if err != nil {
		b.Fatal(err)
	}
	l, err := devserver.Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if err := server.Close(); err != nil {
			b.Error(err)
		}
	})
	c, err := client.New(client.Config{BaseURL: "http://" + l.Addr().String() + "/v3", Key: server.Facts().APIKey})
	if err != nil {
		b.Fatal(err)
	}
	return c
}
