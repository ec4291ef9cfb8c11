package devserver

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const samplePath = "/users/cometchat-uid-1"

func TestAuthTokensAreListedNewestFirst(t *testing.T) {
	a := sampleApp(t)
	var tokens []string
	for range 5 {
		a.now = a.now.Add(time.Second)
		tokens = append([]string{a.token("cometchat-uid-1")}, tokens...)
	}
	a.token("cometchat-uid-2")
	var page struct {
		Data []struct {
			UID, AuthToken string
			CreatedAt      int64
		}
		Meta struct {
			Pagination wirePages
			Cursor     any
		}
	}
	a.admin("GET", samplePath+"/auth_tokens?perPage=2&page=2", "").ok().decode(&page)
	if page.Meta.Pagination != (wirePages{5, 2, 2, 2, 3}) || page.Meta.Cursor != nil {
		t.Errorf("meta %+v", page.Meta)
	}
	for i, got := range page.Data {
		if got.AuthToken != tokens[2+i] || got.UID != "cometchat-uid-1" || got.CreatedAt != testNow.Unix()+int64(3-i) {
			t.Errorf("token %d: %+v", i, got)
		}
	}
	a.admin("GET", "/users/nobody/auth_tokens", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("GET", samplePath+"/auth_tokens?page=x", "").invalid("page")
}

func TestAuthTokenRecordsItsDevice(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-1")
	path := samplePath + "/auth_tokens/" + token
	start := fmt.Sprintf(`{"data":{"uid":"cometchat-uid-1","authToken":%q,"createdAt":%d`, token, testNow.Unix())
	a.admin("GET", path, "").is(start + `}}`)
	a.admin("PUT", path, "").is(start + `}}`)
	a.admin("PUT", path, `{"platform":"android","userAgent":"a \"1\"","appInfo":{"v": 1.0}}`).
		is(start + `,"platform":"android","userAgent":"a \"1\"","appInfo":{"v": 1.0}}}`)
	// The handshake also describes the device; missing members change nothing.
	a.send("PUT", "/v3/me", `{"platform":"WEB"}`, "authtoken", token).ok()
	a.admin("GET", path, "").is(start + `,"platform":"WEB","userAgent":"a \"1\"","appInfo":{"v": 1.0}}}`)
	var page struct{ Data []struct{ AppInfo string } }
	a.admin("GET", samplePath+"/auth_tokens", "").ok().decode(&page)
	if page.Data[0].AppInfo != `{"v": 1.0}` || !json.Valid([]byte(page.Data[0].AppInfo)) {
		t.Errorf("in the list: %q", page.Data[0].AppInfo)
	}
	a.admin("PUT", path, `{"platform":1,"userAgent":{},"appInfo":"x"}`).invalid("platform", "userAgent", "appInfo")
	a.send("PUT", "/v3/me", `{"platform":1}`, "authtoken", token).invalid("platform")
}

func TestForeignAndUnknownTokens(t *testing.T) {
	a := sampleApp(t)
	other := a.token("cometchat-uid-2")
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		a.admin(method, samplePath+"/auth_tokens/"+other, "").fails(403, "ERR_AUTHTOKEN_NOT_ACCESSIBLE", nil)
		unknown := a.admin(method, samplePath+"/auth_tokens/nonsense", "")
		unknown.fails(404, "ERR_AUTH_TOKEN_NOT_FOUND", nil)
		want := wireError{"Auth token does not exist.", "Auth token does not exist.", "chat-api", "ERR_AUTH_TOKEN_NOT_FOUND", nil}
		if diff := cmp.Diff(want, unknown.error()); diff != "" {
			t.Errorf("error (-want +got):\n%s", diff)
		}
		a.admin(method, "/users/nobody/auth_tokens/"+other, "").fails(404, "ERR_UID_NOT_FOUND", nil)
	}
	a.send("GET", "/v3/me", "", "authtoken", other).ok()
}

// A user is online while there is a session, however sessions end.
func TestSessionsMakePresence(t *testing.T) {
	a := sampleApp(t)
	presence := func() string {
		t.Helper()
		u := a.admin("GET", samplePath+"?", "").user()
		return fmt.Sprint(u.Status, " ", u.LastActiveAt-testNow.Unix())
	}
	open := func() (token string) {
		t.Helper()
		token = a.token("cometchat-uid-1")
		a.send("PUT", "/v3/me", handshake, "authtoken", token).ok()
		return token
	}
	end := map[string]func(token string){
		"log out":        func(token string) { a.send("DELETE", "/v3/me", "", "authtoken", token).ok() },
		"delete a token": func(token string) { a.admin("DELETE", samplePath+"/auth_tokens/"+token, "").ok() },
		"too many tokens": func(string) {
			a.now = a.now.Add(time.Second)
			for range maxTokens {
				a.token("cometchat-uid-1")
			}
		},
		"flush": func(string) { a.admin("DELETE", samplePath+"/auth_tokens", "").ok() },
		"deactivate": func(string) {
			a.admin("DELETE", samplePath, "").ok()
			a.admin("PUT", "/users", `{"uidsToActivate":["cometchat-uid-1"]}`).ok()
		},
	}
	for name, endSession := range end {
		a.run(name, func(t *testing.T) {
			a.now = a.now.Add(time.Minute)
			a.token("cometchat-uid-1") // no session, so it does not count
			token := open()
			if got := presence(); !strings.HasPrefix(got, "available") {
				t.Errorf("with a session: %s", got)
			}
			a.now = a.now.Add(time.Minute)
			endSession(token)
			want := fmt.Sprint("offline ", a.now.Unix()-testNow.Unix())
			if got := presence(); got != want {
				t.Errorf("without: %s, want %s", got, want)
			}
		})
	}
	first, second := open(), open()
	end["delete a token"](first)
	if got := presence(); !strings.HasPrefix(got, "available") {
		t.Errorf("with another session: %s", got)
	}
	end["log out"](second)
	if got := presence(); !strings.HasPrefix(got, "offline") {
		t.Errorf("at the end: %s", got)
	}
}

func TestDeletedTokensNoLongerWork(t *testing.T) {
	a := sampleApp(t)
	one, two, three := a.token("cometchat-uid-1"), a.token("cometchat-uid-1"), a.token("cometchat-uid-2")
	me := func(token string) answer { return a.send("GET", "/v3/me", "", "authtoken", token) }
	a.admin("DELETE", samplePath+"/auth_tokens/"+one, "").is(`{"data":{"success":true,"message":"Auth token has been deleted successfully."}}`)
	me(one).fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
	me(two).ok()
	a.admin("DELETE", "/users/COMETCHAT-uid-1/auth_tokens", "").
		is(`{"data":{"success":true,"message":"Cleared Auth Tokens successfully for uid cometchat-uid-1."}}`)
	me(two).fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
	me(three).ok()
	a.admin("DELETE", "/users/nobody/auth_tokens", "").fails(404, "ERR_UID_NOT_FOUND", nil)
}
