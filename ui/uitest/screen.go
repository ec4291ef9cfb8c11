// Package uitest is the kit for testing the screens: it runs the real program
// on the real local server, both in memory, presses keys by name, and compares
// frames with golden files.
//
//	s := uitest.New(t, uitest.Size(80, 24))
//	s.Press("/").Type("george").Press("enter", "e")
//	s.Golden("form")
//
// Everything that could make two runs differ is fixed: clock, time zone, size,
// colours and, with a seed, the server's users. Commands run one after the
// other on the test's goroutine, timers fire when their turn comes, and nothing
// sleeps: after Press the screen has settled.
//
// It does not look inside the program: a test sees the frame, the server, the
// clipboard and the browser.
package uitest

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/client"
	"census/client/devserver"
	"census/client/session"
	"census/model"
	"census/ui/drafts"
	"census/ui/painter"
)

// Clock is the time in every test.
var Clock = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// maxSteps limits the messages until a screen settles: a program that has not
// settled by then never will.
const maxSteps = 10_000

// Screen is the running program as a test sees it.
type Screen struct {
	// Server is the local server behind the program.
	Server *devserver.Server
	// Admin is a client with all rights, for reading or changing the server
	// behind the program's back.
	Admin *client.Client
	// Copied and Opened are what the program has put on the clipboard and opened
	// in the browser, latest last.
	Copied, Opened []string

	t      testing.TB
	opened []*session.Session
	drafts *drafts.Store
	set    settings
	app    tea.Model
	queue  []tea.Cmd
	alarms []tea.Msg
	ended  bool
}

// Press presses keys one after the other, each time waiting until the screen
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

// Paste pastes text like a terminal with bracketed paste.
func (s *Screen) Paste(text string) *Screen {
	s.t.Helper()
	return s.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}).Settle()
}

// Resize changes the terminal's size.
func (s *Screen) Resize(width, height int) *Screen {
	s.t.Helper()
	s.set.width, s.set.height = width, height
	return s.Send(tea.WindowSizeMsg{Width: width, Height: height}).Settle()
}

// Send sends messages to the program without running the resulting commands:
// the frame shows the state in between. [Screen.Settle] runs them.
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

// Pending returns how many commands are waiting to run.
func (s *Screen) Pending() int { return len(s.queue) }

// RunPending runs one of the pending commands, counted from 0 in the order in
// which they were issued, and delivers its message: answers arrive in the order
// that the test chooses.
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

// Alarm fires the pending timers of ten seconds or more, waits until the screen
// has settled, and returns how many there were.
func (s *Screen) Alarm() int {
	s.t.Helper()
	due := s.alarms
	s.alarms = nil
	s.Send(due...).Settle()
	return len(due)
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

// T returns the test that the screen belongs to.
func (s *Screen) T() testing.TB { return s.t }

// Ended reports whether the program has quit.
func (s *Screen) Ended() bool { return s.ended }

// Frame returns what the terminal shows.
func (s *Screen) Frame() string { return strings.ReplaceAll(s.app.View(), painter.Caret, "") }

// Cursor returns the cell of the terminal's cursor, counted from 0 at the upper
// left corner; ok is false if the frame does not place it.
func (s *Screen) Cursor() (x, y int, ok bool) {
	for y, line := range strings.Split(s.app.View(), "\n") {
		if before, _, ok := strings.Cut(line, painter.Caret); ok {
			return ansi.StringWidth(before), y, true
		}
	}
	return 0, 0, false
}

// Lines returns the frame's lines without trailing spaces.
func (s *Screen) Lines() []string {
	lines := strings.Split(s.Frame(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// User returns the server's current user with the uid.
func (s *Screen) User(uid string) model.User {
	s.t.Helper()
	u, err := s.Admin.User(s.t.Context(), uid)
	if err != nil {
		s.t.Fatalf("read %s from the server: %v", uid, err)
	}
	return u
}

// App returns the program's model, for tests of its internals.
func (s *Screen) App() tea.Model { return s.app }
