package ui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// pasteSize is how much is pasted into a field.
const pasteSize = 20_000

// pasted are texts of that size, each for a kind of field.
var pasted = map[string]string{
	"search":   strings.Repeat("lorem ipsum ", pasteSize/12),
	"name":     strings.Repeat("日本 e\u0301x", pasteSize/11),
	"tags":     strings.Repeat("one, two", pasteSize/8),
	"tagsMany": manyTags(),
	"metadata": `{"a": "` + strings.Repeat("x y ", pasteSize/4) + `"}`,
}

func manyTags() string {
	var b strings.Builder
	for i := 0; b.Len() < pasteSize; i++ {
		fmt.Fprintf(&b, "%d,", i)
	}
	return b.String()
}

// into is an app with the field open.
func into(t testing.TB, field string) *App {
	t.Helper()
	a := newTestApp(t)
	if field == "search" {
		a.Update(typed1('/'))
		return a
	}
	a.Update(typed1('n'))
	f := a.top().(*form)
	f.fields.focus(map[string]model.Key{"name": model.KeyName, "tags": model.KeyTags, "tagsMany": model.KeyTags, "metadata": model.KeyMetadata}[field])
	return a
}

// inPieces are the messages of a text that arrives in pieces of so many characters.
func inPieces(text string, size int) []tea.KeyMsg {
	var msgs []tea.KeyMsg
	for runes := []rune(text); len(runes) > 0; {
		n := min(size, len(runes))
		msgs = append(msgs, tea.KeyMsg{Type: tea.KeyRunes, Runes: runes[:n]})
		runes = runes[n:]
	}
	return msgs
}

// typeInto types the pieces and draws after each.
func typeInto(a *App, msgs []tea.KeyMsg) {
	for _, msg := range msgs {
		a.Update(msg)
		a.View()
	}
}

// BenchmarkTypedText is 20 KB that arrive without brackets, in pieces of 1 KB that
// are drawn each, in every kind of field; times-1KB is how much longer they take
// than the first of the pieces alone.
//
//	go test -run '^$' -bench TypedText ./ui
func BenchmarkTypedText(b *testing.B) {
	for _, field := range slices.Sorted(maps.Keys(pasted)) {
		b.Run(field, func(b *testing.B) {
			msgs := inPieces(pasted[field], 1000)
			var one time.Duration
			for b.Loop() {
				b.StopTimer()
				a, began := into(b, field), time.Now()
				typeInto(a, msgs[:1])
				one += time.Since(began)
				a = into(b, field)
				b.StartTimer()
				typeInto(a, msgs)
			}
			b.ReportMetric(float64(b.Elapsed())/float64(one), "times-1KB")
		})
	}
}

// What stands in a field afterwards does not depend on the pieces, and is one change
// for each of them.
func TestTextInPieces(t *testing.T) {
	for field, text := range pasted {
		text = text[:2000]
		want := heldBy(into(t, field), inPieces(text, len(text)))
		for _, size := range []int{1, 7, 300} {
			if got := heldBy(into(t, field), inPieces(text, size)); got != want {
				t.Errorf("%s in pieces of %d is\n%.200q\nwant\n%.200q", field, size, got, want)
			}
		}
		if len(want) < 1000 && field != "tags" { // where the same two are repeated
			t.Errorf("%s holds %q only", field, want)
		}
	}
}

// heldBy is what the open field holds after the messages.
func heldBy(a *App, msgs []tea.KeyMsg) string {
	for _, msg := range msgs {
		a.Update(msg)
	}
	if f, ok := a.top().(*form); ok {
		v := f.fields.focused().input.value()
		return v.Text + strings.Join(v.Tags, "|")
	}
	return a.top().(*list).search.text()
}

// A list of tags that is typed at once is taken back at once.
func TestAListOfTagsIsOneChange(t *testing.T) {
	a := into(t, "tags")
	e := a.top().(*form).fields.focused().input.(*tagsInput)
	a.Update(typed1('x'))
	a.Update(inPieces("y,two,xy,three", 100)[0])
	if v := e.value(); !slices.Equal(v.Tags, []string{"xy", "two", "three"}) || len(e.past.past) != 2 || e.remark == "" {
		t.Errorf("%q after %d changes, remark %q", v.Tags, len(e.past.past), e.remark)
	}
	if e.undo(); !slices.Equal(e.value().Tags, []string{"x"}) {
		t.Errorf("taken back to %q", e.value().Tags)
	}
}

// What follows a key that opens a field is text for it, in one piece.
func TestTextBehindTheKeyThatOpensAField(t *testing.T) {
	a := newTestApp(t)
	a.Update(inPieces("jk/an n q", 100)[0])
	if l, ok := a.top().(*list); !ok || !l.search.open || l.search.text() != "an n q" || len(l.search.field.past.past) != 1 {
		t.Errorf("on top is\n%s", a.View())
	}
}
