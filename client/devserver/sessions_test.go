package devserver

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The SDKs join CHAT_HOST and CHAT_WSS_PORT with a colon.
func TestChatHostHasNoPort(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-1")
	for host, want := range map[string]struct {
		name string
		port float64
	}{"127.0.0.1:7331": {"127.0.0.1", 7331}, "[::1]:80": {"[::1]", 80}, "localhost": {"localhost", 443}, "[::1]": {"[::1]", 443}, "odd:port": {"odd:port", 443}} {
		r, err := http.NewRequest("GET", "http://app.test/v3/settings", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		r.Header.Set("authtoken", token)
		var got struct{ Data map[string]any }
		a.do(r).ok().decode(&got)
		if got.Data["CHAT_HOST"] != want.name || got.Data["CHAT_WSS_PORT"] != want.port || got.Data["CLIENT_API_HOST"] != host {
			t.Errorf("%s: %v", host, got.Data)
		}
	}
}

// What a session needs to open a socket comes with the session, and with
// nothing else.
func TestSessionsReturnTheirChannel(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-1")
	type session struct {
		JWT       string
		WSChannel *struct{ Identity, Secret string }
	}
	me := func(method, body string) (got session) {
		var envelope struct{ Data session }
		a.send(method, "/v3.0/me", body, "authtoken", token).ok().decode(&envelope)
		return envelope.Data
	}
	got := me("PUT", handshake)
	if got.WSChannel == nil || got.WSChannel.Identity != "["+a.Facts().AppID+"]cometchat-uid-1" || len(got.WSChannel.Secret) != 40 {
		t.Errorf("channel %+v", got)
	}
	if again := me("PUT", `{"statusMessage":"x"}`); again.JWT != got.JWT || again.WSChannel == nil || *again.WSChannel != *got.WSChannel {
		t.Errorf("%+v after a change of the profile, %+v before", again, got)
	}
	if read := me("GET", ""); read != (session{}) {
		t.Errorf("the profile alone tells %+v", read)
	}
	owner := func(jwt string) string {
		r, of, err := jwtOwner(t.Context(), a.store.reader, a.Facts().AppID, jwt)
		if err != nil && !errors.Is(err, errNoToken) {
			t.Fatal(err)
		}
		return r.UID + " " + of
	}
	if who := owner(got.JWT); who != "cometchat-uid-1 "+token {
		t.Errorf("the web token is %q's", who)
	}
	other := newJWT(digest(a.token("cometchat-uid-2")), a.Facts().AppID, "cometchat-uid-1")
	for _, forged := range []string{"", "x.y.z", "..", got.JWT + "x", other, newJWT(digest(token), "another", "cometchat-uid-1"),
		newJWT(digest(token), a.Facts().AppID, "nobody"), base64url.EncodeToString([]byte("{}")) + got.JWT[strings.Index(got.JWT, "."):]} {
		if who := owner(forged); who != " " {
			t.Errorf("%q is %q's", forged, who)
		}
	}
	a.send("DELETE", "/v3/me", "", "authtoken", token).ok()
	if who := owner(got.JWT); who != " " {
		t.Errorf("after logging out the web token is %q's", who)
	}
}

func TestSettingsLeadBackToThisServer(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-1")
	var got struct{ Data map[string]any }
	a.send("GET", "/v3.0/settings", "", "authtoken", token).ok().decode(&got)
	want := map[string]any{
		"APP_ID": a.Facts().AppID, "REGION": "us", "APP_VERSION": 4.0, "ANALYTICS_PING_DISABLED": true,
		"ADMIN_API_HOST": "app.test", "CLIENT_API_HOST": "app.test", "ANALYTICS_HOST": "app.test",
		"VERSION": "v3.0", "CHAT_API_VERSION": "v3.0", "WS_API_VERSION": "v3.0", "ANALYTICS_VERSION": "v3.0",
		"CHAT_HOST": "app.test", "CHAT_WS_PORT": 80.0, "CHAT_WSS_PORT": 443.0, "CHAT_HTTP_BIND_PORT": 80.0, "CHAT_HTTPS_BIND_PORT": 443.0,
		"WEBRTC_HOST": "app.test", "WEBRTC_WS_PORT": 80.0, "WEBRTC_WSS_PORT": 443.0, "WEBRTC_HTTP_BIND_PORT": 80.0, "WEBRTC_HTTPS_BIND_PORT": 443.0,
		"GROUP_SERVICE": "groups", "CALL_SERVICE": "calls",
	}
	if diff := cmp.Diff(want, got.Data); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	a.admin("GET", "/settings", "").fails(401, "AUTH_ERR_EMPTY_AUTH_TOKEN", nil)
}

func TestSessionReportNeedsNoToken(t *testing.T) {
	a := sampleApp(t)
	const report = `{"sessionId":"0f","data":{"device":"d"},"generatedAt":1700000000}`
	a.as("cometchat-uid-1")("POST", "/user_sessions", report).ok()
	a.send("POST", "/v3/user_sessions", report).ok()
	a.send("POST", "/v3/user_sessions", "").ok()
	a.send("POST", "/v3/user_sessions", `{"sessionId":1,"data":2}`).invalid("sessionId", "data")
	a.send("POST", "/v3/user_sessions", report, "authtoken", "x").fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
	a.send("POST", "/v3/user_sessions", report, "appid", "x").fails(401, "AUTH_ERR_INVALID_APPID", nil)
}

func TestPingsAreTaken(t *testing.T) {
	a := sampleApp(t)
	a.as("cometchat-uid-1")("POST", "/ping", `{"uid":"cometchat-uid-1"}`).ok()
	a.send("POST", "/v3.0/ping", "nonsense").ok()
	a.send("POST", "/v3.0/ping", "", "authtoken", "x").fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
}

func TestOnlineMembersAreCounted(t *testing.T) {
	a := sampleApp(t)
	count := func(path, want string) {
		t.Helper()
		a.send("POST", path, "", "authorization", "undefined", "appid", a.Facts().AppID).is(`{"data":{"onlineUsersCount":` + want + `}}`)
	}
	count("/api/v3.0/online-members", "0")
	first := a.as("cometchat-uid-1")
	first("PUT", "/me", handshake).ok()
	a.as("cometchat-uid-2")("PUT", "/me", handshake).ok()
	count("/api/v3/online-members", "2")
	first("DELETE", "/me", "").ok()
	count("/api/undefined/online-members", "1")
	a.admin("DELETE", "/users/cometchat-uid-2", "").ok()
	count("/api/v3.0/online-members", "0")
	a.send("GET", "/api/v3.0/online-members", "").fails(404, "ERR_API_NOT_FOUND", nil)
	a.send("POST", "/v3/api/v3.0/online-members", "").fails(404, "ERR_API_NOT_FOUND", nil)
}

// The browser's question before it lets the official SDK send anything.
func TestPreflight(t *testing.T) {
	a := sampleApp(t)
	for _, path := range []string{"/v3.0/me", "/v3/users/x", "/v3/users/x/auth_tokens", "/api/v3.0/online-members"} {
		got := a.send("OPTIONS", path, "", "Origin", "http://localhost:3000", "Access-Control-Request-Method", "PUT",
			"Access-Control-Request-Headers", "apikey,appid,authtoken,authorization,content-type,resource,sdk").ok()
		for name, want := range map[string]string{
			"Access-Control-Allow-Origin":  "*",
			"Access-Control-Allow-Methods": "OPTIONS,HEAD,GET,POST,PUT,PATCH,DELETE",
			"Access-Control-Allow-Headers": "Content-Type,Accept,Cache-Control,Authorization,X-Requested-With,appId,apiKey," +
				"authToken,onBehalfOf,resource,Accept-Encoding,group,region,sdk,guid,uid,clientEnvironment,extensionId," +
				"username,password,callToken,onBehalfOfUser",
		} {
			if got.header.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got.header.Get(name), want)
			}
		}
	}
}
