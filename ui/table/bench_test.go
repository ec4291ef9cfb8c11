package table

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/charmbracelet/bubbles/list"
	bubbletable "github.com/charmbracelet/bubbles/table"
	tea "github.com/charmbracelet/bubbletea"
)

// crowd is a table of n rows with prepared cells, so that only the table is
// measured. It has more names than the table caches, most of them slow to
// measure; every third row is marked, every fifth has changed.
type crowd struct {
	n     int
	names []string
}

func newCrowd(n int) crowd {
	c := crowd{n: n, names: make([]string, min(n, 3*mostMeasured))}
	for i := range c.names {
		c.names[i] = strconv.Itoa(i) + " " + names[i%len(names)]
	}
	return c
}

func (c crowd) Len() int { return c.n }

func (c crowd) Cells(i int, cells []Cell) {
	cells[0].Text = c.names[i%len(c.names)]
	cells[1] = Cell{Text: "uid", Tone: 1}
	cells[2].Text = "admin"
	cells[3].Text = "2h"
}

func (c crowd) Mark(i int) Mark {
	var mark Mark
	if i%3 == 0 {
		mark |= Marked
	}
	if i%5 == 0 {
		mark |= Changed
	}
	return mark
}

// BenchmarkFrame shows that a frame costs the same with any number of rows,
// compared with bubbles' table and list in the same run. One operation moves
// the cursor down and draws 40 lines of 100 cells, with marks and a sorted
// column; census-paging moves by whole pages, so that no text was in the
// previous frame. It reports ratios: /1k is a table's time relative to its time
// with a thousand rows, /census relative to this table with as many rows.
func BenchmarkFrame(b *testing.B) {
	took := map[string]float64{}
	run := func(name string, n int, table func(n int) (press func())) {
		b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
			press := table(n)
			for b.Loop() {
				press()
			}
			took[b.Name()] = float64(b.Elapsed()) / float64(b.N)
			for metric, other := range map[string]string{
				"/1k":     fmt.Sprintf("BenchmarkFrame/%s/%d", name, 1_000),
				"/census": fmt.Sprintf("BenchmarkFrame/census/%d", n),
			} {
				if took[other] > 0 && other != b.Name() {
					b.ReportMetric(took[b.Name()]/took[other], metric)
				}
			}
		})
	}
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		run("census", n, census(1))
		run("census-paging", n, census(39))
		run("bubbles-table", n, bubblesTable)
		if n <= 100_000 { // a million would take minutes: the list draws a dot per page
			run("bubbles-list", n, bubblesList)
		}
	}
}

func census(by int) func(n int) (press func()) {
	return func(n int) (press func()) {
		m := New(columns, newCrowd(n), &look)
		m.SetSort(3, true)
		m.SetSize(100, 40)
		return func() {
			m.SetCursor((m.Cursor() + by) % n)
			_ = m.View()
		}
	}
}

func bubblesTable(n int) (press func()) {
	rows, c, cells := make([]bubbletable.Row, n), newCrowd(n), make([]Cell, 4)
	for i := range rows {
		c.Cells(i, cells)
		rows[i] = bubbletable.Row{cells[0].Text, cells[1].Text, cells[2].Text, cells[3].Text}
	}
	m := bubbletable.New(bubbletable.WithRows(rows), bubbletable.WithHeight(40), bubbletable.WithFocused(true),
		bubbletable.WithColumns([]bubbletable.Column{{Title: "NAME", Width: 40}, {Title: "UID", Width: 30}, {Title: "ROLE", Width: 10}, {Title: "SEEN ▼", Width: 8}}))
	return func() {
		m, _ = m.Update(tea.KeyMsg{Type: tea.KeyDown})
		_ = m.View()
	}
}

func bubblesList(n int) (press func()) {
	items, c := make([]list.Item, n), newCrowd(n)
	for i := range items {
		items[i] = item(c.names[i%len(c.names)])
	}
	m := list.New(items, list.NewDefaultDelegate(), 100, 40)
	return func() {
		m, _ = m.Update(tea.KeyMsg{Type: tea.KeyDown})
		_ = m.View()
	}
}

type item string

func (i item) Title() string       { return string(i) }
func (i item) Description() string { return "uid" }
func (i item) FilterValue() string { return string(i) }
