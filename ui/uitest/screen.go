// Package uitest is the kit for tests of the screens: it boots the real program
// over the real local server, both in memory, presses keys by name, and compares
// frames with golden files.
//
//	s := uitest.New(t, uitest.Size(80, 24))
//	s.Press("/").Type("george").Press("enter", "e")
//	s.Golden("form")
//
// Everything that could make two runs differ is fixed: clock, zone, size,
// colours, and the users of the server by a seed. Commands run one after the
// other on the test's goroutine, timers fire as soon as their turn comes, and
// nothing sleeps: after Press the screen has settled.
//
// It draws no conclusions about the program's insides: what a test can see is
// the frame, the server, the clipboard and the browser.
package uitest

import (
	"context"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"census/client"
	"census/client/changes"
	"census/client/devserver"
	"census/client/journal"
	"census/model"
	"census/ui"
	"census/ui/drafts"
)

// Clock is the moment at which every test takes place.
var Clock = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// maxSteps bounds the messages of one settling: a program that has not come to
// rest by then never will.
const maxSteps = 10_000

// Screen is the running program as a test sees it.
type Screen struct {
	// Server is the local server behind the program.
	Server *devserver.Server
	// Admin is a client with every right, to look at or change what the server
	// holds behind the program's back.
	Admin *client.Client
	// Copied and Opened are what the program put on the clipboard and opened in
	// the browser, the latest last.
	Copied, Opened []string

	t       testing.TB
	journal *journal.Journal
	drafts  *drafts.Store
	set     settings
	app     tea.Model
	queue   []tea.Cmd
	ended   bool
}

type settings struct {
	width, height int
	colors        termenv.Profile
	light         bool
	seed          uint64
	users         int
	credential    model.Credential
	me            string
	readOnly      bool
	around        func(http.RoundTripper) http.RoundTripper
	over          *devserver.Server
	journal       string
	drafts        string
	editor        func(text string) string
}

// Option changes what [New] boots.
type Option func(*settings)

// Size is the terminal's size in cells; 120×36 if not given.
func Size(width, height int) Option {
	return func(s *settings) { s.width, s.height = width, height }
}

// Colors is how many colours the terminal shows; none if not given, so that
// frames are plain text.
func Colors(p termenv.Profile) Option { return func(s *settings) { s.colors = p } }

// Light gives the terminal a light background.
func Light() Option { return func(s *settings) { s.light = true } }

// Seed chooses the server's invented users.
func Seed(seed uint64) Option { return func(s *settings) { s.seed = seed } }

// Users is how many invented users the server has beside the five samples; -1
// means none.
func Users(n int) Option { return func(s *settings) { s.users = n } }

// As is who the program works as: the credential and the user named as me,
// empty for nobody. The API key as cometchat-uid-1 if not given.
func As(credential model.Credential, me string) Option {
	return func(s *settings) { s.credential, s.me = credential, me }
}

// ReadOnly starts the program in read-only mode.
func ReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// Around wraps the way to the server, to make requests fail or to count them.
func Around(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) { s.around = wrap }
}

// Over boots the program over the server of another screen: two people at work
// on the same users. Seed and Users have no effect then.
func Over(other *Screen) Option { return func(s *settings) { s.over = other.Server } }

// Journal keeps the history of changes in the folder, for tests that start the
// program again; else it is in a folder of the test's own.
func Journal(dir string) Option { return func(s *settings) { s.journal = dir } }

// Drafts keeps what is typed in the folder; without it nothing is kept.
func Drafts(dir string) Option { return func(s *settings) { s.drafts = dir } }

// Editor is what the person's editor makes of a text.
func Editor(edit func(text string) string) Option { return func(s *settings) { s.editor = edit } }

// New boots the program and waits until its first screen has settled.
func New(t testing.TB, options ...Option) *Screen {
	t.Helper()
	s := Boot(t, options...)
	return s.Settle()
}

// Boot starts the program but runs none of its commands yet: the frame is the
// very first one.
func Boot(t testing.TB, options ...Option) *Screen {
	t.Helper()
	s := boot(t, options)
	o := s.options()
	o.After = func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
	s.app = ui.New(t.Context(), o)
	s.queue = append(s.queue, s.app.Init())
	return s.Send(tea.WindowSizeMsg{Width: s.set.width, Height: s.set.height})
}

// Model is the program for another driver, teatest above all: nothing of it has
// run yet, and its timers are real. The driver says how large the terminal is.
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
	s.journal = s.openJournal()
	s.Admin = s.client(client.Config{Key: server.Facts().APIKey, Credential: model.APIKey, Transport: server.Transport()})
	return s
}

// openJournal opens the history of changes in a folder of the test's own.
func (s *Screen) openJournal() *journal.Journal {
	s.t.Helper()
	dir := s.set.journal
	if dir == "" {
		dir = s.t.TempDir()
	}
	j, err := journal.Open(dir, journal.Options{Now: func() time.Time { return Clock }})
	if err != nil {
		s.t.Fatalf("open the journal: %v", err)
	}
	s.t.Cleanup(func() { _ = j.Close() })
	return j
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

// options are the program's, with everything outside of it replaced.
func (s *Screen) options() ui.Options {
	o := ui.Options{
		Connect: s.connect, Profile: "local",
		ReviewAll: true,
		Dark:      !s.set.light, Colors: s.set.colors, Mouse: true,
		Now: func() time.Time { return Clock }, Location: time.UTC,
		Copy: func(text string) (string, error) {
			s.Copied = append(s.Copied, text)
			return "clipboard", nil
		},
		Open: func(address string) error {
			s.Opened = append(s.Opened, address)
			return nil
		},
	}
	if s.set.drafts != "" {
		store, err := drafts.Open(s.set.drafts)
		if err != nil {
			s.t.Fatalf("open the drafts: %v", err)
		}
		s.drafts, o.Drafts = store, store
		s.t.Cleanup(func() { _ = store.Close() })
	}
	if s.set.editor != nil {
		o.Edit, o.EditDir = s.edit, s.t.TempDir()
	}
	return o
}

// edit stands for the editor: it changes the file at once.
func (s *Screen) edit(path string, _ int, done func(error) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		text, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, []byte(s.set.editor(string(text))), 0o600)
		}
		return done(err)
	}
}

// Kill ends the program as kill -9 does: without a word to anybody, and the
// locks it held are gone.
func (s *Screen) Kill() {
	s.ended, s.queue = true, nil
	_ = s.journal.Close()
	if s.drafts != nil {
		_ = s.drafts.Close()
	}
}

// connect opens the session the settings ask for.
func (s *Screen) connect(ctx context.Context) (ui.Session, error) {
	facts := s.Server.Facts()
	cfg := client.Config{Me: s.set.me, ReadOnly: s.set.readOnly, Transport: s.Server.Transport(), Retry: patient}
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
		if err != nil {
			return ui.Session{}, err
		}
		cfg.Token = token
	}
	return s.session(s.client(cfg)), nil
}

func (s *Screen) session(c *client.Client) ui.Session {
	actor := c.Actor()
	writer := changes.New(changes.Options{API: c, Journal: s.journal, Profile: "local", Now: func() time.Time { return Clock }})
	next := ui.Session{API: c, Changes: writer, Journal: s.journal, Actor: actor, Profile: "local", AppID: "census-local", Region: "us"}
	next.AskMe = actor.Credential == model.AuthKey && !actor.Session
	if actor.Credential != model.UserToken {
		next.LogInAs = func(ctx context.Context, uid string) (ui.Session, error) {
			as, _, err := c.LogInAs(ctx, uid)
			if err != nil {
				return ui.Session{}, err
			}
			return s.session(as), nil
		}
	}
	return next
}

// patient retries as the client does, without waiting.
var patient = client.RetryPolicy{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}

func (s *Screen) client(cfg client.Config) *client.Client {
	s.t.Helper()
	cfg.BaseURL = "http://127.0.0.1/v3"
	cfg.Retry = patient
	c, err := client.New(cfg)
	if err != nil {
		s.t.Fatalf("make the client: %v", err)
	}
	return c
}

// Press presses keys, one after the other, and waits each time until the screen
// has settled.
func (s *Screen) Press(keys ...string) *Screen {
	s.t.Helper()
	for _, k := range keys {
		s.Send(Key(k)).Settle()
	}
	return s
}

// Type types text, character by character.
func (s *Screen) Type(text string) *Screen {
	s.t.Helper()
	for _, r := range text {
		k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
		if r == ' ' {
			k.Type = tea.KeySpace
		}
		s.Send(k).Settle()
	}
	return s
}

// Paste pastes text as terminals with bracketed paste do.
func (s *Screen) Paste(text string) *Screen {
	s.t.Helper()
	return s.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}).Settle()
}

// Resize gives the terminal another size.
func (s *Screen) Resize(width, height int) *Screen {
	s.t.Helper()
	s.set.width, s.set.height = width, height
	return s.Send(tea.WindowSizeMsg{Width: width, Height: height}).Settle()
}

// Send hands messages to the program without running the commands it answers
// with: the frame shows what is in flight. [Screen.Settle] runs them.
func (s *Screen) Send(messages ...tea.Msg) *Screen {
	for _, msg := range messages {
		if s.ended {
			return s
		}
		var cmd tea.Cmd
		s.app, cmd = s.app.Update(msg)
		if cmd != nil {
			s.queue = append(s.queue, cmd)
		}
	}
	return s
}

// Pending is how many commands the program waits for.
func (s *Screen) Pending() int { return len(s.queue) }

// RunPending runs one of the pending commands, counted from 0 in the order in
// which they were asked for, and delivers its message: answers arrive in the
// order the test chooses.
func (s *Screen) RunPending(i int) *Screen {
	cmd := s.queue[i]
	s.queue = slices.Delete(s.queue, i, i+1)
	s.run(cmd)
	return s
}

// run runs a command and delivers its message.
func (s *Screen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		s.queue = append(s.queue, msg...)
	case tea.QuitMsg:
		s.ended = true
	default:
		s.Send(msg)
	}
}

// Settle runs commands and delivers their messages until there are none.
func (s *Screen) Settle() *Screen {
	s.t.Helper()
	for step := 0; len(s.queue) > 0 && !s.ended; step++ {
		if step > maxSteps {
			s.t.Fatalf("the screen does not settle after %d messages:\n%s", maxSteps, s.Frame())
		}
		s.RunPending(0)
	}
	return s
}

// T is the test the screen belongs to.
func (s *Screen) T() testing.TB { return s.t }

// Ended reports whether the program has quit.
func (s *Screen) Ended() bool { return s.ended }

// Frame is what the terminal shows.
func (s *Screen) Frame() string { return s.app.View() }

// Lines are the frame's lines without the blanks at their ends.
func (s *Screen) Lines() []string {
	lines := strings.Split(s.Frame(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// User is what the server holds about the uid now.
func (s *Screen) User(uid string) model.User {
	s.t.Helper()
	u, err := s.Admin.User(s.t.Context(), uid)
	if err != nil {
		s.t.Fatalf("read %s from the server: %v", uid, err)
	}
	return u
}
