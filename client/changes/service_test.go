package changes

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"census/client"
	"census/client/devserver"
	"census/client/journal"
	"census/model"
)

const me = "cometchat-uid-1"

// service is one app on the local server, used by several programs.
type service struct {
	t      testing.TB
	server *devserver.Server
}

func newService(t testing.TB) service {
	t.Helper()
	s, err := devserver.New(devserver.Options{Users: -1, FixedKeys: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return service{t, s}
}

// fault does something to a request instead of passing it on.
type fault func(r *http.Request, next http.RoundTripper) (*http.Response, error)

var errBroken = errors.New("connection reset by peer")

// Two ways to lose an answer.
func lostAfter(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	if resp, err := next.RoundTrip(r); err == nil {
		_ = resp.Body.Close()
	}
	return nil, errBroken
}

func lostBefore(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, errBroken }

// program is one program using the app: its client, its writer, and the faults
// its requests meet.
type program struct {
	*Writer
	client  *client.Client
	journal *journal.Journal
	wire    *wire
}

// wire passes requests to the local server, and counts the changes.
type wire struct {
	next http.RoundTripper
	mu   sync.Mutex
	// onChange affects the next change, onRead the next reading.
	onChange, onRead fault
	changes          []string
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	f := &w.onChange
	if r.Method == http.MethodGet {
		f = &w.onRead
	} else {
		w.changes = append(w.changes, r.Method+" "+r.URL.Path)
	}
	met := *f
	*f = nil
	w.mu.Unlock()
	if met != nil {
		return met(r, w.next)
	}
	return w.next.RoundTrip(r)
}

func (w *wire) fail(onChange, onRead fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.onChange, w.onRead = onChange, onRead
}

// The program uses the API key and is me, unless adjust says otherwise.
func (s service) program(dir string, adjust ...func(*client.Config)) *program {
	s.t.Helper()
	facts := s.server.Facts()
	carrier := &wire{next: s.server.Transport()}
	cfg := client.Config{
		AppID: facts.AppID, Region: facts.Region, Key: facts.APIKey, Credential: model.APIKey, Me: me,
		Transport: carrier, Retry: client.RetryPolicy{Attempts: 1},
	}
	for _, a := range adjust {
		a(&cfg)
	}
	c, err := client.New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	p := &program{client: c, wire: carrier}
	o := Options{API: c, Profile: "work"}
	if dir != "" {
		p.journal = journal.New(dir, journal.Options{})
		s.t.Cleanup(func() { _ = p.journal.Close() })
		o.Journal = p.journal
	}
	p.Writer = New(o)
	return p
}

func (s service) withAuthKey(cfg *client.Config) {
	cfg.Key, cfg.Credential = s.server.Facts().AuthKey, model.AuthKey
}

func (p *program) entries(t testing.TB) []journal.Entry {
	t.Helper()
	h, err := p.journal.Entries(t.Context(), journal.Filter{})
	if err != nil || len(h.Damaged) > 0 {
		t.Fatal(err, h.Damaged)
	}
	return h.Entries
}

func (p *program) user(t testing.TB, uid string) model.User {
	t.Helper()
	u, err := p.client.User(context.Background(), uid)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// bob creates a user on the service.
func (p *program) bob(t testing.TB) model.User {
	t.Helper()
	u, err := p.client.CreateUser(context.Background(), model.User{
		UID: "bob", Name: "Bob", Link: "https://bob.example", Tags: []string{"a", "b"},
		Metadata: model.Metadata(`{"@private":{"email":"b@x.example"},"plan":"free","n":1.0}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func with(u model.User, key model.Key, text string) model.User {
	f, _ := model.FieldOf(key)
	return f.With(u, model.Value{Text: text})
}

func withTags(u model.User, tags ...string) model.User {
	f, _ := model.FieldOf(model.KeyTags)
	return f.With(u, model.Value{Tags: tags})
}

// must returns the result of a change that must succeed.
func must(t testing.TB) func(Result, error) Result {
	return func(r Result, err error) Result {
		t.Helper()
		if err != nil || r.JournalErr != nil {
			t.Fatal(err, r.JournalErr)
		}
		return r
	}
}

func newest(t testing.TB, p *program) journal.Entry {
	t.Helper()
	entries := p.entries(t)
	if len(entries) == 0 {
		t.Fatal("the journal is empty")
	}
	return entries[0]
}

func same(a, b model.User) bool {
	return model.Diff(a, b).IsEmpty() && a.Deactivated() == b.Deactivated() && a.BlockedByMe == b.BlockedByMe
}

// failing is a journal that cannot record.
type failing struct{ begin, finish error }

func (f failing) Begin(context.Context, journal.Change) (string, error) { return "ID", f.begin }
func (f failing) BeginAll(_ context.Context, changes []journal.Change) ([]string, error) {
	return make([]string, len(changes)), f.begin
}
func (f failing) Finish(string, journal.Outcome) error                        { return f.finish }
func (f failing) FinishAll([]journal.Ended) error                             { return f.finish }
func (f failing) Unresolved(context.Context, string) ([]journal.Entry, error) { return nil, nil }

func containsAll(text string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}
