package devserver

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// Every operation, with every credential. What the Auth key and the wrong API
// get follows from the routing table, which this test spells out a second time
// by hand. {key} is replaced by a key, {token} by one of the first user's
// tokens, made for the row.
func TestRights(t *testing.T) {
	const (
		ok       = ""
		noAccess = "AUTH_ERR_NO_ACCESS"
		noKey    = "AUTH_ERR_EMPTY_APIKEY"
		noToken  = "AUTH_ERR_EMPTY_AUTH_TOKEN"
		uid1     = "/users/cometchat-uid-1"
	)
	a := sampleApp(t)
	asked := map[string]bool{}
	for _, c := range []struct{ request, body, full, auth, token, nothing string }{
		{"GET /users", "", ok, noAccess, ok, noKey},
		{"POST /users", `{"uid":"x","name":"X"}`, ok, "ERR_UID_ALREADY_EXISTS", noKey, noKey},
		{"PUT /users", `{"uidsToActivate":["x"]}`, ok, noAccess, noKey, noKey},
		{"DELETE /users", `{"uidsToDeactivate":["x"]}`, ok, noAccess, noKey, noKey},
		{"GET /users/cometchat-uid-2", "", ok, noAccess, ok, noKey},
		{"PUT /users/cometchat-uid-2", "", ok, ok, noKey, noKey},
		{"DELETE /users/cometchat-uid-3", "", ok, noAccess, noKey, noKey},
		{"POST " + uid1 + "/auth_tokens", "", ok, ok, noKey, noKey},
		{"GET " + uid1 + "/auth_tokens", "", ok, noAccess, noKey, noKey},
		{"GET " + uid1 + "/auth_tokens/{token}", "", ok, noAccess, noKey, noKey},
		{"PUT " + uid1 + "/auth_tokens/{token}", "", ok, noAccess, noKey, noKey},
		{"DELETE " + uid1 + "/auth_tokens/{token}", "", ok, noAccess, noKey, noKey},
		{"DELETE /users/cometchat-uid-2/auth_tokens", "", ok, noAccess, noKey, noKey},
		{"GET " + uid1 + "/friends", "", ok, noAccess, noKey, noKey},
		{"POST " + uid1 + "/friends", `{"accepted":["x"]}`, ok, noAccess, noKey, noKey},
		{"DELETE " + uid1 + "/friends", `{"friends":["x"]}`, ok, noAccess, noKey, noKey},
		{"GET " + uid1 + "/blockedusers", "", ok, noAccess, noKey, noKey},
		{"POST " + uid1 + "/blockedusers", `{"blockedUids":["x"]}`, ok, noAccess, noKey, noKey},
		{"DELETE " + uid1 + "/blockedusers", `{"blockedUids":["x"]}`, ok, noAccess, noKey, noKey},
		{"GET /roles", "", ok, noAccess, noKey, noKey},
		{"POST /roles", `{"role":"r","name":"R"}`, ok, noAccess, noKey, noKey},
		{"GET /roles/default", "", ok, noAccess, noKey, noKey},
		{"PUT /roles/default", "", ok, noAccess, noKey, noKey},
		{"DELETE /roles/r", "", ok, noAccess, noKey, noKey},
		{"GET /apikeys", "", ok, noAccess, noKey, noKey},
		{"POST /apikeys", `{"name":"k","scope":"authOnly"}`, ok, noAccess, noKey, noKey},
		{"GET /apikeys/{key}", "", ok, noAccess, noKey, noKey},
		{"PUT /apikeys/{key}", "", ok, noAccess, noKey, noKey},
		{"DELETE /apikeys/{key}", "", ok, noAccess, noKey, noKey},
		{"POST /data_import/users", `{"users":{}}`, ok, noAccess, noKey, noKey},
		{"GET /me", "", noToken, noToken, ok, noToken},
		{"PUT /me", "{}", noToken, noToken, ok, noToken},
		{"DELETE /me", "", noToken, noToken, ok, noToken},
		{"GET /blockedusers", "", noToken, noToken, ok, noToken},
		{"POST /blockedusers", `{"blockedUids":["x"]}`, noToken, noToken, ok, noToken},
		{"DELETE /blockedusers", `{"blockedUids":["x"]}`, noToken, noToken, ok, noToken},
		{"GET /conversations", "", noToken, noToken, ok, noToken},
		{"GET /groups", "", noToken, noToken, ok, noToken},
		{"GET /users/cometchat-uid-2/conversation", "", noToken, noToken, ok, noToken},
		{"GET /users/cometchat-uid-2/messages", "", noToken, noToken, ok, noToken},
		{"POST /users/cometchat-uid-2/conversation/read", "", noToken, noToken, ok, noToken},
		{"POST /users/cometchat-uid-2/conversation/delivered", "", noToken, noToken, ok, noToken},
		{"GET /settings", "", noToken, noToken, ok, noToken},
		{"POST /user_sessions", "", ok, ok, ok, ok},
		{"POST /ping", "", ok, ok, ok, ok},
	} {
		a.run(c.request, func(t *testing.T) {
			method, path, _ := strings.Cut(c.request, " ")
			if before, after, ok := strings.Cut(path, "{key}"); ok {
				path = before + a.newKey(c.request, "authOnly").APIKey + after
			}
			path = strings.Replace(path, "{token}", a.token("cometchat-uid-1"), 1)
			check := func(who string, got answer, code string) {
				t.Helper()
				if code == ok && got.status != 200 || code != ok && (got.status/100 != 4 || got.error().Code != code) {
					t.Errorf("%s: %d %s, want %q", who, got.status, got.text, code)
				}
			}
			check("api key", a.admin(method, path, c.body), c.full)
			check("auth key", a.prototype(method, path, c.body), c.auth)
			check("token", a.as("cometchat-uid-1")(method, path, c.body), c.token)
			check("nothing", a.send(method, "/v3"+path, c.body), c.nothing)
			for _, version := range versions {
				r := httptest.NewRequest(method, version+path, nil)
				_, pattern := a.mux.Handler(r)
				asked[pattern] = true
			}
		})
	}
	for _, r := range routes {
		method, path, _ := strings.Cut(r.pattern, " ")
		for _, version := range []string{"/v3", "/v3.0"} {
			if pattern := method + " " + version + path; !asked[pattern] {
				t.Errorf("%s is never requested", pattern)
			}
		}
	}
}

func TestCredentialErrors(t *testing.T) {
	a := sampleApp(t)
	const path = "/v3/users"
	wrong := "11111" + strings.Repeat("a", 30) + "99999"
	unknown := a.send("GET", path, "", "apiKey", wrong)
	unknown.fails(401, "AUTH_ERR_APIKEY_NOT_FOUND", nil)
	stars := "11111" + strings.Repeat("*", 30) + "99999"
	if got, want := unknown.error().Message, "The key "+stars+" does not exist. Please use correct apiKey."; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	if got, want := unknown.error().DevMessage, "The "+stars+" key doesn't work. Please use correct apiKey."; got != want {
		t.Errorf("devMessage %q, want %q", got, want)
	}
	refused := a.prototype("GET", "/users", "")
	refused.fails(403, "AUTH_ERR_NO_ACCESS", nil)
	key := masked(a.Facts().AuthKey)
	if got, want := refused.error().Message, "The key "+key+" cannot be used to perform this operation. Please use API key with a correct scope to perform the operation."; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	a.send("GET", path, "", "apikey", "short").fails(401, "AUTH_ERR_APIKEY_NOT_FOUND", nil)
	a.send("GET", path, "", "authtoken", "nonsense").fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
	a.send("GET", path, "", "apikey", a.Facts().APIKey, "authtoken", "x").invalid("authToken")
	a.send("GET", path, "", "apikey", a.Facts().APIKey, "appid", "another").fails(401, "AUTH_ERR_INVALID_APPID", nil)
	a.send("GET", path, "", "apikey", a.Facts().APIKey, "appId", a.Facts().AppID).ok()
}

func TestUnknownPathsAndMethods(t *testing.T) {
	a := sampleApp(t)
	for _, request := range []string{
		"GET /", "GET /v3", "GET /v3/", "GET /v2/users", "GET /v3/groups/x", "GET /v3/users/", "PATCH /v3/users", "POST /v3/users/x",
		"GET /v3/users/x/y", "GET /v3//users", "GET /v3/users/../users", "GET /v3/./users", "DELETE /v3/roles", "GET /users", "POST /v3/me",
	} {
		method, path, _ := strings.Cut(request, " ")
		got := a.send(method, path, "", "apikey", a.Facts().APIKey)
		if got.status != 404 || got.error().Code != "ERR_API_NOT_FOUND" ||
			got.error().Message != "The API endpoint is invalid. Please verify the API call." {
			t.Errorf("%s: %d %s", request, got.status, got.text)
		}
	}
}

// SDKs of version 2 find what later SDKs find; the REST API of version 2 is not
// served.
func TestOlderVersionIsForSDKs(t *testing.T) {
	a := sampleApp(t)
	token, key := a.token("cometchat-uid-1"), a.Facts().APIKey
	for _, path := range []string{"/me", "/users", "/users/cometchat-uid-2", "/users?searchKey=john", "/blockedusers", "/settings"} {
		older := a.send("GET", "/v2.0"+path, "", "authtoken", token).ok()
		if now := a.send("GET", "/v3.0"+path, "", "authtoken", token).ok(); older.text != now.text {
			t.Errorf("%s is %s, and %s since", path, older.text, now.text)
		}
	}
	auth := a.Facts().AuthKey
	a.send("POST", "/v2.0/users", `{"uid":"x","name":"X"}`, "apikey", auth).ok()
	a.send("PUT", "/v2.0/users/x", `{"name":"Y"}`, "apikey", auth).ok()
	a.send("POST", "/v2.0/users/x/auth_tokens", "", "apikey", auth).ok()
	for request, code := range map[string]string{
		"GET /v2.0/roles": "ERR_API_NOT_FOUND", "GET /v2.0/apikeys": "ERR_API_NOT_FOUND", "DELETE /v2.0/users/x": "ERR_API_NOT_FOUND",
		"GET /v2.0/users/x/friends": "ERR_API_NOT_FOUND", "GET /v2/users": "ERR_API_NOT_FOUND", "GET /v2.0/users": "AUTH_ERR_EMPTY_AUTH_TOKEN",
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := a.send(method, path, "", "apikey", key); got.error().Code != code {
			t.Errorf("%s: %s, want %s", request, got.text, code)
		}
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	a := sampleApp(t)
	for i, got := range []answer{
		a.admin("POST", "/users", `{"uid":"x","name":"X"}`),
		a.admin("DELETE", "/users/x", ""),
		a.admin("GET", "/users", ""),
		a.send("GET", "/v3/nothing", ""),
	} {
		limit := "20000"
		remaining := fmt.Sprint(20000 - (i - 1))
		if i < 2 {
			limit, remaining = "10000", fmt.Sprint(10000-(i+1))
		}
		for name, want := range map[string]string{
			"Content-Type":                  "application/json",
			"Content-Length":                fmt.Sprint(len(got.text)),
			"Cache-Control":                 "must-revalidate, no-cache, private",
			"Access-Control-Allow-Origin":   "*",
			"Access-Control-Allow-Methods":  "OPTIONS,HEAD,GET,POST,PUT,PATCH,DELETE",
			"Access-Control-Allow-Headers":  allowedHeaders,
			"X-RateLimit-Limit":             limit,
			"X-RateLimit-Remaining":         remaining,
			"X-RateLimit-Limit-For-App":     "100000",
			"X-RateLimit-Remaining-For-App": fmt.Sprint(100000 - (i + 1)),
		} {
			if got.header.Get(name) != want {
				t.Errorf("answer %d: %s is %q, want %q", i, name, got.header.Get(name), want)
			}
		}
	}
	a.send("OPTIONS", "/v3/users", "").ok()
}

func TestFactsPrintNoKey(t *testing.T) {
	f := sampleApp(t).Facts()
	if len(f.APIKey) != 40 || len(f.AuthKey) != 40 || f.AppID == "" || f.Region != "us" {
		t.Fatalf("facts are incomplete: %v", f)
	}
	text := fmt.Sprintf("%v %+v %#v %s %s", f, f, f, f, f.LogValue())
	if strings.Contains(text, f.APIKey) || strings.Contains(text, f.AuthKey) {
		t.Errorf("a key shows: %s", text)
	}
}
