package devserver

import (
	"strings"
	"testing"
	"time"
)

const handshake = `{"platform":"WEB","deviceId":"APP_1","appInfo":{"version":"v4.2.0","apiVersion":"v3.0"}}`

func TestLogInLeavesTheProfileAlone(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-1")
	me := func(method, body string) answer { return a.send(method, "/v3.0/me", body, "AuthToken", token) }
	a.now = a.now.Add(time.Minute)
	for _, body := range []string{handshake,
		`{"platform":"ANDROID","deviceId":"d","appInfo":{"pushNotification":{"fcmToken":"f"}}}`} {
		got := me("PUT", body).user()
		want := wireUser{UID: "cometchat-uid-1", Name: "Andrew Joseph", Role: "default", Status: "available",
			Avatar: sampleAvatars + "cometchat-uid-1.webp", AuthToken: token,
			CreatedAt: testNow.Unix() - 3600, LastActiveAt: testNow.Unix() + 60}
		if got.UID != want.UID || got.AuthToken != token || got.Status != want.Status ||
			got.UpdatedAt != 0 || got.Name != want.Name || got.LastActiveAt != want.LastActiveAt {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	}
	if got := me("GET", "").user(); got.Status != "available" || got.AuthToken != "" {
		t.Errorf("me: %+v", got)
	}
}

func TestLogOutEndsTheTokenAndThePresence(t *testing.T) {
	a := sampleApp(t)
	first, second := a.as("cometchat-uid-1"), a.as("cometchat-uid-1")
	first("PUT", "/me", handshake).ok()
	second("PUT", "/me", handshake).ok()
	first("DELETE", "/me", "").is(`{"data":{"success":true,"message":"The user has been logged out successfully."}}`)
	if got := second("GET", "/me", "").user().Status; got != "available" {
		t.Errorf("with another session: %s", got)
	}
	first("GET", "/me", "").fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
	second("DELETE", "/me", "").ok()
	if got := a.admin("GET", "/users/cometchat-uid-1", "").user(); got.Status != "offline" {
		t.Errorf("after the last session: %+v", got)
	}
}

func TestUpdateMe(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-1")
	me := func(body string) answer { return a.send("PUT", "/v3/me", body, "authtoken", token) }
	a.now = a.now.Add(time.Second)
	got := me(`{"uid":"cometchat-uid-2","name":"Andy","role":"admin","tags":["t"],"metadata":{"a": 1},
		"status":"away","hasBlockedMe":false,"deactivatedAt":0}`).user()
	if got.UID != "cometchat-uid-1" || got.Name != "Andy" || got.Role != "default" || got.AuthToken != token ||
		string(got.Metadata) != `{"a": 1}` || len(got.Tags) != 1 || got.UpdatedAt != testNow.Unix()+1 || got.Status != "offline" {
		t.Errorf("got %+v", got)
	}
	// A uid makes it a profile change even with device members; without device
	// members it needs no uid.
	if got := me(`{"uid":"cometchat-uid-1","statusMessage":"hi","platform":"WEB"}`).user(); got.StatusMessage != "hi" {
		t.Errorf("got %+v", got)
	}
	if got := me(`{"statusMessage":"ho","unset":["avatar"]}`).user(); got.StatusMessage != "ho" || got.Avatar != "" {
		t.Errorf("got %+v", got)
	}
	if got := me(`{"role":"king"}`).user(); got.Role != "default" {
		t.Errorf("an unknown role is not even looked at: %+v", got)
	}
	me(`{"name":" "}`).invalid("name")
	if got := a.admin("GET", "/users/cometchat-uid-2", "").user(); got.Name != "George Alan" {
		t.Errorf("another user changed: %+v", got)
	}
}

func TestPrivateMetadataIsForTheUserAndForKeys(t *testing.T) {
	a := sampleApp(t)
	a.admin("PUT", "/users/cometchat-uid-2", `{"metadata":{"@private":{"email":"e"},"open":1.0}}`).ok()
	const private = "@private"
	stranger, owner := a.as("cometchat-uid-1"), a.as("cometchat-uid-2")
	for name, c := range map[string]struct {
		answer answer
		shown  bool
	}{
		"key":            {a.admin("GET", "/users/cometchat-uid-2", ""), true},
		"key in a list":  {a.admin("GET", "/users", ""), true},
		"owner":          {owner("GET", "/users/cometchat-uid-2", ""), true},
		"owner as me":    {owner("GET", "/me", ""), true},
		"stranger":       {stranger("GET", "/users/cometchat-uid-2", ""), false},
		"list, stranger": {stranger("GET", "/users", ""), false},
	} {
		text := c.answer.ok().text
		if strings.Contains(text, private) != c.shown || !strings.Contains(text, `"open":1.0`) {
			t.Errorf("%s: %s", name, text)
		}
	}
}
