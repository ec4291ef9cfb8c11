//go:build unix

package ptytest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// BenchmarkMillion is a session with a million users, or CENSUS_BENCH_USERS, in
// a terminal: a server with the users, the program started alongside it, all
// users read, then scrolling, searching and sorting, and the next start. It
// takes about two minutes and a gigabyte of disk.
//
//	go test -run '^$' -bench Million -benchtime 1x ./ui/cli/ptytest
func BenchmarkMillion(b *testing.B) {
	n := 1_000_000
	if from, err := strconv.Atoi(os.Getenv("CENSUS_BENCH_USERS")); err == nil {
		n = from
	}
	db := filepath.Join(b.TempDir(), "crowd.db")
	began := time.Now()
	_, stop := serveWith(b, "--db", db, "--seed", fmt.Sprint(n))
	stop()
	seeding := time.Since(began)
	began = time.Now()
	s, stop := serveWith(b, "--db", db)
	defer stop()
	serving := time.Since(began)

	home := b.TempDir()
	environ := s.environ("CENSUS_API_KEY=" + s.apiKey)
	for b.Loop() {
		firstStart(b, home, environ)
		nextStart(b, home, environ)
	}
	b.ReportMetric(seeding.Seconds(), "serve-s")
	b.ReportMetric(milliseconds(serving), "serve-again-ms")
	b.ReportMetric(0, "ns/op") // it is many things
}

// firstStart reads all users.
func firstStart(b *testing.B, home string, environ []string) {
	term := ptytest.Start(b, command(home, environ), ptytest.Options{Width: 120, Height: 40})
	term.WaitFor(me)
	at, _ := term.Shown(me)
	b.ReportMetric(milliseconds(at), "first-screen-ms")
	began := time.Now()
	for waiting := true; waiting; waiting = !term.Silent(time.Second) || strings.Contains(term.Screen(), "M stops") {
		if time.Since(began) > 5*time.Minute {
			b.Fatalf("all users are not read after five minutes:\n%s", term.Screen())
		}
	}
	b.ReportMetric((time.Since(began) - time.Second).Seconds(), "read-all-s") // the last second was silent
	quit(b, term)
}

// nextStart shows the kept users and works on them.
func nextStart(b *testing.B, home string, environ []string) {
	term := ptytest.Start(b, command(home, environ), ptytest.Options{Width: 120, Height: 40})
	term.WaitFor(me)
	at, _ := term.Shown(me)
	b.ReportMetric(milliseconds(at), "next-screen-ms")
	term.WaitFor("as of ")
	at, _ = term.Shown("as of ")
	b.ReportMetric(milliseconds(at), "loaded-ms")
	settle(term)

	b.ReportMetric(milliseconds(answer(term, "G", func(screen string) bool { return !strings.Contains(screen, me) })), "G-ms")
	b.ReportMetric(milliseconds(answer(term, "g", func(screen string) bool { return strings.Contains(screen, me) })), "g-ms")
	term.Press("/")
	settle(term)
	word := "andrew"
	for i := range word {
		typed := "/ " + word[:i+1]
		before := count(term.Screen())
		took := answer(term, word[i:i+1], func(screen string) bool {
			return strings.Contains(screen, typed) && (i > 1 || count(screen) != before)
		})
		b.ReportMetric(milliseconds(took), fmt.Sprintf("key-%d-ms", i+1))
	}
	term.Press("esc")
	settle(term)
	b.ReportMetric(milliseconds(sortByName(term)), "sort-ms")
	quit(b, term)
}

// sortByName chooses the name in the menu, and returns how long it took until
// the users were in that order.
func sortByName(term *ptytest.Terminal) time.Duration {
	term.Press("s")
	term.WaitFor("as the service lists them")
	term.Press("down")
	settle(term)
	first := strings.Split(term.Screen(), "\n")[3]
	return answer(term, "enter", func(screen string) bool {
		lines := strings.Split(screen, "\n")
		return strings.Contains(lines[2], "▲") && lines[3] != first
	})
}

// count is the number of users in the title.
func count(screen string) string {
	title, _, _ := strings.Cut(screen, "\n")
	_, of, _ := strings.Cut(title, " of ")
	return of
}

// answer presses a key and returns how long it took until the screen was as
// wanted.
func answer(term *ptytest.Terminal, key string, wanted func(screen string) bool) time.Duration {
	began := time.Now()
	term.Press(key)
	term.WaitUntil("the answer to "+key, wanted)
	return time.Since(began)
}

// settle waits until nothing more is written.
func settle(term *ptytest.Terminal) {
	for !term.Silent(100 * time.Millisecond) {
	}
}
