//go:build unix

package ptytest_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// BenchmarkStart measures the time from exec to the first frame, of census and
// of the smallest program built on the same library, alternating so that the
// machine's other load affects both. The ratio is the meaningful figure; it
// should be at most 1.6. users-ms is when the first screen shows users of the
// built-in local server.
//
//	go test -run '^$' -bench Start ./ui/cli/ptytest
func BenchmarkStart(b *testing.B) {
	const pairs = 21 // the minimum for meaningful medians
	hello := filepath.Join(b.TempDir(), "hello")
	if err := build(hello, "./testdata/hello"); err != nil {
		b.Fatal(err)
	}
	home := b.TempDir()
	var ours, users, smallest []time.Duration
	pair := func() {
		cmd := command(home, nil)
		cmd.Path, cmd.Args = hello, []string{"hello"}
		smallest = append(smallest, shown(b, cmd, "Hello, terminal!")...)
		both := shown(b, command(home, nil), "census", me)
		ours, users = append(ours, both[0]), append(users, both[1])
	}
	for b.Loop() {
		pair()
	}
	for len(ours) < pairs {
		pair()
	}
	b.ReportMetric(milliseconds(median(smallest)), "hello-ms")
	b.ReportMetric(milliseconds(median(ours)), "census-ms")
	b.ReportMetric(milliseconds(median(users)), "users-ms")
	b.ReportMetric(float64(median(ours))/float64(median(smallest)), "ratio")
	b.ReportMetric(float64(slices.Min(ours))/float64(slices.Min(smallest)), "ratio-of-minima")
}

// shown runs the program until it has drawn the texts, and returns when it drew
// each of them.
func shown(b *testing.B, cmd *exec.Cmd, texts ...string) []time.Duration {
	b.Helper()
	term := ptytest.Start(b, cmd, ptytest.Options{Width: 120, Height: 40})
	term.WaitFor(texts...)
	var moments []time.Duration
	for _, text := range texts {
		at, ok := term.Shown(text)
		if !ok {
			b.Fatalf("%q is on the screen, but was not written in one piece", text)
		}
		moments = append(moments, at)
	}
	term.Press("q")
	if code := term.Exit(); code != 0 {
		b.Fatalf("%s: exit code %d", cmd.Path, code)
	}
	return moments
}

func median(d []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(d))[len(d)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
