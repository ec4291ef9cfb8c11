package roster

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/model"
	"census/model/modeltest"
)

// A new field of model.User that is not packed, in memory or in the file, fails
// here.
func TestEveryFieldIsPackedAndStored(t *testing.T) {
	want := modeltest.Filled(t)
	r := New()
	r.Put(want)
	var file bytes.Buffer
	if _, err := r.Snapshot().WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	again := New()
	if _, err := again.ReadFrom(&file); err != nil {
		t.Fatal(err)
	}
	for where, r := range map[string]*Roster{"in memory": r, "in the file": again} {
		s := r.Snapshot()
		id, ok := s.Find(want.UID)
		if !ok {
			t.Fatalf("%s the user is missing", where)
		}
		if diff := cmp.Diff(want, s.User(id)); diff != "" {
			t.Errorf("%s:\n%s", where, diff)
		}
	}
}

// A difference in any single field is a change.
func TestEveryFieldIsAChange(t *testing.T) {
	filled := modeltest.Filled(t)
	for name, change := range modeltest.Without(filled) {
		if name == "UID" {
			continue
		}
		r := New()
		r.Put(filled)
		before := r.Version()
		r.Put(change)
		s := r.Snapshot()
		id, _ := s.Find(filled.UID)
		if got := s.User(id); r.Version() == before || !cmp.Equal(got, normal(change)) {
			t.Errorf("without %s:\n%s", name, cmp.Diff(normal(change), got))
		}
	}
}

// normal is a user as the roster returns it, where no status means offline.
func normal(u model.User) model.User {
	if u.Status == "" {
		u.Status = model.StatusOffline
	}
	return u
}
