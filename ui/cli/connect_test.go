package cli

import (
	"context"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"census/client"
	"census/client/devserver"
	"census/config"
	"census/model"
	"census/ui"
)

// service is a devserver on a port, like census serve would run.
func service(t *testing.T) (server *devserver.Server, base string) {
	t.Helper()
	server, err := devserver.New(devserver.Options{DB: ":memory:"})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(func() {
		web.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server, web.URL + "/v3"
}

func tokenOf(t *testing.T, server *devserver.Server, uid string) string {
	t.Helper()
	token, err := server.AuthToken(t.Context(), uid)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// settings loads settings from an environment alone; unless it sets HOME, that
// is a temporary folder.
func settings(t *testing.T, environ ...string) config.Settings {
	t.Helper()
	s, err := config.Load(config.Sources{Environ: append(environ, "HOME="+t.TempDir()), ReadFile: config.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func connectWith(t *testing.T, environ ...string) (ui.Session, error) {
	t.Helper()
	c := newConnector(settings(t, environ...), &secrets{})
	t.Cleanup(func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	return c.connect(t.Context())
}

func TestConnectWithEachCredential(t *testing.T) {
	server, base := service(t)
	facts := server.Facts()
	const ann, bob = "cometchat-uid-1", "cometchat-uid-2"
	apiKey, authKey := "CENSUS_API_KEY="+facts.APIKey, "CENSUS_AUTH_KEY="+facts.AuthKey
	token := "CENSUS_AUTH_TOKEN=" + tokenOf(t, server, ann)
	for _, test := range []struct {
		name    string
		environ []string
		actor   model.Actor
		askMe   bool
	}{
		{"API key", []string{apiKey}, model.Actor{Credential: model.APIKey}, false},
		{"API key and me", []string{apiKey, "CENSUS_ME=" + bob}, model.Actor{Credential: model.APIKey, Me: bob}, false},
		{"API key and token", []string{apiKey, token}, model.Actor{Credential: model.APIKey, Me: ann, Session: true}, false},
		{"both keys", []string{apiKey, authKey}, model.Actor{Credential: model.APIKey}, false},
		{"Auth key and me", []string{authKey, "CENSUS_ME=" + bob}, model.Actor{Credential: model.AuthKey, Me: bob, Session: true}, false},
		{"Auth key and token", []string{authKey, token}, model.Actor{Credential: model.AuthKey, Me: ann, Session: true}, false},
		{"Auth key alone", []string{authKey}, model.Actor{Credential: model.AuthKey}, true},
		{"token", []string{token}, model.Actor{Credential: model.UserToken, Me: ann, Session: true}, false},
		{"token and the same me", []string{token, "CENSUS_ME=" + ann}, model.Actor{Credential: model.UserToken, Me: ann, Session: true}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := connectWith(t, append(test.environ, "CENSUS_BASE_URL="+base)...)
			if err != nil {
				t.Fatal(err)
			}
			if s.Actor().Credential != test.actor.Credential || s.Actor().Me != test.actor.Me || s.Actor().Session != test.actor.Session {
				t.Errorf("actor %+v, want %+v", s.Actor(), test.actor)
			}
			if s.AskMe != test.askMe || s.Profile != config.EnvironmentProfile {
				t.Errorf("AskMe %v, Profile %q", s.AskMe, s.Profile)
			}
			if u, err := url.Parse(base); err != nil || s.AppID != u.Host {
				t.Errorf("the header would name %q, want the host", s.AppID)
			}
			if (s.LogInAs == nil) != (test.actor.Credential == model.UserToken) {
				t.Errorf("LogInAs is there: %v", s.LogInAs != nil)
			}
			if test.askMe {
				if s, err = s.LogInAs(t.Context(), bob); err != nil {
					t.Fatal(err)
				}
			}
			wantUsers(t, s)
		})
	}
}

func wantUsers(t *testing.T, s ui.Session) {
	t.Helper()
	page, err := s.API.ListUsers(t.Context(), client.ListOptions{PerPage: 5})
	if err != nil || len(page.Users) == 0 {
		t.Errorf("%d users, %v", len(page.Users), err)
	}
}

// Logging in as another user keeps the key and makes that user me.
func TestLogInAs(t *testing.T) {
	server, base := service(t)
	s, err := connectWith(t, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_APP_ID="+server.Facts().AppID, "CENSUS_REGION="+server.Facts().Region, "CENSUS_BASE_URL="+base)
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.LogInAs(t.Context(), "cometchat-uid-4")
	if err != nil {
		t.Fatal(err)
	}
	if !other.Actor().IsMe("cometchat-uid-4") || !other.Actor().Session || other.Actor().Credential != model.APIKey {
		t.Errorf("actor %+v", other.Actor())
	}
	if other.AppID != server.Facts().AppID || other.Region != server.Facts().Region || other.Profile != s.Profile || other.LogInAs == nil || other.AskMe {
		t.Errorf("session %+v", other)
	}
	if _, err := s.LogInAs(t.Context(), "nobody-here"); err == nil {
		t.Error("logged in as a user who does not exist")
	}
}

func TestConnectFails(t *testing.T) {
	server, base := service(t)
	token := tokenOf(t, server, "cometchat-uid-1")
	for _, test := range []struct {
		name    string
		environ []string
		want    string
	}{
		{"token of another user", []string{"CENSUS_AUTH_TOKEN=" + token, "CENSUS_ME=cometchat-uid-2"}, "the auth token belongs to cometchat-uid-1, but me is cometchat-uid-2"},
		{"wrong token", []string{"CENSUS_AUTH_TOKEN=" + planted["auth_token"]}, "log in"},
		{"wrong key", []string{"CENSUS_AUTH_KEY=" + planted["auth_key"], "CENSUS_ME=cometchat-uid-1"}, "log in as cometchat-uid-1"},
	} {
		_, err := connectWith(t, append(test.environ, "CENSUS_BASE_URL="+base)...)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
		if err != nil && (len(leaks(err.Error())) > 0 || strings.Contains(err.Error(), token)) {
			t.Errorf("%s: the error holds a secret", test.name)
		}
	}
}

// For an unknown me, the program asks again and shows the name that was tried.
func TestUnknownMeIsAskedAgain(t *testing.T) {
	server, base := service(t)
	session, err := connectWith(t, "CENSUS_AUTH_KEY="+server.Facts().AuthKey, "CENSUS_ME=nobody-here", "CENSUS_BASE_URL="+base)
	if err != nil || !session.AskMe || session.Tried != "nobody-here" || session.LogInAs == nil {
		t.Errorf("%v, session %+v", err, session)
	}
}

func TestReadOnlyReachesTheSession(t *testing.T) {
	server, base := service(t)
	s := settings(t, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_BASE_URL="+base)
	s.ReadOnly = true
	c := newConnector(s, &secrets{})
	defer c.close()
	session, err := c.connect(t.Context())
	if err != nil || !session.Actor().ReadOnly {
		t.Fatalf("actor %+v, %v", session.Actor(), err)
	}
	if _, err := session.Changes.Create(t.Context(), model.User{UID: "new", Name: "New"}); err == nil {
		t.Error("a read-only session must refuse changes")
	}
}

// The local server starts with the first connection, keeps changes, and stops
// at the end.
func TestLocalServer(t *testing.T) {
	home := t.TempDir()
	data := filepath.Join(home, ".local", "share", "census")
	known := &secrets{}
	c := newConnector(settings(t, "HOME="+home), known)
	if _, err := os.Stat(data); err == nil {
		t.Fatal("the database must not be opened before the first connection")
	}
	s, err := c.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.Profile != config.LocalProfile || !s.Actor().IsMe(config.LocalMe) || !s.Actor().Session || s.Actor().Credential != model.APIKey || s.AppID == "" {
		t.Errorf("session %+v", s)
	}
	wantUsers(t, s)
	if other, err := s.LogInAs(t.Context(), "cometchat-uid-3"); err != nil || other.AppID != s.AppID || other.Region != s.Region {
		t.Errorf("as another user: app %q, region %q, %v; want %q, %q", other.AppID, other.Region, err, s.AppID, s.Region)
	}
	if _, err := s.Changes.Create(t.Context(), model.User{UID: "kept", Name: "Kept"}); err != nil {
		t.Fatal(err)
	}
	again, err := c.connect(t.Context())
	if err != nil || again.AppID != s.AppID {
		t.Errorf("a second connection: %v", err)
	}
	facts := c.local.running.Facts()
	if masked := known.redact(facts.APIKey + facts.AuthKey); masked != "[redacted][redacted]" {
		t.Error("the local server's keys must be known as secrets")
	}
	host := strings.TrimSuffix(strings.TrimPrefix(c.local.running.baseURL, "http://"), "/v3")
	for range 2 { // closing twice does no harm
		if err := c.close(); err != nil {
			t.Fatal(err)
		}
	}
	if conn, err := net.Dial("tcp", host); err == nil {
		_ = conn.Close()
		t.Error("the port is still open")
	}
	if _, err := c.connect(t.Context()); err == nil {
		t.Error("a server was started although the program is ending")
	}

	next := newConnector(settings(t, "HOME="+home, "CENSUS_ME=cometchat-uid-2"), &secrets{})
	defer next.close()
	s, err = next.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if u, err := s.API.User(t.Context(), "kept"); err != nil || u.Name != "Kept" {
		t.Errorf("the next start finds %+v, %v", u, err)
	}
	if !s.Actor().IsMe("cometchat-uid-2") {
		t.Errorf("actor %+v", s.Actor())
	}
}

func TestLocalServerFails(t *testing.T) {
	for _, test := range []struct {
		name    string
		environ []string
		want    string
	}{
		{"nowhere", []string{"HOME="}, "set HOME or XDG_DATA_HOME"},
	} {
		if _, err := connectWith(t, test.environ...); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// Ending the program while a connection is being opened leaves nothing behind.
func TestCloseWhileConnecting(t *testing.T) {
	c := newConnector(settings(t, "HOME="+t.TempDir()), &secrets{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = c.connect(context.Background())
	}()
	if err := c.close(); err != nil {
		t.Error(err)
	}
	<-done
	if c.local.running != nil {
		t.Error("a server is left running")
	}
}

// A connection without any request, because the person quit while it was being
// opened, does not delay the end.
func TestUnusedConnectionsDoNotDelayTheEnd(t *testing.T) {
	c := newConnector(settings(t, "HOME="+t.TempDir()), &secrets{})
	s, err := c.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dialling, goOn, dialled := make(chan struct{}), make(chan struct{}), make(chan struct{})
	c.local.running.transport.DialContext = func(_ context.Context, network, addr string) (net.Conn, error) {
		defer close(dialled)
		close(dialling)
		<-goOn
		return net.Dial(network, addr)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { _, _ = s.API.User(ctx, "cometchat-uid-1") }()
	<-dialling
	cancel()
	close(goOn)
	<-dialled
	begin := time.Now()
	if err := c.close(); err != nil {
		t.Error(err)
	}
	// Waiting for the connection would take five seconds.
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("closing took %v", took)
	}
}

func TestTheSecondProgramOnTheLocalDatabaseSaysSo(t *testing.T) {
	s := settings(t)
	for i, want := range []bool{false, true} {
		c := newConnector(s, &secrets{})
		t.Cleanup(func() { _ = c.close() })
		session, err := c.connect(t.Context())
		if err != nil || strings.Contains(session.Remark, "another census") != want {
			t.Errorf("program %d: %v, remark %q", i+1, err, session.Remark)
		}
	}
}
