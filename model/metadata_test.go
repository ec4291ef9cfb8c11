package model

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestCheckObjectSaysWhereAndWhat(t *testing.T) {
	cases := []struct {
		text string
		want string
	}{
		{`{}`, ""},
		{" {\n\"a\" : [1, -2.5e+3, true, false, null, \"x\\u00e9\\n\", {}]}\n", ""},
		{"{\n  \"plan\": \"pro\"\n  \"age\": 30\n}", `line 3, column 3: a comma is missing before "age"`},
		{`{"a":1,}`, "line 1, column 8: extra comma before }"},
		{`{"a":[1,]}`, "line 1, column 9: extra comma before ]"},
		{`{"a" 1}`, "line 1, column 6: a colon is missing after the key, before 1"},
		{`{a:1}`, "line 1, column 2: expected a key in double quotes here, not a"},
		{`{"a":'x'}`, "line 1, column 6: put text in double quotes"},
		{`{"a":yes}`, "line 1, column 6: yes is not a value"},
		{`{"a":}`, "line 1, column 6: a value is missing before }"},
		{`{"a":"x}`, "line 1, column 6: the text that starts here has no closing quote"},
		{"{\"a\":\"x\n\"}", "line 1, column 6: the text that starts here is not closed on its line"},
		{`{"é":"日" "b":1}`, `line 1, column 10: a comma is missing before "b"`},
		{`{"a":01}`, "line 1, column 6: a number must not start with 0"},
		{`{"a":1.}`, "line 1, column 8: a digit is missing after the decimal point"},
		{`{"a":-}`, "line 1, column 7: a digit is missing after -"},
		{`{"a":1e}`, "line 1, column 8: a digit is missing after the exponent"},
		{`{"a":"\x"}`, "line 1, column 7: \\ must be followed by"},
		{`{"a":1,"a":2}`, "line 1, column 8: the key a appears twice"},
		{`{"a":1,"\u0061":2}`, "line 1, column 8: the key a appears twice"},
		{`{"a":1`, "line 1, column 7: the text ends before the closing }"},
		{`{"a":`, "line 1, column 6: the text ends where a value is expected"},
		{`{} x`, "line 1, column 4: nothing may follow"},
		{`[1]`, "line 1, column 1: metadata is an object"},
		{``, "line 1, column 1: the text is empty"},
		{"{\"a\":\"\x01\"}", "line 1, column 7: a control character"},
		{`{"a":` + strings.Repeat("[", 200), "nested more than 100 levels"},
	}
	for _, c := range cases {
		err := CheckObject(c.text)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v, want it accepted", c.text, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

// Apart from its deliberate restrictions, CheckObject accepts exactly what
// encoding/json accepts as an object.
func FuzzCheckObject(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5e-3,"\u00e9"],"b":{"c":null}}`, `{"a":1,"a":2}`, `{"a":tru}`, "{\"\xff\":0}", `{"a":-0.0E+1}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		err := CheckObject(text)
		var object map[string]json.RawMessage
		accepted := json.Unmarshal([]byte(text), &object) == nil && object != nil
		var at *JSONError
		onPurpose := errors.As(err, &at) && (strings.Contains(at.Problem, "twice") || strings.Contains(at.Problem, "nested"))
		if !onPurpose && accepted != (err == nil) {
			t.Fatalf("%q: CheckObject says %v, encoding/json accepts: %v", text, err, accepted)
		}
	})
}

func TestPrettyAndCompactKeepSpelling(t *testing.T) {
	m := Metadata(`{"z":1.0,"a":[1e3,"<&>\u00e9"],  "big":12345678901234567890}`)
	if got, want := string(m.Compact()), `{"z":1.0,"a":[1e3,"<&>\u00e9"],"big":12345678901234567890}`; got != want {
		t.Errorf("compact %s, want %s", got, want)
	}
	if got := m.Pretty(); !strings.Contains(got, "\n  \"z\": 1.0,\n") || !Metadata(got).Equal(m) {
		t.Errorf("pretty: %s", got)
	}
	if got := Metadata("not json"); string(got.Compact()) != "not json" || got.Pretty() != "not json" {
		t.Error("text that is not JSON must stay unchanged")
	}
}

func TestFoldPrivate(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":"x","metadata":{"a":1.0,"@private":{"email":"secret"}}}`: `{"name":"x","metadata":{"a":1.0,"@private":"…"}}`,
		`{"@private":[1]}`:            `{"@private":"…"}`,
		`{"a": 1.0}`:                  `{"a": 1.0}`,
		`{"other":{"@private":true}}`: `{"other":{"@private":true}}`,
		`not json`:                    `not json`,
	} {
		if got, folded := Metadata(text).FoldPrivate(); string(got) != want || folded != (text != want) {
			t.Errorf("%s became %s (folded: %v), want %s", text, got, folded, want)
		}
	}
}

func TestWithoutPrivate(t *testing.T) {
	shown, hidden := Metadata(`{"a":1.0,"@private":{"email":"x","n":1},"b":2}`).WithoutPrivate()
	if string(shown) != `{"a":1.0,"b":2}` || hidden != 2 {
		t.Errorf("%s, %d hidden", shown, hidden)
	}
	if shown, hidden := Metadata(`{"a":1}`).WithoutPrivate(); string(shown) != `{"a":1}` || hidden != 0 {
		t.Errorf("%s, %d hidden, want it untouched", shown, hidden)
	}
	if _, hidden := Metadata(`{"@private":"odd"}`).WithoutPrivate(); hidden != 1 {
		t.Errorf("%d hidden, want 1: a private value that is not an object is still hidden", hidden)
	}
	if shown, _ := Metadata(`"text"`).WithoutPrivate(); string(shown) != `"text"` {
		t.Errorf("%s", shown)
	}
}
