package model

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func metadata(text string) User { return User{UID: "u", Metadata: Metadata(text)} }

func TestDiffMetadata(t *testing.T) {
	changes := DiffMetadata(
		Metadata(`{"same":1.0,"plan":"free","limits":{"seats":1,"gone":true},"list":[1,2],"n":1}`),
		Metadata(`{"same": 1.0,"plan":"pro","limits":{"seats":2},"list":[1,2,3],"n":"1","new.key":null}`))
	var got []string
	for _, c := range changes {
		got = append(got, fmt.Sprintf("%s %s→%s %v", c.Path, c.Before, c.After, c.Retyped()))
	}
	want := []string{
		`plan "free"→"pro" false`, `limits.seats 1→2 false`, `limits.gone true→ false`,
		`list [1,2]→[1,2,3] false`, `n 1→"1" true`, `"new.key" →null false`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(DiffMetadata(nil, Metadata(`{}`))) != 0 || len(DiffMetadata(Metadata(`"text"`), Metadata(`{"a":1}`))) != 1 {
		t.Error("no metadata is an empty object; a text is changed as a whole")
	}
}

func TestMergeDisjointChanges(t *testing.T) {
	base := User{UID: "u", Name: "N", Link: "https://l.example", Tags: []string{"a", "b", "c"}, Metadata: Metadata(`{"x":1.0,"deep":{"p":1,"q":2},"z":0}`)}
	mine, theirs := base, base
	mine.Name = "Mine"
	mine.Tags = []string{"a", "c", "m"}
	mine.Metadata = Metadata(`{"x":2,"deep":{"p":1,"q":3},"z":0,"m":true}`)
	theirs.Link = ""
	theirs.Tags = []string{"b", "c", "t"}
	theirs.Metadata = Metadata(`{"x":1.0,"deep":{"p":9,"q":2,"t":[]}}`)
	m := Merge(base, mine, theirs)
	if len(m.Collisions) != 0 {
		t.Fatalf("collisions %+v", m.Collisions)
	}
	u := m.User
	if u.Name != "Mine" || u.Link != "" || !slices.Equal(u.Tags, []string{"c", "t", "m"}) {
		t.Errorf("%+v", u)
	}
	if got, want := string(u.Metadata), `{"x":2,"deep":{"p":9,"q":3,"t":[]},"m":true}`; got != want {
		t.Errorf("metadata %s, want %s", got, want)
	}
}

func TestMergeCollisionsAndDecide(t *testing.T) {
	base := User{UID: "u", Name: "N", Metadata: Metadata(`{"a":1,"b":{"c":1},"d":1}`)}
	mine, theirs := base, base
	mine.Name, theirs.Name = "Mine", "Theirs"
	mine.Metadata = Metadata(`{"a":2,"b":{"c":2},"mine":1}`)
	theirs.Metadata = Metadata(`{"a":3,"b":{"c":3},"d":9}`)
	m := Merge(base, mine, theirs)
	var at []string
	for _, c := range m.Collisions {
		at = append(at, fmt.Sprintf("%s/%s %s|%s|%s", c.Key, c.Path, c.Base.Text, c.Mine.Text, c.Theirs.Text))
	}
	want := []string{"name/ N|Mine|Theirs", "metadata/a 1|2|3", "metadata/b.c 1|2|3", "metadata/d 1||9"}
	if !slices.Equal(at, want) {
		t.Fatalf("collisions %q, want %q", at, want)
	}
	if m.User.Name != "Theirs" || string(m.User.Metadata) != `{"a":3,"b":{"c":3},"d":9,"mine":1}` {
		t.Errorf("undecided: %+v %s", m.User.Name, m.User.Metadata)
	}
	d := m.Decide(KeyName, nil, Value{Text: "Ours"}).
		Decide(KeyMetadata, Path{"b", "c"}, Value{Text: "2"}).
		Decide(KeyMetadata, Path{"d"}, Value{}).
		Decide(KeyMetadata, Path{"nowhere"}, Value{Text: "1"})
	if len(d.Collisions) != 1 || d.User.Name != "Ours" || string(d.User.Metadata) != `{"a":3,"b":{"c":2},"mine":1}` {
		t.Errorf("decided: %d left, %q, %s", len(d.Collisions), d.User.Name, d.User.Metadata)
	}
	if len(m.Collisions) != 4 {
		t.Error("Decide changed the merge it was called on")
	}
}

func TestMergeOfRemovedMetadataCollidesAsAWhole(t *testing.T) {
	m := Merge(metadata(`{"a":1}`), metadata(``), metadata(`{"a":2}`))
	if len(m.Collisions) != 1 || len(m.Collisions[0].Path) != 0 {
		t.Fatalf("%+v", m.Collisions)
	}
	if d := m.Decide(KeyMetadata, nil, Value{}); len(d.User.Metadata) != 0 || len(d.Collisions) != 0 {
		t.Errorf("%+v", d)
	}
}

func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := drawRichUser(t, "base"), drawRichUser(t, "mine"), drawRichUser(t, "theirs")
		same := func(what string, got Merged, want User) {
			if len(got.Collisions) != 0 || !Diff(got.User, want).IsEmpty() {
				t.Fatalf("%s: %d collisions, differs in %v", what, len(got.Collisions), Diff(got.User, want).Keys())
			}
		}
		same("merge(base, mine, base) = mine", Merge(base, mine, base), mine)
		same("merge(base, base, theirs) = theirs", Merge(base, base, theirs), theirs)
		same("merge(base, mine, mine) = mine", Merge(base, mine, mine), mine)

		m := Merge(base, mine, theirs)
		if n := len(m.User.Metadata); n > 0 && !json.Valid(m.User.Metadata) {
			t.Fatalf("merged metadata is not JSON: %s", m.User.Metadata)
		}
		for _, c := range m.Collisions {
			f, _ := FieldOf(c.Key)
			if f.Same(mine, base) || f.Same(theirs, base) || f.Same(mine, theirs) {
				t.Fatalf("collision in %s though one side did not change it, or both alike", c.Key)
			}
			m = m.Decide(c.Key, c.Path, c.Mine)
		}
		if len(m.Collisions) != 0 {
			t.Fatalf("%d collisions are left after each was decided", len(m.Collisions))
		}
	})
}

// Every path that only one side has touched keeps that side's value.
func TestMergeLosesNobodysKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := drawObject(t, "base", 2), drawObject(t, "mine", 2), drawObject(t, "theirs", 2)
		m := Merge(metadata(base), metadata(mine), metadata(theirs))
		collided := map[string]bool{}
		for _, c := range m.Collisions {
			collided[first(c.Path)] = true
		}
		b, _ := parseObject([]byte(base))
		x, _ := parseObject([]byte(mine))
		y, _ := parseObject([]byte(theirs))
		got, _ := parseObject(m.User.Metadata)
		for _, key := range slices.Concat(b.keys, x.keys, y.keys) {
			switch {
			case collided[key] || collided[""]:
			case sameJSON(y.values[key], b.values[key]) && !sameJSON(got.values[key], x.values[key]):
				t.Fatalf("%s: only mine changed it to %s, merged has %s", key, x.values[key], got.values[key])
			case sameJSON(x.values[key], b.values[key]) && !sameJSON(got.values[key], y.values[key]):
				t.Fatalf("%s: only theirs changed it to %s, merged has %s", key, y.values[key], got.values[key])
			}
		}
	})
}

func first(p Path) string {
	if len(p) == 0 {
		return ""
	}
	return p[0]
}

func TestInverseUndoesAnyOperation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawRichUser(t, "before"), drawRichUser(t, "after")
		o := Operation{Action: Update, Before: before, After: o1(before, after)}
		inverse, ok := o.Inverse()
		if !ok {
			t.Fatal("an update has no inverse")
		}
		if back := inverse.Apply(o.Apply(before)); !Diff(back, before).IsEmpty() {
			t.Fatalf("after do and undo %v differ", Diff(back, before).Keys())
		}
		if twice, _ := inverse.Inverse(); !Diff(twice.After, o.After).IsEmpty() || twice.Action != o.Action {
			t.Fatal("the inverse of the inverse is not the operation")
		}
	})
}

func o1(before, after User) User {
	after.UID, after.CreatedAt = before.UID, before.CreatedAt
	return after
}

func TestInversesOfActions(t *testing.T) {
	active, gone := User{UID: "u", CreatedAt: 1}, User{UID: "u", CreatedAt: 1, DeactivatedAt: 5}
	for action, want := range map[Action]Action{Create: Delete, Update: Update, Deactivate: Reactivate, Reactivate: Deactivate, Block: Unblock, Unblock: Block} {
		inverse, ok := Operation{Action: action, Before: active, After: gone}.Inverse()
		if !ok || inverse.Action != want || inverse.UID() != "u" {
			t.Errorf("the inverse of %d is %d (%v), want %d", action, inverse.Action, ok, want)
		}
	}
	if _, ok := (Operation{Action: Delete, Before: active}).Inverse(); ok {
		t.Error("a deletion for good must not claim an inverse")
	}
	block := Operation{Action: Block, Before: active, After: active}
	unblock, _ := block.Inverse()
	if u := block.Apply(active); !u.BlockedByMe || unblock.Apply(u).BlockedByMe {
		t.Error("block and unblock")
	}
	deactivate := Operation{Action: Deactivate, Before: active, After: gone}
	reactivate, _ := deactivate.Inverse()
	if u := deactivate.Apply(active); !u.Deactivated() || reactivate.Apply(u).Deactivated() {
		t.Error("deactivate and reactivate")
	}
}

func drawRichUser(t *rapid.T, label string) User {
	u := drawUser(t, label)
	u.TagsKnown = true
	if rapid.Bool().Draw(t, label+" has metadata") {
		u.Metadata = Metadata(drawObject(t, label, 3))
	} else {
		u.Metadata = nil
	}
	u.Tags = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"x", "y", "z", "w"}), 0, 4, func(s string) string { return s }).Draw(t, label+" tags")
	return u
}

// drawObject draws a small object whose keys collide often.
func drawObject(t *rapid.T, label string, depth int) string {
	var members []string
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 4, func(s string) string { return s }).Draw(t, label+" keys") {
		value := rapid.SampledFrom([]string{"1", "1.0", `"x"`, "null", "true", "[1]", "{}"}).Draw(t, label+" value")
		if depth > 0 && rapid.Bool().Draw(t, label+" nested") {
			value = drawObject(t, label, depth-1)
		}
		members = append(members, `"`+key+`":`+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}
