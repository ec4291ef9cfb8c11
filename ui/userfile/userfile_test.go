package userfile_test

import (
	"errors"
	"strings"
	"testing"

	"census/model"
	"census/ui/userfile"
)

func ann() model.User {
	return model.User{
		UID: "ann", Name: "Ann \u202eevil", Avatar: "https://example.com/a.png", Role: "default",
		StatusMessage: "tab\tand \x1b[31mred", Tags: []string{"one", "two"}, TagsKnown: true, CreatedAt: 1,
		Metadata: model.Metadata("{\"z\":1.50,\"a\":\"x\u202ey\",\"e\":\"\\u00e9\",\"n\":{\"k\":[1e3,{}]}}"),
	}
}

const annText = `// !! the service said no
// The user Ann \u202eevil, uid ann.
// Save and quit the editor to continue. An unchanged or empty file changes nothing.
// null or "" clears a field; a field that you remove from this file stays unchanged.
{
  // Name: any script
  "name": "Ann \u202eevil",

  // Avatar: http:// or https:// address of a picture
  "avatar": "https://example.com/a.png",

  // Link: http:// or https:// address of a profile page
  "link": "",

  // Role: one of the app's roles
  // locked: you cannot change your own role
  // "role": "default",

  // Status message: free text
  "statusMessage": "tab\tand \u001b[31mred",

  // Tags: up to 25, each up to 100 characters
  "tags": ["one", "two"],

  // Metadata: one JSON object, at most 5 KB
  "metadata": {
    "z": 1.50,
    "a": "x\u202ey",
    "e": "\u00e9",
    "n": {
      "k": [
        1e3,
        {}
      ]
    }
  },
}
`

var ownRole = map[model.Key]string{model.KeyRole: model.ReasonOwnRole}

func TestEncode(t *testing.T) {
	if got := string(userfile.Encode(ann(), ownRole, "the service said no")); got != annText {
		t.Errorf("got\n%s", got)
	}
}

func TestEncodeANewUser(t *testing.T) {
	text := string(userfile.Encode(model.User{TagsKnown: true}, nil, ""))
	for _, want := range []string{"// A new user.", `"uid": "",`, `"tags": [],`, `"metadata": null,`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

// A value that JSON text cannot represent exactly is reported and not offered.
func TestEncodeWhatCannotBeWritten(t *testing.T) {
	u := ann()
	u.Name, u.Tags, u.TagsKnown, u.StatusMessage = "a\xffb", nil, false, "ok"
	for _, m := range []string{"[1]", `{"a":1,"a":2}`, "not json", "{\"a\":\"\xff\"}", " "} {
		u.Metadata = model.Metadata(m)
		text := userfile.Encode(u, nil, "")
		for _, key := range []string{`"name"`, `"metadata"`, "\n  \"tags\""} {
			if strings.Contains(string(text), key) {
				t.Errorf("%q: %s is offered in\n%s", m, key, text)
			}
		}
		got, err := userfile.Decode(text, u, nil)
		if err != nil || !model.Diff(u, got).IsEmpty() || got.TagsKnown {
			t.Errorf("%q: %v, %+v", m, err, model.Diff(u, got))
		}
	}
}

func TestDecode(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		want           func(*model.User)
	}{
		{"nothing", "", "", func(*model.User) {}},
		{"text", `"Ann \u202eevil"`, `"Bob", // and why`, func(u *model.User) { u.Name = "Bob" }},
		{"a key removed", `"name": "Ann \u202eevil",`, "", func(*model.User) {}},
		{"null", `"https://example.com/a.png"`, "null", func(u *model.User) { u.Avatar = "" }},
		{"tags", `["one", "two"]`, "[\n\"two\", /* x */ \"three\",]", func(u *model.User) { u.Tags = []string{"two", "three"} }},
		{"no tags", `["one", "two"]`, `""`, func(u *model.User) { u.Tags = nil }},
		{"a locked field unlocked as it was", `// "role"`, `"role"`, func(*model.User) {}},
		{
			"metadata keeps what was not touched", `"z": 1.50,`, "\"z\": 2.0, // more\n\"b\": 0.10,",
			func(u *model.User) {
				u.Metadata = model.Metadata("{\"z\":2.0,\"b\":0.10,\"a\":\"x\u202ey\",\"e\":\"\\u00e9\",\"n\":{\"k\":[1e3,{}]}}")
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(annText, test.old, test.new, 1)
			text = strings.ReplaceAll("\ufeff"+text, ",,", ",")
			for _, text := range []string{text, strings.ReplaceAll(text, "\n", "\r\n")} {
				want := ann()
				test.want(&want)
				got, err := userfile.Decode([]byte(text), ann(), ownRole)
				if err != nil {
					t.Fatalf("%v in\n%s", err, text)
				}
				if p := model.Diff(want, got); !p.IsEmpty() {
					t.Errorf("differs in %+v", p)
				}
			}
		})
	}
}

// Edited metadata contains no white space from the editor.
func TestDecodeCompactsMetadata(t *testing.T) {
	got, err := userfile.Decode([]byte("{\"metadata\": {\n // why\n \"a\": [1, 2] }}"), ann(), nil)
	if err != nil || string(got.Metadata) != `{"a":[1,2]}` {
		t.Errorf("%s, %v", got.Metadata, err)
	}
	got, err = userfile.Decode([]byte(`{"metadata": ""}`), ann(), nil)
	if err != nil || len(got.Metadata) != 0 {
		t.Errorf("cleared: %s, %v", got.Metadata, err)
	}
}

// An empty text is the way out, not a way to clear everything.
func TestDecodeNothing(t *testing.T) {
	for _, text := range []string{"", "\n \n", "// gone\n", "\ufeff", "/* x */"} {
		got, err := userfile.Decode([]byte(text), ann(), nil)
		if err != nil || !model.Diff(ann(), got).IsEmpty() {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestDecodeFaults(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"{\n  \"nmae\": \"x\"\n}", `line 2, column 3: unknown field "nmae"; the fields are name, avatar, link, role, statusMessage, tags, metadata`},
		{"{\"\\u202e\": 1}", `line 1, column 2: unknown field "\u202e"; the fields are name, avatar, link, role, statusMessage, tags, metadata`},
		{"{\n\"name\": 5}", "line 2, column 9: name must be text in double quotes, or null"},
		{"{\"tags\": {}}", `line 1, column 10: tags must be a list, as in ["one", "two"], or null`},
		{"{\"tags\": [\"é\",\n  7]}", "line 2, column 3: a tag must be text in double quotes"},
		{`{"tags": ["a", "a"]}`, "line 1, column 10: tags: “a” is listed twice"},
		{`{"metadata": [1]}`, `line 1, column 14: metadata must be an object, as in { "key": 1 }, or null`},
		{"{\n \"name\": \"a\",\n \"name\": \"b\"}", `line 3, column 2: the key name appears twice in this object`},
		{"{\"metadata\": {\"a\": 1,\n\"a\": 2}}", `line 2, column 1: the key a appears twice in this object`},
		{"{ /* äöü */ \"name\" \"b\"}", `line 1, column 20: a colon is missing after the key, before "b"`},
		{"[1]", "line 1, column 1: the file is one object: it starts with {"},
		{"// x\n/* never ends", "line 2, column 1: the comment that starts here is not closed: */ is missing"},
		{"/*", "line 1, column 1: the comment that starts here is not closed: */ is missing"},
		{"{\"name\": \"a\nb\"}", "line 1, column 10: the text that starts here is not closed on its line"},
		{"{\"name\": \"\xff\"}", "line 1, column 11: not valid UTF-8; save the file as UTF-8"},
		{`{"name": ""}`, "line 1, column 10: name: must not be empty"},
		{`{"avatar": "ftp://x"}`, "line 1, column 12: avatar: needs http:// or https://"},
		{`{"uid": "bob"}`, "line 1, column 9: uid: cannot be changed once the user exists"},
		{`{"createdAt": 5}`, "line 1, column 2: createdAt is set by the service and cannot be changed"},
		{`{"createdAt": null}`, "line 1, column 15: createdAt: is set by the service and cannot be changed"},
		{"{\n  \"role\": \"admin\"}", "line 2, column 11: role: locked: you cannot change your own role"},
		{`{"metadata": {"k": "` + strings.Repeat("x", model.MetadataMaxBytes) + `"}}`, "line 1, column 14: metadata: 5128 bytes, 8 too many"},
	} {
		got, err := userfile.Decode([]byte(test.text), ann(), ownRole)
		var fault *userfile.Error
		if !errors.As(err, &fault) || fault.Error() != test.want {
			t.Errorf("%.40q:\n got %v\nwant %s", test.text, err, test.want)
		}
		if !model.Diff(ann(), got).IsEmpty() {
			t.Errorf("%.40q: a faulty text must change nothing", test.text)
		}
	}
}

func TestDecodeANewUser(t *testing.T) {
	got, err := userfile.Decode([]byte(`{"uid": "Bob", "name": "Bob", "role": null, "tags": ["x"]}`), model.User{Role: model.DefaultRole}, nil)
	if err != nil || got.UID != "bob" || got.Name != "Bob" || got.Role != "" || !got.TagsKnown {
		t.Errorf("%+v, %v", got, err)
	}
}

// The text under the problem stays as typed, however often it is wrong, and the
// line is that of the marked text.
func TestMark(t *testing.T) {
	text := []byte("\ufeff// mine\n{\n  \"name\": 5\n}")
	for try := range 3 {
		_, err := userfile.Decode(text, ann(), nil)
		marked, line := userfile.Mark(text, err)
		if want := "// !! line 4, column 11: name must be text in double quotes, or null\n// mine\n{\n  \"name\": 5\n}"; string(marked) != want || line != 4 {
			t.Fatalf("try %d: line %d\n%s", try, line, marked)
		}
		text = marked
	}
	marked, line := userfile.Mark(text, errors.New("no\n\x1b[2J"))
	if !strings.HasPrefix(string(marked), "// !! no\\n\\x1b[2J\n// mine\n") || line != 1 {
		t.Errorf("line %d\n%s", line, marked)
	}
}

func TestMetadata(t *testing.T) {
	base := ann().Metadata
	text := string(userfile.EncodeMetadata(base, "oh"))
	if !strings.HasPrefix(text, "// !! oh\n// Metadata") || !strings.Contains(text, "\n  \"z\": 1.50,\n  \"a\": \"x\\u202ey\",\n") {
		t.Errorf("got\n%s", text)
	}
	for _, test := range []struct{ text, want string }{
		{text, string(base)},
		{"// nothing", string(base)},
		{"null", ""},
		{"// so\n\"\" // cleared", ""},
		{"{ \"a\": \"x\\u202ey\", // kept\n}", "{\"a\":\"x\u202ey\"}"},
	} {
		got, err := userfile.DecodeMetadata([]byte(test.text), base)
		if err != nil || string(got) != test.want {
			t.Errorf("%q: %q, %v; want %q", test.text, got, err, test.want)
		}
	}
	for _, test := range []struct{ text, want string }{
		{"[1]", "line 1, column 1: metadata is one object: it starts with {; or null"},
		{"{\n  \"a\": 01}", "line 2, column 8: a number must not start with 0 unless a decimal point follows"},
	} {
		if _, err := userfile.DecodeMetadata([]byte(test.text), base); err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
	}
}

// Half-typed metadata is what the person wants to continue with.
func TestMetadataThatIsNotYetAnObject(t *testing.T) {
	text := string(userfile.EncodeMetadata(model.Metadata("{\r\n\t\"a\": \xff\x1b"), ""))
	if !strings.HasSuffix(text, "clears.\n{\n  \"a\": \ufffd\\u001b\n") {
		t.Errorf("got %q", text)
	}
}

// A damaged field is a comment with its reason and without a value.
func TestEncodeHasNoValueOfADamagedField(t *testing.T) {
	u := ann()
	u.Role, u.Damaged = "", []model.Key{model.KeyRole}
	text := string(userfile.Encode(u, map[model.Key]string{model.KeyRole: model.ReasonDamaged}, ""))
	if !strings.Contains(text, "  // locked: "+model.ReasonDamaged+"\n") || strings.Contains(text, `"role"`) {
		t.Error(text)
	}
}
