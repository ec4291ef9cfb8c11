package devserver

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outcomeOf is the outcome for one of several uids.
type outcomeOf struct {
	Success bool
	Message string
}

func TestFriendLifeCycle(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", samplePath+"/friends", `{"accepted":["COMETCHAT-uid-3","nobody","cometchat-uid-1","cometchat-uid-3"],"addToConversations":true}`).
		is(`{"data":{"accepted":{"COMETCHAT-uid-3":{"success":true,"message":"Created relationship with status accepted."},` +
			`"nobody":{"success":false,"message":"The UID nobody does not exist, please make sure you have created a user with UID nobody."},` +
			`"cometchat-uid-1":{"success":false,"message":"The user with UID cometchat-uid-1 cannot be a friend of itself."}}}}`)
	a.now = a.now.Add(time.Second)
	a.admin("POST", samplePath+"/friends", `{"accepted":["cometchat-uid-2","cometchat-uid-3"]}`).
		is(`{"data":{"accepted":{"cometchat-uid-2":{"success":true,"message":"Created relationship with status accepted."},` +
			`"cometchat-uid-3":{"success":false,"message":"The users with UIDs cometchat-uid-1 and cometchat-uid-3 are friends already."}}}}`)
	friends := func(n int, query string) string {
		t.Helper()
		return a.admin("GET", fmt.Sprintf("/users/cometchat-uid-%d/friends%s", n, query), "").uids()
	}
	for _, c := range []struct {
		n           int
		query, want string
	}{{1, "", "3 2"}, {2, "", "1"}, {3, "", "1"}, {4, "", ""}, {1, "?searchKey=GE", "2"}, {1, "?per_page=1&page=2", "2"}} {
		if got := friends(c.n, c.query); got != c.want {
			t.Errorf("friends of %d%s: %q, want %q", c.n, c.query, got, c.want)
		}
	}
	a.admin("DELETE", "/users/cometchat-uid-3/friends", `{"friends":["Cometchat-uid-1","cometchat-uid-2","nobody"]}`).
		is(`{"data":{"success":true,"message":"Deleted the friend relations succussfully"}}`)
	if one, three := friends(1, ""), friends(3, ""); one != "2" || three != "" {
		t.Errorf("after the end of a friendship: %q and %q", one, three)
	}
	a.admin("DELETE", "/users/cometchat-uid-2", `{"permanent":true}`).ok()
	if got := friends(1, ""); got != "" {
		t.Errorf("a deleted friend is still one: %q", got)
	}
}

func TestFriendsAreShownInRelation(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", samplePath+"/friends", `{"accepted":["cometchat-uid-2","cometchat-uid-3"]}`).ok()
	a.admin("POST", samplePath+"/blockedusers", `{"blockedUids":["cometchat-uid-2"]}`).ok()
	l := a.admin("GET", samplePath+"/friends?perPage=2", "").list()
	if want := (wirePages{0, 2, 2, 1, 2}); l.Meta.Pagination != want || l.Meta.Cursor == nil {
		t.Errorf("meta %+v, want the pages %+v and a cursor", l.Meta, want)
	}
	want := wireUser{UID: "cometchat-uid-2", Name: "George Alan", Role: "default", Status: "offline",
		Avatar: sampleAvatars + "cometchat-uid-2.webp", CreatedAt: testNow.Unix() - 3600,
		BlockedByMe: true, BlockedByMeAt: testNow.Unix(), BlockedAt: testNow.Unix(),
		ConversationID: "cometchat-uid-1_user_cometchat-uid-2"}
	if diff := cmp.Diff(want, l.Data[0]); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
}

func TestFriendsOnly(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", samplePath+"/friends", `{"accepted":["cometchat-uid-4","cometchat-uid-2","cometchat-uid-5"]}`).ok()
	a.admin("POST", samplePath+"/blockedusers", `{"blockedUids":["cometchat-uid-5"]}`).ok()
	me, other := a.as("cometchat-uid-1"), a.as("cometchat-uid-3")
	for query, want := range map[string]string{
		"?friendsOnly=1":                        "2 5 4",
		"?friendsOnly=true&sortBy=name":         "2 5 4",
		"?friendsOnly=1&hideBlockedUsers=1":     "2 4",
		"?friendsOnly=1&searchKey=su":           "4",
		"?friendsOnly=1&per_page=2&page=2":      "4",
		"?friendsOnly=1&uids=cometchat-uid-1,x": "",
		"?friendsOnly=0":                        "2 5 3 4",
	} {
		if got := me("GET", "/users"+query, "").uids(); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if got := other("GET", "/users?friendsOnly=1", "").uids(); got != "" {
		t.Errorf("friends of a user without any: %q", got)
	}
}

// A role's setting restricts what its users list, and nothing else.
func TestRolesThatListFriendsOnly(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/roles", `{"role":"pupil","name":"Pupil","settings":{"listUsers":"friendsOnly","sendMessagesTo":"all"}}`).ok()
	a.admin("POST", "/roles", `{"role":"quiet","name":"Quiet","settings":{"listUsers":"all","sendMessagesTo":"friendsOnly"}}`).ok()
	a.admin("PUT", samplePath, `{"role":"pupil"}`).ok()
	a.admin("PUT", "/users/cometchat-uid-3", `{"role":"quiet"}`).ok()
	a.admin("POST", samplePath+"/friends", `{"accepted":["cometchat-uid-4","cometchat-uid-2","cometchat-uid-5"]}`).ok()
	a.admin("POST", samplePath+"/blockedusers", `{"blockedUids":["cometchat-uid-5","cometchat-uid-3"]}`).ok()
	me := a.as("cometchat-uid-1")
	for request, want := range map[string]string{
		"/users":                      "2 5 4",
		"/users?sortOrder=desc":       "2 5 4",
		"/users?sortBy=name":          "2 5 4",
		"/users?friendsOnly=1":        "2 5 4",
		"/users?friendsOnly=0":        "2 5 4",
		"/users?hideBlockedUsers=1":   "2 4",
		"/users?searchKey=cometchat":  "2 5 4",
		"/users?searchKey=nancy":      "",
		"/users?per_page=2&page=2":    "4",
		"/users?roles=default,quiet":  "2 5 4",
		"/users?uids=cometchat-uid-3": "",
		"/users?uids=cometchat-uid-1,cometchat-uid-2,cometchat-uid-3": "1 2",
		"/blockedusers": "5 3",
	} {
		if got := me("GET", request, "").uids(); got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
	if got := me("GET", "/users?per_page=2", "").list().Meta.Pagination; got.Total != 3 || got.TotalPages != 2 {
		t.Errorf("pagination: %+v", got)
	}
	if got := me("GET", "/users/cometchat-uid-3", "").user().Name; got != "Nancy Grace" {
		t.Errorf("a user who is not a friend is %q", got)
	}
	if got := a.admin("GET", "/users?perPage=5", "").uids(); got != "1 2 3 4 5" {
		t.Errorf("a key lists %q", got)
	}
	if got := a.as("cometchat-uid-3")("GET", "/users", "").uids(); got != "1 2 5 4" {
		t.Errorf("a role that restricts messages only lists %q", got)
	}
	if got := a.as("cometchat-uid-2")("GET", "/users", "").uids(); got != "1 5 3 4" {
		t.Errorf("the default role lists %q", got)
	}
	for _, settings := range []string{`{"settings":{"listUsers":"all"}}`, `{"unset":["settings"]}`} {
		a.admin("PUT", "/roles/pupil", `{"settings":{"listUsers":"friendsOnly"}}`).ok()
		if got := me("GET", "/users", "").uids(); got != "2 5 4" {
			t.Errorf("restricted: %q", got)
		}
		a.admin("PUT", "/roles/pupil", settings).ok()
		if got := me("GET", "/users", "").uids(); got != "2 5 3 4" {
			t.Errorf("after %s: %q", settings, got)
		}
	}
}

func TestFriendLimits(t *testing.T) {
	a := sampleApp(t)
	for body, field := range map[string]string{
		`{}`:                    "accepted",
		`{"accepted":[]}`:       "accepted",
		`{"accepted":"x"}`:      "accepted",
		`{"accepted":["x",""]}`: "accepted.1",
		`{"accepted":["` + strings.Repeat(`x","`, 25) + `x"]}`: "accepted",
	} {
		a.admin("POST", samplePath+"/friends", body).invalid(field)
	}
	a.admin("DELETE", samplePath+"/friends", `{}`).invalid("friends")
	for _, method := range []string{"GET", "POST", "DELETE"} {
		a.admin(method, "/users/nobody/friends", `{"accepted":["cometchat-uid-2"],"friends":["cometchat-uid-2"]}`).
			fails(404, "ERR_UID_NOT_FOUND", nil)
	}
	// Inserted directly, because adding more friends than allowed over the API
	// takes long.
	if _, err := a.store.writer.Exec(`INSERT INTO users (uid, name, name_key, role, created_at)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		SELECT 'f' || i, 'F', 'f', 'default', 1 FROM n`, maxFriends); err != nil {
		t.Fatal(err)
	}
	if _, err := a.store.writer.Exec(`INSERT INTO friends (user_id, friend_id, created_at)
		SELECT (SELECT id FROM users WHERE uid = 'cometchat-uid-1'), id, 1 FROM users WHERE uid LIKE 'f%'`); err != nil {
		t.Fatal(err)
	}
	for owner, friend := range map[string]string{"cometchat-uid-1": "cometchat-uid-2", "cometchat-uid-2": "cometchat-uid-1"} {
		var got struct {
			Data struct{ Accepted map[string]outcomeOf }
		}
		a.admin("POST", "/users/"+owner+"/friends", `{"accepted":["`+friend+`"]}`).ok().decode(&got)
		if want := (outcomeOf{false, "A user may not have more than 1000 friends."}); got.Data.Accepted[friend] != want {
			t.Errorf("one friend too many for %s: %+v", owner, got.Data.Accepted)
		}
	}
}
