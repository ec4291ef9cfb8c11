package devserver

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/model"
	"census/model/modeltest"
)

// A new field of model.User that is not stored or not answered fails here.
func TestEveryFieldIsStoredAndAnswered(t *testing.T) {
	a := sampleApp(t)
	want := modeltest.Filled(t)
	want.Damaged, want.Role = nil, model.DefaultRole
	var got record
	err := a.store.write(t.Context(), func(tx *transaction) error {
		viewer, err := findUser(t.Context(), tx, "cometchat-uid-1", nobody)
		if err != nil {
			return err
		}
		id, err := insertUser(t.Context(), tx, want)
		if err != nil {
			return err
		}
		if err := block(t.Context(), tx, viewer.id, id, 1); err != nil {
			return err
		}
		if err := block(t.Context(), tx, id, viewer.id, 1); err != nil {
			return err
		}
		got, err = findUser(t.Context(), tx, want.UID, viewer.id)
		return err
	})
	if diff := cmp.Diff(want, got.User); err != nil || diff != "" {
		t.Fatalf("stored, and read: %v\n%s", err, diff)
	}
	var answered map[string]json.RawMessage
	if err := json.Unmarshal(userJSON(got, view{tags: true, viewer: "cometchat-uid-1"}), &answered); err != nil {
		t.Fatal(err)
	}
	for name, value := range modeltest.Members(t, want) {
		if string(answered[name]) != value {
			t.Errorf("%s is answered as %s, not %s", name, answered[name], value)
		}
	}
}
