package uitest

import (
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// Key returns the message a terminal sends for a key: "enter", "ctrl+s",
// "shift+tab", "alt+b", "space", "j". A word that names no key is what a paste
// of it would be.
//
// The names are Bubble Tea's own, with the real types behind them: a message of
// the five letters of enter has the same name as the key and is not the key.
func Key(name string) tea.KeyMsg {
	if name == "space" {
		name = " "
	}
	if bare, ok := strings.CutPrefix(name, "alt+"); ok {
		k := Key(bare)
		k.Alt = true
		return k
	}
	for t := tea.KeyType(-100); t <= 127; t++ {
		k := tea.KeyMsg{Type: t}
		if t == tea.KeySpace {
			k.Runes = []rune{' '}
		}
		if t != tea.KeyRunes && k.String() == name {
			return k
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name), Paste: utf8.RuneCountInString(name) > 1}
}
