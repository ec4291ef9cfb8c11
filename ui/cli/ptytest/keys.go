//go:build unix

package ptytest

import (
	"strings"
	"time"
	"unicode/utf8"
)

var keys = map[string]string{
	"enter":     "\r",
	"tab":       "\t",
	"shift+tab": "\x1b[Z",
	"esc":       "\x1b",
	"space":     " ",
	"backspace": "\x7f",
	"up":        "\x1b[A",
	"down":      "\x1b[B",
	"right":     "\x1b[C",
	"left":      "\x1b[D",
	"home":      "\x1b[H",
	"end":       "\x1b[F",
	"pgup":      "\x1b[5~",
	"pgdown":    "\x1b[6~",
	"f1":        "\x1bOP",
}

// Press sends keys by name, such as "enter", "ctrl+s" or "q", without waiting
// for their effect. After "esc", wait for its effect before the next key:
// together they may be taken for alt and that key, as in any terminal.
func (t *Terminal) Press(names ...string) {
	t.t.Helper()
	for _, name := range names {
		sequence, ok := keySequence(name)
		if !ok {
			t.t.Fatalf("unknown key %q", name)
		}
		t.send(sequence)
	}
}

// silence is how long nothing is written before a reader has read everything.
const silence = 200 * time.Millisecond

// Answer presses a key once the program has written nothing for a moment, like
// a person who has read the question: census ignores answers that come
// immediately.
func (t *Terminal) Answer(name string) {
	t.t.Helper()
	for !t.Silent(silence) {
	}
	t.Press(name)
}

func keySequence(name string) (string, bool) {
	if sequence, ok := keys[name]; ok {
		return sequence, true
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return string(letter[0] - 'a' + 1), len(letter) == 1 && letter[0] >= 'a' && letter[0] <= 'z'
	}
	return name, utf8.RuneCountInString(name) == 1
}

// Reaction presses a key and returns how long it took until the program wrote
// something.
func (t *Terminal) Reaction(name string) time.Duration {
	t.t.Helper()
	t.mu.Lock()
	before, changed := len(t.arrived), t.changed
	t.mu.Unlock()
	pressed := time.Now()
	t.Press(name)
	select {
	case <-changed:
	case <-time.After(patience):
		t.t.Fatalf("nothing was written after %s:\n%s", name, t.Screen())
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.arrived[before].at.Sub(pressed)
}

// Type sends text as typed on the keyboard.
func (t *Terminal) Type(text string) {
	t.t.Helper()
	t.send(text)
}

func (t *Terminal) send(input string) {
	t.t.Helper()
	if _, err := t.keyboard.WriteString(input); err != nil {
		t.t.Fatalf("write to the terminal: %v", err)
	}
}
