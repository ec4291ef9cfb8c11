package client

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"census/model"
)

// closedPort is an address of this machine without a listener.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	return l.Addr().String()
}

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// patient configures waits that are only recorded, and a fixed clock.
func patient(cfg Config, waits *[]time.Duration) Config {
	cfg.Retry.Now = func() time.Time { return noon }
	cfg.Retry.Sleep = func(ctx context.Context, d time.Duration) error {
		*waits = append(*waits, d)
		return ctx.Err()
	}
	return cfg
}

func TestRetries(t *testing.T) {
	get := func(e exchange) exchange { e.want = "GET /users/ann?withTags=true"; return e }
	ok := get(exchange{answer: data(userJSON("ann"))})
	status := func(code int, hint ...string) exchange {
		e := exchange{status: code}
		if len(hint) > 0 {
			e.hint = map[string]string{hint[0]: hint[1]}
		}
		return get(e)
	}
	const ms = time.Millisecond
	tests := []struct {
		name      string
		exchanges []exchange
		waits     []time.Duration // with a jitter of 0, half of each step
		want      error
	}{
		{"dropped", []exchange{get(exchange{drop: true}), ok}, []time.Duration{125 * ms}, nil},
		{"cut", []exchange{get(exchange{cut: true, answer: data(userJSON("ann"))}), ok}, []time.Duration{125 * ms}, nil},
		{"502 503 504", []exchange{status(502), status(503), status(504), ok}, []time.Duration{125 * ms, 250 * ms, 500 * ms}, nil},
		{"never gets well", []exchange{status(502), status(502), status(502), status(502)}, []time.Duration{125 * ms, 250 * ms, 500 * ms}, errAny},
		{"seconds", []exchange{status(429, "Retry-After", "7"), ok}, []time.Duration{7 * time.Second}, nil},
		{"date", []exchange{status(503, "Retry-After", "Fri, 02 Jan 2026 12:00:09 GMT"), ok}, []time.Duration{9 * time.Second}, nil},
		{"capped", []exchange{status(429, "Retry-After", "3600"), ok}, []time.Duration{30 * time.Second}, nil},
		{"beyond a duration", []exchange{status(429, "Retry-After", "9223372036854775807"), ok}, []time.Duration{30 * time.Second}, nil},
		{"beyond a number", []exchange{status(429, "Retry-After", strings.Repeat("9", 400)), ok}, []time.Duration{30 * time.Second}, nil},
		{"decimal", []exchange{status(429, "Retry-After", "2.5"), ok}, []time.Duration{2500 * ms}, nil},
		{"no decimal", []exchange{status(429, "Retry-After", "2.5.1"), ok}, []time.Duration{125 * ms}, nil},
		{"a spelling of Go's", []exchange{status(429, "Retry-After", "Inf"), ok}, []time.Duration{125 * ms}, nil},
		{"absurd reset", []exchange{status(429, "X-RateLimit-Reset", "99999999999999999999"), ok}, []time.Duration{30 * time.Second}, nil},
		{"date long past", []exchange{status(429, "Retry-After", "Fri, 02 Jan 2009 12:00:09 GMT"), ok}, []time.Duration{125 * ms}, nil},
		{"nonsense", []exchange{status(429, "Retry-After", "soon"), ok}, []time.Duration{125 * ms}, nil},
		{"negative", []exchange{status(429, "Retry-After", "-5"), ok}, []time.Duration{125 * ms}, nil},
		{"reset", []exchange{status(429, "X-RateLimit-Reset", "1767355205"), ok}, []time.Duration{5 * time.Second}, nil},
		{"reset, older spelling", []exchange{status(429, "X-Rate-Limit-Reset", "1767355206"), ok}, []time.Duration{6 * time.Second}, nil},
		{"reset in the past", []exchange{status(429, "X-RateLimit-Reset", "5"), ok}, []time.Duration{125 * ms}, nil},
		{"500", []exchange{status(500)}, nil, errAny},
		{"400", []exchange{status(400)}, nil, ErrInvalid},
		{"unusable", []exchange{get(exchange{answer: "{"})}, nil, ErrBadAnswer},
		{"limited by code", []exchange{get(exchange{status: 400, answer: apiError("ERR_TOO_MANY_REQUESTS")}), ok}, []time.Duration{125 * ms}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var waits []time.Duration
			s := serve(t, tt.exchanges...)
			_, err := mustNew(t, patient(s.config(admin), &waits)).User(t.Context(), "ann")
			if (err != nil) != (tt.want != nil) || tt.want != nil && tt.want != errAny && !errors.Is(err, tt.want) {
				t.Errorf("got %v", err)
			}
			if !slices.Equal(waits, tt.waits) {
				t.Errorf("waited %v, want %v", waits, tt.waits)
			}
		})
	}
}

func TestWaitsStayWithinTheirBounds(t *testing.T) {
	p := RetryPolicy{MinWait: time.Second, MaxWait: 3 * time.Second}.withDefaults()
	for jitter, want := range map[float64][]time.Duration{
		0:   {500, 1000, 1500, 1500},
		0.5: {750, 1500, 2250, 2250},
	} {
		p.Jitter = func() float64 { return jitter }
		steps := p.backOff()
		for i, w := range want {
			if got := p.wait(steps, errAny); got != w*time.Millisecond {
				t.Errorf("jitter %v, wait %d: %v, want %v ms", jitter, i, got, int64(w))
			}
		}
	}
}

func TestRetryAfterReachesTheCaller(t *testing.T) {
	s := serve(t, exchange{want: "POST /users", body: minimalBody, status: 429, hint: map[string]string{"Retry-After": "58"}})
	_, err := s.client(admin).CreateUser(t.Context(), model.User{UID: "bob", Name: "Bob"})
	var e *APIError
	if !errors.As(err, &e) || e.RetryAfter != 58*time.Second {
		t.Errorf("got %v", err)
	}
}

func TestOneAttemptMeansOne(t *testing.T) {
	s := serve(t, exchange{want: "GET /users/ann?withTags=true", status: 503})
	cfg := s.config(admin)
	cfg.Retry.Attempts = 1
	if _, err := mustNew(t, cfg).User(t.Context(), "ann"); err == nil {
		t.Error("no error")
	}
}

func TestUnreachable(t *testing.T) {
	s := serve(t)
	cfg := s.config(admin)
	cfg.BaseURL = "http://" + closedPort(t) + "/v3"
	_, err := mustNew(t, cfg).UpdateUser(t.Context(), patch("bob", change(model.KeyName, "B")))
	if !errors.Is(err, ErrUnreachable) || !errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestCancellation(t *testing.T) {
	p := patch("bob", change(model.KeyName, "B"))

	t.Run("before sending", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := serve(t).client(admin).UpdateUser(ctx, p)
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrOutcomeUnknown) || errors.Is(err, ErrUnreachable) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("in flight", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, exchange{want: "PUT /users/bob", body: `{"name":"B"}`, before: cancel, drop: true})
		_, err := s.client(admin).UpdateUser(ctx, p)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, ErrOutcomeUnknown) || errors.Is(err, ErrUnreachable) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("while reading", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, exchange{want: "GET /users/bob?withTags=true", before: cancel, cut: true, answer: data(userJSON("bob"))})
		u, err := s.client(admin).User(ctx, "bob")
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrOutcomeUnknown) || u.UID != "" {
			t.Errorf("got %+v, %v", u, err)
		}
	})
	t.Run("while waiting", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, exchange{want: "GET /users/bob?withTags=true", status: 503})
		cfg := s.config(admin)
		cfg.Retry.Sleep = func(ctx context.Context, d time.Duration) error {
			cancel()
			return sleep(ctx, time.Hour)
		}
		if _, err := mustNew(t, cfg).User(ctx, "bob"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a lost create is not read back", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, exchange{want: "POST /users", body: minimalBody, before: cancel, drop: true})
		_, err := s.client(admin).CreateUser(ctx, model.User{UID: "bob", Name: "Bob"})
		if !errors.Is(err, context.Canceled) || !errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("got %v", err)
		}
	})
}

func TestSleepWaits(t *testing.T) {
	if err := sleep(t.Context(), time.Nanosecond); err != nil {
		t.Error(err)
	}
}

// failing is a transport that counts its calls and always fails the same way.
type failing struct {
	err   error
	calls int
}

func (f *failing) RoundTrip(*http.Request) (*http.Response, error) {
	f.calls++
	return nil, f.err
}

func TestHopelessFailuresAreNotRepeated(t *testing.T) {
	secret := errors.New("proxyconnect to http://joe:" + testKey + "@proxy.test: bad\x1b[2J")
	tests := []struct {
		name  string
		err   error
		calls int
		lost  bool
	}{
		{"certificate", &tls.CertificateVerificationError{Err: errAny}, 1, false},
		{"not TLS", tls.RecordHeaderError{Msg: "x"}, 1, false},
		{"no such host", &net.DNSError{IsNotFound: true}, 1, false},
		{"name server down", &net.DNSError{IsTemporary: true}, 4, false},
		{"dial", &net.OpError{Op: "dial", Err: errAny}, 4, false},
		{"reset", &net.OpError{Op: "read", Err: syscall.ECONNRESET}, 4, true},
		{"end of file", io.ErrUnexpectedEOF, 4, true},
		{"secret text", secret, 4, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &failing{err: tt.err}
			cfg := serve(t).config(admin)
			cfg.Transport = f
			_, err := mustNew(t, cfg).Deactivate(t.Context(), []string{"bob"})
			if f.calls != tt.calls || !errors.Is(err, ErrUnreachable) || !errors.Is(err, tt.err) || errors.Is(err, ErrOutcomeUnknown) != tt.lost {
				t.Errorf("%d calls, %v", f.calls, err)
			}
			noSecret(t, err.Error())
			if strings.ContainsAny(err.Error(), "\x1b\n") || strings.Contains(err.Error(), "http://127") {
				t.Errorf("unsafe text %q", err)
			}
		})
	}
}

// Only what cannot overwrite others' changes is repeated.
func TestWhichRequestsAreRepeated(t *testing.T) {
	uids, rename := []string{"bob"}, change(model.KeyName, "B")
	for _, tt := range []struct {
		name string
		who  who
		do   func(*Client) error
		want int
	}{
		{"read", admin, func(c *Client) error { _, err := c.User(t.Context(), "bob"); return err }, 4},
		{"list", admin, func(c *Client) error { _, err := c.ListUsers(t.Context(), ListOptions{}); return err }, 4},
		{"list roles", admin, func(c *Client) error { _, err := c.ListRoles(t.Context()); return err }, 4},
		{"list blocked", adminAnn, func(c *Client) error { _, err := c.ListBlocked(t.Context(), 0, 0); return err }, 4},
		{"log in", tokenOnly, func(c *Client) error { _, err := c.Me(t.Context()); return err }, 4},
		{"deactivate", admin, func(c *Client) error { _, err := c.Deactivate(t.Context(), uids); return err }, 4},
		{"reactivate", admin, func(c *Client) error { _, err := c.Reactivate(t.Context(), uids); return err }, 4},
		{"delete", admin, func(c *Client) error { return c.DeleteUser(t.Context(), "bob", true) }, 4},
		{"block", adminAnn, func(c *Client) error { _, err := c.Block(t.Context(), uids); return err }, 4},
		{"unblock", adminAnn, func(c *Client) error { _, err := c.Unblock(t.Context(), uids); return err }, 4},
		{"update", admin, func(c *Client) error { _, err := c.UpdateUser(t.Context(), patch("bob", rename)); return err }, 1},
		{"update by an Auth key", authKey, func(c *Client) error { _, err := c.UpdateUser(t.Context(), patch("bob", rename)); return err }, 1},
		{"update me", adminAnn, func(c *Client) error { _, err := c.UpdateUser(t.Context(), patch("ann", rename)); return err }, 1},
		{"update me by token", tokenOnly, func(c *Client) error { _, err := c.UpdateUser(t.Context(), patch("ann", rename)); return err }, 1},
		{"make a token", admin, func(c *Client) error { _, err := c.CreateAuthToken(t.Context(), "bob"); return err }, 1},
		// The others are the reading back.
		{"create", admin, func(c *Client) error {
			_, err := c.CreateUser(t.Context(), model.User{UID: "bob", Name: "B"})
			return err
		}, 1 + 4},
	} {
		f := &failing{err: io.ErrUnexpectedEOF}
		cfg := serve(t).config(tt.who)
		cfg.Transport = f
		if err := tt.do(mustNew(t, cfg)); !errors.Is(err, ErrUnreachable) || f.calls != tt.want {
			t.Errorf("%s: sent %d times, want %d: %v", tt.name, f.calls, tt.want, err)
		}
	}
}

func TestUntrustedCertificateEndsTheRequest(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Config.ErrorLog = discardLog()
	t.Cleanup(server.Close)
	c := mustNew(t, Config{BaseURL: server.URL, Key: testKey})
	if _, err := c.User(t.Context(), "ann"); !errors.Is(err, ErrUnreachable) || !isTLS(err) {
		t.Errorf("got %v", err)
	}
}

// silent is a transport that never answers.
type silent struct{ calls int }

func (s *silent) RoundTrip(req *http.Request) (*http.Response, error) {
	s.calls++
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

func TestSilentServerIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s silent
		c := mustNew(t, Config{BaseURL: "https://h.test", Key: testKey, Transport: &s, Retry: RetryPolicy{Attempts: 2}})
		start := time.Now()
		_, err := c.User(t.Context(), "ann")
		took := time.Since(start)
		if !errors.Is(err, ErrUnreachable) || !errors.Is(err, errSilent) || errors.Is(err, context.Canceled) || s.calls != 2 {
			t.Errorf("%d calls, %v", s.calls, err)
		}
		if took < 2*maxSilence || took > 2*maxSilence+time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// slowly is a transport whose answers arrive byte by byte, with a pause before
// each. Without a text they never end.
type slowly struct {
	text  string
	pause time.Duration
}

func (s *slowly) RoundTrip(req *http.Request) (*http.Response, error) {
	body := &dripping{ctx: req.Context(), pause: s.pause, text: strings.NewReader(s.text)}
	if s.text == "" {
		body.text = blanks{}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body, Request: req}, nil
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

type dripping struct {
	ctx   context.Context
	pause time.Duration
	text  io.Reader
}

func (d *dripping) Read(p []byte) (int, error) {
	select {
	case <-time.After(d.pause):
		return d.text.Read(p[:min(len(p), 1)])
	case <-d.ctx.Done():
		return 0, d.ctx.Err() // the network does not report the cause
	}
}

func (d *dripping) Close() error { return nil }

// What counts is whether anything arrives, not how long the whole answer takes.
func TestASlowAnswerArrives(t *testing.T) {
	for _, tt := range []struct {
		name  string
		s     slowly
		want  error
		least time.Duration
	}{
		{"slow and healthy", slowly{text: data(userJSON("ann")), pause: 2 * time.Second}, nil, 2 * maxSilence},
		{"nearly silent", slowly{text: data(userJSON("ann"))[:8], pause: maxSilence - time.Second}, ErrBadAnswer, 8 * (maxSilence - time.Second)},
		{"silent in the midst", slowly{text: data(userJSON("ann")), pause: maxSilence + time.Second}, errSilent, maxSilence},
		{"without end", slowly{pause: time.Second}, errEndless, maxAttempt},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := mustNew(t, Config{BaseURL: "https://h.test", Key: testKey, Transport: &tt.s, Retry: RetryPolicy{Attempts: 1}})
			start := time.Now()
			u, err := c.User(t.Context(), "ann")
			if !errors.Is(err, tt.want) || tt.want == nil && u.UID != "ann" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %+v, %v", tt.name, u, err)
			}
			if took := time.Since(start); took < tt.least || took > maxAttempt+maxSilence {
				t.Errorf("%s: took %v", tt.name, took)
			}
		})
	}
}
