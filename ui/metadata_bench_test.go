package ui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/session"
	"census/model"
)

// shapes are metadata of the largest size the service takes, in the shapes that
// cost an editor most, after a baseline of a few bytes.
func shapes() (names []string, texts map[string]string) {
	const size = model.MetadataMaxBytes - 40
	fill := func(open, piece, end string) string {
		return open + strings.Repeat(piece, (size-len(open)-len(end))/len(piece)) + end
	}
	deep := func(open, end string) string {
		n := size / (len(open) + len(end))
		return strings.Repeat(open, n) + "1" + strings.Repeat(end, n)
	}
	texts = map[string]string{
		"few-bytes":   `{"plan":"pro","seats":3}`,
		"flat":        fill(`{"a":0`, `,"key":"value 12345"`, `}`), // one key again and again
		"deep":        deep(`{"a":`, `}`),
		"deep-lists":  `{"a":` + deep(`[`, `]`) + `}`,
		"many-lines":  fill(`{"a":[1`, `,1`, `]}`),
		"many-deep":   fill(strings.Repeat(`{"a":`, 12)+`[1`, `,1`, `]`+strings.Repeat(`}`, 12)),
		"long-line":   fill(`{"a":"`, `QUJD`, `"}`),
		"long-words":  fill(`{"a":"`, `lorem ipsum `, `"}`),
		"wide":        fill(`{"a":"`, `日本`, `"}`),
		"emoji":       fill(`{"a":"`, `👩‍👩‍👧`, `"}`),
		"marks":       fill(`{"a":"e`, "\u0301", `"}`),
		"flags":       fill(`{"a":"`, "🇩🇪", `"}`),
		"escapes":     fill(`{"a":"`, `\u202e`, `"}`),
		"hostile":     fill(`{"a":"`, "\u202e", `"}`),
		"broken":      fill(`{"a":"`, "\xff", `"}`),
		"not-json":    fill(`{"a":"`, `\`, ``),
		"many-tokens": fill(`{"a":[0`, `,{"b":1}`, `]}`),
	}
	return []string{
		"few-bytes", "flat", "deep", "deep-lists", "many-lines", "many-deep", "long-line", "long-words", "wide", "emoji", "marks",
		"flags", "escapes", "hostile", "broken", "not-json", "many-tokens",
	}, texts
}

// editMetadata opens a form and goes to its metadata.
func editMetadata(tb testing.TB, a *App, text string) *form {
	tb.Helper()
	f := newForm(a.env, model.User{UID: "u", Name: "U", CreatedAt: 1, TagsKnown: true, Role: "default", Metadata: model.Metadata(text)}, nil)
	a.apply(nav{push: f}, nil)
	for f.fields.focused().Kind != model.KindJSON {
		a.Update(pressed(tea.KeyTab))
	}
	return f
}

func benchApp(tb testing.TB) *App {
	tb.Helper()
	a := New(tb.Context(), Options{Profile: "bench"})
	a.resize(120, 36)
	a.Update(connectedMsg{session: Session{Known: session.NewKnown(model.Actor{Me: "u-1", Credential: model.APIKey})}})
	return a
}

// quiet are keys that leave a text as it was: at its end, in a line, and at its
// beginning, where a quote turns all that follows inside out.
var quiet = []tea.KeyMsg{
	pressed(tea.KeyCtrlEnd), pressed(tea.KeyUp), pressed(tea.KeyEnd), pressed(tea.KeyLeft), typed1('x'), pressed(tea.KeyBackspace),
	pressed(tea.KeyCtrlHome), pressed(tea.KeyDown), typed1('"'), pressed(tea.KeyBackspace),
}

// BenchmarkMetadata is what metadata of 5 KB costs beside that of a few bytes, the
// baseline, each with its whole frame: opening the form on it, a key of an editor
// in it, opening the detail, scrolling there. x-baseline is the ratio to the
// baseline of the same run, which runs first.
func BenchmarkMetadata(b *testing.B) {
	names, texts := shapes()
	for _, bench := range []struct {
		name string
		run  func(b *testing.B, text string)
	}{
		{"form", benchForm}, {"key", benchEditing}, {"detail", benchDetail}, {"scroll", benchScrolling},
	} {
		var baseline float64
		for _, name := range names {
			b.Run(bench.name+"/"+name, func(b *testing.B) {
				bench.run(b, texts[name])
				took := b.Elapsed().Seconds() / float64(b.N)
				if name == names[0] {
					baseline = took
				}
				b.ReportMetric(took/baseline, "x-baseline")
			})
		}
	}
}

func benchForm(b *testing.B, text string) {
	for b.Loop() {
		a := benchApp(b)
		editMetadata(b, a, text)
		_ = a.View()
	}
}

func benchEditing(b *testing.B, text string) {
	a := benchApp(b)
	editMetadata(b, a, text)
	for i := 0; b.Loop(); i++ {
		a.Update(quiet[i%len(quiet)])
		_ = a.View()
	}
}

func benchDetail(b *testing.B, text string) {
	a := benchApp(b)
	openDetail(a, text)
	for b.Loop() {
		a.env.viewed.last = nil // as if it was opened anew
		_ = a.View()
	}
}

func benchScrolling(b *testing.B, text string) {
	a := benchApp(b)
	openDetail(a, text)
	for i := 0; b.Loop(); i++ {
		a.Update([]tea.KeyMsg{pressed(tea.KeyPgDown), typed1('G'), typed1('g')}[i%3])
		_ = a.View()
	}
}

func openDetail(a *App, text string) {
	u := model.User{UID: "u", Name: "U", CreatedAt: 1, Metadata: model.Metadata(text)}
	a.apply(nav{push: newDetail(a.env, u)}, nil)
}
