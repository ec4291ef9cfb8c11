package model

import (
	"fmt"
	"slices"
	"testing"
)

// Neighbouring values have distinct paths at every depth, although the paths
// share memory.
func TestPathsOfNeighboursStayApartAtEveryDepth(t *testing.T) {
	nested := func(depth int, inner string) User {
		for i := range depth {
			inner = fmt.Sprintf(`{"l%d":%s}`, depth-i, inner)
		}
		return metadata(inner)
	}
	for depth := range 9 {
		var want []string
		for _, key := range []string{"p", "q", "r"} {
			path := make(Path, 0, depth+1)
			for i := range depth {
				path = append(path, fmt.Sprintf("l%d", i+1))
			}
			want = append(want, append(path, key).String())
		}
		base, mine := nested(depth, `{"p":1,"q":1,"r":1}`), nested(depth, `{"p":2,"q":2,"r":2}`)
		var collided, differ []string
		m := Merge(base, mine, nested(depth, `{"p":3,"q":3,"r":3}`))
		for _, c := range m.Collisions {
			collided = append(collided, c.Path.String())
		}
		for _, c := range DiffMetadata(base.Metadata, mine.Metadata) {
			differ = append(differ, c.Path.String())
		}
		if !slices.Equal(collided, want) || !slices.Equal(differ, want) {
			t.Errorf("depth %d: collisions %q, differences %q, want %q", depth, collided, differ, want)
		}
		for _, c := range m.Collisions {
			m = m.Decide(c.Key, c.Path, c.Mine)
		}
		if len(m.Collisions) != 0 || !Diff(m.User, mine).IsEmpty() {
			t.Errorf("depth %d: decided as mine it is %s", depth, m.User.Metadata)
		}
	}
}

// If one side has replaced an object by another value, the value collides as a
// whole: merging the other side's keys would drop it.
func TestMergeDropsNoValueForAnObject(t *testing.T) {
	const base, text, object = `{"a":{}}`, `{"a":"text"}`, `{"a":{"b":2}}`
	for _, sides := range [][2]string{{text, object}, {object, text}, {`{"a":[1]}`, object}, {object, `{"a":null}`}, {object, `{}`}} {
		m := Merge(metadata(base), metadata(sides[0]), metadata(sides[1]))
		if len(m.Collisions) != 1 || m.Collisions[0].Path.String() != "a" || string(m.User.Metadata) != sides[1] {
			t.Errorf("mine %s, theirs %s: %+v, merged %s", sides[0], sides[1], m.Collisions, m.User.Metadata)
		}
	}
}

func TestMergeTakesATagThatBothAddedOnce(t *testing.T) {
	base := User{UID: "u", Tags: []string{"a"}}
	mine, theirs := base, base
	mine.Tags, theirs.Tags = []string{"a", "both", "mine"}, []string{"a", "theirs", "both"}
	if got, want := Merge(base, mine, theirs).User.Tags, []string{"a", "theirs", "both", "mine"}; !slices.Equal(got, want) {
		t.Errorf("tags %q, want %q", got, want)
	}
}

func TestDecidingOneFieldLeavesTheOthersCollisions(t *testing.T) {
	base := User{UID: "u", Name: "N", Link: "https://l.example"}
	mine, theirs := base, base
	mine.Name, mine.Link = "Mine", "https://mine.example"
	theirs.Name, theirs.Link = "Theirs", "https://theirs.example"
	m := Merge(base, mine, theirs).Decide(KeyLink, nil, Value{Text: mine.Link})
	if len(m.Collisions) != 1 || m.Collisions[0].Key != KeyName || m.User.Name != "Theirs" || m.User.Link != mine.Link {
		t.Errorf("left %+v of %+v", m.Collisions, m.User)
	}
}

// A field that nobody can edit is as the service has it, whatever an older copy
// says.
func TestMergeKeepsWhatNobodyEditsAsTheServiceHasIt(t *testing.T) {
	base := User{UID: "u", Status: StatusOffline, LastActiveAt: 1}
	mine, theirs := base, base
	mine.UID, mine.Status, mine.LastActiveAt = "other", StatusAvailable, 2
	m := Merge(base, mine, theirs)
	if len(m.Collisions) != 0 || m.User.UID != "u" || m.User.Status != StatusOffline || m.User.LastActiveAt != 1 {
		t.Errorf("%+v, %+v", m.User, m.Collisions)
	}
}
