package uitest

import (
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// Key returns the message a terminal sends for a key: "enter", "ctrl+s",
// "shift+tab", "alt+b", "space", "j". It panics on an unknown name.
//
// The names are Bubble Tea's own, with the real types behind them: a message
// with the five letters of enter has the same name as the key but is not the
// key.
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
	if utf8.RuneCountInString(name) != 1 {
		panic("uitest: unknown key " + name)
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
