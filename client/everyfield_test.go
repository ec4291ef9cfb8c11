package client

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/model/modeltest"
)

// A new field of model.User that is not read from answers fails here.
func TestDecodingKeepsEveryField(t *testing.T) {
	want := modeltest.Filled(t)
	want.Damaged = nil
	var members []string
	for name, value := range modeltest.Members(t, want) {
		members = append(members, `"`+name+`":`+value)
	}
	raw := "{" + strings.Join(members, ",") + "}"
	got, err := decodeUser(json.RawMessage(raw), userView{})
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%s: %v\n%s", raw, err, diff)
	}
}
