package cli

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/devserver"
	"census/ui"
)

// recorder is a service that records its requests and answers some of them
// itself.
type recorder struct {
	*devserver.Server
	refuse func(*http.Request) string // the body of a refusal, or empty

	mu       sync.Mutex
	requests []string
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	r.requests = append(r.requests, q.Method+" "+strings.TrimPrefix(q.URL.EscapedPath(), "/v3"))
	r.mu.Unlock()
	if body := r.refuse(q); body != "" {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(body))
		return
	}
	r.Server.ServeHTTP(w, q)
}

func record(t *testing.T, refuse func(*http.Request) string) (*recorder, string) {
	t.Helper()
	server, _ := service(t)
	r := &recorder{Server: server, refuse: refuse}
	web := httptest.NewServer(r)
	t.Cleanup(web.Close)
	return r, web.URL + "/v3"
}

// flow presses keys on screens without a terminal, and counts the messages.
type flow struct {
	app   tea.Model
	queue []tea.Cmd
	count int
}

func (f *flow) send(msg tea.Msg) {
	f.count++
	var cmd tea.Cmd
	f.app, cmd = f.app.Update(msg)
	f.queue = append(f.queue, cmd)
	for len(f.queue) > 0 {
		cmd, f.queue = f.queue[0], f.queue[1:]
		if cmd == nil {
			continue
		}
		switch msg := cmd().(type) {
		case nil, tea.QuitMsg:
		case tea.BatchMsg:
			f.queue = append(f.queue, msg...)
		default:
			f.count++
			f.app, cmd = f.app.Update(msg)
			f.queue = append(f.queue, cmd)
		}
	}
}

func (f *flow) text(texts ...string) {
	for _, text := range texts {
		f.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)})
	}
}

// shown runs the screens: a list, a search, a user's detail, the end.
func (f *flow) shown(ctx context.Context, o ui.Options, typed string) {
	o.After = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	f.app = ui.New(ctx, o)
	f.queue = []tea.Cmd{f.app.Init()}
	f.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	f.text("/", typed)
	f.send(tea.KeyMsg{Type: tea.KeyEnter})
	f.send(tea.KeyMsg{Type: tea.KeyEsc})
	f.send(tea.KeyMsg{Type: tea.KeyEnter})
	f.send(tea.KeyMsg{Type: tea.KeyCtrlC})
}

// logged reads the log's lines without their times.
func logged(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for i := range lines {
		_, lines[i], _ = strings.Cut(lines[i], " ")
	}
	return lines
}

func ofKind(lines []string, kind string) (found []string) {
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(line, kind+" "); ok {
			found = append(found, rest)
		}
	}
	return found
}

// The log has a line for each message and each request, and nothing else.
func TestTheDebugLogHasEveryMessageAndRequest(t *testing.T) {
	server, base := record(t, func(*http.Request) string { return "" })
	b := newBench(t, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_BASE_URL="+base)
	path := filepath.Join(b.home, "census.log")
	b.environ = append(b.environ, "CENSUS_DEBUG="+path)
	var f flow
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		f.shown(ctx, o, "andrew")
		return "", nil
	})
	if r := b.run(t.Context(), "--no-cache"); r.code != exitOK || r.errOut != "" {
		t.Fatalf("%+v", r)
	}
	lines := logged(t, path)
	if got := ofKind(lines, "message"); len(got) != f.count || f.count < 8 {
		t.Errorf("%d messages, %d lines:\n%s", f.count, len(got), strings.Join(got, "\n"))
	}
	requests := ofKind(lines, "request")
	for i, line := range requests {
		method, rest, _ := strings.Cut(line, " ")
		path, _, _ := strings.Cut(rest, " ")
		path, _, _ = strings.Cut(path, "?")
		requests[i] = method + " " + path
		if !strings.Contains(rest, " 200, ") {
			t.Errorf("no status in %q", line)
		}
	}
	if got, want := sorted(requests), sorted(server.requests); got != want || len(requests) < 3 {
		t.Errorf("logged\n%s\nthe service got\n%s", got, want)
	}
	if strings.Contains(strings.Join(lines, "\n"), "andrew") {
		t.Errorf("what was typed is in the log:\n%s", strings.Join(lines, "\n"))
	}
	if first, last := lines[0], lines[len(lines)-1]; !strings.HasPrefix(first, "census ") || last != "census the end" {
		t.Errorf("from %q to %q", first, last)
	}
}

// The log contains no secret, wherever it occurs: in a path, in what a service
// or proxy says, in typed text, in how the program ends.
func TestTheDebugLogHoldsNoSecret(t *testing.T) {
	const private = "kept-under-private"
	words := private + " " + planted["api_key"] + " " + planted["auth_token"] + " \\u001b[31m"
	server, base := record(t, func(q *http.Request) string {
		return `{"error":{"code":"ERR_` + planted["api_key"] + `","message":"` + words + `","details":{"metadata":["` + words + `"]}}}`
	})
	b := newBench(t, "CENSUS_API_KEY="+planted["api_key"], "CENSUS_BASE_URL="+base)
	path := filepath.Join(b.home, "census.log")
	b.environ = append(b.environ, "CENSUS_DEBUG="+path)
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		s, err := o.Connect(ctx)
		if err != nil {
			t.Error(err)
		}
		var f flow
		f.shown(ctx, o, planted["api_key"])
		_, refused := s.API.User(ctx, planted["api_key"])
		return "", refused
	})
	if r := b.run(t.Context(), "--no-cache"); r.code != exitFailure || len(server.requests) == 0 {
		t.Fatalf("%+v, %d requests", r, len(server.requests))
	}
	text := strings.Join(logged(t, path), "\n")
	if found := leaks(text); len(found) > 0 || strings.Contains(text, private) || strings.Contains(text, "\x1b") {
		t.Errorf("%v in\n%s", found, text)
	}
	if !strings.Contains(text, "GET /users/[redacted]") || !strings.Contains(text, "400 ERR_[redacted]") {
		t.Errorf("the log does not say what was refused:\n%s", text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want 0600", info.Mode().Perm(), err)
	}
}

// Tokens made during the run are masked like configured ones.
func TestTheDebugLogHoldsNoTokenOfASession(t *testing.T) {
	server, base := service(t)
	b := newBench(t, "CENSUS_AUTH_KEY="+server.Facts().AuthKey, "CENSUS_ME=cometchat-uid-2", "CENSUS_BASE_URL="+base)
	path := filepath.Join(b.home, "census.log")
	b.environ = append(b.environ, "CENSUS_DEBUG="+path)
	var token string
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		s, err := o.Connect(ctx)
		if err != nil {
			t.Fatal(err)
		}
		token = tokensOf(t, server, "cometchat-uid-2")[0]
		_, _ = s.API.User(ctx, token) // no user has that uid
		return "", nil
	})
	b.run(t.Context())
	text := strings.Join(logged(t, path), "\n")
	if token == "" || strings.Contains(text, token) || !strings.Contains(text, "GET /users/[redacted]") {
		t.Errorf("the token %q in\n%s", token, text)
	}
}

// A log that cannot be written is reported once, and the program continues.
func TestADebugLogThatCannotBeWrittenHarmsNothing(t *testing.T) {
	server, base := service(t)
	b := newBench(t, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_BASE_URL="+base)
	b.environ = append(b.environ, "CENSUS_DEBUG="+b.home) // a folder, not a file
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		var f flow
		f.shown(ctx, o, "andrew")
		return "bye", nil
	})
	r := b.run(t.Context(), "--no-cache")
	if r.code != exitOK || r.out != "bye\n" || strings.Count(r.errOut, "\n") != 1 || !strings.Contains(r.errOut, "the debug log "+b.home+" is incomplete: ") {
		t.Errorf("%+v", r)
	}
}

// Without the setting there is no file, and nothing that would write one.
func TestWithoutTheSettingThereIsNoDebugLog(t *testing.T) {
	p := &program{}
	d := p.debugLog(settings(t))
	if d.messages() != nil || d.context(t.Context()) != t.Context() {
		t.Error("messages or requests are logged without a setting")
	}
	allocated := testing.AllocsPerRun(100, func() { d.messages(); d.context(t.Context()) })
	if allocated != 0 {
		t.Errorf("it allocates %v times", allocated)
	}
}

func sorted(lines []string) string {
	return strings.Join(slices.Sorted(slices.Values(lines)), "\n")
}
