//go:build unix

package painter

import (
	"fmt"
	"io"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/keyboard"
)

// keys is the reader that stands between a terminal and Bubble Tea, if the input
// is one.
type keys struct{ reader *keyboard.Reader }

// open returns what Bubble Tea is to read. The terminal's answers go to answered.
func (k *keys) open(o Options, answered func(keyboard.Answer)) (io.Reader, error) {
	file := terminal(o.Input)
	if file == nil {
		return o.Input, nil
	}
	reader, err := keyboard.Open(file, o.Remote)
	if err != nil {
		return nil, fmt.Errorf("prepare the terminal for input: %w", err)
	}
	k.reader = reader
	if o.AskGround {
		reader.Answers(answered)
	}
	return reader, nil
}

func (k *keys) resume() {
	if k.reader != nil {
		k.reader.Resume()
	}
}

// canBeAsked reports whether an answer of the terminal can be told from keys.
func (k *keys) canBeAsked() bool { return k.reader != nil }

// expect says that the terminal is asked now.
func (k *keys) expect() {
	if k.reader != nil {
		k.reader.Expect()
	}
}

// settle waits for answers that are on their way.
func (k *keys) settle() {
	if k.reader != nil {
		k.reader.Settle()
	}
}

// pause leaves what is typed to somebody else.
func (k *keys) pause() {
	if k.reader != nil {
		k.reader.Pause()
	}
}

func (k *keys) close() {
	if k.reader != nil {
		k.reader.Close()
	}
}

// complete puts the text into the message of a paste, or of many characters that
// were typed at once, of which Bubble Tea has read the ends only.
func (k *keys) complete(msg tea.Msg) tea.Msg {
	key, ok := msg.(tea.KeyMsg)
	if !ok || k.reader == nil || !key.Paste || len(key.Runes) > 0 {
		return msg
	}
	text, isPaste := k.reader.Text()
	key.Runes, key.Paste = []rune(text), isPaste
	return key
}

// areBehind reports whether something was typed that Bubble Tea has not read yet.
func (k *keys) areBehind() bool { return k.reader != nil && k.reader.IsBehind() }
