//go:build unix

package painter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"census/ui/cli/ptytest"
)

// fakeTerminal is a terminal that keeps what is written to it, with the moments. It
// can be made to take nothing, or to fail.
type fakeTerminal struct {
	screen *ptytest.Screen
	writes []string
	times  []time.Time
	blocks chan struct{} // if not nil, writing waits until it is closed
	fails  error
}

func (f *fakeTerminal) Write(out []byte) (int, error) {
	if f.blocks != nil {
		<-f.blocks
	}
	if f.fails != nil {
		return 0, f.fails
	}
	f.writes, f.times = append(f.writes, string(out)), append(f.times, time.Now())
	return f.screen.Write(out)
}

// painting runs a test with a painter that has a terminal of 20×3 and has entered
// it. Time passes only when everything waits for it, and a goroutine that is left
// behind is a failure.
func painting(t *testing.T, test func(t *testing.T, p *painter, f *fakeTerminal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &fakeTerminal{screen: ptytest.NewScreen(20, 3)}
		fmt.Fprint(f.screen, "$ census\r\n")
		p := newPainter(f, false)
		if err := p.enter(); err != nil {
			t.Fatal(err)
		}
		p.resize(80, 3)
		f.writes, f.times = nil, nil
		test(t, p, f)
	})
}

// pass lets time pass, and everybody do what they have to do then.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (f *fakeTerminal) wants(t *testing.T, text string) {
	t.Helper()
	if got := strings.TrimRight(f.screen.Text(), "\n"); got != text {
		t.Errorf("the terminal shows %q, want %q", got, text)
	}
}

func TestFrameIsWrittenAtOnce(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		for _, frame := range []string{"one", "two", "three"} {
			drawn := time.Now()
			p.draw(frame)
			synctest.Wait() // until everybody is idle, in no time
			f.wants(t, frame)
			if last := f.times[len(f.times)-1]; !last.Equal(drawn) {
				t.Errorf("%s after %v", frame, last.Sub(drawn))
			}
			pass(interval)
		}
	})
}

func TestFramesThatFollowTooQuicklyAreOne(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		began := time.Now()
		for i := range 100 {
			p.draw(fmt.Sprint("frame ", i))
			if i == 0 {
				synctest.Wait()
			}
		}
		pass(time.Second)
		f.wants(t, "frame 99")
		if len(f.writes) != 2 || f.times[1].Sub(began) != interval {
			t.Errorf("written at %v: %q", f.times, f.writes)
		}
	})
}

// Between frames there is nothing that could wake anybody up: a goroutine would
// keep painting from its end, and no time would pass if one were busy.
func TestNothingRunsWhenIdle(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		p.draw("frame")
		pass(interval)
		for range 10 {
			p.draw("frame")
			if p.atWork() {
				t.Error("somebody is at work though nothing is waiting")
			}
			pass(time.Hour)
		}
		if len(f.writes) != 1 {
			t.Errorf("written: %q", f.writes)
		}
	})
}

func (p *painter) atWork() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.working
}

// A terminal that has another size, or that had one for a moment, may show anything.
func TestResizedTerminalIsDrawnAnew(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		p.draw("one\ntwo")
		pass(time.Second)
		f.screen.Resize(2, 1)
		f.screen.Resize(20, 3)
		p.resize(80, 3)
		p.draw("one\ntwo")
		pass(time.Second)
		f.wants(t, "one\ntwo")
	})
}

func TestNothingIsDrawnBeforeThereIsASize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeTerminal{screen: ptytest.NewScreen(20, 3)}
		p := newPainter(f, false)
		p.draw("too early")
		_ = p.enter()
		p.draw("still too early")
		pass(time.Second)
		if len(f.writes) != 1 || f.writes[0] != enterModes {
			t.Errorf("written: %q", f.writes)
		}
		p.resize(80, 3)
		p.draw("still too early")
		pass(time.Second)
		f.wants(t, "still too early")
	})
}

func TestEmptyFrameChangesNothing(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		p.draw("")
		p.draw("frame")
		pass(time.Second)
		p.draw("")
		pass(time.Second)
		f.wants(t, "frame")
		if len(f.writes) != 1 {
			t.Errorf("written: %q", f.writes)
		}
	})
}

// A terminal that takes no output stops neither the one who draws nor, for ever,
// the one who leaves.
func TestBlockedTerminal(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		f.blocks = make(chan struct{})
		began := time.Now()
		for i := range 100 {
			p.draw(fmt.Sprint("frame ", i))
			synctest.Wait()
		}
		p.setMouse(true)
		if waited := time.Since(began); waited > 0 {
			t.Errorf("drawing has waited for the terminal for %v", waited)
		}
		if err := p.leave(); !errors.Is(err, errNoOutput) || time.Since(began) != patience {
			t.Errorf("left after %v: %v", time.Since(began), err)
		}
		close(f.blocks) // it goes on after all
		pass(time.Second)
		if len(f.writes) != 2 || f.writes[1] != leaveModes {
			t.Errorf("written: %q", f.writes)
		}
		if left := f.screen.Switched(); left != nil {
			t.Errorf("left behind: %v", left)
		}
	})
}

func TestBlockedTerminalGetsTheNewestFrame(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		f.blocks = make(chan struct{})
		for i := range 100 {
			p.draw(fmt.Sprint("frame ", i))
			synctest.Wait()
		}
		close(f.blocks)
		pass(time.Second)
		f.wants(t, "frame 99")
		if len(f.writes) != 2 {
			t.Errorf("written: %q", f.writes)
		}
	})
}

// What a failed write has left on the terminal nobody knows.
func TestFailedWriteIsMadeGood(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		p.draw("one\ntwo")
		pass(time.Second)
		f.fails = errors.New("no")
		p.draw("one\n2")
		pass(time.Second)
		f.fails = nil
		f.screen = ptytest.NewScreen(20, 3)
		p.draw("one\nthree")
		pass(time.Second)
		f.wants(t, "one\nthree")

		f.fails = errors.New("gone")
		if err := p.leave(); !errors.Is(err, f.fails) {
			t.Errorf("leave: %v", err)
		}
	})
}

func TestLeaveAndEnter(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		want := []string{"mode ?1049 is true", "mode ?2004 is true", "mode ?25 is false", "mode ?7 is false"}
		if got := f.screen.Switched(); !slices.Equal(got, want) {
			t.Errorf("while it is painted on: %q", got)
		}
		p.draw("frame")
		pass(time.Second)
		p.draw("another that is not shown any more")
		for range 2 {
			if err := p.leave(); err != nil {
				t.Error(err)
			}
		}
		p.draw("nobody sees this")
		p.setMouse(true)
		pass(time.Second)
		f.wants(t, "$ census")
		if got := f.screen.Switched(); got != nil {
			t.Errorf("left behind: %q", got)
		}

		_ = p.enter()
		if got := f.screen.Switched(); !slices.Equal(got, append([]string{"mode ?1002 is true", "mode ?1006 is true"}, want...)) {
			t.Errorf("after entering again: %q", got)
		}
		p.draw("nobody sees this") // the same frame as before, but on another screen
		pass(time.Second)
		f.wants(t, "nobody sees this")
		_ = p.leave()
		if got := f.screen.Switched(); got != nil {
			t.Errorf("left behind with the mouse on: %q", got)
		}
	})
}

// Nothing is written after the terminal was given back, even if somebody was just
// about to.
func TestLeaveIsTheLastWord(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		p.pen <- struct{}{}
		p.draw("frame")
		synctest.Wait() // until the frame waits for the pen
		left := make(chan error)
		go func() { left <- p.leave() }()
		synctest.Wait()
		<-p.pen
		if err := <-left; err != nil {
			t.Error(err)
		}
		pass(time.Second)
		if !slices.Equal(f.writes, []string{leaveModes}) {
			t.Errorf("written: %q", f.writes)
		}
	})
}

func TestMouseIsSwitched(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		p.draw("frame")
		pass(time.Second)
		f.writes = nil
		for _, on := range []bool{true, true, false, false} {
			p.setMouse(on)
			pass(time.Second)
			if has := slices.Contains(f.screen.Switched(), "mode ?1002 is true"); has != on {
				t.Errorf("mouse reports are %v, want %v", has, on)
			}
		}
		if !slices.Equal(f.writes, []string{mouseOn, mouseOff}) {
			t.Errorf("written: %q", f.writes)
		}
		f.wants(t, "frame")
	})
}
