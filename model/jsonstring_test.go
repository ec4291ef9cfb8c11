package model

import (
	"strings"
	"testing"
)

// Keys with the same meaning are equal however they are spelled, and keys with
// different meanings differ even if JSON cannot express them properly.
func TestKeysAreComparedByMeaning(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{`"a"`, `"\u0061"`, true},
		{`"\ud83d\ude00"`, `"😀"`, true},
		{`"\/\n"`, `"/\u000A"`, true},
		{`"\\ud800"`, `"\ud800"`, false},
		{`"\ud800"`, `"\udc00"`, false},
		{`"\ud800"`, `"\ud800\ud800"`, false},
		{`"\ud800"`, `"\ufffd"`, false},
		{"\"\xff\"", "\"\xfe\"", false},
		{"\"\xff\"", `"\ufffd"`, false},
	} {
		object := "{" + test.a + ":1," + test.b + ":2}"
		if twice := CheckObject(object) != nil; twice != test.same {
			t.Errorf("%s: %v", object, CheckObject(object))
		}
		if o, ok := parseObject([]byte(object)); !ok || len(o.keys) != map[bool]int{true: 1, false: 2}[test.same] {
			t.Errorf("%s has the keys %q", object, o.keys)
		}
	}
}

// A rewritten object keeps its spelling; a new key is spelled as far as JSON
// can.
func TestKeysKeepTheirSpelling(t *testing.T) {
	const text = "{\"\\u00e9\":1,\"\\/\":2,\"\\ud800\":3,\"\xff\":4,\"a\u2028\":5,\",\":6}"
	o, ok := parseObject([]byte(text))
	if got := string(o.text()); !ok || got != text {
		t.Errorf("%q became %q", text, got)
	}
	fresh := newObject()
	for _, key := range o.keys {
		fresh.put(key, o.values[key])
	}
	if got, want := string(fresh.text()), "{\"é\":1,\"/\":2,\"\\ud800\":3,\"\xff\":4,\"a\\u2028\":5,\",\":6}"; got != want {
		t.Errorf("new keys are spelled %q, want %q", got, want)
	}
	m := Merge(User{Metadata: Metadata(text)}, User{Metadata: Metadata(text[:len(text)-1] + `,"mine":1}`)}, User{Metadata: Metadata(`{"theirs":1,` + text[1:])})
	if got, want := string(m.User.Metadata), `{"theirs":1,`+strings.TrimSuffix(text[1:], "}")+`,"mine":1}`; got != want || len(m.Collisions) > 0 {
		t.Errorf("merged to %q, want %q", got, want)
	}
}

func TestEscapeJSON(t *testing.T) {
	for in, want := range map[string]string{
		"{\n\"a\":\"x\u200b\U0001fffe\U000e0041\"}": "{\n" + `"a":"x\u200b\ud83f\udffe\udb40\udc41"}`,
		"नमस्ते e\u0301 👩‍👧":                        "नमस्ते e\u0301 👩‍👧",
		"\xff\t\r":                                  "\ufffd" + `\u0009\u000d`,
	} {
		if got := EscapeJSON(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestStripRemovesWhatFieldsCannotContain(t *testing.T) {
	if text, n := Strip("a\ufffdb\u202e\xffc\n"); text != "abc" || n != 4 {
		t.Errorf("%q and %d characters", text, n)
	}
}

// An unusual existing tag does not prevent adding another; an unusual new one
// is refused.
func TestOnlyNewTagsAreChecked(t *testing.T) {
	f, _ := FieldOf(KeyTags)
	odd := []string{"", "x", "x", strings.Repeat("y", tagMax+1)}
	for _, test := range []struct {
		after []string
		want  string
	}{
		{append([]string{"new"}, odd...), ""},
		{odd[1:], ""},
		{append([]string{" "}, odd...), "a tag must not be blank"},
		{append([]string{"x"}, odd...), "“x” is listed twice"},
		{append([]string{"new", "new"}, odd...), "“new” is listed twice"},
		{strings.Split(strings.Repeat("z", tagsMax+1), ""), "“z” is listed twice"},
	} {
		got := ""
		if err := f.ValidateChange(Value{Tags: odd}, Value{Tags: test.after}); err != nil {
			got = err.(*FieldError).Problem
		}
		if got != test.want {
			t.Errorf("%.40q: %q, want %q", test.after, got, test.want)
		}
	}
}
