package client

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"census/model"
)

// told returns a context that records a line for each request made with it.
func told(t *testing.T) (context.Context, *[]string) {
	t.Helper()
	var lines []string
	return WithExchanges(t.Context(), func(e Exchange) { lines = append(lines, e.String()) }), &lines
}

// timed is a configuration whose clock advances one second each time it is
// read.
func timed(s *script) Config {
	cfg := s.config(admin)
	now := noon
	cfg.Retry.Now = func() time.Time { now = now.Add(time.Second); return now }
	return cfg
}

// Each request is one line, even if it was sent several times.
func TestRequestsAreReported(t *testing.T) {
	const user = "GET /users/ann?withTags=true"
	s := serve(
		t,
		exchange{want: user, status: 503}, exchange{want: user, answer: data(userJSON("ann"))},
		exchange{want: user, status: 404, answer: apiError("ERR_UID_NOT_FOUND")},
		exchange{want: "GET /users?searchKey=hush&searchIn=name&tags=vip&perPage=100&page=2", answer: list(101, 0, 100, 2, 2)},
	)
	ctx, lines := told(t)
	c := mustNew(t, timed(s))
	if _, err := c.User(ctx, "ann"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.User(ctx, "ann"); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	_, err := c.ListUsers(ctx, ListOptions{Search: "hush", SearchIn: []SearchField{SearchName}, Tags: []string{"vip"}, Page: 2, PerPage: 100})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GET /users/ann?withTags=true 200, 2 attempts, 2s",
		"GET /users/ann?withTags=true 404, 1s: 404 ERR_UID_NOT_FOUND",
		"GET /users?searchKey=…&searchIn=name&tags=…&perPage=100&page=2 200, 1s",
	}
	if got := strings.Join(*lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("told\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// What a service or proxy says may contain anything: keys, what was typed, what
// is stored under @private, escape sequences.
func TestNothingPrivateIsReported(t *testing.T) {
	key := "key-0123456789/abcdef"
	s := serve(
		t,
		exchange{want: "GET /users/key-0123456789%2Fabcdef?withTags=true", status: 400, answer: `{"error":{"code":"ERR_` + key + `","message":"private words"}}`},
	)
	cfg := timed(s)
	cfg.Key = key
	cfg.Retry.Attempts = 1
	ctx, lines := told(t)
	c := mustNew(t, cfg)
	_, refused := c.User(ctx, key)
	cfg.Transport = &failing{err: errors.New("dial http://u:pass@proxy\x1b[2J " + key)}
	_, broken := mustNew(t, cfg).User(ctx, "ann")
	_, invalid := c.CreateUser(ctx, model.User{UID: "a", Name: strings.Repeat("typed", 100)})
	*lines = append(*lines, Brief(invalid))
	if refused == nil || broken == nil || invalid == nil || len(*lines) != 3 {
		t.Fatalf("%v, %v, %v, told %q", refused, broken, invalid, *lines)
	}
	for _, line := range *lines {
		for _, secret := range []string{"0123456789", "private", "pass", "\x1b", "typed"} {
			if strings.Contains(line, secret) {
				t.Errorf("%q in %s", secret, line)
			}
		}
	}
}

// Without a listener, requests cost nothing extra.
func TestUnreportedRequestsCostNothing(t *testing.T) {
	c := mustNew(t, serve(t).config(admin))
	ctx := t.Context()
	cl := call{method: http.MethodGet, path: "/users", query: query{"page=1"}}
	allocated := testing.AllocsPerRun(100, func() {
		made, end := c.exchange(ctx, cl)
		made.sent()
		made.answered(http.StatusOK)
		if end != nil {
			end(nil)
		}
	})
	if allocated != 0 {
		t.Errorf("an unreported request allocates %v times", allocated)
	}
}
