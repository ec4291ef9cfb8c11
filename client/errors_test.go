package client

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }

var kinds = []error{ErrNotFound, ErrExists, ErrConflict, ErrUnauthorized, ErrForbidden, ErrRateLimited, ErrInvalid, ErrQuota, ErrBadAnswer}

func TestKindsOfErrors(t *testing.T) {
	tests := []struct {
		status int
		code   string
		want   error
	}{
		{400, "ERR_BAD_REQUEST", ErrInvalid},
		{400, "ERR_INVALID_UID", ErrInvalid},
		{401, "AUTH_ERR_APIKEY_NOT_FOUND", ErrUnauthorized},
		{404, "AUTH_ERR_APIKEY_NOT_FOUND", ErrUnauthorized},
		{401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", ErrUnauthorized},
		{401, "AUTH_ERR_INVALID_APPID", ErrUnauthorized},
		{402, "ERR_PLAN_QUOTA_RESTRICTION", ErrQuota},
		{400, "ERR_SUBSCRIPTION_EXPIRED", ErrQuota},
		{403, "AUTH_ERR_NO_ACCESS", ErrForbidden},
		{401, "AUTH_ERR_NO_ACCESS", ErrForbidden},
		{403, "ERR_PERMISSION_DENIED", ErrForbidden},
		{404, "ERR_UID_NOT_FOUND", ErrNotFound},
		{404, "ERR_ROLE_NOT_FOUND", ErrNotFound},
		{404, "ERR_AUTH_TOKEN_NOT_FOUND", ErrNotFound},
		{404, "ERR_API_NOT_FOUND", nil},
		{401, "ERR_CANNOT_BLOCK_SELF", ErrInvalid},
		{200, "ERR_UID_NOT_FOUND", ErrNotFound},
		{400, "", ErrInvalid}, {401, "", ErrUnauthorized}, {402, "", ErrQuota}, {403, "", ErrForbidden}, {404, "", ErrNotFound},
		{409, "", ErrConflict}, {413, "", ErrInvalid}, {418, "", nil}, {500, "", nil}, {200, "", nil},
		{403, "ERR_SOMETHING_NEW", ErrForbidden},
	}
	for _, tt := range tests {
		s := serve(t, exchange{want: "GET /users/ann?withTags=true", status: tt.status, answer: apiError(tt.code)})
		_, err := s.client(admin).User(t.Context(), "ann")
		var e *APIError
		if !errors.As(err, &e) || e.Status != tt.status || e.Code != tt.code {
			t.Errorf("%d %s: got %v", tt.status, tt.code, err)
			continue
		}
		for _, kind := range kinds {
			if errors.Is(err, kind) != (kind == tt.want) {
				t.Errorf("%d %s: is %v: %t", tt.status, tt.code, kind, errors.Is(err, kind))
			}
		}
	}
}

func TestErrorBodiesOfAllShapes(t *testing.T) {
	tests := []struct{ name, body, message, code string }{
		{"published", `{"error":{"message":"m","devMessage":"d","source":"chat-api","code":"C"}}`, "m", "C"},
		{"text", `{"error":"just text"}`, "just text", ""},
		{"no message", `{"error":{"code":"C"}}`, "not found", "C"},
		{"developer's message only", `{"error":{"devMessage":"d"}}`, "d", ""},
		{"flat", `{"message":"m","code":"C"}`, "m", "C"},
		{"wrong types", `{"error":{"message":5,"code":{},"details":"x"}}`, "not found", ""},
		{"error is a list", `{"error":[]}`, "not found", ""},
		{"error is null", `{"error":null}`, "not found", ""},
		{"empty object", `{}`, "not found", ""},
		{"a page", "<html>secret</html>", "not found (a web page, not the API)", ""},
		{"nothing", "", "not found", ""},
		{"a list", "[]", "not found", ""},
		{"cut", `{"error":{"mess`, "not found", ""},
	}
	for _, tt := range tests {
		s := serve(t, exchange{want: "GET /users/ann?withTags=true", status: 404, answer: tt.body})
		_, err := s.client(admin).User(t.Context(), "ann")
		var e *APIError
		if !errors.As(err, &e) || e.Message != tt.message || e.Code != tt.code {
			t.Errorf("%s: got %v", tt.name, err)
		}
		if e.Method != "GET" || e.Path != "/users/ann" || e.Op != "read user ann" {
			t.Errorf("%s: got %+v", tt.name, e)
		}
	}
}

func TestErrorText(t *testing.T) {
	s := serve(t, exchange{want: "GET /users/ann?withTags=true", status: 404, answer: apiError("ERR_UID_NOT_FOUND")})
	_, err := s.client(admin).User(t.Context(), "ann")
	if want := "read user ann: text of ERR_UID_NOT_FOUND (404 ERR_UID_NOT_FOUND)"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	s = serve(t, exchange{
		want: "GET /users/ann?withTags=true", status: 400,
		answer: `{"error":{"message":"No.","code":"ERR_BAD_REQUEST","details":{"role":["Unknown."],"link":["Bad.","Worse."]}}}`,
	})
	_, err = s.client(admin).User(t.Context(), "ann")
	if want := "read user ann: No.; link: Bad. Worse.; role: Unknown. (400 ERR_BAD_REQUEST)"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestDetails(t *testing.T) {
	s := serve(t, exchange{want: "GET /users/ann?withTags=true", status: 400, answer: `{"error":{"message":"m","details":` +
		`{"name":["a","b"],"tags.0":"single","empty":[],"odd":{"x":1},"evil\n":["x\u001b"]}}}`})
	_, err := s.client(admin).User(t.Context(), "ann")
	var e *APIError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if !slices.Equal(e.Details["name"], []string{"a", "b"}) || !slices.Equal(e.Details["tags.0"], []string{"single"}) ||
		!slices.Equal(e.Details[`evil\n`], []string{`x\x1b`}) || len(e.Details) != 3 {
		t.Errorf("got %q", e.Details)
	}
}

// TestHostileErrorsAreTamed: whatever a server writes, an error is one short
// line without any secrets it may have echoed.
func TestHostileErrorsAreTamed(t *testing.T) {
	evil := testKey + ` \u001b]0;title\u0007 \u202e \n ` + strings.ToUpper(testKey) + strings.Repeat("x", 5000)
	long := strings.Repeat("y", maxTextRunes-3) + testKey
	for _, text := range []string{evil, long} {
		body := fmt.Sprintf(`{"error":{"message":"%[1]s","devMessage":"%[1]s","code":"%[1]s","details":{"%[1]s":["%[1]s"],"n":["%[1]s"]}}}`, text)
		s := serve(t, exchange{want: "GET /users/ann?withTags=true", status: 400, answer: body})
		_, err := s.client(adminAnnIn).User(t.Context(), "ann")
		var e *APIError
		if !errors.As(err, &e) {
			t.Fatal(err)
		}
		all := fmt.Sprintf("%v %q %q %q %q", err, e.Message, e.DevMessage, e.Code, e.Details)
		noSecret(t, all)
		if strings.ContainsAny(err.Error(), "\x1b\x07\n\u202e") {
			t.Errorf("not cleaned: %q", err)
		}
		if n := utf8.RuneCountInString(e.Message); n > maxTextRunes+1 {
			t.Errorf("message of %d characters", n)
		}
		if strings.Contains(all, testKey[:4]) {
			t.Errorf("half a secret is left: %s", all)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("followed to %s with headers %v", r.URL, r.Header)
	}))
	t.Cleanup(elsewhere.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{elsewhere.URL + "/x?" + testKey, "http://example.com/", "/mirror/v3/other", "%zz", ""} {
			s := serve(t,
				exchange{want: "GET /users/ann?withTags=true", status: status, hint: map[string]string{"Location": to}},
				exchange{want: "DELETE /users/ann", body: `{"permanent":true}`, status: status, hint: map[string]string{"Location": to}},
			)
			c := s.client(adminAnnIn)
			_, err := c.User(t.Context(), "ann")
			for _, err := range []error{err, c.DeleteUser(t.Context(), "ann", true)} {
				if !errors.Is(err, ErrBadAnswer) || errors.Is(err, ErrOutcomeUnknown) {
					t.Errorf("%d to %q: got %v", status, to, err)
				}
				noSecret(t, err.Error())
			}
		}
	}
}
