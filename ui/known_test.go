package ui

import (
	"errors"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/model"
)

// What was done to a user is known at once, also where the answer holds no user;
// what failed changes nothing that is known.
func TestWhatWasDoneIsKnown(t *testing.T) {
	active, gone := model.User{UID: "bob", Name: "Bob", CreatedAt: 1}, model.User{UID: "bob", Name: "Bob", CreatedAt: 1, DeactivatedAt: 5}
	creation := journal.Entry{Operation: model.Operation{Action: model.Create, After: active}}
	update := journal.Entry{Operation: model.Operation{Action: model.Update, Before: active, After: active}}
	no := errors.New("no")
	for _, tt := range []struct {
		name   string
		before model.User
		msg    tea.Msg
		want   string // "" for nobody
	}{
		{"deactivated", active, actedMsg{action: model.Deactivate, user: active}, "deactivated"},
		{"not deactivated", active, actedMsg{action: model.Deactivate, user: active, err: no}, "active"},
		{"reactivated", gone, actedMsg{action: model.Reactivate, user: gone}, "active"},
		{"not reactivated", gone, actedMsg{action: model.Reactivate, user: gone, err: no}, "deactivated"},
		{"blocked", gone, actedMsg{action: model.Block, user: gone}, "deactivated"},
		{"deleted", active, actedMsg{action: model.Delete, user: active}, ""},
		{"not deleted", active, actedMsg{action: model.Delete, user: active, err: no}, "active"},
		{"a creation undone", active, undoneMsg{entry: creation}, ""},
		{"a creation not undone", active, undoneMsg{entry: creation, err: no}, "active"},
		{"an update undone, and not read", active, undoneMsg{entry: update}, "active"},
		{"undone with an answer", gone, undoneMsg{entry: creation, result: changes.Result{User: active}}, "active"},
	} {
		a := newTestAppWith(t, forgetful{})
		a.env.known.Users().Put(tt.before)
		a.Update(tt.msg)
		got, s := "", a.env.known.Users().Snapshot()
		if id, ok := s.Find("bob"); ok {
			got = map[bool]string{true: "deactivated", false: "active"}[s.User(id).Deactivated()]
		}
		if got != tt.want {
			t.Errorf("%s: known as %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A wait is told of the request that waits, the longest where it has several.
func TestAWaitIsTheRequestsOwn(t *testing.T) {
	_, w := keepWaits(t.Context())
	at := func(seconds int64) client.Waiting { return client.Waiting{Until: time.Unix(seconds, 0)} }
	for _, until := range []int64{3, 9, 5} {
		wait := at(until)
		w.all[&wait] = 1
	}
	other := at(60)
	w.all[&other] = 2
	for range 50 { // a map has no order
		if longest, ok := w.of(1); !ok || longest != at(9) {
			t.Fatalf("until %v, waits %t", longest.Until.Unix(), ok)
		}
	}
	if _, ok := w.of(3); ok {
		t.Error("a request waits that does not")
	}
}
