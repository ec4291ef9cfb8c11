package model

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRecordKeepsEveryByte(t *testing.T) {
	for _, metadata := range []string{
		"", "{}", "{\n  \"b\": 1.0,\"a\" : 1e5,\"a\":2}", `"text"`, `null`, "not JSON", `{"a":"\u003c<\u2028"}`, "{\"a\":\"\xff\"}",
	} {
		want := User{UID: "u", Name: "<n>\u2028", Metadata: Metadata(metadata), Tags: []string{"x", "\xfe"}, TagsKnown: true, CreatedAt: 5}
		if metadata == "" {
			want.Metadata = nil
		}
		text, err := json.Marshal(struct{ U Record }{Record(want)})
		if err != nil || strings.Contains(string(text), "\n") {
			t.Fatalf("%q: %s, %v", metadata, text, err)
		}
		var got struct{ U Record }
		if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(User(got.U), want) {
			t.Errorf("%+v came back as %+v, %v", want, User(got.U), err)
		}
	}
}

// Every field of User survives: a new one that is forgotten here fails.
func TestRecordKeepsEveryField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := User{}
		v := reflect.ValueOf(&want).Elem()
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			switch f := v.Field(i); f.Kind() {
			case reflect.String:
				f.SetString("s" + rapid.String().Draw(t, name))
			case reflect.Bool:
				f.SetBool(true)
			case reflect.Int64:
				f.SetInt(rapid.Int64Min(1).Draw(t, name))
			case reflect.Slice:
				if name == "Metadata" {
					f.SetBytes([]byte("x" + rapid.String().Draw(t, name)))
				} else {
					f.Set(reflect.MakeSlice(f.Type(), 1, 1))
					f.Index(0).SetString(rapid.String().Draw(t, name))
				}
			default:
				t.Fatalf("field %s is of an unknown kind", name)
			}
		}
		text, err := json.Marshal(Record(want))
		if err != nil {
			t.Fatal(err)
		}
		var got Record
		if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(User(got), want) {
			t.Fatalf("got %+v\nwant %+v, %v", User(got), want, err)
		}
	})
}

func TestRecordRefusesAnythingElse(t *testing.T) {
	for _, text := range []string{`[]`, `{"uid":1}`, `{"uid":{"base64":"%"}}`, `{"uid":"u","tags":"x"}`} {
		var r Record
		if err := json.Unmarshal([]byte(text), &r); err == nil {
			t.Errorf("%s was read as %+v", text, r)
		}
	}
}
