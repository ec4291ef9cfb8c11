package roster

import (
	"bytes"
	"testing"

	"census/model"
)

// Numbers keep meaning the same users until the roster says otherwise: data
// kept by number must not come to mean someone else.
func TestNumbersStayUntilRowsAreRenumbered(t *testing.T) {
	r := New()
	r.Put(model.User{UID: "b"}, model.User{UID: "c"})
	before := r.Snapshot()
	c, _ := before.Find("c")

	r.Remove("b")
	reading := r.Read()
	reading.Put([]model.User{{UID: "a"}, {UID: "c"}})
	reading.End()
	after := r.Snapshot()
	if !after.NumbersAs(before) || after.UID(c) != "c" || !after.Has(c) {
		t.Errorf("%d is %s", c, after.UID(c))
	}
	if b, ok := before.Find("b"); !ok || before.UID(b) != "b" || after.Has(b) {
		t.Error("a removed user is not found where it was, or is there now")
	}
	if _, ok := after.Find("b"); ok {
		t.Error("a removed user is found")
	}

	var file bytes.Buffer
	stored := New()
	stored.Put(model.User{UID: "z"}, model.User{UID: "y"})
	if _, err := stored.Snapshot().WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadFrom(&file); err != nil {
		t.Fatal(err)
	}
	now := r.Snapshot()
	if now.NumbersAs(after) || stored.Snapshot().NumbersAs(now) {
		t.Error("numbers of before mean the same users after reading a file")
	}
	for _, uid := range []string{"a", "c", "z", "y"} {
		if id, ok := after.Find(uid); ok && after.UID(id) != uid {
			t.Errorf("an earlier snapshot finds %s for %s", after.UID(id), uid)
		}
		if id, ok := now.Find(uid); !ok || now.UID(id) != uid || now.IsDeactivated(id) {
			t.Errorf("%s is not found, or deactivated", uid)
		}
	}
	r.Update("a", func(u model.User) model.User { u.DeactivatedAt = 1; return u })
	if id, _ := now.Find("a"); !r.Snapshot().IsDeactivated(id) {
		t.Error("a deactivated user counts as active")
	}
}
