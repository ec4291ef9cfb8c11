package client

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"census/model"
)

func newBob() model.User {
	return model.User{
		UID: "Bob", Name: " Bob <b> ", Avatar: "https://a.test/?a=1&b=2", Link: "https://l.test", Role: "mod", StatusMessage: "hé",
		Metadata: model.Metadata("{\"z\": 1.0,\n\"a\":\"<&>\"}"), Tags: []string{"y", "x"}, TagsKnown: true,
		Status: model.StatusAvailable, UpdatedAt: 9,
	}
}

const (
	bobBody = `{"uid":"bob","name":"Bob <b>","avatar":"https://a.test/?a=1&b=2","link":"https://l.test","role":"mod",` +
		`"statusMessage":"hé","tags":["y","x"],"metadata":{"z": 1.0,` + "\n" + `"a":"<&>"}}`
	// In the form in which a PHP server might store and format it.
	bobStored = `{"uid":"bob","name":"Bob <b>","avatar":"https:\/\/a.test\/?a=1&b=2","link":"https:\/\/l.test","role":"mod","status":"offline",` +
		`"statusMessage":"h\u00e9","tags":["x","y"],"metadata":{"a":"\u003c&>","z":1.0},"createdAt":1694667681}`
	minimalBody = `{"uid":"bob","name":"Bob"}`
)

func TestCreateUser(t *testing.T) {
	for _, w := range []who{admin, adminAnnIn, authKey, authSession} {
		s := serve(t, exchange{
			want: "POST /users", header: onREST, without: []string{"authToken", "onBehalfOf", "appid"}, body: bobBody, answer: data(bobStored),
		})
		u, err := s.client(w).CreateUser(t.Context(), newBob())
		if err != nil || u.UID != "bob" || u.CreatedAt != 1694667681 || !u.TagsKnown {
			t.Errorf("%d: got %+v, %v", w, u, err)
		}
	}
}

func TestCreateUserWithoutTagsHasNone(t *testing.T) {
	s := serve(t, exchange{want: "POST /users", body: minimalBody, answer: data(bare("bob"))})
	u, err := s.client(authKey).CreateUser(t.Context(), model.User{UID: "bob", Name: "Bob"})
	if err != nil || !u.TagsKnown || len(u.Tags) != 0 {
		t.Errorf("got %+v, %v", u, err)
	}
}

func TestCreateUserRefusedBeforeSending(t *testing.T) {
	s := serve(t)
	readOnly := s.config(admin)
	readOnly.ReadOnly = true
	huge := model.User{
		UID: "bob", Name: "Bob", Avatar: "https://a.test/" + strings.Repeat("a", 2900), Link: "https://a.test/" + strings.Repeat("é", 2900),
		Metadata: model.Metadata(`{"a":"` + strings.Repeat("m", 5000) + `"}`),
	}
	tests := []struct {
		name string
		c    *Client
		u    model.User
		want error
	}{
		{"token", s.client(tokenOnly), model.User{UID: "bob", Name: "Bob"}, ErrNoCredential},
		{"read-only", mustNew(t, readOnly), model.User{UID: "bob", Name: "Bob"}, ErrRefused},
		{"over 10 KB", s.client(admin), huge, ErrInvalid},
	}
	for _, tt := range tests {
		if _, err := tt.c.CreateUser(t.Context(), tt.u); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestCreateUserValidatesLikeTheService(t *testing.T) {
	_, err := serve(t).client(admin).CreateUser(t.Context(), model.User{UID: "b b", Link: "ftp://x", Metadata: model.Metadata("[]")})
	var e *APIError
	if !errors.Is(err, ErrInvalid) || !errors.As(err, &e) || e.Status != 0 {
		t.Fatalf("got %v", err)
	}
	for _, key := range []string{"uid", "name", "link", "metadata"} {
		if len(e.Details[key]) != 1 {
			t.Errorf("no complaint about %s: %v", key, e.Details)
		}
	}
	var field *model.FieldError
	if !errors.As(err, &field) {
		t.Error("the model's errors are not in the chain")
	}
}

// TestLostCreate combines every way to lose an answer with every state in which
// the user may be found.
func TestLostCreate(t *testing.T) {
	lost := map[string]exchange{
		"dropped":     {drop: true},
		"cut":         {cut: true, answer: data(bobStored)},
		"502":         {status: http.StatusBadGateway, answer: "<html>bad gateway</html>"},
		"500":         {status: http.StatusInternalServerError, answer: apiError("ERR_EXCEPTION")},
		"a web page":  {answer: "<html></html>"},
		"no data":     {answer: `{"data":null}`},
		"half a user": {answer: data(`{"uid":"bob"}`)},
		"other user":  {answer: data(userJSON("ann"))},
	}
	found := []struct {
		name   string
		read   exchange
		isOK   bool
		isOpen bool // the outcome stays unknown
	}{
		{"as sent", exchange{answer: data(bobStored)}, true, false},
		{"not there", exchange{status: 404, answer: apiError("ERR_UID_NOT_FOUND")}, false, false},
		{"different", exchange{answer: data(userJSON("bob"))}, false, true},
		{"a proxy's 404", exchange{status: 404, answer: "<html></html>"}, false, true},
		{"unreadable", exchange{status: 500, answer: apiError("ERR_EXCEPTION")}, false, true},
		{"forbidden", exchange{status: 403, answer: apiError("AUTH_ERR_NO_ACCESS")}, false, true},
	}
	for how, create := range lost {
		for _, f := range found {
			t.Run(how+", "+f.name, func(t *testing.T) {
				create.want, create.body = "POST /users", bobBody
				read := f.read
				read.want, read.without = "GET /users/bob?withTags=true", []string{"onBehalfOf"}
				u, err := serve(t, create, read).client(adminAnn).CreateUser(t.Context(), newBob())
				if (err == nil) != f.isOK || errors.Is(err, ErrOutcomeUnknown) != f.isOpen {
					t.Fatalf("got %+v, %v", u, err)
				}
				if f.isOK && (u.UID != "bob" || len(u.Tags) != 2) {
					t.Errorf("got %+v", u)
				}
				if !f.isOK && !f.isOpen && !strings.Contains(err.Error(), "trying again is safe") {
					t.Errorf("got %v", err)
				}
				if !f.isOK && u.UID != "" {
					t.Errorf("an error and a user: %+v", u)
				}
			})
		}
	}
}

func TestLostCreateReadsBackWithTheAvailableCredential(t *testing.T) {
	create := exchange{want: "POST /users", header: onREST, body: minimalBody, drop: true}
	bob := model.User{UID: "bob", Name: "Bob"}

	s := serve(t, create)
	if _, err := s.client(authKey).CreateUser(t.Context(), bob); !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, ErrNoCredential) {
		t.Errorf("Auth key alone: got %v", err)
	}
	s = serve(t, create, exchange{
		want: "GET /users/bob?withTags=1", header: onClient,
		answer: data(`{"uid":"bob","name":"Bob","createdAt":1,"role":"default","tags":[]}`),
	})
	if u, err := s.client(authSession).CreateUser(t.Context(), bob); err != nil || u.Role != "default" {
		t.Errorf("Auth key with session: got %+v, %v", u, err)
	}
}

func TestCreateIsSentOnce(t *testing.T) {
	tests := []struct {
		name string
		e    exchange
		want error
	}{
		{"taken", exchange{status: 400, answer: apiError("ERR_UID_ALREADY_EXISTS")}, ErrExists},
		{"taken, by the status", exchange{status: 409}, ErrExists},
		{"rate limited", exchange{status: 429, hint: map[string]string{"Retry-After": "1"}, answer: apiError("ERR_TOO_MANY_REQUESTS")}, ErrRateLimited},
		{"quota", exchange{status: 402, answer: apiError("ERR_PLAN_QUOTA_RESTRICTION")}, ErrQuota},
	}
	for _, tt := range tests {
		tt.e.want, tt.e.body = "POST /users", minimalBody
		_, err := serve(t, tt.e).client(admin).CreateUser(t.Context(), model.User{UID: "bob", Name: "Bob"})
		if !errors.Is(err, tt.want) || errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}

func TestACreationThatWasNeverSentIsNotUnknown(t *testing.T) {
	s := serve(t)
	cfg := s.config(admin)
	cfg.BaseURL = "http://" + closedPort(t)
	_, err := mustNew(t, cfg).CreateUser(t.Context(), model.User{UID: "bob", Name: "Bob"})
	if !errors.Is(err, ErrUnreachable) || errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
}
