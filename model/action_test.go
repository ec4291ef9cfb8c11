package model_test

import (
	"testing"

	"census/model"
)

// The names of operations appear in files written by other versions.
func TestNamesOfActions(t *testing.T) {
	want := map[model.Action]string{
		model.Create: "create", model.Update: "update", model.Deactivate: "deactivate", model.Reactivate: "reactivate",
		model.Delete: "delete", model.Block: "block", model.Unblock: "unblock",
		model.LogInAs: "log in as", model.ListDeactivated: "list deactivated", model.ListRoles: "list roles", -1: "action -1", 99: "action 99",
	}
	for action, name := range want {
		if action.String() != name {
			t.Errorf("%q, want %q", action, name)
		}
	}
}
