package userfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"census/model"
	"census/ui/userfile"
)

// drawText draws text with everything that is awkward in JSON, in comments or
// on a terminal.
func drawText(t *rapid.T, label string) string {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", " ", "é", "👩‍👩‍👧", `"`, `\`, "//", "/*", "*/", ",", "}", "]", "\n", "\r", "\t", "\x00", "\x1b[2J", "\x7f",
		"\u0085", "\u202e", "\u2028", "\u2066", "\ufeff", "\ufffd", "\xff", "<&>", "\\u202e", "\U0001fffe", "\U000e0041", "e\u0301", "नमस्ते",
	}), 0, 6).Draw(t, label)
	text := ""
	for _, p := range pieces {
		text += p
	}
	return text
}

func drawUser(t *rapid.T) model.User {
	u := model.User{
		UID: "ann", Name: drawText(t, "name"), Avatar: drawText(t, "avatar"), Link: drawText(t, "link"),
		Role: drawText(t, "role"), StatusMessage: drawText(t, "status message"),
		TagsKnown: rapid.Bool().Draw(t, "tags known"), CreatedAt: model.UnixTime(rapid.IntRange(0, 1).Draw(t, "created")),
	}
	if u.TagsKnown {
		for range rapid.IntRange(0, 3).Draw(t, "tags") {
			u.Tags = append(u.Tags, drawText(t, "tag"))
		}
	}
	u.Metadata = drawMetadata(t)
	return u
}

// drawMetadata draws objects with raw and escaped strings, odd numbers and
// white space, and sometimes something that is not an object.
func drawMetadata(t *rapid.T) model.Metadata {
	if rapid.IntRange(0, 9).Draw(t, "broken") == 0 {
		return model.Metadata(drawText(t, "no object"))
	}
	var b bytes.Buffer
	b.WriteString("{")
	for i := range rapid.IntRange(0, 4).Draw(t, "keys") {
		if i > 0 {
			b.WriteString(", ")
		}
		key, _ := json.Marshal(drawText(t, "key") + string(rune('a'+i)))
		b.Write(key)
		b.WriteString(" :\t")
		b.WriteString(rapid.SampledFrom([]string{
			"1.50", "-0", "1E+400", "null", "[ ]", "{\"x\": {}}", "\"raw \u202e\"", `"escaped \u202e"`, `"\u00e9 \/ \ud800"`, "\"\x7f\"",
		}).Draw(t, "value"))
	}
	b.WriteString("}")
	return b.Bytes()
}

// Writing a user and reading the text back changes nothing, and nothing in the
// text can harm a terminal.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := drawUser(t)
		var locked map[model.Key]string
		if rapid.Bool().Draw(t, "locked") {
			locked = map[model.Key]string{model.KeyName: drawText(t, "reason"), model.KeyMetadata: "not yours"}
		}
		text := userfile.Encode(u, locked, drawText(t, "problem"))
		if clean := model.CleanLines(string(text)); clean != string(text) {
			t.Fatalf("not safe to show:\n%s", clean)
		}
		if rapid.Bool().Draw(t, "ascii") {
			text = userfile.ASCII(text)
		}
		got, err := userfile.Decode(text, u, locked)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if p := model.Diff(u, got); !p.IsEmpty() || got.UID != u.UID || got.TagsKnown != u.TagsKnown {
			t.Fatalf("changed %+v from\n%s", p, text)
		}
		m, err := userfile.DecodeMetadata(userfile.EncodeMetadata(u.Metadata, ""), u.Metadata)
		if model.CheckObject(string(u.Metadata)) == nil && (err != nil || !m.Equal(u.Metadata)) {
			t.Fatalf("metadata alone: %v, %q from %q", err, m, u.Metadata)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{annText, "", "{", "{\"name\":\"x\",}", "/*", "//", "{\"tags\":[,]}", "\ufeff{}", "{\"metadata\":{\"a\":\"\\ud800\"}}", "{\"tags\":\"\"}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		u, err := userfile.Decode(text, ann(), ownRole)
		if err != nil {
			wantPlace(t, text, err)
			return
		}
		again, err := userfile.Decode(userfile.Encode(u, ownRole, ""), u, ownRole)
		if err != nil || !model.Diff(u, again).IsEmpty() {
			t.Errorf("read as %+v, and then %v, %+v", u, err, model.Diff(u, again))
		}
		if _, err := userfile.DecodeMetadata(text, ann().Metadata); err != nil {
			wantPlace(t, text, err)
		}
	})
}

func wantPlace(t *testing.T, text []byte, err error) {
	t.Helper()
	var fault *userfile.Error
	if !errors.As(err, &fault) {
		t.Fatalf("%T: %v", err, err)
	}
	if lines := bytes.Count(text, []byte("\n")) + 2; fault.Line < 1 || fault.Line > lines || fault.Column < 1 || fault.Problem == "" {
		t.Errorf("%d lines: %v", lines, err)
	}
	if model.Clean(err.Error()) != err.Error() {
		t.Errorf("not safe to show: %q", err)
	}
	marked, line := userfile.Mark(text, err)
	if line < 1 || !bytes.HasPrefix(marked, []byte("// !! line ")) {
		t.Errorf("line %d\n%s", line, marked)
	}
}
