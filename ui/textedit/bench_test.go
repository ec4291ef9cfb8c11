package textedit

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// BenchmarkLetter types one letter at the end of a text, compared with bubbles'
// text area: the levels are metadata of 2 KB as indented by encoding/json, the
// line is 5 KB without spaces.
func BenchmarkLetter(b *testing.B) {
	var levels bytes.Buffer
	if err := json.Indent(&levels, []byte(strings.Repeat(`{"a":`, 350)+"1"+strings.Repeat("}", 350)), "", "  "); err != nil {
		b.Fatal(err)
	}
	letter, end := pressable["x"], tea.KeyMsg{Type: tea.KeyCtrlEnd}
	for _, text := range []struct{ name, text string }{
		{"few-bytes", "{}"}, {"line", strings.Repeat("QUJD", 1250)}, {"levels", levels.String()},
	} {
		b.Run("area/"+text.name, func(b *testing.B) {
			a := NewArea(text.text)
			a.Update(end)
			for b.Loop() {
				a.Update(letter)
			}
		})
		b.Run("bubbles/"+text.name, func(b *testing.B) {
			m := bubble(text.text)
			m.SetWidth(20_000) // the area does not wrap either
			m, _ = m.Update(end)
			for b.Loop() {
				m, _ = m.Update(letter)
			}
		})
	}
}
