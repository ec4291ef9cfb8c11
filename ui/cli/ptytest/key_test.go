//go:build unix

package ptytest_test

import (
	"slices"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// BenchmarkKeyToScreen measures the time from a key to the first byte of its frame,
// as the terminal sees it: through the line, the program and back. Each key comes
// when the program has nothing to do, as a person's keys do.
//
//	go test -run '^$' -bench KeyToScreen ./ui/cli/ptytest
func BenchmarkKeyToScreen(b *testing.B) {
	const keys = 101 // at least, for a median that means something
	term := ptytest.Start(b, command(b.TempDir(), nil), ptytest.Options{})
	waitForUsers(term)
	var delays []time.Duration
	press := func() {
		for !term.Silent(20 * time.Millisecond) { // what the key before has brought about
		}
		delays = append(delays, term.Reaction([]string{"down", "up"}[len(delays)%2]))
	}
	for b.Loop() {
		press()
	}
	for len(delays) < keys {
		press()
	}
	slices.Sort(delays)
	b.ReportMetric(0, "ns/op") // mostly waiting
	b.ReportMetric(milliseconds(median(delays)), "key-ms")
	b.ReportMetric(milliseconds(delays[len(delays)*95/100]), "key-ms-p95")
	quit(b, term)
}
