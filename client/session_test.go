package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/model"
)

func TestCreateAuthToken(t *testing.T) {
	ok := data(`{"uid":"ann","authToken":"` + testToken + `","createdAt":5}`)
	for _, w := range []who{admin, authKey} {
		s := serve(t, exchange{want: "POST /users/ann/auth_tokens", header: onREST, without: []string{"authToken", "onBehalfOf"}, answer: ok})
		got, err := s.client(w).CreateAuthToken(t.Context(), "ann")
		if err != nil || got != (AuthToken{UID: "ann", Token: testToken}) {
			t.Errorf("got %v, %v", got, err)
		}
		for _, text := range []string{fmt.Sprintf("%v %+v %#v %d", got, got, got, got), got.LogValue().String()} {
			noSecret(t, text)
		}
	}
	for name, answer := range map[string]string{
		"no token": `{"uid":"ann"}`, "another user": `{"uid":"bob","authToken":"t"}`, "a header in it": `{"uid":"ann","authToken":"t\r\nx: y"}`,
	} {
		s := serve(t, exchange{want: "POST /users/ann/auth_tokens", answer: data(answer)})
		if got, err := s.client(admin).CreateAuthToken(t.Context(), "ann"); !errors.Is(err, ErrBadAnswer) || got != (AuthToken{}) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	if _, err := serve(t).client(tokenOnly).CreateAuthToken(t.Context(), "ann"); !errors.Is(err, ErrNoCredential) {
		t.Errorf("token only: got %v", err)
	}
}

// meServer answers PUT /me and records the requests, whose device id is random.
func meServer(t *testing.T, answers map[string]string) (base string, seen *[]*http.Request, bodies *[]map[string]any) {
	t.Helper()
	seen, bodies = new([]*http.Request), new([]map[string]any)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		_ = json.NewDecoder(r.Body).Decode(&body)
		*seen, *bodies = append(*seen, r), append(*bodies, body)
		answer, ok := answers[r.Method+" "+r.URL.Path]
		if !ok {
			t.Errorf("unexpected request: %s %s", r.Method, r.URL)
		}
		_, _ = fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL + basePath, seen, bodies
}

func TestLogInAs(t *testing.T) {
	base, seen, bodies := meServer(t, map[string]string{
		"POST /mirror/v3/users/ann/auth_tokens": data(`{"uid":"ann","authToken":"` + testToken + `"}`),
		"PUT /mirror/v3/me":                     data(strings.Replace(userJSON("ann"), "{", `{"authToken":"`+testToken+`","jwt":"j",`, 1)),
	})
	c := mustNew(t, Config{BaseURL: base, AppID: "a1b2", Key: testKey, Credential: model.AuthKey})
	session, u, err := c.LogInAs(t.Context(), "ann")
	if err != nil || u.UID != "ann" || !u.TagsKnown {
		t.Fatalf("got %+v, %v", u, err)
	}
	want := model.Actor{Me: "ann", Credential: model.AuthKey, Session: true}
	if diff := cmp.Diff(want, session.Actor()); diff != "" {
		t.Error(diff)
	}
	if c.Actor().Session || c.Actor().Me != "" {
		t.Error("the first client changed")
	}
	put := (*seen)[1]
	if put.Header.Get("authToken") != testToken || put.Header.Get("apikey") != "" || put.Header.Get("resource") == "" {
		t.Errorf("handshake headers: %v", put.Header)
	}
	body := (*bodies)[1]
	if body["uid"] != nil || body["deviceId"] == nil || body["platform"] == nil || body["appInfo"] == nil {
		t.Errorf("handshake body: %v", body)
	}
}

func TestLogInAsSomeoneElse(t *testing.T) {
	base, _, _ := meServer(t, map[string]string{
		"POST /mirror/v3/users/ann/auth_tokens": data(`{"uid":"ann","authToken":"` + testToken + `"}`),
		"PUT /mirror/v3/me":                     data(userJSON("bob")),
	})
	c := mustNew(t, Config{BaseURL: base, Key: testKey})
	if session, _, err := c.LogInAs(t.Context(), "ann"); !errors.Is(err, ErrBadAnswer) || session != nil {
		t.Errorf("got %v, %v", session, err)
	}
}

func TestMeCompletesAThinAnswer(t *testing.T) {
	base, _, _ := meServer(t, map[string]string{
		"PUT /mirror/v3/me":        data(`{"uid":"ann","name":"Ann"}`),
		"GET /mirror/v3/users/ann": data(userJSON("ann")),
	})
	u, err := mustNew(t, Config{BaseURL: base, Token: testToken}).Me(t.Context())
	if err != nil || u.IsNew() || !u.TagsKnown {
		t.Errorf("got %+v, %v", u, err)
	}
	if _, err := serve(t).client(admin).Me(t.Context()); !errors.Is(err, ErrNoCredential) {
		t.Errorf("without a token: got %v", err)
	}
}

func TestNothingPrintedShowsASecret(t *testing.T) {
	cfg := Config{BaseURL: "https://user:" + testKey + "@h.test/v3", AppID: "a", Key: testKey, Token: testToken}
	c := serve(t).client(authSession)
	type holder struct {
		Cfg    Config
		Client *Client
		value  Client
		ptr    *Client
	}
	for _, v := range []any{cfg, &cfg, c, *c, holder{cfg, c, *c, c}, &holder{cfg, c, *c, c}, []any{cfg, c}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			noSecret(t, fmt.Sprintf(verb, v))
		}
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		noSecret(t, log.String())
	}
}
