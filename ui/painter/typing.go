package painter

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Typed comes before the first key of a burst, and says what the terminal showed
// when the burst began: Seen counts the calls of the model's View, and is the last
// one whose frame the terminal had taken by then. What is typed answers nothing
// that a later frame asks.
type Typed struct{ Seen int }

// pause is the least time between two keys that are not of one burst. It is less
// than anybody needs to read a question and answer it, and more than lies between
// the characters of a text that is pasted, also where they arrive one by one.
const pause = 100 * time.Millisecond

// typing finds the bursts in what is typed. A key that comes while the event loop
// is at work has to wait until that is done, so only the time counts in which the
// loop had nothing to do: it is never longer than the time between two keys.
type typing struct {
	now  func() time.Time
	free time.Time     // since when the loop has nothing to do
	idle time.Duration // how long it had nothing to do since the last key
	any  bool          // a key has come already
}

// work says that the loop begins to work, rest that it has nothing more to do.
func (t *typing) work() {
	now := t.now()
	t.idle += now.Sub(t.free)
	t.free = now
}

func (t *typing) rest() { t.free = t.now() }

// begins tells whether a message is the first key of a burst.
func (t *typing) begins(msg tea.Msg) bool {
	if _, isKey := msg.(tea.KeyMsg); !isKey {
		return false
	}
	first := !t.any || t.idle >= pause
	t.any, t.idle = true, 0
	return first
}
