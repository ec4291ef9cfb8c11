package devserver

import "testing"

func TestSettingsLeadBackToThisServer(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-1")
	var got struct{ Data map[string]any }
	a.send("GET", "/v3.0/settings", "", "authtoken", token).ok().decode(&got)
	want := map[string]any{"ADMIN_API_HOST": "app.test", "CLIENT_API_HOST": "app.test", "CHAT_HOST": "app.test",
		"CHAT_API_VERSION": "v3.0", "WS_API_VERSION": "v3.0", "APP_VERSION": 4.0, "ANALYTICS_PING_DISABLED": true}
	for key, value := range want {
		if got.Data[key] != value {
			t.Errorf("%s is %v, want %v", key, got.Data[key], value)
		}
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

// What a browser asks before it lets the official SDK send anything.
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
