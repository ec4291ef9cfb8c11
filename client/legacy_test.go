package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"census/model"
)

// olden is a service whose users were created when uids could be anything. Like
// the real one it looks them up in lower case.
type olden struct {
	mu       sync.Mutex
	users    map[string]map[string]any // by lower-case uid
	loggedIn string
	requests []string
}

func newOlden(t *testing.T) (s *olden, base string, uids []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/legacy-uids.json")
	if err != nil {
		t.Fatal(err)
	}
	var users []map[string]any
	if err := json.Unmarshal(text, &users); err != nil {
		t.Fatal(err)
	}
	s = &olden{users: map[string]map[string]any{}}
	for _, u := range users {
		uid := u["uid"].(string)
		s.users[strings.ToLower(uid)] = u
		uids = append(uids, uid)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL, uids
}

func (s *olden) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := r.URL.EscapedPath()
	s.requests = append(s.requests, r.Method+" "+path)
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	name, _ := url.PathUnescape(parts[len(parts)-1])
	if parts[0] == "me" {
		name = s.loggedIn
	}
	if last := len(parts) - 1; parts[last] == "auth_tokens" {
		name, _ = url.PathUnescape(parts[last-1])
	}
	u := s.users[strings.ToLower(name)]
	if on := r.Header.Get("onBehalfOf"); u == nil || on != "" && s.users[strings.ToLower(on)] == nil {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"error":{"code":"ERR_UID_NOT_FOUND","message":"no such user"}}`)
		return
	}
	var data any = u
	switch {
	case strings.HasSuffix(path, "/auth_tokens"):
		s.loggedIn = name
		data = map[string]any{"uid": u["uid"], "authToken": testToken, "createdAt": 1700000000}
	case r.Method == http.MethodPut:
		var change map[string]any
		_ = json.NewDecoder(r.Body).Decode(&change)
		if name, ok := change["name"]; ok {
			u["name"] = name
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
}

// sent returns the requests since the last call.
func (s *olden) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.requests
	s.requests = nil
	return seen
}

// rename gives the user another name and expects it in the answer.
func rename(t *testing.T, c *Client, uid, name string) {
	t.Helper()
	u, err := c.UpdateUser(t.Context(), model.Diff(model.User{UID: uid, Name: "x"}, model.User{UID: uid, Name: name}))
	if err != nil || u.Name != name || u.UID != uid {
		t.Errorf("edit %s: %+v, %v", uid, u, err)
	}
}

// Users whose uid could not be created today can be opened, edited and logged
// in as like all others, can be me, and can own a token. A uid that no address
// can express is refused before anything is sent.
func TestLegacyUIDs(t *testing.T) {
	s, base, uids := newOlden(t)
	for _, uid := range uids {
		t.Run(uid, func(t *testing.T) {
			api := mustNew(t, Config{BaseURL: base, Key: testKey})
			if uid == ".." {
				s.sent()
				_, read := api.User(t.Context(), uid)
				_, _, logged := api.LogInAs(t.Context(), uid)
				_, edited := api.UpdateUser(t.Context(), model.Diff(model.User{UID: uid}, model.User{UID: uid, Name: "y"}))
				_, me := New(Config{BaseURL: base, Key: testKey, Me: uid})
				for _, err := range []error{read, logged, edited, me} {
					if err == nil || !strings.Contains(err.Error(), "which no request can name") {
						t.Errorf("%v", err)
					}
				}
				if sent := s.sent(); sent != nil {
					t.Errorf("sent %v", sent)
				}
				return
			}
			if u, err := api.User(t.Context(), uid); err != nil || u.UID != uid {
				t.Errorf("open: %+v, %v", u, err)
			}
			rename(t, api, uid, "Edited")

			session, me, err := api.LogInAs(t.Context(), uid)
			if err != nil || me.UID != uid || !session.Actor().IsMe(uid) || session.Actor().Me != uid {
				t.Fatalf("log in: %+v, %v", me, err)
			}
			rename(t, session, uid, "Edited by me")

			named := mustNew(t, Config{BaseURL: base, Key: testKey, Me: " " + uid + " "})
			if u, err := named.User(t.Context(), uid); err != nil || !named.Actor().IsMe(u.UID) {
				t.Errorf("as me: %+v, %v", u, err)
			}
			owner := mustNew(t, Config{BaseURL: base, Token: testToken, Me: strings.ToUpper(uid)})
			if u, err := owner.Me(t.Context()); err != nil || !owner.Actor().IsMe(u.UID) {
				t.Errorf("the token's owner: %+v, %v", u, err)
			}
			for _, request := range s.sent() {
				if n := strings.Count(request, "/"); n > 3 || strings.Contains(request, "/..") {
					t.Errorf("another path is asked: %s", request)
				}
			}
		})
	}
}

// The rule still applies to creation.
func TestLegacyUIDsAreNotCreated(t *testing.T) {
	s, base, uids := newOlden(t)
	c := mustNew(t, Config{BaseURL: base, Key: testKey})
	for _, uid := range uids {
		if _, err := c.CreateUser(t.Context(), model.User{UID: uid, Name: "N"}); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", uid, err)
		}
	}
	if sent := s.sent(); sent != nil {
		t.Errorf("sent %v", sent)
	}
}

// A me that does not fit a header is not sent in one: reading continues as the
// app.
func TestOnBehalfOfIsOmittedIfItDoesNotFitAHeader(t *testing.T) {
	for me, want := range map[string]string{"ann": "ann", "Ann.Smith@Example.com": "Ann.Smith@Example.com", "ünï 漢": "", "A B": ""} {
		var r recording
		c := mustNew(t, Config{BaseURL: "https://h.test", Key: testKey, Me: me, Transport: &r})
		if _, err := c.User(t.Context(), "bob"); err == nil {
			t.Error("no error")
		}
		if got := r.got.Header.Get("onBehalfOf"); got != want {
			t.Errorf("%s: %s", me, fmt.Sprintf("%q", got))
		}
	}
}
