//go:build unix

package painter

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/keyboard"
)

// viewer counts how often it is drawn.
type viewer struct{ views int }

func (v *viewer) Init() tea.Cmd                       { return nil }
func (v *viewer) Update(tea.Msg) (tea.Model, tea.Cmd) { return v, nil }
func (v *viewer) View() string                        { v.views++; return "" }

// While keys are waiting only so many frames are drawn as the terminal could show;
// the last key is followed by one.
func TestKeysThatWaitAreNotDrawnOneByOne(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	reader, err := keyboard.Open(in, false)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	now := time.Unix(1_800_000_000, 0)
	v := &viewer{}
	s := &stage{model: v, painter: newPainter(io.Discard, false), keys: keys{reader}, typing: typing{now: func() time.Time { return now }}}
	const n = 500
	if _, err := out.WriteString(strings.Repeat("\r", n)); err != nil {
		t.Fatal(err)
	}
	reader.Resume() // takes over all of it at once
	for range n {
		if _, err := reader.Read(make([]byte, 256)); err != nil {
			t.Fatal(err)
		}
		s.View()
	}
	if v.views != 2 {
		t.Errorf("%d views for %d keys in no time, want the first and the last", v.views, n)
	}
	before := v.views
	for range 10 {
		now = now.Add(interval)
		s.View()
	}
	if v.views != before+10 {
		t.Errorf("%d views where nothing is waiting, want 10", v.views-before)
	}
}
