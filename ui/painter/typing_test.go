//go:build unix

package painter

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// One burst is what follows each other faster than anybody could read what the
// keys before have brought about, however long the program works in between.
func TestBursts(t *testing.T) {
	type event struct {
		idle, work time.Duration
		key        bool
		begins     bool
	}
	key := func(idle, work time.Duration, begins bool) event { return event{idle, work, true, begins} }
	other := func(idle, work time.Duration) event { return event{idle, work, false, false} }
	const ms = time.Millisecond
	for name, events := range map[string][]event{
		"at once":                           {key(time.Second, 0, true), key(0, 0, false), key(0, 0, false)},
		"one by one":                        {key(time.Second, ms, true), key(20*ms, ms, false), key(99*ms, ms, false)},
		"after a pause":                     {key(time.Second, ms, true), key(100*ms, ms, true)},
		"held up by the key before":         {key(time.Second, time.Minute, true), key(0, ms, false)},
		"held up by answers":                {key(time.Second, ms, true), other(10*ms, time.Second), other(0, time.Second), key(0, ms, false)},
		"answers do not shorten a pause":    {key(time.Second, ms, true), other(40*ms, ms), other(40*ms, ms), key(20*ms, ms, true)},
		"other messages begin no burst":     {key(time.Second, ms, true), other(time.Second, ms), key(time.Second, ms, true)},
		"the first key after the program":   {key(0, ms, true)},
		"a key right after the first frame": {other(0, ms), key(20*ms, ms, true), key(20*ms, ms, false)},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Unix(1_800_000_000, 0)
			typing := typing{now: func() time.Time { return now }}
			for i, e := range events {
				now = now.Add(e.idle)
				typing.work()
				var msg tea.Msg = tea.WindowSizeMsg{}
				if e.key {
					msg = tea.KeyMsg{Type: tea.KeyEnter}
				}
				if got := typing.begins(msg); got != e.begins {
					t.Errorf("message %d begins a burst: %v, want %v", i, got, e.begins)
				}
				now = now.Add(e.work)
				typing.rest()
			}
		})
	}
}

// A message that the loop does not draw after ends no time of rest.
func TestBatchesAreNoWork(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	typing := typing{now: func() time.Time { return now }}
	typing.work()
	typing.begins(tea.KeyMsg{})
	typing.rest()
	for range 10 {
		now = now.Add(pause / 10)
		typing.work() // of a batch, whose commands others run
	}
	if !typing.begins(tea.KeyMsg{}) {
		t.Error("the pause was not noticed")
	}
}

// witness keeps what it is told of keys.
type witness struct {
	told  []string
	frame string
}

func (w *witness) Init() tea.Cmd { return nil }

func (w *witness) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case Typed:
		w.told = append(w.told, fmt.Sprint("seen ", msg.Seen))
	case tea.KeyMsg:
		w.told = append(w.told, msg.String())
		w.frame = fmt.Sprint("after ", len(w.told))
	}
	return w, nil
}

func (w *witness) View() string { return w.frame }

// press is what Bubble Tea does with a key.
func (s *stage) press(key rune) {
	msg := s.before(s, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{key}})
	s.Update(msg)
	s.View()
}

// The model is told which of its frames was on the terminal when a burst began,
// and that is none whose output the terminal has not taken.
func TestTypedTellsWhatWasShown(t *testing.T) {
	painting(t, func(t *testing.T, p *painter, f *fakeTerminal) {
		w := &witness{frame: "first"}
		s := &stage{model: w, painter: p, line: &line{}, typing: typing{now: time.Now}}
		s.View()
		pass(time.Second)
		s.press('d') // draws frame 2
		s.press('y') // draws frame 3, in the same burst
		pass(pause)
		s.press('a')
		pass(time.Second)

		f.blocks = make(chan struct{})
		s.press('b') // draws frame 5, which the terminal does not take
		pass(time.Hour)
		s.press('c')
		close(f.blocks)
		pass(time.Hour)
		s.press('d')
		pass(time.Hour)
		f.fails = errors.New("no")
		s.press('e') // draws frame 8, which gets lost
		pass(time.Hour)
		f.fails = nil
		s.press('f')
		pass(time.Hour)
		s.View() // the same frame
		pass(time.Hour)
		s.press('g')
		synctest.Wait()
		want := []string{"seen 1", "d", "y", "seen 3", "a", "seen 4", "b", "seen 4", "c", "seen 6", "d", "seen 7", "e", "seen 7", "f", "seen 10", "g"}
		if !slices.Equal(w.told, want) {
			t.Errorf("told %q, want %q", w.told, want)
		}
	})
}
