package model

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// No patch contains a damaged field, however it is changed and by whom.
func TestNoPatchContainsADamagedField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		editable := slices.DeleteFunc(Fields(), func(f Field) bool { return f.Editable != Always })
		f := rapid.SampledFrom(editable).Draw(t, "field")
		draw := func(label string) User {
			u := User{UID: "u", Name: "N", CreatedAt: 1, TagsKnown: true}
			switch rapid.IntRange(0, 2).Draw(t, label) {
			case 1:
				u = f.With(u, Value{Text: `{"a":1}`, Tags: []string{"a"}})
			case 2:
				u.Damaged = []Key{f.Key}
			}
			return u
		}
		base, mine, theirs := draw("base"), draw("mine"), draw("theirs")
		if !isDamaged(f.Key, base, mine, theirs) {
			return
		}
		m := Merge(base, mine, theirs)
		if len(m.Collisions) > 0 || !Diff(theirs, m.User).IsEmpty() || m.User.IsDamaged(f.Key) != theirs.IsDamaged(f.Key) {
			t.Errorf("%s: merged %+v, patch %+v", f.Key, m, Diff(theirs, m.User))
		}
		if isDamaged(f.Key, base, mine) && !Diff(base, mine).IsEmpty() {
			t.Errorf("%s is in %+v", f.Key, Diff(base, mine))
		}
	})
}

func TestAUserWithDamagedCreationTimeExists(t *testing.T) {
	if !(User{UID: "u"}).IsNew() || (User{UID: "u", Damaged: []Key{KeyCreatedAt}}).IsNew() {
		t.Error("who has a creation that cannot be read is there all the same")
	}
	if v := MayEdit(Actor{Credential: APIKey}, damaged, KeyRole); v.Reason != ReasonDamaged {
		t.Errorf("the reason is %q", v.Reason)
	}
}

func TestDamagedFieldsAreNotFilledFromAnEarlierAnswer(t *testing.T) {
	earlier := User{UID: "u", Tags: []string{"a"}, TagsKnown: true}
	if u := (User{UID: "u"}).WithTagsOf(earlier); !u.TagsKnown {
		t.Error("tags that an answer left out are those of before")
	}
	if u := (User{UID: "u", Damaged: []Key{KeyTags}}).WithTagsOf(earlier); u.TagsKnown || u.Tags != nil {
		t.Errorf("damaged tags became %v", u.Tags)
	}
}
