package devserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The start-up cost: a new database in memory, a new file, and an existing
// file.
func BenchmarkNew(b *testing.B) {
	dir := b.TempDir()
	there := filepath.Join(dir, "there.db")
	for name, path := range map[string]func(int) string{
		"memory":     func(int) string { return "" },
		"new file":   func(i int) string { return filepath.Join(dir, fmt.Sprint(b.N, i)) },
		"known file": func(int) string { return there },
	} {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				s, err := New(Options{DB: path(i)})
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// crowdSize is the number of users in the large benchmarks: a million, or
// CENSUS_BENCH_USERS.
func crowdSize(b *testing.B) int {
	b.Helper()
	text := os.Getenv("CENSUS_BENCH_USERS")
	if text == "" {
		return 1_000_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < crowd {
		b.Fatalf("CENSUS_BENCH_USERS=%s: want a number from %d", text, crowd)
	}
	return n
}

// million is a file with that many users, created by the first benchmark that
// needs it and removed by TestMain.
var million struct {
	once sync.Once
	dir  string
	took time.Duration
	err  error
}

func millionFile(b *testing.B) (path string, took time.Duration) {
	b.Helper()
	million.once.Do(func() {
		if million.dir, million.err = os.MkdirTemp("", "census-bench-"); million.err != nil {
			return
		}
		begin := time.Now()
		var s *Server
		if s, million.err = New(Options{DB: filepath.Join(million.dir, "census.db"), Users: crowdSize(b)}); million.err == nil {
			million.err = s.Close()
		}
		million.took = time.Since(begin)
	})
	if million.err != nil {
		b.Fatal(million.err)
	}
	return filepath.Join(million.dir, "census.db"), million.took
}

// millionApp opens the large file.
func millionApp(b *testing.B) *Server {
	b.Helper()
	path, _ := millionFile(b)
	s, err := New(Options{DB: path})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// BenchmarkSeed creates the file once, whatever b.N, and reports users per
// second and bytes per user. The figures only mean something when it runs in
// its own process.
func BenchmarkSeed(b *testing.B) {
	path, took := millionFile(b)
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() { // runs once
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(crowdSize(b))/took.Seconds(), "users/s")
	b.ReportMetric(took.Seconds(), "s")
	b.ReportMetric(float64(info.Size())/1e6, "MB")
}

// pagedFilters are the filters that the published API combines with pages.
var pagedFilters = []struct{ name, query string }{
	{"default", ""},
	{"withTags", "&withTags=true"},
	{"withDeactivated", "&withDeactivated=true"},
	{"onlyDeactivated", "&onlyDeactivated=true"},
	{"status", "&status=available"},
	{"role", "&role=vip"},
	{"roles", "&roles=vip,guest,admin"},
	{"tags", "&tags=beta,trial"},
	{"searchKey", "&searchKey=a"},
	{"searchName", "&searchKey=s&searchIn=name"},
	{"searchUID", "&searchKey=s&searchIn=uid"},
	{"all together", "&searchKey=a&status=offline&roles=default,vip&tags=beta,trial&withTags=true"},
}

// BenchmarkDeepPage alternates between page 1 and page 10 000 and reports the
// ratio of their medians, and how long the first ranking took. Pages are as
// large as the number of users allows for 10 000 of them, at most 100. No user
// is cached between requests; "writing" also changes a user before each
// request.
func BenchmarkDeepPage(b *testing.B) {
	s := millionApp(b)
	for _, filter := range pagedFilters {
		b.Run(filter.name, func(b *testing.B) { comparePages(b, s, filter.query, func() {}) })
	}
	b.Run("writing", func(b *testing.B) {
		n := 0
		comparePages(b, s, "", func() {
			n++
			ask(b, s, "PUT", "/users/cometchat-uid-3", fmt.Sprintf(`{"statusMessage":"%d"}`, n))
		})
	})
}

func comparePages(b *testing.B, s *Server, filter string, before func()) {
	b.Helper()
	begin := time.Now()
	total := ask(b, s, "GET", "/users?perPage=1"+filter, "").list().Meta.Pagination.Total
	ranked := time.Since(begin)
	const deep = 10_000
	size := max(1, min(100, total/deep))
	last := min(deep, (total+size-1)/size)
	pages := [2]string{
		fmt.Sprintf("/users?perPage=%d&page=1%s", size, filter),
		fmt.Sprintf("/users?perPage=%d&page=%d%s", size, last, filter),
	}
	var took [2][]time.Duration
	for b.Loop() {
		for i, page := range pages {
			before()
			s.store.encoded.byUser = nil
			begin := time.Now()
			ask(b, s, "GET", page, "")
			took[i] = append(took[i], time.Since(begin))
		}
	}
	first, deepest := median(took[0]), median(took[1])
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(total), "users")
	b.ReportMetric(float64(size), "perPage")
	b.ReportMetric(float64(last), "page")
	b.ReportMetric(float64(ranked.Milliseconds()), "first-ms")
	b.ReportMetric(float64(first.Microseconds()), "page1-µs")
	b.ReportMetric(float64(deepest.Microseconds()), "deep-µs")
	b.ReportMetric(float64(deepest)/float64(first), "ratio")
}

// BenchmarkFirstHit requests client API lists for the first time, with the
// lists ranked that census serve ranks at its start. It reports the median of
// the first request, that of walking to the same page as SQLite would, and
// their ratio. "cold" runs before anything is ranked.
func BenchmarkFirstHit(b *testing.B) {
	s := millionApp(b)
	me := userQuery{viewer: 1, hideViewer: true, perPage: 30, page: 1, order: byStatus, searchName: true, searchUID: true}
	for _, filter := range []struct {
		name   string
		cold   bool
		change func(*userQuery)
	}{
		{"cold", true, func(*userQuery) {}},
		{"default", false, func(*userQuery) {}},
		{"page 1000", false, func(q *userQuery) { q.page = 1000 }},
		{"sortBy=name", false, func(q *userQuery) { q.order = byName }},
		{"sortOrder=desc", false, func(q *userQuery) { q.order = byStatusDown }},
		{"searchKey=a", false, func(q *userQuery) { q.prefix = "a" }},
		{"searchKey=andrea", false, func(q *userQuery) { q.prefix = "andrea" }},
		{"status", false, func(q *userQuery) { q.status = "available" }},
		{"role", false, func(q *userQuery) { q.roles = []string{"vip"} }},
		{"roles", false, func(q *userQuery) { q.roles = []string{"vip", "default"} }},
		{"tags", false, func(q *userQuery) { q.tags = []string{"beta", "trial"} }},
		{"hideBlockedUsers", false, func(q *userQuery) { q.hideBlocked = true }},
	} {
		b.Run(filter.name, func(b *testing.B) {
			q := me
			filter.change(&q)
			compareFirstHit(b, s, q, filter.cold)
		})
	}
}

func compareFirstHit(b *testing.B, s *Server, q userQuery, cold bool) {
	b.Helper()
	encode := func(r record) []byte { return userJSON(r, view{viewer: "cometchat-uid-1"}) }
	var first, walked []time.Duration
	timed := func(all *[]time.Duration, list func(context.Context, userQuery, func(record) []byte) (userList, error)) {
		begin := time.Now()
		if _, err := list(b.Context(), q, encode); err != nil {
			b.Fatal(err)
		}
		*all = append(*all, time.Since(begin))
	}
	for b.Loop() {
		s.store.rankings, s.store.encoded.byUser = rankings{}, nil
		if !cold {
			if err := errors.Join(s.Warm(b.Context()), s.WarmMore(b.Context())); err != nil {
				b.Fatal(err)
			}
		}
		timed(&first, s.store.listRanked)
		timed(&walked, s.store.listDirectly)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(median(first).Microseconds())/1e3, "first-ms")
	b.ReportMetric(float64(median(walked).Microseconds())/1e3, "walked-ms")
	b.ReportMetric(float64(median(first))/float64(median(walked)), "ratio")
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// ask is app.admin for benchmarks.
func ask(b *testing.B, s *Server, method, path, body string) answer {
	b.Helper()
	response, err := s.Transport().RoundTrip(adminRequest(b, s, "http://app.test", method, path, body))
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s %s: %s %.300s, %v", method, path, response.Status, text, err)
	}
	return answer{b, response.StatusCode, response.Header, string(text)}
}

func adminRequest(b *testing.B, s *Server, host, method, path, body string) *http.Request {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, host+"/v3"+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("apikey", s.Facts().APIKey)
	return r
}

// BenchmarkThousand serves GET /users?perPage=1000 to 20 clients over a port:
// page 1 to all of them, then pages requested for the first time.
func BenchmarkThousand(b *testing.B) {
	s := millionApp(b)
	pages := int64(crowdSize(b) * 9 / 10 / 1000)
	for name, page := range map[string]func(n int64) int64{
		"same page": func(int64) int64 { return 1 },
		"any page":  func(n int64) int64 { return 1 + n%pages },
	} {
		b.Run(name, func(b *testing.B) { serveThousands(b, s, page) })
	}
}

func serveThousands(b *testing.B, s *Server, page func(int64) int64) {
	b.Helper()
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = s.Serve(b.Context(), l) }()
	const clients = 20
	transport := &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	ask(b, s, "GET", "/users?perPage=1000", "") // ranks the users
	var asked, bytes atomic.Int64
	var running sync.WaitGroup
	b.ResetTimer()
	for range clients {
		running.Go(func() {
			for n := asked.Add(1); n <= int64(b.N); n = asked.Add(1) {
				path := fmt.Sprintf("/users?perPage=1000&page=%d", page(n))
				response, err := transport.RoundTrip(adminRequest(b, s, "http://"+l.Addr().String(), "GET", path, ""))
				if err != nil {
					b.Error(err)
					return
				}
				n, err := io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				if err != nil || response.StatusCode != http.StatusOK {
					b.Error(response.Status, err)
				}
				bytes.Add(n)
			}
		})
	}
	running.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(bytes.Load())/float64(b.N)/1e3, "kB/answer")
}
