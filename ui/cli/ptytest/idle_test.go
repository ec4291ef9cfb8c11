//go:build unix

package ptytest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// work is what a process has used since it started.
type work struct {
	cpu  time.Duration // processor time
	runs int           // how often one of its threads was scheduled
}

func (w work) since(before work) work { return work{w.cpu - before.cpu, w.runs - before.runs} }

// percent is the percentage of one processor over a time.
func (w work) percent(of time.Duration) float64 { return 100 * float64(w.cpu) / float64(of) }

// workOf reads the kernel's statistics, which are exact to the nanosecond.
func workOf(t testing.TB, pid int) (sum work) {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(threads) == 0 {
		t.Skipf("this system does not report how much a process has worked: no schedstat in /proc (%v)", err)
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if err != nil {
			continue // the thread has ended
		}
		var cpu, waited, runs int
		if _, err := fmt.Sscan(string(stat), &cpu, &waited, &runs); err != nil {
			t.Fatalf("%s: %q: %v", thread, stat, err)
		}
		sum.cpu += time.Duration(cpu)
		sum.runs += runs
	}
	return sum
}

// idle is a program in its own terminal.
type idle struct {
	pid  int
	term *ptytest.Terminal
}

// idleCensus is census after all requests of its first screen have been
// answered.
func idleCensus(t testing.TB) idle {
	t.Helper()
	cmd := command(t.TempDir(), nil)
	term := ptytest.Start(t, cmd, ptytest.Options{})
	waitForUsers(term)
	late := time.Now().Add(10 * time.Second)
	for !term.Silent(500 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("the program never comes to rest")
		}
	}
	return idle{cmd.Process.Pid, term}
}

// idleHello is the smallest Bubble Tea program, after its frame has appeared.
func idleHello(t testing.TB) idle {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hello")
	if err := build(file, "./testdata/hello"); err != nil {
		t.Fatal(err)
	}
	cmd := command(t.TempDir(), nil)
	cmd.Path, cmd.Args = file, []string{"hello"}
	term := ptytest.Start(t, cmd, ptytest.Options{})
	term.WaitFor("Hello, terminal!")
	return idle{cmd.Process.Pid, term}
}

// over measures the program while nobody presses a key. Here only time can be
// waited for: the point is that nothing happens.
func (i idle) over(t testing.TB, d time.Duration) work {
	t.Helper()
	written, before := len(i.term.Output()), workOf(t, i.pid)
	if !i.term.Silent(d) {
		t.Errorf("written while idle: %q", i.term.Output()[written:])
	}
	return workOf(t, i.pid).since(before)
}

// An idle program writes nothing and is not woken up. Go's runtime wakes up
// occasionally, so there are several attempts, which would not help a ticker;
// the ticker of the smallest Bubble Tea program shows that the measurement
// works.
func TestIdle(t *testing.T) {
	const d, attempts, most = 2 * time.Second, 5, 2
	census := idleCensus(t)
	ours := census.over(t, d)
	for i := 1; i < attempts && ours.runs > most; i++ {
		t.Logf("in %v census was put on a processor %d times, for %v", d, ours.runs, ours.cpu)
		ours = census.over(t, d)
	}
	if ours.runs > most {
		t.Errorf("in %v census was put on a processor %d times, for %v", d, ours.runs, ours.cpu)
	}
	if hello := idleHello(t).over(t, time.Second); hello.runs < 30 {
		t.Errorf("in 1 s the smallest Bubble Tea program was put on a processor %d times, though its ticker ticks 60 times", hello.runs)
	}
	quit(t, census.term)
}

// BenchmarkIdle measures the idle program, in percent of one processor,
// alongside the smallest program built on the same library.
//
//	go test -run '^$' -bench Idle -benchtime 1x ./ui/cli/ptytest
func BenchmarkIdle(b *testing.B) {
	const d = 10 * time.Second
	census, hello := idleCensus(b), idleHello(b)
	var ours, smallest work
	var total time.Duration
	for b.Loop() {
		wrote, before, other := len(census.term.Output()), workOf(b, census.pid), workOf(b, hello.pid)
		if !census.term.Silent(d) {
			b.Errorf("written while idle: %q", census.term.Output()[wrote:])
		}
		ours = ours.plus(workOf(b, census.pid).since(before))
		smallest = smallest.plus(workOf(b, hello.pid).since(other))
		total += d
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ours.percent(total), "idle-%")
	b.ReportMetric(smallest.percent(total), "hello-idle-%")
	b.ReportMetric(float64(ours.runs)/total.Seconds(), "wakeups/s")
	b.ReportMetric(float64(smallest.runs)/total.Seconds(), "hello-wakeups/s")
}

func (w work) plus(more work) work { return work{w.cpu + more.cpu, w.runs + more.runs} }
