package uitest

import (
	"context"
	"net/http"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"census/client"
	"census/client/devserver"
	"census/client/session"
	"census/model"
	"census/ui"
	"census/ui/drafts"
	"census/ui/layouts"
)

// New boots the program and waits until its first screen has settled.
func New(t testing.TB, options ...Option) *Screen {
	t.Helper()
	s := Boot(t, options...)
	return s.Settle()
}

// Boot starts the program without running any of its commands: the frame is the
// very first one.
func Boot(t testing.TB, options ...Option) *Screen {
	t.Helper()
	s := boot(t, options)
	o := s.options()
	o.After = s.after
	s.app = ui.New(t.Context(), o)
	s.queue = append(s.queue, s.app.Init())
	return s.Send(tea.WindowSizeMsg{Width: s.set.width, Height: s.set.height})
}

// after delivers messages of short timers when their turn comes, and holds back
// those of long ones until [Screen.Alarm].
func (s *Screen) after(d time.Duration, msg tea.Msg) tea.Cmd {
	if d >= longTimer {
		s.alarms = append(s.alarms, msg)
		return nil
	}
	return func() tea.Msg { return msg }
}

// longTimer is the duration from which a timer counts as an alarm.
const longTimer = 10 * time.Second

// Model returns the program for another driver, such as teatest: nothing of it
// has run yet, and its timers are real. The driver sets the terminal's size.
func Model(t testing.TB, options ...Option) tea.Model {
	t.Helper()
	s := boot(t, options)
	return ui.New(t.Context(), s.options())
}

// boot starts the server.
func boot(t testing.TB, options []Option) *Screen {
	t.Helper()
	s := &Screen{t: t, set: settings{width: 120, height: 36, colors: termenv.Ascii, credential: model.APIKey, me: "cometchat-uid-1"}}
	for _, o := range options {
		o(&s.set)
	}
	server := s.set.over
	if server == nil {
		server = startServer(t, s.set)
	}
	s.Server = server
	if s.set.journal == "" {
		s.set.journal = t.TempDir()
	}
	s.Admin = s.client(client.Config{Key: server.Facts().APIKey, Credential: model.APIKey, Transport: server.Transport()})
	return s
}

func startServer(t testing.TB, set settings) *devserver.Server {
	t.Helper()
	server, err := devserver.New(devserver.Options{
		DB: ":memory:", Seed: set.seed, Users: set.users, FixedKeys: true,
		Now: func() time.Time { return Clock },
	})
	if err != nil {
		t.Fatalf("start the local server: %v", err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

// options are the program's options, with everything outside it replaced.
func (s *Screen) options() ui.Options {
	o := ui.Options{
		Connect: s.connect, Profile: "local",
		ReviewAll: true, Sleep: patient.Sleep,
		ASCII: s.set.ascii, Mouse: true,
		Appearance: ui.Appearance{Colors: s.set.colors, Theme: s.set.theme, Background: s.set.background()},
		Now:        func() time.Time { return Clock }, Location: time.UTC,
		Copy: func(text string) (string, error) {
			s.Copied = append(s.Copied, text)
			return "clipboard", nil
		},
		Open: func(address string) error {
			s.Opened = append(s.Opened, address)
			return nil
		},
	}
	if s.set.editor != nil && s.set.drafts == "" {
		s.set.drafts, s.set.textsOnly = s.t.TempDir(), true
	}
	if s.set.drafts != "" {
		s.drafts = drafts.New(s.set.drafts)
		o.Drafts, o.TextsOnly = s.drafts.For("local"), s.set.textsOnly
		s.t.Cleanup(func() { _ = s.drafts.Close() })
	}
	if s.set.editor != nil {
		o.Edit, o.EditDir = s.edit, filepath.Join(s.set.drafts, "edits")
	}
	return o
}

// edit replaces the editor; it ends immediately.
func (s *Screen) edit(path string, _ int, done func(error) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		return done(s.set.editor(path))
	}
}

// Kill ends the program like kill -9: nothing is told, and its locks are gone.
func (s *Screen) Kill() {
	s.ended, s.queue = true, nil
	s.closeSessions()
	if s.drafts != nil {
		_ = s.drafts.Close()
	}
}

// connect opens the session described by the settings.
func (s *Screen) connect(ctx context.Context) (ui.Session, error) {
	facts := s.Server.Facts()
	cfg := client.Config{BaseURL: baseURL, Me: s.set.me, ReadOnly: s.set.readOnly, Transport: s.Server.Transport(), Retry: s.patience()}
	if s.set.rateLimit > 0 {
		cfg.Transport = limited{cfg.Transport, s.set.rateLimit}
	}
	if s.set.around != nil {
		cfg.Transport = s.set.around(cfg.Transport)
	}
	switch s.set.credential {
	case model.APIKey:
		cfg.Key, cfg.Credential = facts.APIKey, model.APIKey
	case model.AuthKey:
		cfg.Key, cfg.Credential = facts.AuthKey, model.AuthKey
	}
	if s.set.me != "" {
		token, err := s.Server.AuthToken(ctx, s.set.me)
		if err != nil && s.set.credential != model.APIKey { // with an API key it continues
			return ui.Session{}, err
		}
		cfg.Token = token
	}
	return s.open(ctx, cfg)
}

// baseURL is the local server's supposed address.
const baseURL = "http://127.0.0.1/v3"

// limited gives answers a different rate limit.
type limited struct {
	http.RoundTripper
	perMinute int
}

func (l limited) RoundTrip(q *http.Request) (*http.Response, error) {
	answer, err := l.RoundTripper.RoundTrip(q)
	if err == nil {
		answer.Header.Set("X-RateLimit-Limit", strconv.Itoa(l.perMinute))
		answer.Header.Set("X-RateLimit-Remaining", strconv.Itoa(l.perMinute))
	}
	return answer, err
}

// open opens a session in the test's folders.
func (s *Screen) open(ctx context.Context, cfg client.Config) (ui.Session, error) {
	opened, err := session.Open(ctx, session.Settings{
		Client: cfg, TokenIsMine: true,
		Profile: "local", Scope: "local", JournalDir: s.set.journal, CacheDir: s.set.cache,
		Now: func() time.Time { return Clock },
	})
	if err != nil {
		return ui.Session{}, err
	}
	s.opened = append(s.opened, opened)
	s.t.Cleanup(s.closeSessions)
	if s.set.layouts == "" {
		return ofTheApp(ui.SessionOf(opened, nil)), nil
	}
	return ofTheApp(ui.SessionOf(opened, layouts.New(s.set.layouts).For("test"))), nil
}

// ofTheApp gives the session a name of the app that is the same in every test.
func ofTheApp(next ui.Session) ui.Session {
	next.AppID, next.Region = "census-local", "us"
	if logIn := next.LogInAs; logIn != nil {
		next.LogInAs = func(ctx context.Context, uid string) (ui.Session, error) {
			other, err := logIn(ctx, uid)
			return ofTheApp(other), err
		}
	}
	return next
}

func (s *Screen) closeSessions() {
	for _, opened := range s.opened {
		_ = opened.Close()
	}
}

// patient retries like the client, without waiting.
var patient = client.RetryPolicy{
	Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	Now:   func() time.Time { return Clock },
}

// patience is the program's client's policy, which lets the test look at the
// screen during waits.
func (s *Screen) patience() client.RetryPolicy {
	p := patient
	p.Sleep = func(ctx context.Context, d time.Duration) error {
		if s.set.waiting != nil {
			s.set.waiting(s, d)
		}
		return ctx.Err()
	}
	return p
}

func (s *Screen) client(cfg client.Config) *client.Client {
	s.t.Helper()
	cfg.BaseURL = baseURL
	if cfg.Retry.Sleep == nil {
		cfg.Retry = patient
	}
	c, err := client.New(cfg)
	if err != nil {
		s.t.Fatalf("make the client: %v", err)
	}
	return c
}
