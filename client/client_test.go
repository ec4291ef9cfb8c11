package client

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/model"
)

func TestNewChecksItsConfiguration(t *testing.T) {
	tests := []struct {
		name string
		cfg  Config
		want string // part of the error; empty means no error
	}{
		{"app and region", Config{AppID: "a1b2", Region: "EU", Key: testKey}, ""},
		{"base", Config{BaseURL: "https://h.test/v3/", Token: testToken}, ""},
		{"http to 127.0.0.1", Config{BaseURL: "http://127.0.0.1:7331/v3", Key: testKey}, ""},
		{"http to 127.9.9.9", Config{BaseURL: "http://127.9.9.9/v3", Key: testKey}, ""},
		{"http to ::1", Config{BaseURL: "http://[::1]:7331/v3", Key: testKey}, ""},
		{"http to mapped loopback", Config{BaseURL: "http://[::ffff:127.0.0.1]/v3", Key: testKey}, ""},
		{"http to LOCALHOST", Config{BaseURL: "HTTP://LocalHost:1/v3", Key: testKey}, ""},
		{"http elsewhere", Config{BaseURL: "http://192.168.0.1/v3", Key: testKey}, "plain http"},
		{"http to a name like loopback", Config{BaseURL: "http://127.0.0.1.evil.test/v3", Key: testKey}, "plain http"},
		{"http to localhost.evil", Config{BaseURL: "http://localhost.evil.test/v3", Key: testKey}, "plain http"},
		{"ftp", Config{BaseURL: "ftp://127.0.0.1/", Key: testKey}, "https://"},
		{"no host", Config{BaseURL: "https:///v3", Key: testKey}, "an address such as"},
		{"no scheme", Config{BaseURL: "h.test/v3", Key: testKey}, "https://"},
		{"userinfo", Config{BaseURL: "https://u:" + testKey + "@h.test", Key: testKey}, "user name"},
		{"not an address", Config{BaseURL: "https://u:" + testKey + "@[", Key: testKey}, "an address such as"},
		{"query", Config{BaseURL: "https://h.test/v3?x=1", Key: testKey}, "query or a fragment"},
		{"bare question mark", Config{BaseURL: "https://h.test/v3?", Key: testKey}, "query or a fragment"},
		{"fragment", Config{BaseURL: "https://h.test/v3#x", Key: testKey}, "query or a fragment"},
		{"app id of 63 characters", Config{AppID: strings.Repeat("a", 63), Region: "eu", Key: testKey}, ""},
		{"app id of 64 characters", Config{AppID: strings.Repeat("a", 64), Region: "eu", Key: testKey}, "app id: must not be longer"},
		{"app id with a hyphen", Config{AppID: "local-app", Region: "eu", Key: testKey}, ""},
		{"app id that begins with a hyphen", Config{AppID: "-app", Region: "eu", Key: testKey}, "app id: must be letters"},
		{"nothing to talk to", Config{Key: testKey}, "app id"},
		{"region missing", Config{AppID: "a1b2", Key: testKey}, "region"},
		{"app id that leaves the host", Config{AppID: "evil.test/", Region: "eu", Key: testKey}, "app id"},
		{"region that leaves the host", Config{AppID: "a1b2", Region: "eu.evil.test#", Key: testKey}, "region"},
		{"app id as a header", Config{BaseURL: "https://h.test", AppID: "a\r\nx: y", Key: testKey}, "app id"},
		{"no credential", Config{AppID: "a1b2", Region: "eu"}, "credential"},
		{"a key of no kind", Config{AppID: "a1b2", Region: "eu", Key: testKey, Credential: model.UserToken}, "API key or an Auth key"},
		{"key with a line break", Config{AppID: "a1b2", Region: "eu", Key: testKey + "\n"}, "the key contains"},
		{"token with a blank", Config{AppID: "a1b2", Region: "eu", Token: testToken + " "}, "the auth token contains"},
		{"me", Config{AppID: "a1b2", Region: "eu", Key: testKey, Me: ".."}, "me:"},
	}
	for _, tt := range tests {
		c, err := New(tt.cfg)
		if tt.want == "" {
			if err != nil || c == nil {
				t.Errorf("%s: got %v", tt.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || c != nil {
			t.Errorf("%s: got %v, want it to say %q", tt.name, err, tt.want)
			continue
		}
		noSecret(t, err.Error())
	}
}

// recording is a transport that keeps the request and returns an empty answer.
type recording struct{ got *http.Request }

func (r *recording) RoundTrip(req *http.Request) (*http.Response, error) {
	r.got = req
	return &http.Response{StatusCode: http.StatusTeapot, Body: http.NoBody, Request: req}, nil
}

func TestHostsOfAnApp(t *testing.T) {
	for _, tt := range []struct {
		cfg  Config
		want string
	}{
		{Config{AppID: "a1b2", Region: "EU", Key: testKey}, "https://a1b2.api-eu.cometchat.io/v3/users?perPage=100&page=1"},
		{Config{AppID: "a1b2", Region: "in", Token: testToken}, "https://a1b2.apiclient-in.cometchat.io/v3/users?per_page=100&page=1"},
		{Config{AppID: "Local-App", Region: "us", Key: testKey}, "https://local-app.api-us.cometchat.io/v3/users?perPage=100&page=1"},
		{Config{BaseURL: "HTTPS://H.Test:8443/X/v3//", Key: testKey}, "https://h.test:8443/X/v3/users?perPage=100&page=1"},
		{Config{BaseURL: "http://LOCALHOST:1/v3", Key: testKey}, "http://localhost:1/v3/users?perPage=100&page=1"},
		{Config{BaseURL: "https://h.test/x/v3/", Token: testToken}, "https://h.test/x/v3/users?per_page=100&page=1"},
	} {
		var r recording
		tt.cfg.Transport = &r
		if _, err := mustNew(t, tt.cfg).ListUsers(t.Context(), ListOptions{}); err == nil {
			t.Error("no error")
		}
		if got := r.got.URL.String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
		noSecret(t, r.got.URL.String())
	}
}

func TestActor(t *testing.T) {
	s := serve(t)
	readOnly := s.config(adminAnn)
	readOnly.ReadOnly, readOnly.Me = true, " ANN "
	for _, tt := range []struct {
		c    *Client
		want model.Actor
	}{
		{s.client(admin), model.Actor{Credential: model.APIKey}},
		{mustNew(t, readOnly), model.Actor{Me: "ann", Credential: model.APIKey, ReadOnly: true}},
		{s.client(adminAnnIn), model.Actor{Me: "ann", Credential: model.APIKey, Session: true}},
		{s.client(authKey), model.Actor{Credential: model.AuthKey}},
		{s.client(tokenOnly), model.Actor{Me: "ann", Credential: model.UserToken, Session: true}},
	} {
		if diff := cmp.Diff(tt.want, tt.c.Actor()); diff != "" {
			t.Error(diff)
		}
	}
}
