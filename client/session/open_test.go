package session

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"census/client"
	"census/client/devserver"
	"census/client/journal"
	"census/client/statefile"
	"census/model"
)

const ann, bob = "cometchat-uid-1", "cometchat-uid-2"

// service is a local server, and settings that reach it with its API key.
func service(t *testing.T) (*devserver.Server, Settings) {
	t.Helper()
	server, err := devserver.New(devserver.Options{DB: ":memory:", Users: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server, Settings{
		Client:  client.Config{BaseURL: "http://localhost/v3", Transport: server.Transport(), Key: server.Facts().APIKey, Credential: model.APIKey},
		Profile: "test", JournalDir: filepath.Join(t.TempDir(), "journal"),
	}
}

func mustOpen(t *testing.T, o Settings) *Session {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func mustChange(t *testing.T, s *Session, uid string) {
	t.Helper()
	if _, err := s.Changes.Act(t.Context(), model.Deactivate, model.User{UID: uid, CreatedAt: 1}); err != nil {
		t.Fatal(err)
	}
}

// asked counts the requests to a path, and keeps the token of the latest that has
// one.
type asked struct {
	http.RoundTripper
	path  string
	n     int
	token string
}

func (a *asked) RoundTrip(q *http.Request) (*http.Response, error) {
	if token := q.Header.Get("authToken"); token != "" {
		a.token = token
	}
	if q.URL.Path == a.path {
		a.n++
	}
	return a.RoundTripper.RoundTrip(q)
}

// Whose a token is, is asked for unless the settings know it.
func TestTheServiceIsAskedWhoseTheTokenIs(t *testing.T) {
	server, o := service(t)
	token, err := server.AuthToken(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	for _, isMine := range []bool{false, true} {
		q := o
		seen := &asked{RoundTripper: o.Client.Transport, path: "/v3/me"}
		q.Client.Transport, q.Client.Token, q.TokenIsMine = seen, token, isMine
		if isMine {
			q.Client.Me = ann
		}
		s := mustOpen(t, q)
		if !s.Known.Actor().IsMe(ann) || !s.Known.Actor().Session || (seen.n == 0) != isMine {
			t.Errorf("known %t: actor %+v, asked %d times", isMine, s.Known.Actor(), seen.n)
		}
	}
}

// What somebody has to be told is a fact, not a sentence.
func TestWhatWasFoundOutAtTheStart(t *testing.T) {
	server, o := service(t)
	key := func(kind model.Credential) client.Config {
		c := o.Client
		c.Credential = kind
		if kind == model.AuthKey {
			c.Key = server.Facts().AuthKey
		}
		return c
	}
	dead, nobody, alone := key(model.APIKey), key(model.AuthKey), key(model.AuthKey)
	dead.Token, nobody.Me = "0000000000000000000000000000000000000000", "nobody-here"
	for name, tt := range map[string]struct {
		config client.Config
		facts  string
	}{
		"an API key":          {key(model.APIKey), "me ; refused false; needs log-in false; tried "},
		"a dead token":        {dead, "me ; refused true; needs log-in false; tried "},
		"an Auth key":         {alone, "me ; refused false; needs log-in true; tried "},
		"an unknown me":       {nobody, "me ; refused false; needs log-in true; tried nobody-here"},
		"an Auth key with me": {withMe(key(model.AuthKey), bob), "me " + bob + "; refused false; needs log-in false; tried "},
	} {
		q := o
		q.Client = tt.config
		s := mustOpen(t, q)
		me := s.Known.Actor().Me
		if s.NeedsLogIn {
			me = "" // the one that was tried, if any
		}
		got := fmt.Sprintf("me %s; refused %t; needs log-in %t; tried %s", me, s.TokenRefused, s.NeedsLogIn, s.Tried)
		if got != tt.facts {
			t.Errorf("%s: %s, want %s", name, got, tt.facts)
		}
	}
}

func withMe(c client.Config, me string) client.Config {
	c.Me = me
	return c
}

// A session that cannot be opened still says what it would have been; one that
// cannot even be described is nil.
func TestASessionThatCannotBeOpened(t *testing.T) {
	server, o := service(t)
	token, err := server.AuthToken(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	o.Client.Token, o.Client.Me = token, bob
	s, err := Open(t.Context(), o)
	var wrong *client.ConfigError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "the auth token belongs to "+ann) {
		t.Errorf("%v", err)
	}
	if s == nil || s.API != nil || s.Changes != nil || s.Profile != "test" || s.App != "localhost" || s.Known.Actor().Credential != model.APIKey {
		t.Fatalf("beside the error stands %+v", s)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	o.Client.BaseURL = "no address"
	if s, err := Open(t.Context(), o); s != nil || !errors.As(err, &wrong) {
		t.Errorf("%+v, %v", s, err)
	}
}

// Who can change something must be able to record it.
func TestWithoutARecordNothingIsChanged(t *testing.T) {
	_, o := service(t)
	blocked := o
	blocked.JournalDir = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked.JournalDir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	nowhere := o
	nowhere.JournalDir = ""
	for name, q := range map[string]Settings{"a file in its place": blocked, "no place": nowhere} {
		s, err := Open(t.Context(), q)
		var unrecorded *UnrecordedError
		if !errors.As(err, &unrecorded) || errors.Is(err, ErrNoJournal) != (name == "no place") || s == nil || s.API != nil {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
		q.Client.ReadOnly = true
		if s := mustOpen(t, q); s.Journal != nil || s.Changes == nil {
			t.Errorf("%s: a read-only session is %+v", name, s)
		} else if _, err := s.Changes.Create(t.Context(), model.User{UID: "new", Name: "New"}); !errors.Is(err, client.ErrRefused) {
			t.Errorf("%s: read-only, and %v", name, err)
		}
	}
}

// Who logs in on top of a session writes the same record, and ends with it.
func TestLoggedInSessionsShareTheRecord(t *testing.T) {
	_, o := service(t)
	first := mustOpen(t, o)
	second, err := first.LogInAs(t.Context(), bob)
	if err != nil {
		t.Fatal(err)
	}
	if !second.Known.Actor().IsMe(bob) || second.Profile != first.Profile || second.App != first.App || !second.CanLogIn() {
		t.Errorf("session %+v", second)
	}
	mustChange(t, first, "cometchat-uid-3")
	mustChange(t, second, "cometchat-uid-4")
	if h, err := first.Journal.Entries(t.Context(), journal.Filter{}); err != nil || len(h.Entries) != 2 {
		t.Errorf("%+v, %v", h, err)
	}
	for range 2 {
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, err = second.Changes.Act(t.Context(), model.Reactivate, model.User{UID: "cometchat-uid-4", CreatedAt: 1, DeactivatedAt: 2})
	if !errors.Is(err, statefile.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

// However a session is printed, no key and no token is seen, and whoever keeps
// secrets out of texts is told of all of them.
func TestSecretsOfASession(t *testing.T) {
	server, o := service(t)
	var known client.Redactor
	o.Secrets = func(r client.Redactor) { known = known.And(r) }
	seen := &asked{RoundTripper: o.Client.Transport}
	o.Client.Transport = seen
	first := mustOpen(t, o)
	second, err := first.LogInAs(t.Context(), bob)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{server.Facts().APIKey, seen.token} {
		if secret == "" {
			t.Fatal("no token was sent")
		}
		if known.Redact(secret) == secret {
			t.Error("nobody was told of a secret")
		}
		for _, s := range []*Session{first, second} {
			if text := fmt.Sprintf("%v %+v %#v", s, *s, s); strings.Contains(text, secret) {
				t.Errorf("a secret is in %s", text)
			}
		}
	}
}

func TestFileScopeKeepsServicesApart(t *testing.T) {
	for want, o := range map[string]Settings{
		"work 2468ace":        {Profile: "work", Client: client.Config{AppID: "2468ace", BaseURL: "http://127.0.0.1:7331/v3"}},
		"work 127.0.0.1:7331": {Profile: "work", Client: client.Config{BaseURL: "http://127.0.0.1:7331/v3"}},
		"local":               {Profile: "work", Scope: "local", Client: client.Config{AppID: "2468ace"}},
	} {
		if got := o.FileScope(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
