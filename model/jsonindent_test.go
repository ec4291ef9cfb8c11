package model

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// nested is the JSON {"a":{"a": … 1}} with the given number of objects.
func nested(levels int, inside string) string {
	return strings.Repeat(`{"a":`, levels) + inside + strings.Repeat("}", levels)
}

// jsonText draws one JSON value.
func jsonText(t *rapid.T, depth int) string {
	blank := rapid.SampledFrom([]string{"", "", " ", "\n", "\t\r\n"})
	kind := rapid.IntRange(0, 3).Draw(t, "kind")
	if depth == 0 || kind > 1 {
		return rapid.SampledFrom([]string{`1.0`, `-2e3`, `null`, `true`, `""`, `"a,]}:\"\\"`, `"\u00e9\n"`, `"日本"`, `{}`, `[]`, `{ }`, "[\n]"}).Draw(t, "scalar")
	}
	var parts []string
	for range rapid.IntRange(0, 3).Draw(t, "n") {
		part := blank.Draw(t, "blank") + jsonText(t, depth-1) + blank.Draw(t, "blank")
		if kind == 1 {
			part = blank.Draw(t, "blank") + `"k` + rapid.StringMatching(`[a-c]{0,3}`).Draw(t, "key") + `" :` + part
		}
		parts = append(parts, part)
	}
	open, end := "[", "]"
	if kind == 1 {
		open, end = "{", "}"
	}
	return blank.Draw(t, "blank") + open + strings.Join(parts, ",") + end
}

// Metadata that is not deeply nested is indented like encoding/json does it.
func TestPrettyIsIndented(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := jsonText(t, 6)
		var want bytes.Buffer
		if err := json.Indent(&want, []byte(strings.TrimSpace(text)), "", "  "); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got := Metadata(text).Pretty(); got != want.String() {
			t.Fatalf("%q is\n%s\nwant\n%s", text, got, want.String())
		}
	})
}

// However metadata is nested, its indented text is proportional to it, and
// equivalent.
func TestPrettyDoesNotGrowWithTheDepth(t *testing.T) {
	lists := strings.Repeat("[", maxIndent)
	for name, text := range map[string]string{
		"400 levels":   nested(400, "1"),
		"9 000 levels": nested(9_000, "1"),
		"lists":        strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000),
		"wide inside":  `{"a":` + lists + strings.Repeat("1,", 2_000) + "1" + strings.Repeat("]", maxIndent) + "}",
		"wide below":   nested(200, "["+strings.Repeat("1,", 2_000)+"1]"),
	} {
		m := Metadata(text)
		pretty := m.Pretty()
		if most := len(text) * (maxIndent + 2); len(pretty) > most {
			t.Errorf("%s: %d bytes have become %d, want at most %d", name, len(text), len(pretty), most)
		}
		if !Metadata(pretty).Equal(m) {
			t.Errorf("%s: it has become something else", name)
		}
		if strings.Count(pretty, "\n") < maxUnfolded {
			t.Errorf("%s: only %d lines", name, strings.Count(pretty, "\n")+1)
		}
	}
	if deepest := nested(11_000, "1"); Metadata(deepest).Pretty() != deepest {
		t.Error("text nested deeper than JSON may be must stay unchanged")
	}
}

// Texts that differ at a hostile depth are compared and merged as a whole from
// the depth that metadata may not exceed.
func TestDepthIsBounded(t *testing.T) {
	base, mine, theirs := Metadata(nested(9_000, "0")), Metadata(nested(9_000, "1")), Metadata(nested(9_000, "2"))
	if changes := DiffMetadata(mine, theirs); len(changes) != 1 || len(changes[0].Path) != maxDepth {
		t.Errorf("%d changes, the first %d levels deep, want one at %d", len(changes), len(changes[0].Path), maxDepth)
	}
	merged := Merge(User{Metadata: base}, User{Metadata: mine}, User{Metadata: theirs})
	if c := merged.Collisions; len(c) != 1 || len(c[0].Path) != maxDepth {
		t.Errorf("%d collisions, the first %d levels deep, want one at %d", len(c), len(c[0].Path), maxDepth)
	}
	if err := CheckObject(string(mine)); err == nil {
		t.Error("9 000 levels are accepted")
	}
}
