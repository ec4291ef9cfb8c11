package query_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"census/client/query"
	"census/model"
)

func FuzzParse(f *testing.F) {
	for _, row := range query.Syntax() {
		f.Add(row.Example, 3)
	}
	for _, text := range []string{`"a`, `/a`, `~"`, `meta."`, `tag:"a"b,,`, "-(", "a OR", "\xff", "role:\xff", `\`, "\u00a0-\u00a0", "seen<\xff"} {
		f.Add(text, len(text))
	}
	v := query.Vocabulary{Roles: []string{"admin", "two words"}, Tags: []string{"é", `q"`}, MetaPaths: []string{"a.b", "c d"}}
	f.Fuzz(func(t *testing.T, text string, at int) {
		checkParse(t, text)
		for _, c := range query.Complete(text, at, v) {
			if c.From < 0 || c.From > c.To || c.To > len(text) || c.Text == "" {
				t.Fatalf("%q at %d: %+v", text, at, c)
			}
		}
		if !query.Has(query.Toggle("", "role:admin"), "role:admin") {
			t.Fatal("role:admin is not there")
		}
		query.Toggle(text, "role:admin")
	})
}

func FuzzSearchText(f *testing.F) {
	for _, m := range []string{string(grace.Metadata), string(soren.Metadata), `{"@private":{"a":1}}`, `[[`, `{"a":"\u`, `{"a":"\ud800\udc00"}`, `{"a" "b"}`, `}`, `"\\"`, "{\"a\":\"\x00\"}"} {
		f.Add([]byte(m))
	}
	f.Fuzz(func(t *testing.T, m []byte) {
		u := model.User{Metadata: m}
		got := query.AppendSearchText(nil, u)
		query.MetaValue(m, "a")
		query.Matches(query.Meta{Path: "a.b", Op: query.OpGreater, Value: "1"}, u)
		for _, path := range query.MetaPaths(nil, m) {
			if json.Valid(m) && !query.Matches(query.Meta{Path: query.Fold(path)}, u) {
				t.Fatalf("no value at %q", path)
			}
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(m, &object) != nil || hasDuplicates(m) {
			return
		}
		want := []string{"", "", "", ""}
		for _, value := range valuesOf(t, m) {
			want = append(want, query.Fold(value))
		}
		parts := strings.Split(strings.TrimSuffix(string(got), "\x00"), "\x00")
		slices.Sort(parts)
		slices.Sort(want)
		if !slices.Equal(parts, want) {
			t.Fatalf("%s gives %q, want %q", m, parts, want)
		}
	})
}

// hasDuplicates reports whether an object repeats a key: encoding/json only
// sees the last one.
func hasDuplicates(m []byte) bool {
	var once any
	d := json.NewDecoder(bytes.NewReader(m))
	d.UseNumber()
	if d.Decode(&once) != nil {
		return true
	}
	return countKeys(once) != bytes.Count(keyTokens(m), []byte{1})
}

func countKeys(value any) (n int) {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			n += countKeys(e)
		}
	case map[string]any:
		n = len(v)
		for _, e := range v {
			n += countKeys(e)
		}
	}
	return n
}

// keyTokens returns one byte 1 for each key in the text.
func keyTokens(m []byte) (keys []byte) {
	inString := false
	for i := 0; i < len(m); i++ {
		switch c := m[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case c == ':' && !inString:
			keys = append(keys, 1)
		}
	}
	return keys
}
