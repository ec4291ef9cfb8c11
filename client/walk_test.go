package client

import (
	"bytes"
	"encoding/json"
	"testing"

	"census/model"
)

// FuzzMembers compares reading one object with encoding/json: the same texts
// are objects, with the same members, and the last of repeated names counts.
func FuzzMembers(f *testing.F) {
	for _, seed := range []string{
		`{}`, ` {"a" : 1 , "b":[ {"a":2} ]} `, `{"a":1,"a":null}`, `{"\u0061":"\ud83d\ude00","b":"\ud83d x"}`, "{\"a\":\"\xff\",\"\xff\":1}",
		`{"a":1}{}`, `{"a":1,}`, `{"a"}`, `{a:1}`, `[{"a":1}]`, `null`, ``, `{"a":01}`, `{"a":"\ud800\u0041"}`, `{"":""}`, "{\"a\":\"\x01\"}", `{"a":1`, `{}x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var want map[string]json.RawMessage
		isObject := json.Unmarshal(text, &want) == nil && want != nil
		before := bytes.Clone(text)
		members, err := membersOf(text)
		if (err == nil) != isObject {
			t.Fatalf("%q: %v, and encoding/json took it for an object: %t", text, err, isObject)
		}
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, m := range members {
			seen[string(m.name)] = true
		}
		if len(seen) != len(want) {
			t.Errorf("%q: %d names, want %d", text, len(seen), len(want))
		}
		for name, value := range want {
			if got := find(members, name); !bytes.Equal(got, present(value)) {
				t.Errorf("%q: %q is %q, want %q", text, name, got, value)
			}
			sameText(t, value)
		}
		if !bytes.Equal(text, before) {
			t.Errorf("%q was changed to %q", before, text)
		}
	})
}

// sameText compares a value as text.
func sameText(t *testing.T, value []byte) {
	t.Helper()
	var want string
	isText := value[0] == '"' && json.Unmarshal(value, &want) == nil
	if got, _, ok := model.UnquoteJSON(value); ok != isText || string(got) != want {
		t.Errorf("%q reads %q (%t), want %q (%t)", value, got, ok, want, isText)
	}
}

func TestWhatAUserHoldsIsNoPartOfTheAnswer(t *testing.T) {
	body := []byte(`{"data":[{"uid":"ann","name":"Ann","createdAt":1,"metadata":{"a":1},"tags":["vip"]}]}`)
	a, err := openEnvelope(body)
	if err != nil {
		t.Fatal(err)
	}
	p, err := decodePage(a, 1, 100, userView{})
	if err != nil {
		t.Fatal(err)
	}
	clear(body)
	u := p.Users[0]
	if u.UID != "ann" || u.Name != "Ann" || string(u.Metadata) != `{"a":1}` || u.Tags[0] != "vip" {
		t.Errorf("the user changed with the answer's bytes: %+v", u)
	}
}
