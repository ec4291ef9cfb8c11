//go:build unix

package ptytest_test

import (
	"slices"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// BenchmarkKeyToScreen measures the time from a key to the first byte of its
// frame, as the terminal sees it: through the line, the program and back. Each
// key is pressed when the program is idle, as with a person.
//
//	go test -run '^$' -bench KeyToScreen ./ui/cli/ptytest
func BenchmarkKeyToScreen(b *testing.B) {
	const keys = 101 // the minimum for a meaningful median
	term := ptytest.Start(b, command(b.TempDir(), nil), ptytest.Options{})
	waitForUsers(term)
	var delays []time.Duration
	press := func() {
		for !term.Silent(20 * time.Millisecond) { // the effects of the previous key
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
