package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// served is a running census serve.
type served struct {
	facts  map[string]string
	cancel context.CancelFunc
	code   chan int
	rest   *bufio.Scanner
}

// readyLines is how many lines census serve prints once ready.
const readyLines = 9

// startServe runs census serve and reads what it prints once ready.
func startServe(t *testing.T, environ []string, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	s := &served{facts: map[string]string{}, cancel: cancel, code: make(chan int, 1), rest: bufio.NewScanner(reader)}
	go func() {
		code := Run(ctx, append([]string{"serve"}, args...), environ, strings.NewReader(""), writer, writer)
		_ = writer.Close()
		s.code <- code
	}()
	for range readyLines {
		if !s.rest.Scan() {
			t.Fatalf("census serve ended with code %d", <-s.code)
		}
		line := s.rest.Text()
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			name, value, ok = strings.Cut(line, " on ")
		}
		if ok {
			s.facts[name] = value
		}
	}
	return s
}

// end interrupts the server and checks that it exits cleanly.
func (s *served) end(t *testing.T) {
	t.Helper()
	s.cancel()
	for s.rest.Scan() {
		t.Errorf("said at the end: %q", s.rest.Text())
	}
	if code := <-s.code; code != exitOK {
		t.Errorf("code %d, want 0", code)
	}
}

func TestServe(t *testing.T) {
	s := startServe(t, nil, "--addr", "127.0.0.1:0", "--db", ":memory:")
	defer s.end(t)
	for _, name := range []string{"listening", "app id", "region", "auth key", "api key"} {
		if s.facts[name] == "" {
			t.Errorf("no %q in %v", name, s.facts)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.facts["listening"]+"/v3/users/cometchat-uid-1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("apikey", s.facts["api key"])
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body struct{ Data struct{ Name string } }
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil || body.Data.Name != "Andrew Joseph" {
		t.Errorf("%s: %+v, %v", resp.Status, body, err)
	}
}

// The lines printed for census and curl work in a shell, whatever address the
// server listens on.
func TestServePrintsLinesToPaste(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "0.0.0.0:0"} {
		facts, _, end := serveApart(t, nil, "--db", ":memory:", "--expose", "--addr", addr)
		lines := strings.Split(facts["all"], "\n")[5:]
		host := strings.Replace(strings.TrimPrefix(facts["listening"], "http://"), "0.0.0.0", "127.0.0.1", 1)
		for i, want := range []string{
			"",
			"CENSUS_BASE_URL=http://" + host + "/v3 CENSUS_API_KEY=" + facts["api key"] + " census",
			"curl -H 'apikey: " + facts["api key"] + "' 'http://" + host + "/v3/users?perPage=5'",
			".setRegion('us').overrideAdminHost('" + host + "/v3').overrideClientHost('" + host + "/v3')",
		} {
			if lines[i] != want {
				t.Errorf("line %d: %q, want %q", i, lines[i], want)
			}
		}
		facts["listening"] = "http://" + host
		if status, _, err := users(t, facts, "/v3/users?perPage=5"); status != 200 || err != nil {
			t.Errorf("%s: %d, %v", addr, status, err)
		}
		end()
	}
}

// Without --db, the server uses census's own database, and keys and users are
// the same at the next start.
func TestServeKeepsItsDatabase(t *testing.T) {
	home := t.TempDir()
	environ := []string{"HOME=" + home}
	first := startServe(t, environ, "--addr", "127.0.0.1:0")
	first.end(t)
	if _, err := os.Stat(filepath.Join(home, ".local", "share", "census", "local.db")); err != nil {
		t.Error(err)
	}
	second := startServe(t, environ, "--addr", "127.0.0.1:0")
	second.end(t)
	for _, name := range []string{"app id", "region", "auth key", "api key"} {
		if first.facts[name] != second.facts[name] {
			t.Errorf("%s changed between two starts", name)
		}
	}
}

func TestServeFails(t *testing.T) {
	s := startServe(t, nil, "--addr", "127.0.0.1:0", "--db", ":memory:")
	defer s.end(t)
	taken := strings.TrimPrefix(s.facts["listening"], "http://")
	broken := filepath.Join(t.TempDir(), "broken.db")
	if err := os.WriteFile(broken, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"taken port", []string{"--addr", taken, "--db", ":memory:"}, "--addr"},
		{"open to the network", []string{"--addr", "0.0.0.0:0", "--db", ":memory:"}, "--addr"},
		{"no address", []string{"--addr", "nonsense", "--db", ":memory:"}, "--addr"},
		{"no database", []string{"--addr", "127.0.0.1:0", "--db", broken}, "broken.db"},
	} {
		r := newBench(t).run(t.Context(), append([]string{"serve"}, test.args...)...)
		if r.code != exitFailure || r.out != "" || !strings.Contains(r.errOut, test.want) || strings.Count(r.errOut, "\n") != 1 {
			t.Errorf("%s: %+v", test.name, r)
		}
	}
}
