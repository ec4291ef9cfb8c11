package model

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

var scanSeeds = []string{
	`{"a":[1,2.5e-3,"\u00e9"],"b":{"c":null}} `, " [ true , \"x\\\\\" , {} , [] ]\n", `"\ud83d\ude00\ud800"`, "\"\xff\"", "\t-0.0E+1", `""`, `"a`, `"a\`, `{"a" "b"}`,
	`}`, `]1,`, `[[`, "\x00", "{\"a\x00\":\x00}", `{"a":"\u`, `{"a":"\x"}`, `{1:2}`, ``, "\"\u2028<&>\"", `{"a":{"b":[[],[{"c":"\""}]]},"d":"e"}`,
}

// The tokens of valid JSON are those of encoding/json, at the same places; in
// any text, they cover everything except white space.
func FuzzTokens(f *testing.F) {
	for _, seed := range scanSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var all []byte
		s := ScanJSON(text)
		end := 0
		for token := s.Token(); token != nil; token = s.Token() {
			start := s.Offset() - len(token)
			if len(token) == 0 || len(bytes.Trim(text[end:start], " \t\r\n")) > 0 || !bytes.Equal(text[start:s.Offset()], token) {
				t.Fatalf("%q: token %q from %d to %d, after %d", text, token, start, s.Offset(), end)
			}
			end = s.Offset()
			all = append(all, token...)
		}
		if len(bytes.Trim(text[end:], " \t\r\n")) > 0 {
			t.Fatalf("%q: no token from %d on", text, end)
		}
		if !json.Valid(text) {
			return
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, text); err != nil || !bytes.Equal(all, compact.Bytes()) {
			t.Errorf("%q: the tokens are %q, want %q", text, all, compact.Bytes())
		}
		s = ScanJSON(text)
		if got, want := s.Value(), bytes.Trim(text, " \t\r\n"); !bytes.Equal(got, want) || s.Peek() != 0 {
			t.Errorf("%q: the value is %q, want %q", text, got, want)
		}
	})
}

// The members are those of encoding/json, and a walk ends in any text.
func FuzzMembers(f *testing.F) {
	for _, seed := range scanSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got := map[string]string{}
		s := ScanJSON(text)
		if s.Peek() != '{' {
			return
		}
		for s.Pass(); s.More('}'); {
			raw, _ := s.Key()
			key, _, _ := UnquoteJSON([]byte(`"` + string(raw) + `"`))
			got[string(key)] = string(s.Value())
		}
		var want map[string]json.RawMessage
		if json.Unmarshal(text, &want) != nil {
			return
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d members, want %d", text, len(got), len(want))
		}
		for key, value := range want {
			if got[key] != string(value) {
				t.Errorf("%q: %q is %q, want %q", text, key, got[key], value)
			}
		}
	})
}

// A string means what encoding/json makes of it, is whole if nothing was
// replaced, and means the same when it is written again.
func FuzzUnquote(f *testing.F) {
	for _, seed := range append(scanSeeds, `"\b\f\n\r\t\/\\\""`, `"\ud800x\udc00"`, `"\uD83D\uDE00"`, "\"\xed\xa0\x80\"", `"\ud800\ud83d\ude00"`, `"\u0000"`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		if !json.Valid(value) {
			return
		}
		value = bytes.TrimSpace(value)
		var want string
		isText := value[0] == '"' && json.Unmarshal(value, &want) == nil
		got, whole, ok := UnquoteJSON(value)
		if ok != isText || string(got) != want {
			t.Fatalf("%q says %q (%t), want %q (%t)", value, got, ok, want, isText)
		}
		if !isText {
			return
		}
		if key := keyOf(value); whole != utf8.ValidString(key) || whole && key != want {
			t.Errorf("%q: whole %t, as a key %q", value, whole, key)
		}
		if again, whole, ok := UnquoteJSON(AppendQuotedJSON(nil, want)); string(again) != want || !whole || !ok {
			t.Errorf("%q is written %q, which says %q", want, AppendQuotedJSON(nil, want), again)
		}
	})
}

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"", "plain", "é日", `"\/`, "\x00\x1f\x7f", "<&>", "\u2028\u2029", "\xff\xed\xa0\x80", "\U0001f600"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(text); err != nil {
			t.Fatal(err)
		}
		want := "before" + string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
		if got := string(AppendQuotedJSON([]byte("before"), text)); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	})
}

func TestJSONStringLen(t *testing.T) {
	for text, want := range map[string]struct {
		n        int
		isClosed bool
	}{
		`""`: {2, true}, `"a" b"`: {3, true}, `"\"" `: {4, true}, `"\\" `: {4, true}, `"a`: {2, false}, `"a\`: {3, false}, `"`: {1, false}, `"\"`: {3, false},
	} {
		n, isClosed := JSONStringLen(text)
		m, alsoClosed := JSONStringLen([]byte(text))
		if n != want.n || isClosed != want.isClosed || n != m || isClosed != alsoClosed {
			t.Errorf("%s: %d (%t), %d (%t); want %d (%t)", text, n, isClosed, m, alsoClosed, want.n, want.isClosed)
		}
	}
}

func TestPosition(t *testing.T) {
	const text = "a\né日b\n"
	for offset, want := range map[int][2]int{0: {1, 1}, 1: {1, 2}, 2: {2, 1}, 4: {2, 2}, 7: {2, 3}, 8: {2, 4}, 9: {3, 1}, 100: {3, 1}} {
		if line, column := Position([]byte(text), offset); line != want[0] || column != want[1] {
			t.Errorf("%d is line %d, column %d, want %v", offset, line, column, want)
		}
	}
}
