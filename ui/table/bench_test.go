package table

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/bubbles/list"
	bubbletable "github.com/charmbracelet/bubbles/table"
	tea "github.com/charmbracelet/bubbletea"
)

// BenchmarkFrame shows that a frame costs the same at any number of rows, beside
// what the two tables of bubbles cost in the same run. One operation is moving
// the cursor down and drawing 40 lines of 100 cells.
func BenchmarkFrame(b *testing.B) {
	for _, n := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprintf("census/%d", n), func(b *testing.B) {
			m := sized(n, 100, 40)
			for i := 0; b.Loop(); i++ {
				m.SetCursor(i % n)
				_ = m.View()
			}
		})
		b.Run(fmt.Sprintf("bubbles-table/%d", n), func(b *testing.B) {
			rows := make([]bubbletable.Row, n)
			for i := range rows {
				rows[i] = bubbletable.Row{fmt.Sprint(i), "uid", "admin", "2h"}
			}
			m := bubbletable.New(bubbletable.WithRows(rows), bubbletable.WithHeight(40), bubbletable.WithFocused(true),
				bubbletable.WithColumns([]bubbletable.Column{{Title: "NAME", Width: 40}, {Title: "UID", Width: 30}, {Title: "ROLE", Width: 10}, {Title: "SEEN", Width: 8}}))
			for b.Loop() {
				m, _ = m.Update(tea.KeyMsg{Type: tea.KeyDown})
				_ = m.View()
			}
		})
	}
	b.Run("bubbles-list/1000", func(b *testing.B) {
		items := make([]list.Item, 1_000)
		for i := range items {
			items[i] = item(fmt.Sprint(i))
		}
		m := list.New(items, list.NewDefaultDelegate(), 100, 40)
		for b.Loop() {
			m, _ = m.Update(tea.KeyMsg{Type: tea.KeyDown})
			_ = m.View()
		}
	})
}

type item string

func (i item) Title() string       { return string(i) }
func (i item) Description() string { return "uid" }
func (i item) FilterValue() string { return string(i) }
