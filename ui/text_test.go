package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"census/model"
	"census/ui/theme"
)

var anyText = rapid.StringOf(rapid.SampledFrom([]rune("ab {}\":,é日本👩‍👧e\u0301क\u093e")))

func TestFitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(1, 40).Draw(t, "width")
		if got := fit(anyText.Draw(t, "text"), w); ansi.StringWidth(got) != w {
			t.Fatalf("%q is %d wide, want %d", got, ansi.StringWidth(got), w)
		}
	})
}

func TestTextWithCursorFitsAndShowsTheCursor(t *testing.T) {
	for name, colors := range map[string]termenv.Profile{"colours": termenv.TrueColor, "none": termenv.Ascii} {
		s := newStyles(colors, theme.Sixteen(theme.DarkGround))
		mark := caret
		if colors != termenv.Ascii {
			mark = "\x1b[7m"
		}
		rapid.Check(t, func(t *rapid.T) {
			runes := []rune(anyText.Draw(t, "text"))
			at := rapid.IntRange(0, len(runes)).Draw(t, "at")
			w := rapid.IntRange(4, 40).Draw(t, "width")
			got := s.textWithCursor(string(runes), len(string(runes[:at])), w)
			if ansi.StringWidth(got) != w || !strings.Contains(got, mark) {
				t.Fatalf("%s: %q at %d in %d cells: %q (%d)", name, string(runes), at, w, got, ansi.StringWidth(got))
			}
		})
	}
}

// Colouring changes how JSON looks, never what it says.
func TestJSONColoursKeepTheText(t *testing.T) {
	s := newStyles(termenv.TrueColor, theme.Sixteen(theme.DarkGround))
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringOf(rapid.SampledFrom([]rune(`ab01-.{}[]":, \é日`))).Draw(t, "line")
		if got := ansi.Strip(s.jsonLine(line, ansi.StringWidth(line))); got != line {
			t.Fatalf("%q became %q", line, got)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune(`ab01-.{}[]":, \é日`))).Draw(t, "text")
		w := rapid.IntRange(2, 20).Draw(t, "width")
		var lines []string
		for _, row := range jsonRows(text, w, 1000) {
			lines = append(lines, s.jsonRow(row))
		}
		for _, line := range lines {
			if ansi.StringWidth(line) > w {
				t.Fatalf("%q does not fit into %d cells", line, w)
			}
		}
		if got := ansi.Strip(strings.Join(lines, "")); got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
	key, value := s.json[jsonKey].Render(`"a"`), s.json[jsonString].Render(`"b:c"`)
	if got := s.jsonLine(`{"a": "b:c"}`, 12); !strings.Contains(got, key) || !strings.Contains(got, value) {
		t.Errorf("key and value are not told apart: %q", got)
	}
}

func TestMetadataFoldsPrivate(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1,"@private":{"x":1,"y":2}}`: "{\n  \"a\": 1,\n  \"@private\": … 2 keys, hidden\n}",
		`{"@private":{"x":1}}`:             "{\n  \"@private\": … 1 key, hidden\n}",
		`{"a":1}`:                          "{\n  \"a\": 1\n}",
		`"just text"`:                      `"just text"`,
	} {
		if got := metadataText(model.Metadata(text), 80, 1000); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// metadataText is metadata as it is read in w cells and at most so many lines.
func metadataText(m model.Metadata, w, most int) string {
	e := &env{styles: newStyles(termenv.Ascii, theme.Sixteen(theme.DarkGround))}
	v := e.viewed.of(m, false, w, most)
	lines := make([]string, v.len())
	for i := range lines {
		lines[i] = v.line(e.styles, i)
	}
	return strings.Join(lines, "\n")
}

func TestMetadataIsCut(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":[1,2,3]}`:        "{\n  \"a\": [\n    1,\n… the rest is not shown",
		`{}`:                   "{}",
		`"123456789012345678"`: "\"123456789\n012345678\"",
		`"123456789012345678` + strings.Repeat("9", 99) + `"`: "\"123456789\n0123456789\n9999999999\n… the rest is not shown",
	} {
		if got := metadataText(model.Metadata(text), 10, 3); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
