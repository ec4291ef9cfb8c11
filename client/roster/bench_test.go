package roster

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/list"

	"census/model"
)

// The benchmarks use a million users, or CENSUS_BENCH_USERS. They report ratios
// to one pass over the packed texts in the same run:
//
//	go test -run xxx -bench . ./client/roster

var crowd = struct {
	roster *Roster
	heap   uint64
	users  int
}{}

// million is the benchmarks' users: those the local server makes up, repeated
// under other uids and names.
func million(b *testing.B) *Snapshot {
	b.Helper()
	if crowd.roster == nil {
		crowd.users = 1_000_000
		if n, err := strconv.Atoi(os.Getenv("CENSUS_BENCH_USERS")); err == nil {
			crowd.users = n
		}
		base := invented(b, 20_000)
		before := heap()
		crowd.roster = New()
		for from := 0; from < crowd.users; from += 1000 {
			page := make([]model.User, 0, 1000)
			for i := from; i < min(from+1000, crowd.users); i++ {
				u := base[i%len(base)]
				u.UID = fmt.Sprintf("%s-%d", u.UID, i/len(base))
				u.Name += " " + surnames[i/len(base)%len(surnames)]
				page = append(page, u)
			}
			crowd.roster.Put(page...)
		}
		crowd.heap = heap() - before
	}
	return crowd.roster.Snapshot()
}

var surnames = []string{"Abel", "Brontë", "Curie", "Dvořák", "Euler", "Fermat", "Gauß", "Hopper", "Itō", "Joule", "Kovač", "Lovelace"}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// onePass is the median time to look at each packed byte once, the minimum for
// any search without an index.
func onePass(s *Snapshot) time.Duration {
	var times []time.Duration
	for range 9 {
		start := time.Now()
		for _, blk := range s.blocks {
			if bytes.IndexByte(blk.texts, 0xff) >= 0 { // occurs in no text
				panic("a byte that is not UTF-8")
			}
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times[len(times)/2]
}

func median(b *testing.B, of func()) time.Duration {
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		of()
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// BenchmarkSearch searches all users for a word, from scratch, relative to one
// pass.
func BenchmarkSearch(b *testing.B) {
	s := million(b)
	for _, text := range []string{"a", "an", "ng", "andr", "andrew", "love", "lovelace", "zürich", "team-blue", "anna-987", "xqzw", "is:active", "role:admin vip", "meta.plan=team", "seen<30d", "~andrw", "/gold.n/"} {
		b.Run(text, func(b *testing.B) {
			q := parse(b, text)
			pass := onePass(s)
			var x *Search
			m := median(b, func() { x = searched(s, q, nil) })
			b.ReportMetric(float64(m)/float64(pass), "passes")
			b.ReportMetric(float64(m.Microseconds())/1000, "ms")
			b.ReportMetric(float64(x.Count()), "hits")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkFilter compares a word search over all users with the alternatives:
// the filter of bubbles' list over the names alone, and strings.ToLower with
// strings.Contains over the texts census searches. It reports how many times as
// long these take.
func BenchmarkFilter(b *testing.B) {
	s := million(b)
	names, texts := make([]string, 0, s.Len()), make([]string, 0, s.Len())
	for _, id := range s.natural() {
		u := s.User(id)
		names, texts = append(names, u.Name), append(texts, strings.Join(append([]string{u.UID, u.Name, u.StatusMessage, u.Link, string(u.Metadata)}, u.Tags...), " "))
	}
	for _, word := range []string{"an", "andrew"} {
		b.Run(word, func(b *testing.B) {
			q := parse(b, word)
			ours := median(b, func() { searched(s, q, nil) })
			start := time.Now()
			list.DefaultFilter(word, names)
			bubbles := time.Since(start)
			start = time.Now()
			n := 0
			for _, text := range texts {
				if strings.Contains(strings.ToLower(text), word) {
					n++
				}
			}
			contains := time.Since(start)
			b.ReportMetric(float64(ours.Microseconds())/1000, "ms")
			b.ReportMetric(float64(bubbles)/float64(ours), "bubbles-list/census")
			b.ReportMetric(float64(contains)/float64(ours), "lower-contains/census")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkTyping measures each further letter of a word.
func BenchmarkTyping(b *testing.B) {
	s := million(b)
	for _, word := range []string{"andrew", "nguyen", "lovelace", "team-blue"} {
		for n := 3; n <= len(word); n++ {
			b.Run(word[:n], func(b *testing.B) {
				earlier := searched(s, parse(b, word[:2]), nil)
				for i := 3; i < n; i++ {
					earlier = searched(s, parse(b, word[:i]), earlier)
				}
				q := parse(b, word[:n])
				var x *Search
				m := median(b, func() { x = searched(s, q, earlier) })
				b.ReportMetric(float64(m.Microseconds())/1000, "ms")
				b.ReportMetric(float64(x.Count()), "hits")
				start := time.Now()
				x.Rows(nil)
				rows := time.Since(start)
				b.ReportMetric(float64(rows.Microseconds())/1000, "rows-ms")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// BenchmarkFirstRows measures the time until the first rows of a slow search
// arrive.
func BenchmarkFirstRows(b *testing.B) {
	s := million(b)
	q := parse(b, "/gold.n/")
	m := median(b, func() { s.Search(q, nil).Run(context.Background(), 40*time.Millisecond) })
	b.ReportMetric(float64(m.Microseconds())/1000, "ms")
}

// BenchmarkSort sorts all users by a column.
func BenchmarkSort(b *testing.B) {
	s := million(b)
	for _, by := range []Sort{{By: model.KeyName}, {By: model.KeyUID}, {By: model.KeyRole}, {By: model.KeyLastActiveAt}, {By: model.KeyTags}, {By: model.KeyLink}, {By: model.KeyMetadata, Path: "plan"}} {
		b.Run(string(by.By), func(b *testing.B) {
			m := median(b, func() { _, _ = s.Sort(context.Background(), by) })
			b.ReportMetric(float64(m.Microseconds())/1000, "ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkMemory measures the memory per user, including the searched texts.
func BenchmarkMemory(b *testing.B) {
	s := million(b)
	texts, records := 0, 0
	for _, blk := range s.blocks {
		texts += len(blk.texts)
		records += len(blk.records)
	}
	for b.Loop() {
	}
	b.ReportMetric(float64(crowd.heap)/float64(crowd.users), "B/user")
	b.ReportMetric(float64(texts)/float64(crowd.users), "text-B/user")
	b.ReportMetric(float64(records)/float64(crowd.users), "record-B/user")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkFile writes all users to memory and reads them back.
func BenchmarkFile(b *testing.B) {
	s := million(b)
	var file bytes.Buffer
	if _, err := s.WriteTo(&file); err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		m := median(b, func() { _, _ = s.WriteTo(&discard{}) })
		b.ReportMetric(float64(m.Microseconds())/1000, "ms")
		b.ReportMetric(float64(file.Len())/1e6, "MB")
	})
	b.Run("read", func(b *testing.B) {
		m := median(b, func() {
			if _, err := New().ReadFrom(bytes.NewReader(file.Bytes())); err != nil {
				b.Fatal(err)
			}
		})
		b.ReportMetric(float64(m.Microseconds())/1000, "ms")
	})
}
