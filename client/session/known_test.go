package session

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/model"
)

// Only a refusal by the service's rights takes a right away.
func TestWhatTheServiceRefusesIsNotOfferedAgain(t *testing.T) {
	refused := &client.APIError{Op: "list", Status: 403, Code: "AUTH_ERR_NO_ACCESS"}
	for name, tt := range map[string]struct {
		err  error
		want bool
	}{
		"it went well":     {nil, true},
		"it was refused":   {fmt.Errorf("count: %w", refused), false},
		"it was cut off":   {client.ErrUnreachable, true},
		"another refusal":  {&client.APIError{Op: "list", Status: 403, Code: "ERR_OTHER"}, true},
		"something failed": {errors.New("no"), true},
	} {
		k := NewKnown(model.Actor{Credential: model.APIKey})
		if k.NoteRefusal(model.ListRoles, tt.err); k.May(model.ListRoles, model.User{}).Allowed() != tt.want {
			t.Errorf("%s: allowed %t, want %t", name, !tt.want, tt.want)
		}
		if !k.May(model.Delete, model.User{UID: "ann", CreatedAt: 1}).Allowed() {
			t.Errorf("%s: other actions are refused too", name)
		}
	}
}

func TestOnlyTheActorIsLoggedOut(t *testing.T) {
	k := NewKnown(model.Actor{Credential: model.APIKey, Me: "ann", Session: true})
	if k.LogOut("bob") || !k.Actor().Session {
		t.Error("somebody else ended the session")
	}
	if !k.LogOut("ANN") || k.Actor().Session || k.Actor().Me != "" || k.Actor().Credential != model.APIKey {
		t.Errorf("actor %+v", k.Actor())
	}
	if k.LogOut("ann") {
		t.Error("who is nobody is logged out")
	}
}

// A list of the app holds everybody; one on behalf of a user may leave that user
// and those who are deactivated out.
func TestWhoIsMissingInLists(t *testing.T) {
	for _, tt := range []struct {
		credential  model.Credential
		own         string
		deactivated bool
	}{
		{model.APIKey, "", true},
		{model.AuthKey, "ann", false},
		{model.UserToken, "ann", false},
	} {
		k := NewKnown(model.Actor{Credential: tt.credential, Me: "ann", Session: true})
		if k.OwnUID() != tt.own || k.ListsDeactivated() != tt.deactivated {
			t.Errorf("%v: own uid %q, deactivated ones %t", tt.credential, k.OwnUID(), k.ListsDeactivated())
		}
	}
}

func TestNamesakes(t *testing.T) {
	k := NewKnown(model.Actor{Credential: model.APIKey, Me: "me"})
	k.Read(model.User{UID: "Bob", Name: "Bob", CreatedAt: 1})
	for uid, want := range map[string]string{"bob": "Bob", "BOB": "Bob", "ME": "me", "cy": ""} {
		u, ok := k.Namesake(uid)
		if ok != (want != "") || ok && u.UID != want {
			t.Errorf("%s: %+v, %t", uid, u, ok)
		}
	}
}

func TestRolesThatCanBeGiven(t *testing.T) {
	k := NewKnown(model.Actor{Credential: model.APIKey})
	if got := k.RoleSlugs("vip", "", "vip"); !slices.Equal(got, []string{"default", "vip"}) {
		t.Errorf("nothing listed: %q", got)
	}
	k.SetRoles([]model.Role{{Slug: "admin"}, {Slug: "default"}})
	if got := k.RoleSlugs("vip"); !slices.Equal(got, []string{"admin", "default", "vip"}) {
		t.Errorf("listed: %q", got)
	}
}

// An answer that does not tell everything leaves the rest as it was.
func TestWhatAnAnswerLeavesOutStays(t *testing.T) {
	whole := model.User{UID: "bob", Name: "Bob", CreatedAt: 1, Tags: []string{"vip"}, TagsKnown: true, BlockedByMe: true, HasBlockedMe: true}
	short := model.User{UID: "bob", Name: "Robert", CreatedAt: 1}
	for name, tt := range map[string]struct {
		learn   func(*Known)
		isKept  bool // the relations, which only a reading tells
		newName string
	}{
		"read":               {func(k *Known) { k.Read(short) }, false, "Robert"},
		"saved":              {func(k *Known) { k.Saved(short) }, true, "Robert"},
		"acted":              {func(k *Known) { k.Acted(model.Deactivate, "bob", changes.Result{User: short}, time.Time{}) }, true, "Robert"},
		"undone":             {func(k *Known) { k.Undone(journal.Entry{}, changes.Result{User: short}) }, true, "Robert"},
		"one of many":        {func(k *Known) { k.ActedAll([]changes.UserResult{{UID: "bob", Fate: changes.Changed, User: short}}) }, true, "Robert"},
		"one of many failed": {func(k *Known) { k.ActedAll([]changes.UserResult{{UID: "bob", Fate: changes.Failed, User: short}}) }, true, "Bob"},
	} {
		k := NewKnown(model.Actor{Credential: model.APIKey})
		k.Read(whole)
		tt.learn(k)
		u := known(t, k, "bob")
		if u.Name != tt.newName || !slices.Equal(u.Tags, whole.Tags) || u.BlockedByMe != tt.isKept || u.HasBlockedMe != tt.isKept {
			t.Errorf("%s: %+v", name, u)
		}
	}
	k := NewKnown(model.Actor{Credential: model.APIKey})
	k.ActedAll([]changes.UserResult{{UID: "bob", Fate: changes.Changed, User: short}})
	if k.Users().Len() != 0 {
		t.Error("who was forgotten meanwhile is known again, as far as one action tells")
	}
}

func known(t *testing.T, k *Known, uid string) model.User {
	t.Helper()
	s := k.Users().Snapshot()
	id, ok := s.Find(uid)
	if !ok {
		t.Fatalf("nobody knows %s", uid)
	}
	return s.User(id)
}

// What was done to a user is known without reading it again.
func TestWhatWasDoneIsKnown(t *testing.T) {
	k := NewKnown(model.Actor{Credential: model.APIKey})
	k.Read(model.User{UID: "bob", Name: "Bob", CreatedAt: 1})
	at := time.Unix(1_800_000_000, 0)
	if k.Acted(model.Deactivate, "bob", changes.Result{}, at); known(t, k, "bob").DeactivatedAt != model.UnixTime(at.Unix()) {
		t.Errorf("deactivated: %+v", known(t, k, "bob"))
	}
	if k.Acted(model.Reactivate, "bob", changes.Result{}, at); known(t, k, "bob").Deactivated() {
		t.Error("reactivated, and still deactivated")
	}
	k.SetBlocked("bob", true)
	k.Read(model.User{UID: "bob", Name: "Bob", CreatedAt: 1}) // an answer that does not say it
	if !known(t, k, "bob").BlockedByMe {
		t.Error("who is blocked is not, among the users")
	}
	if !k.WithBlocked(model.User{UID: "bob"}).BlockedByMe {
		t.Error("who is blocked is not, in an answer")
	}
	if k.Acted(model.Delete, "bob", changes.Result{User: model.User{UID: "bob"}}, at); k.Users().Len() != 0 {
		t.Error("who is deleted is known")
	}
	k.Read(model.User{UID: "new", Name: "New", CreatedAt: 1})
	if k.Undone(journal.Entry{Operation: model.Operation{Action: model.Create, After: model.User{UID: "new"}}}, changes.Result{}); k.Users().Len() != 0 {
		t.Error("a creation that was taken back is known")
	}
}

// Blocking is known as soon as it was done, and so is that it was taken back.
func TestWhoIsBlockedIsKnown(t *testing.T) {
	blocked := model.Operation{Action: model.Block, Before: model.User{UID: "bob"}}
	unblocked := model.Operation{Action: model.Unblock, Before: model.User{UID: "bob"}}
	k := NewKnown(model.Actor{Me: "ann", Credential: model.APIKey})
	k.Users().Put(model.User{UID: "bob", Name: "Bob", CreatedAt: 1})
	for i, step := range []struct {
		do   func()
		want bool
	}{
		{func() { k.Acted(model.Block, "bob", changes.Result{}, time.Time{}) }, true},
		{func() { k.Acted(model.Unblock, "bob", changes.Result{}, time.Time{}) }, false},
		{func() { k.Undone(journal.Entry{Operation: unblocked}, changes.Result{}) }, true},
		{func() { k.Undone(journal.Entry{Operation: blocked}, changes.Result{}) }, false},
	} {
		step.do()
		s := k.Users().Snapshot()
		id, _ := s.Find("bob")
		if later := k.WithBlocked(model.User{UID: "bob"}).BlockedByMe; later != step.want || s.User(id).BlockedByMe != step.want {
			t.Errorf("step %d: known as blocked: %v, of a later answer: %v; want %v", i, s.User(id).BlockedByMe, later, step.want)
		}
	}
}

// Answers come on goroutines of their own; the race detector looks on.
func TestKnownIsSafeForConcurrentUse(t *testing.T) {
	k := NewKnown(model.Actor{Credential: model.APIKey, Me: "ann", Session: true})
	var all sync.WaitGroup
	for i := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			uid := fmt.Sprint("u", i)
			k.Read(model.User{UID: uid, Name: uid, CreatedAt: 1})
			k.SetBlocked(uid, true)
			k.SetRoles([]model.Role{{Slug: uid}})
			for range 100 {
				k.NoteRefusal(model.Action(i), client.ErrNoAccess)
			}
			k.LogOut("ann")
			k.RoleSlugs()
			k.OwnUID()
			k.WithBlocked(model.User{UID: uid})
			k.Acted(model.Deactivate, uid, changes.Result{}, time.Unix(5, 0))
		}()
	}
	all.Wait()
	if n := len(k.Actor().Refused); n != 8 || k.Users().Len() != 8 {
		t.Errorf("%d refusals, %d users", n, k.Users().Len())
	}
	for i := range 8 {
		if u := known(t, k, fmt.Sprint("u", i)); !u.BlockedByMe || !u.Deactivated() {
			t.Errorf("%+v", u)
		}
	}
}
