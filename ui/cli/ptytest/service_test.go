//go:build unix

package ptytest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// service is a separate census serve, inspected over plain HTTP.
type service struct {
	t   testing.TB
	url string // the API's base address
	// What the service prints once it is ready.
	appID, region, authKey, apiKey string
}

// serve starts the service with an empty database and stops it at the end of
// the test, like a person with ctrl+c.
func serve(t *testing.T) *service {
	t.Helper()
	s, stop := serveWith(t, "--db", ":memory:")
	t.Cleanup(stop)
	return s
}

func serveWith(t testing.TB, args ...string) (s *service, stop func()) {
	t.Helper()
	cmd := command(t.TempDir(), nil, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() { interrupt(t, cmd, &errOut) }
	facts := readFacts(out)
	s = &service{
		t: t, url: facts["listening on http"] + "/v3",
		appID: facts["app id"], region: facts["region"], authKey: facts["auth key"], apiKey: facts["api key"],
	}
	if s.apiKey == "" {
		stop()
		t.Fatalf("census serve does not say what it is: %v\n%s", facts, &errOut)
	}
	s.url = "http:" + s.url
	return s, stop
}

// readFacts reads "name: value" lines up to the API key, which is the last of
// them.
func readFacts(out io.Reader) map[string]string {
	facts := map[string]string{}
	lines := bufio.NewScanner(out)
	for facts["api key"] == "" && lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		facts[name] = strings.TrimSpace(value)
	}
	return facts
}

func interrupt(t testing.TB, cmd *exec.Cmd, errOut *bytes.Buffer) {
	_ = cmd.Process.Signal(os.Interrupt)
	hung := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer hung.Stop()
	err := cmd.Wait()
	for line := range strings.Lines(errOut.String()) {
		if !strings.HasPrefix(line, "stored ") { // progress of inventing users
			t.Errorf("census serve says: %q", line)
		}
	}
	if err != nil {
		t.Errorf("census serve: %v", err)
	}
}

// environ points census at the service.
func (s *service) environ(more ...string) []string {
	return append([]string{
		"CENSUS_BASE_URL=" + s.url, "CENSUS_APP_ID=" + s.appID, "CENSUS_REGION=" + s.region,
	}, more...)
}

// user is the service's user with the uid, as JSON including tags.
func (s *service) user(uid string) map[string]any {
	s.t.Helper()
	return s.ask(http.MethodGet, "/users/"+uid+"?withTags=true", s.apiKey)
}

// token logs the user in and returns the auth token.
func (s *service) token(uid string) string {
	s.t.Helper()
	token, _ := s.ask(http.MethodPost, "/users/"+uid+"/auth_tokens", s.authKey)["authToken"].(string)
	return token
}

func (s *service) ask(method, path, key string) map[string]any {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("apikey", key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Data map[string]any `json:"data"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s %s: %s, %v", method, path, resp.Status, err)
	}
	return answer.Data
}

// wantOnly checks that nothing about the user has changed except the field and
// what the service maintains itself: the times of the last change and activity.
func wantOnly(t *testing.T, before, after map[string]any, field string, value any) {
	t.Helper()
	want := maps.Clone(before)
	want[field] = value
	for _, own := range []string{"updatedAt", "lastActiveAt"} {
		if at, ok := after[own]; ok {
			want[own] = at
		}
	}
	if !reflect.DeepEqual(after, want) {
		t.Errorf("the service holds\n%v\nwant\n%v", after, want)
	}
	if after["updatedAt"] == nil {
		t.Errorf("the service does not say when the user was changed: %v", after)
	}
}

// Each credential edits what it may, and the service stores exactly that.
func TestCredentials(t *testing.T) {
	tests := map[string]struct {
		credential func(*service) []string
		shown      string // what the header calls it
		row        string // the user to edit
		uid        string
		focus      string
		typed      string
		field      string // the field's name on the wire
		value      any
	}{
		"API key": {
			credential: func(s *service) []string { return []string{"CENSUS_API_KEY=" + s.apiKey} },
			shown:      "API key", row: george, uid: "cometchat-uid-2",
			focus: "Tags", typed: "on call\r", field: "tags", value: []any{"on call"},
		},
		"auth key": {
			credential: func(s *service) []string { return []string{"CENSUS_AUTH_KEY=" + s.authKey, "CENSUS_ME=" + meUID} },
			shown:      "Auth key", row: george, uid: "cometchat-uid-2",
			focus: "Name", typed: " Jr.", field: "name", value: george + " Jr.",
		},
		"auth key, own profile": {
			credential: func(s *service) []string { return []string{"CENSUS_AUTH_KEY=" + s.authKey, "CENSUS_ME=" + meUID} },
			shown:      "Auth key", row: me, uid: meUID,
			focus: "Link", typed: "https://example.com/andrew", field: "link", value: "https://example.com/andrew",
		},
		"auth token": {
			credential: func(s *service) []string { return []string{"CENSUS_AUTH_TOKEN=" + s.token(meUID)} },
			shown:      "auth token", row: me, uid: meUID,
			focus: "Status message", typed: "héllo 日本", field: "statusMessage", value: "héllo 日本",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			home := t.TempDir()
			term := start(t, home, s.environ(test.credential(s)...)...)
			term.WaitFor(test.shown, s.appID, "▌ "+me, "1–")
			before := s.user(test.uid) // logging in has put the user's own profile online
			if test.row != me {
				term.Type("/uid:" + test.uid)
				term.Press("enter")
				term.WaitFor("▌ " + test.row)
			}
			edit(term, test.row, test.focus, test.typed)
			wantOnly(t, before, s.user(test.uid), test.field, test.value)
			quit(t, term)
			wantNoSecrets(t, term, s)
			if _, err := os.Stat(filepath.Join(home, ".local", "share")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a local database was created although a service is configured: %v", err)
			}
		})
	}
}

// edit types into a field of the user under the cursor and saves.
func edit(term *ptytest.Terminal, name, label, typed string) {
	term.Press("e")
	term.WaitFor("edit "+name, "ctrl+s save")
	focus(term, label)
	term.Type(typed)
	term.WaitFor("1 change")
	term.Press("ctrl+s")
	term.WaitFor("Save " + name + "?")
	term.Answer("ctrl+s")
	term.WaitFor("saved ", "✓", "enter open")
}

// wantNoSecrets looks for keys in everything written to the terminal.
func wantNoSecrets(t *testing.T, term *ptytest.Terminal, s *service) {
	t.Helper()
	for _, secret := range []string{s.apiKey, s.authKey} {
		if bytes.Contains(term.Output(), []byte(secret)) {
			t.Error("a key was written to the terminal")
		}
	}
}
