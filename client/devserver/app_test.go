package devserver

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// testNow is the time at which every test app starts.
var testNow = time.Date(2026, time.March, 14, 9, 26, 53, 0, time.UTC)

// app is a server under test and the means to send it requests.
type app struct {
	t *testing.T
	*Server
	now time.Time
}

// newApp starts an app with the sample users and the invented ones.
func newApp(t *testing.T, o Options) *app {
	t.Helper()
	a := &app{t: t, now: testNow}
	o.FixedKeys = true
	o.Now = func() time.Time { return a.now }
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a.Server = s
	return a
}

// sampleApp has only the five sample users.
func sampleApp(t *testing.T) *app { return newApp(t, Options{Users: -1}) }

// run is t.Run for a subtest that goes on using the same app.
func (a *app) run(name string, test func(t *testing.T)) {
	outer := a.t
	defer func() { a.t = outer }()
	outer.Run(name, func(t *testing.T) {
		a.t = t
		test(t)
	})
}

// answer is a response.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	text   string
}

// send sends one request; headers are name, value, name, value.
func (a *app) send(method, path, body string, headers ...string) answer {
	a.t.Helper()
	r, err := http.NewRequest(method, "http://app.test"+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return a.do(r)
}

// do sends the request unchanged.
func (a *app) do(r *http.Request) answer {
	a.t.Helper()
	response, err := a.Transport().RoundTrip(r)
	if err != nil {
		a.t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return answer{a.t, response.StatusCode, response.Header, string(text)}
}

// admin sends a request with the REST API key.
func (a *app) admin(method, path, body string) answer {
	a.t.Helper()
	return a.send(method, "/v3"+path, body, "apikey", a.Facts().APIKey)
}

// prototype sends a request with the Auth key.
func (a *app) prototype(method, path, body string) answer {
	a.t.Helper()
	return a.send(method, "/v3"+path, body, "apikey", a.Facts().AuthKey)
}

// as creates a token for the user and returns a function that sends requests
// with it.
func (a *app) as(uid string) func(method, path, body string) answer {
	a.t.Helper()
	token := a.token(uid)
	return func(method, path, body string) answer {
		a.t.Helper()
		return a.send(method, "/v3.0"+path, body, "authtoken", token)
	}
}

func (a *app) token(uid string) string {
	a.t.Helper()
	token, err := a.AuthToken(a.t.Context(), uid)
	if err != nil {
		a.t.Fatal(err)
	}
	return token
}

// ok fails the test unless the answer is a success, and returns the answer.
func (a answer) ok() answer {
	a.t.Helper()
	if a.status != http.StatusOK {
		a.t.Fatalf("status %d: %s", a.status, a.text)
	}
	return a
}

// is compares the answer's JSON with the expected text, byte for byte.
func (a answer) is(want string) {
	a.t.Helper()
	if a.status != http.StatusOK || a.text != want {
		a.t.Errorf("status %d\n got %s\nwant %s", a.status, a.text, want)
	}
}

// fails compares an error's status, code and, field by field, its details.
func (a answer) fails(status int, code string, details map[string][]string) {
	a.t.Helper()
	e := a.error()
	if a.status != status || e.Code != code {
		a.t.Errorf("answered %d %s, want %d %s: %s", a.status, e.Code, status, code, a.text)
	}
	if diff := cmp.Diff(details, e.Details); diff != "" {
		a.t.Errorf("details (-want +got):\n%s", diff)
	}
}

// invalid is fails for a validation error about exactly these fields.
func (a answer) invalid(fields ...string) {
	a.t.Helper()
	e := a.error()
	if a.status != http.StatusBadRequest || e.Code != "ERR_BAD_REQUEST" {
		a.t.Fatalf("answered %d %s, want 400 ERR_BAD_REQUEST: %s", a.status, e.Code, a.text)
	}
	for _, field := range fields {
		if len(e.Details[field]) == 0 {
			a.t.Errorf("no details about %s: %s", field, a.text)
		}
	}
	if len(e.Details) != len(fields) {
		a.t.Errorf("details %v, want them for %v only", e.Details, fields)
	}
}

type wireError struct {
	Message, DevMessage, Source, Code string
	Details                           map[string][]string
}

func (a answer) error() wireError {
	a.t.Helper()
	var envelope struct{ Error *wireError }
	a.decode(&envelope)
	if envelope.Error == nil {
		a.t.Fatalf("no error in the answer %d: %s", a.status, a.text)
	}
	return *envelope.Error
}

func (a answer) decode(into any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.text), into); err != nil {
		a.t.Fatalf("%v in %s", err, a.text)
	}
}

// wireUser is a user as a client decodes it.
type wireUser struct {
	UID, Name, Avatar, Link, Role, StatusMessage, Status string
	Metadata                                             json.RawMessage
	Tags                                                 []string
	AuthToken, ConversationID                            string
	BlockedByMe, HasBlockedMe                            bool
	BlockedByMeAt, BlockedAt, HasBlockedMeAt             int64
	LastActiveAt, CreatedAt, UpdatedAt, DeactivatedAt    int64
}

func (a answer) user() wireUser {
	a.t.Helper()
	var envelope struct{ Data wireUser }
	a.ok().decode(&envelope)
	return envelope.Data
}

// wireList is a page of users.
type wireList struct {
	Data []wireUser
	Meta struct {
		Pagination wirePages
		Cursor     *struct {
			UpdatedAt int64
			Affix     string
		}
	}
}

type wirePages struct {
	Total       int `json:"total"`
	Count       int `json:"count"`
	PerPage     int `json:"per_page"`
	CurrentPage int `json:"current_page"`
	TotalPages  int `json:"total_pages"`
}

func (a answer) list() wireList {
	a.t.Helper()
	var l wireList
	a.ok().decode(&l)
	if l.Data == nil {
		a.t.Fatalf("data is not a list: %s", a.text)
	}
	if l.Meta.Pagination.Count != len(l.Data) {
		a.t.Errorf("count says %d of %d items", l.Meta.Pagination.Count, len(l.Data))
	}
	return l
}

// uids lists the uids of a page in order.
func (a answer) uids() string {
	a.t.Helper()
	var uids []string
	for _, u := range a.list().Data {
		uids = append(uids, strings.TrimPrefix(u.UID, "cometchat-uid-"))
	}
	return strings.Join(uids, " ")
}
