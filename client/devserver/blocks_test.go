package devserver

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBlockAndUnblock(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users/Cometchat-uid-1/blockedusers", `{"blockedUids":["COMETCHAT-uid-2","nobody","cometchat-uid-1","cometchat-uid-2"]}`).
		is(`{"data":{"COMETCHAT-uid-2":{"success":true,"message":"The user with UID cometchat-uid-1 has blocked user with UID cometchat-uid-2 successfully."},` +
			`"nobody":{"success":false,"message":"The UID nobody does not exist, please make sure you have created a user with UID nobody."},` +
			`"cometchat-uid-1":{"success":false,"message":"The user with UID cometchat-uid-1 cannot be blocked by itself."}}}`)
	a.as("cometchat-uid-1")("DELETE", "/blockedusers", `{"blockedUids":["cometchat-uid-2"]}`).
		is(`{"data":{"cometchat-uid-2":{"success":true,"message":"The user with UID cometchat-uid-1 has unblocked user with UID cometchat-uid-2 successfully."}}}`)
	a.admin("DELETE", "/users/cometchat-uid-1/blockedusers", `{"blockedUids":["cometchat-uid-2"]}`).ok()
	if got := a.admin("GET", "/users/cometchat-uid-1/blockedusers", "").uids(); got != "" {
		t.Errorf("still blocked: %s", got)
	}
	a.admin("POST", "/users/nobody/blockedusers", `{"blockedUids":["cometchat-uid-2"]}`).fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("GET", "/users/nobody/blockedusers", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("POST", "/users/cometchat-uid-1/blockedusers", `{}`).invalid("blockedUids")
	a.admin("POST", "/users/cometchat-uid-1/blockedusers", `{"blockedUids":[""]}`).invalid("blockedUids.0")
}

func TestBlockedListDirections(t *testing.T) {
	a := sampleApp(t)
	me := a.as("cometchat-uid-1")
	for _, step := range []struct{ blocker, blocked string }{
		{"1", "4"}, {"3", "1"}, {"1", "2"}, {"1", "3"}, {"5", "2"},
	} {
		a.now = a.now.Add(time.Second)
		a.admin("POST", "/users/cometchat-uid-"+step.blocker+"/blockedusers",
			`{"blockedUids":["cometchat-uid-`+step.blocked+`"]}`).ok()
	}
	for query, want := range map[string]string{
		"":                                    "4 3 2",
		"?direction=both":                     "4 3 2",
		"?direction=blockedByMe":              "4 2 3",
		"?direction=hasBlockedMe":             "3",
		"?direction=sideways":                 "",
		"?direction=blockedByMe&searchKey=na": "3",
	} {
		if got := me("GET", "/blockedusers"+query, "").uids(); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if got := a.admin("GET", "/users/cometchat-uid-1/blockedusers?direction=hasBlockedMe", "").uids(); got != "4 2 3" {
		t.Errorf("over a key: %q", got)
	}
	got := me("GET", "/blockedusers", "").list().Data[1]
	want := wireUser{UID: "cometchat-uid-3", Name: "Nancy Grace", Role: "default", Status: "offline",
		Avatar: sampleAvatars + "cometchat-uid-3.webp", CreatedAt: testNow.Unix() - 3600,
		BlockedByMe: true, BlockedByMeAt: testNow.Unix() + 4, BlockedAt: testNow.Unix() + 4,
		HasBlockedMe: true, HasBlockedMeAt: testNow.Unix() + 2,
		ConversationID: "cometchat-uid-1_user_cometchat-uid-3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
}

func TestUncountedPaging(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users/cometchat-uid-1/blockedusers",
		`{"blockedUids":["cometchat-uid-2","cometchat-uid-3","cometchat-uid-4","cometchat-uid-5"]}`).ok()
	for page, want := range []wirePages{
		{Total: 0, Count: 2, PerPage: 2, CurrentPage: 1, TotalPages: 2},
		{Total: 0, Count: 2, PerPage: 2, CurrentPage: 2, TotalPages: 3},
		{Total: 0, Count: 0, PerPage: 2, CurrentPage: 3, TotalPages: 3},
	} {
		path := []string{"?perPage=2&page=1", "?perPage=2&page=2", "?perPage=2&page=3"}[page]
		if got := a.admin("GET", "/users/cometchat-uid-1/blockedusers"+path, "").list().Meta.Pagination; got != want {
			t.Errorf("page %d: %+v, want %+v", page+1, got, want)
		}
	}
}

func TestRelationFieldsNeedAViewer(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users/cometchat-uid-1/blockedusers", `{"blockedUids":["cometchat-uid-2"]}`).ok()
	const path = "/v3/users/cometchat-uid-2"
	plain := a.admin("GET", "/users/cometchat-uid-2", "").user()
	if plain.BlockedByMe || plain.ConversationID != "" {
		t.Errorf("without a viewer: %+v", plain)
	}
	seen := a.send("GET", path, "", "apikey", a.Facts().APIKey, "onBehalfOf", "Cometchat-uid-1").user()
	if !seen.BlockedByMe || seen.HasBlockedMe || seen.BlockedByMeAt != testNow.Unix() ||
		seen.ConversationID != "cometchat-uid-1_user_cometchat-uid-2" {
		t.Errorf("on behalf of the blocker: %+v", seen)
	}
	if seen := a.as("cometchat-uid-2")("GET", "/users/cometchat-uid-1", "").user(); !seen.HasBlockedMe || seen.BlockedByMe {
		t.Errorf("to the blocked: %+v", seen)
	}
	a.send("GET", path, "", "apikey", a.Facts().APIKey, "onBehalfOf", "nobody").fails(404, "ERR_UID_NOT_FOUND", nil)
}
