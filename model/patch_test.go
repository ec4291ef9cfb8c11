package model

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestDiffDistinguishesUnchangedSetAndCleared(t *testing.T) {
	before := User{
		UID: "u", Name: "Old", Avatar: "https://a.example", Link: "https://l.example", Role: "default",
		Metadata: Metadata(`{"a": 1.0}`), Tags: []string{"x"}, StatusMessage: "hi", CreatedAt: 1,
	}
	after := before
	after.Name = "New"
	after.Avatar = ""
	after.Metadata = nil
	after.Tags = nil
	after.StatusMessage = ""
	after.Status = StatusAvailable // never sent
	after.UpdatedAt = 99           // never sent

	p := Diff(before, after)
	if want := []Key{KeyName, KeyAvatar, KeyStatusMessage, KeyTags, KeyMetadata}; !slices.Equal(p.Keys(), want) {
		t.Fatalf("changed %v, want %v", p.Keys(), want)
	}
	if want := []Key{KeyAvatar, KeyMetadata}; !slices.Equal(p.Unset(), want) {
		t.Errorf("unset %v, want %v: only what the service publishes", p.Unset(), want)
	}
	if c, ok := p.Change(KeyName); !ok || c.Cleared || c.Value.Text != "New" {
		t.Errorf("name: %+v", c)
	}
	if c, ok := p.Change(KeyTags); !ok || !c.Cleared {
		t.Errorf("tags: %+v, want cleared", c)
	}
	if _, ok := p.Change(KeyLink); ok {
		t.Error("link did not change but is in the patch")
	}
}

func TestMetadataDiffIgnoresWhiteSpaceOnly(t *testing.T) {
	base := User{UID: "u", Metadata: Metadata(`{"a":1.0,"b":[1e3]}`)}
	for text, changed := range map[string]bool{
		"{\n  \"a\": 1.0,\n  \"b\": [ 1e3 ]\n}": false,
		`{"a":1,"b":[1e3]}`:                     true, // different spelling
		`{"b":[1e3],"a":1.0}`:                   true, // different order
		`{}`:                                    true,
		``:                                      true,
	} {
		after := base
		after.Metadata = Metadata(text)
		if got := !Diff(base, after).IsEmpty(); got != changed {
			t.Errorf("%q: changed %v, want %v", text, got, changed)
		}
	}
}

func TestApplyDiffGivesAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawUser(t, "before"), drawUser(t, "after")
		after.UID = before.UID
		p := Diff(before, after)
		got := p.Apply(before)
		for _, f := range Fields() {
			if f.Editable == Always && !f.Same(got, after) {
				t.Fatalf("%s: %+v, want %+v", f.Key, f.Value(got), f.Value(after))
			}
		}
		if !Diff(got, after).IsEmpty() {
			t.Fatalf("a second diff is not empty: %v", Diff(got, after).Keys())
		}
		if !Diff(before, before).IsEmpty() {
			t.Fatal("a user differs from itself")
		}
	})
}

func TestPatchContainsOnlyDifferences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawUser(t, "before"), drawUser(t, "after")
		p := Diff(before, after)
		for _, f := range Fields() {
			_, changed := p.Change(f.Key)
			if want := f.Editable == Always && !f.Same(before, after); changed != want {
				t.Fatalf("%s in the patch: %v, want %v", f.Key, changed, want)
			}
		}
	})
}

func TestAllowedLeavesOutYourOwnRole(t *testing.T) {
	me := User{UID: "me", Name: "Me", Role: "default", CreatedAt: 1}
	after := me
	after.Role, after.Name = "admin", "I"
	a := Actor{Me: "me", Credential: APIKey}
	allowed, refused := Diff(me, after).Allowed(a, me)
	if want := []Key{KeyName}; !slices.Equal(allowed.Keys(), want) || allowed.UID != "me" {
		t.Errorf("allowed %v, want %v", allowed.Keys(), want)
	}
	if len(refused) != 1 || refused[0].Key != KeyRole {
		t.Errorf("refused %+v, want the role", refused)
	}
}

func TestPatchValidateNamesEachField(t *testing.T) {
	before := User{UID: "u", Name: "n"}
	after := User{UID: "u", Link: "x"}
	var keys []Key
	for _, err := range Diff(before, after).Validate() {
		keys = append(keys, err.(*FieldError).Key)
	}
	if want := []Key{KeyName, KeyLink}; !slices.Equal(keys, want) {
		t.Errorf("problems at %v, want %v", keys, want)
	}
	bad := Patch{Changes: []Change{{Key: KeyUID}, {Key: KeyStatus}, {Key: "nonsense"}}}
	if got := bad.Validate(); len(got) != 3 {
		t.Errorf("%d problems, want one for each field that cannot be sent", len(got))
	}
}

func drawUser(t *rapid.T, label string) User {
	text := rapid.SampledFrom([]string{"", "a", "b", "https://a.example", "é日"})
	u := User{
		UID:           "u",
		Name:          text.Draw(t, label+" name"),
		Avatar:        text.Draw(t, label+" avatar"),
		Link:          text.Draw(t, label+" link"),
		Role:          text.Draw(t, label+" role"),
		StatusMessage: text.Draw(t, label+" message"),
		Metadata:      Metadata(rapid.SampledFrom([]string{"", "{}", `{"a":1}`, `{"a": 1}`, `{"a":1.0}`}).Draw(t, label+" metadata")),
		Tags:          rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", "z"}), 0, 3).Draw(t, label+" tags"),
		Status:        rapid.SampledFrom([]Status{"", StatusAvailable, StatusOffline}).Draw(t, label+" status"),
		UpdatedAt:     UnixTime(rapid.Int64Range(0, 9).Draw(t, label+" updated")),
		CreatedAt:     1,
	}
	return u
}
