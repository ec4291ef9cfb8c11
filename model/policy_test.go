package model

import (
	"strings"
	"testing"
)

var (
	me     = User{UID: "me", CreatedAt: 1, Role: "default"}
	other  = User{UID: "other", CreatedAt: 1}
	gone   = User{UID: "gone", CreatedAt: 1, DeactivatedAt: 2}
	newOne = User{UID: "new"}

	// Unreadable fields, including the time of creation.
	damaged = User{UID: "odd", Damaged: []Key{KeyRole, KeyTags, KeyBlockedByMe, KeyCreatedAt, KeyDeactivatedAt}}
)

func actor(c Credential) Actor { return Actor{Me: "me", Credential: c, Session: true} }

func TestMayEditMatrix(t *testing.T) {
	// One letter per credential: API key, Auth key, token. y = may.
	cases := []struct {
		name string
		user User
		key  Key
		want string
	}{
		{"name of somebody", other, KeyName, "yy-"},
		{"role of somebody", other, KeyRole, "yy-"},
		{"uid of somebody", other, KeyUID, "---"},
		{"name of my own", me, KeyName, "yyy"},
		{"role of my own", me, KeyRole, "---"},
		{"metadata of my own", me, KeyMetadata, "yyy"},
		{"status of my own", me, KeyStatus, "---"},
		{"created of somebody", other, KeyCreatedAt, "---"},
		{"blocked of somebody", other, KeyBlockedByMe, "---"},
		{"name of a deactivated user", gone, KeyName, "---"},
		{"uid of a new user", newOne, KeyUID, "yy-"},
		{"role of a new user", newOne, KeyRole, "yy-"},
		{"status of a new user", newOne, KeyStatus, "---"},
		{"an unknown field", other, "nonsense", "---"},
		{"damaged role", damaged, KeyRole, "---"},
		{"damaged tags", damaged, KeyTags, "---"},
		{"name with damaged fields", damaged, KeyName, "yy-"},
	}
	for _, c := range cases {
		for i, credential := range []Credential{APIKey, AuthKey, UserToken} {
			v := MayEdit(actor(credential), c.user, c.key)
			if want := c.want[i] == 'y'; v.Allowed() != want {
				t.Errorf("%s with %s: %v (%q), want %v", c.name, credential, v.Allowed(), v.Reason, want)
			}
		}
	}
}

func TestMayMatrix(t *testing.T) {
	blocked := other
	blocked.BlockedByMe = true
	cases := []struct {
		name   string
		action Action
		user   User
		want   string
	}{
		{"create", Create, newOne, "yy-"},
		{"deactivate who may be", Deactivate, damaged, "y--"},
		{"reactivate who may not be", Reactivate, damaged, "y--"},
		{"block who may be", Block, damaged, "yyy"},
		{"unblock who may not be", Unblock, damaged, "yyy"},
		{"update somebody", Update, other, "yy-"},
		{"update me", Update, me, "yyy"},
		{"deactivate", Deactivate, other, "y--"},
		{"deactivate twice", Deactivate, gone, "---"},
		{"reactivate", Reactivate, gone, "y--"},
		{"reactivate an active user", Reactivate, other, "---"},
		{"delete", Delete, other, "y--"},
		{"delete a deactivated user", Delete, gone, "y--"},
		{"block", Block, other, "yyy"},
		{"block twice", Block, blocked, "---"},
		{"block me", Block, me, "---"},
		{"block a deactivated user", Block, gone, "---"},
		{"unblock", Unblock, blocked, "yyy"},
		{"unblock nobody", Unblock, other, "---"},
		{"log in as", LogInAs, other, "yy-"},
		{"log in as a deactivated user", LogInAs, gone, "---"},
		{"list deactivated", ListDeactivated, User{}, "y--"},
		{"list roles", ListRoles, User{}, "y--"},
	}
	for _, c := range cases {
		for i, credential := range []Credential{APIKey, AuthKey, UserToken} {
			v := May(actor(credential), c.action, c.user)
			if want := c.want[i] == 'y'; v.Allowed() != want {
				t.Errorf("%s with %s: %v (%q), want %v", c.name, credential, v.Allowed(), v.Reason, want)
			}
		}
	}
}

func TestReadOnlyRefusesEveryChangeAndNothingElse(t *testing.T) {
	a := actor(APIKey)
	a.ReadOnly = true
	for _, action := range []Action{Create, Update, Deactivate, Reactivate, Delete, Block, Unblock} {
		if v := May(a, action, gone); !strings.HasPrefix(v.Reason, "read-only") {
			t.Errorf("action %d: %q, want read-only", action, v.Reason)
		}
	}
	for _, action := range []Action{LogInAs, ListDeactivated, ListRoles} {
		if v := May(a, action, other); !v.Allowed() {
			t.Errorf("action %d: %q, want it allowed: it changes no user", action, v.Reason)
		}
	}
}

func TestWithRefusedRemembersWhatTheServiceSaid(t *testing.T) {
	a := actor(AuthKey)
	b := a.WithRefused(Create).WithRefused(Create)
	if May(b, Create, newOne).Allowed() || len(b.Refused) != 1 {
		t.Errorf("create is still allowed after the service refused it: %+v", b)
	}
	if !May(a, Create, newOne).Allowed() {
		t.Error("WithRefused changed the actor it was called on")
	}
}

func TestNobodyLoggedInCannotBlock(t *testing.T) {
	a := Actor{Credential: APIKey}
	if v := May(a, Block, other); !strings.Contains(v.Reason, "CENSUS_ME") {
		t.Errorf("reason %q does not name the next step", v.Reason)
	}
	if a.IsMe("") {
		t.Error("an actor without a me must not be the user without a uid")
	}
}

func TestMetadataRemark(t *testing.T) {
	for name, c := range map[string]struct {
		credential Credential
		user       User
		warns      bool
	}{
		"an API key sees everything":       {APIKey, other, false},
		"an Auth key reads as somebody":    {AuthKey, other, true},
		"one's own metadata is shown":      {AuthKey, me, false},
		"a new user has nothing to hide":   {AuthKey, newOne, false},
		"so does a token read as somebody": {UserToken, other, true},
	} {
		if got := MetadataRemark(actor(c.credential), c.user) != ""; got != c.warns {
			t.Errorf("%s: warns %v, want %v", name, got, c.warns)
		}
	}
}
