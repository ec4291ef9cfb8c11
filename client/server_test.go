package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"census/model"
)

// The secrets in all tests. No output of the client may contain them.
const (
	testKey   = "k3y-5ecret"
	testToken = "ann_1694667681t0ken"
)

// exchange is one expected request with its answer.
type exchange struct {
	// want is method, path below the base and query: "GET /users?perPage=100".
	want string
	// header must be present, without must be absent.
	header  map[string]string
	without []string
	// body must be equal; "" means no body.
	body string

	status int // 0 means 200
	hint   map[string]string
	answer string
	// drop closes the connection instead of answering; cut does so after the
	// headers and half of the text. before runs first.
	drop, cut bool
	before    func()
}

// script is a server that expects exactly these exchanges in this order. An
// unexpected request fails the test immediately, a missing one at its end.
type script struct {
	t    *testing.T
	url  string
	mu   sync.Mutex
	rest []exchange
}

const basePath = "/mirror/v3"

func serve(t *testing.T, exchanges ...exchange) *script {
	t.Helper()
	s := &script{t: t, rest: exchanges}
	server := httptest.NewServer(s)
	s.url = server.URL + basePath
	t.Cleanup(func() {
		server.Close()
		for _, e := range s.rest {
			t.Errorf("never asked: %s", e.want)
		}
	})
	return s
}

func (s *script) next(got string) (exchange, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rest) == 0 {
		s.t.Errorf("unexpected request: %s", got)
		return exchange{}, false
	}
	e := s.rest[0]
	s.rest = s.rest[1:]
	return e, true
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	got := r.Method + " " + strings.TrimPrefix(r.URL.EscapedPath(), basePath)
	if r.URL.RawQuery != "" {
		got += "?" + r.URL.RawQuery
	}
	e, ok := s.next(got)
	if !ok {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	s.check(e, got, r)
	if e.before != nil {
		e.before()
	}
	if e.drop {
		panic(http.ErrAbortHandler)
	}
	for name, value := range e.hint {
		w.Header().Set(name, value)
	}
	if e.status != 0 {
		w.WriteHeader(e.status)
	}
	if e.cut {
		_, _ = io.WriteString(w, e.answer[:len(e.answer)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, e.answer)
}

func (s *script) check(e exchange, got string, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, basePath+"/") {
		s.t.Errorf("%s is not below the base path", r.URL.Path)
	}
	if got != e.want {
		s.t.Errorf("request\n got %s\nwant %s", got, e.want)
	}
	for name, value := range e.header {
		if r.Header.Get(name) != value {
			s.t.Errorf("%s: header %s is %q, want %q", e.want, name, r.Header.Get(name), value)
		}
	}
	for _, name := range e.without {
		if values := r.Header.Values(name); len(values) > 0 {
			s.t.Errorf("%s: header %s must not be sent, is %q", e.want, name, values)
		}
	}
	if key, token := r.Header.Get("apikey") != "", r.Header.Get("authToken") != ""; key == token {
		s.t.Errorf("%s: carries key %t and token %t, want exactly one", e.want, key, token)
	}
	if body, _ := io.ReadAll(r.Body); string(body) != e.body {
		s.t.Errorf("%s: body\n got %s\nwant %s", e.want, body, e.body)
	}
}

// The headers that distinguish the surfaces.
var (
	onREST   = map[string]string{"apikey": testKey, "Content-Type": "application/json", "Accept": "application/json"}
	onClient = map[string]string{
		"authToken": testToken, "appid": "a1b2", "sdk": "census@1",
		"Content-Type": "application/json", "Accept": "application/json",
	}
)

// who is a set of credentials.
type who int

const (
	admin       who = iota // API key
	adminAnn               // API key, me is ann
	adminAnnIn             // API key, token of ann
	authKey                // Auth key alone
	authKeyAnn             // Auth key, me is ann, no session
	authSession            // Auth key, token of ann
	tokenOnly              // token of ann
)

func (s *script) config(w who) Config {
	cfg := Config{
		BaseURL:   s.url,
		AppID:     "a1b2",
		Transport: &http.Transport{DisableKeepAlives: true}, // no replays below the client
		Retry: RetryPolicy{
			Sleep:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
			Jitter: func() float64 { return 0 },
		},
	}
	if w != tokenOnly {
		cfg.Key = testKey
	}
	if w == authKey || w == authKeyAnn || w == authSession {
		cfg.Credential = model.AuthKey
	}
	if w == adminAnnIn || w == authSession || w == tokenOnly {
		cfg.Token = testToken
	}
	if w != admin && w != authKey {
		cfg.Me = "ann"
	}
	return cfg
}

func (s *script) client(w who) *Client {
	s.t.Helper()
	return mustNew(s.t, s.config(w))
}

func mustNew(t *testing.T, cfg Config) *Client {
	t.Helper()
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// userJSON is a user object with tags; bare has none.
func userJSON(uid string) string {
	return fmt.Sprintf(`{"uid":%q,"name":"Name of %s","createdAt":1694667681,"role":"default","tags":[]}`, uid, uid)
}

func bare(uid string) string { return strings.Replace(userJSON(uid), `,"tags":[]`, "", 1) }

func data(json string) string { return `{"data":` + json + `}` }

func apiError(code string) string {
	return `{"error":{"code":"` + code + `","message":"text of ` + code + `"}}`
}

// list makes a list answer with counters.
func list(total, count, perPage, page, pages int, rows ...string) string {
	return fmt.Sprintf(`{"data":[%s],"meta":{"pagination":{"total":%d,"count":%d,"per_page":%d,"current_page":%d,"total_pages":%d},"cursor":{"updatedAt":1,"affix":"prepend"}}}`,
		strings.Join(rows, ","), total, count, perPage, page, pages)
}

func listed(rows ...string) string { return list(len(rows), len(rows), 100, 1, 1, rows...) }

// noSecret fails if the text contains a secret.
func noSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{testKey, testToken, url.QueryEscape(testKey)} {
		if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
			t.Errorf("shows a secret: %s", text)
		}
	}
}
