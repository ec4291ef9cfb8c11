package model

import (
	"slices"
	"strings"
	"testing"
)

// The product's domain page, row by row.
func TestFieldTableIsTheDomainPage(t *testing.T) {
	want := []struct {
		key      Key
		editable EditableWhen
		unset    bool
		limit    int
	}{
		{KeyUID, AtCreation, false, 100},
		{KeyName, Always, false, 100},
		{KeyAvatar, Always, true, 3000},
		{KeyLink, Always, true, 3000},
		{KeyRole, Always, false, 100},
		{KeyStatusMessage, Always, false, 0},
		{KeyTags, Always, false, 25},
		{KeyMetadata, Always, true, 5120},
		{KeyStatus, Never, false, 0},
		{KeyLastActiveAt, Never, false, 0},
		{KeyBlockedByMe, Never, false, 0},
		{KeyHasBlockedMe, Never, false, 0},
		{KeyCreatedAt, Never, false, 0},
		{KeyUpdatedAt, Never, false, 0},
		{KeyDeactivatedAt, Never, false, 0},
	}
	if len(Fields()) != len(want) {
		t.Fatalf("the table has %d fields, want %d", len(Fields()), len(want))
	}
	for i, f := range Fields() {
		w := want[i]
		if f.Key != w.key || f.Editable != w.editable || f.Unset != w.unset || f.Limit.Max != w.limit {
			t.Errorf("row %d is %s editable=%d unset=%v limit=%d, want %+v", i, f.Key, f.Editable, f.Unset, f.Limit.Max, w)
		}
		if f.Label == "" || f.get == nil || (f.set == nil) != (f.Editable == Never) {
			t.Errorf("%s: label, get and set must fit editability", f.Key)
		}
	}
}

func TestValueReturnsWhatWithSets(t *testing.T) {
	for _, f := range Fields() {
		if f.Editable == Never {
			continue
		}
		v := Value{Text: "x"}
		if f.Kind == KindTags {
			v = Value{Tags: []string{"x"}}
		}
		if got := f.Value(f.With(User{}, v)); got.Text != v.Text || !slices.Equal(got.Tags, v.Tags) {
			t.Errorf("%s: put %+v, got %+v", f.Key, v, got)
		}
	}
}

func TestFieldsIsACopy(t *testing.T) {
	Fields()[0].Label = "changed"
	if f, _ := FieldOf(KeyUID); f.Label != "UID" {
		t.Error("the caller of Fields changed the table")
	}
}

func TestValidate(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	tags := func(n int) []string {
		var all []string
		for i := range n {
			all = append(all, strings.Repeat("t", i+1))
		}
		return all
	}
	cases := []struct {
		key  Key
		v    Value
		want string // part of the message; empty means valid
	}{
		{KeyUID, Value{Text: "abc-1_z"}, ""},
		{KeyUID, Value{Text: "ABC"}, ""},
		{KeyUID, Value{Text: ""}, "must not be empty"},
		{KeyUID, Value{Text: "a b"}, "not a blank"},
		{KeyUID, Value{Text: "a/b"}, "“/”"},
		{KeyUID, Value{Text: "é"}, "“é”"},
		{KeyUID, Value{Text: strings.Repeat("a", 100)}, ""},
		{KeyUID, Value{Text: strings.Repeat("a", 101)}, "1 too many"},
		{KeyName, Value{Text: long(100)}, ""},
		{KeyName, Value{Text: long(103)}, "103 characters, 3 too many"},
		{KeyName, Value{Text: " \t"}, "must not be empty"},
		{KeyName, Value{Text: "\u200b"}, "no visible characters"},
		{KeyName, Value{Text: "\u2060 \u2800"}, "no visible characters"},
		{KeyName, Value{Text: "ad\u200bmin"}, ""},
		{KeyAvatar, Value{}, ""},
		{KeyAvatar, Value{Text: "https://example.com/a.png"}, ""},
		{KeyLink, Value{Text: "htp://example.com"}, "needs http:// or https://"},
		{KeyLink, Value{Text: "javascript:alert(1)"}, "needs http:// or https://"},
		{KeyLink, Value{Text: "https://"}, "the host is missing"},
		{KeyLink, Value{Text: "https://example.com/a b"}, "spaces"},
		{KeyLink, Value{Text: "https://e.com/" + strings.Repeat("a", 2986)}, ""},
		{KeyLink, Value{Text: "https://e.com/" + strings.Repeat("a", 2987)}, "1 too many"},
		{KeyRole, Value{Text: "admin"}, ""},
		{KeyRole, Value{}, "must not be empty"},
		{KeyStatusMessage, Value{Text: long(5000)}, ""},
		{KeyTags, Value{Tags: tags(25)}, ""},
		{KeyTags, Value{Tags: tags(26)}, "26 tags, 1 too many"},
		{KeyTags, Value{Tags: []string{"a", " "}}, "blank"},
		{KeyTags, Value{Tags: []string{"a", "\u200b"}}, "blank"},
		{KeyTags, Value{Tags: []string{"a", "b", "a"}}, "“a” is listed twice"},
		{KeyTags, Value{Tags: []string{long(101)}}, "1 too many"},
		{KeyMetadata, Value{Text: `{"a":1}`}, ""},
		{KeyMetadata, Value{Text: `[1]`}, "starts with {"},
		{KeyMetadata, Value{Text: `{"a":"` + strings.Repeat("x", 5112) + `"}`}, ""},
		{KeyMetadata, Value{Text: `{"a":"` + strings.Repeat("x", 5113) + `"}`}, "1 too many"},
		{KeyMetadata, Value{Text: `{"a":` + strings.Repeat(" ", 9000) + `1}`}, ""},
	}
	for _, c := range cases {
		f, _ := FieldOf(c.key)
		err := f.Validate(c.v)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s %.40v: %v, want it valid", c.key, c.v, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s %.40v: %v, want %q", c.key, c.v, err, c.want)
		}
	}
}

func TestValidateNewAsksForUIDAndName(t *testing.T) {
	problems := ValidateNew(User{Link: "nope"})
	var keys []Key
	for _, err := range problems {
		keys = append(keys, err.(*FieldError).Key)
	}
	if want := []Key{KeyUID, KeyName, KeyLink}; !slices.Equal(keys, want) {
		t.Errorf("problems at %v, want %v", keys, want)
	}
	if problems := ValidateNew(User{UID: "u", Name: "U"}); len(problems) != 0 {
		t.Errorf("a minimal user: %v", problems)
	}
}

func TestMetadataWarning(t *testing.T) {
	for size, warned := range map[int]bool{100: false, 1600: false, 1601: true, 5120: true, 5121: false} {
		if got := MetadataWarning(size) != ""; got != warned {
			t.Errorf("%d bytes: warned %v, want %v", size, got, warned)
		}
	}
}
