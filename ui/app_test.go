package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/client/session"
	"census/model"
)

// newTestApp is an App with a session and three users, without any server: its
// commands are looked at and not run.
func newTestApp(t testing.TB) *App {
	t.Helper()
	a := New(t.Context(), Options{
		Connect: func(context.Context) (Session, error) { return Session{}, nil },
		Now:     func() time.Time { return time.Unix(1_800_000_000, 0) },
	})
	a.Init()
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	a.Update(connectedMsg{request: a.env.last, session: Session{Known: session.NewKnown(model.Actor{Me: "ann", Credential: model.APIKey}), Profile: "test"}})
	l := a.views[0].(*list)
	users := []model.User{{UID: "ann", Name: "Ann", CreatedAt: 1}, {UID: "bob", Name: "Bob", CreatedAt: 1}, {UID: "cy", Name: "Cy", CreatedAt: 1}}
	a.Update(pageMsg{request: l.people.walk.request, page: client.Page{Users: users, Number: 1, Total: 3, TotalKnown: true}})
	lookAgain(a, l)
	return a
}

// lookAgain lets the list look through the users known, and shows what it finds.
func lookAgain(a *App, l *list) { a.Update(l.people.find()()) }

func pressed(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k} }

func typed1(r rune) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}} }

func TestTwoQuickEntersOpenOneDetail(t *testing.T) {
	a := newTestApp(t)
	a.Update(pressed(tea.KeyEnter))
	a.Update(pressed(tea.KeyEnter))
	if len(a.views) != 2 {
		t.Errorf("%d views on the stack, want list and detail", len(a.views))
	}
}

// What a session has to say is said at the start, also at one that fails.
func TestTheRemarkIsToldAtEveryStart(t *testing.T) {
	for _, err := range []error{nil, errors.New("no")} {
		a := New(t.Context(), Options{Connect: func(context.Context) (Session, error) { return Session{}, nil }})
		a.Init()
		a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		a.Update(connectedMsg{request: a.env.last, session: Session{Remark: "a word"}, err: err})
		if !strings.Contains(a.View(), "a word") {
			t.Errorf("with the error %v the screen is\n%s", err, a.View())
		}
	}
}

func TestClosingAViewCancelsItsRequests(t *testing.T) {
	a := newTestApp(t)
	a.Update(pressed(tea.KeyEnter))
	d := a.top().(*detail)
	a.Update(pressed(tea.KeyEsc))
	if d.ctx.Err() == nil {
		t.Error("the detail is closed but its requests are not cancelled")
	}
	if a.env.ctx.Err() != nil {
		t.Error("closing a view cancelled the others' requests")
	}
}

func TestEscNeverQuits(t *testing.T) {
	a := newTestApp(t)
	for range 5 {
		if _, cmd := a.Update(pressed(tea.KeyEsc)); cmd != nil {
			if _, quits := cmd().(tea.QuitMsg); quits {
				t.Fatal("esc quit the program")
			}
		}
	}
}

func TestOldPageIsDropped(t *testing.T) {
	a := newTestApp(t)
	l := a.views[0].(*list)
	a.Update(typed1('r'))
	old := l.people.walk.request
	a.Update(typed1('r'))
	a.Update(pageMsg{request: l.people.walk.request, page: client.Page{Users: []model.User{{UID: "new", CreatedAt: 1}}, Number: 1}})
	a.Update(pageMsg{request: old, page: client.Page{Users: []model.User{{UID: "old", CreatedAt: 1}}, Number: 1}})
	lookAgain(a, l)
	if l.people.shown.row("new") < 0 || l.people.shown.row("old") >= 0 {
		t.Error("an older answer replaced a newer one")
	}
}

func TestAnswersEndTheirRequests(t *testing.T) {
	a := newTestApp(t)
	a.Update(typed1('r'))
	if a.env.busy() == "" {
		t.Fatal("not busy though a request is in flight")
	}
	for len(a.env.pending) > 0 {
		a.Update(pageMsg{request: a.env.pending[0].request, err: errors.New("no")})
	}
	if _, cmd := a.Update(spinMsg{}); cmd != nil || a.spinning {
		t.Error("the spinner goes on though nothing is in flight")
	}
}

func TestANewerReadingKeepsWhatWasTyped(t *testing.T) {
	a := newTestApp(t)
	a.Update(typed1('j'))
	a.Update(typed1('e'))
	f := a.top().(*form)
	a.Update(typed1('!'))
	fresh := model.User{UID: "bob", Name: "Robert", Link: "https://example.com", CreatedAt: 1, TagsKnown: true}
	a.Update(userMsg{request: f.reading, user: fresh})
	p := model.Diff(f.fields.base, f.fields.edited())
	if c, ok := p.Change(model.KeyName); !ok || c.Value.Text != "Bob!" || len(p.Changes) != 1 || f.fields.base.Link != fresh.Link {
		t.Errorf("patch %+v on %+v, want the name only, on the new reading", p, f.fields.base)
	}
}

// boom is a view that panics where it is told to.
type boom struct {
	*menu
	inUpdate, inView bool
}

func (b boom) Update(tea.Msg) (nav, tea.Cmd) {
	if b.inUpdate {
		panic("boom in Update")
	}
	return nav{}, func() tea.Msg { panic("boom in a command") }
}

func (b boom) View() string {
	if b.inView {
		panic("boom in View")
	}
	return ""
}

func TestPanicsEndTheProgramWithACrash(t *testing.T) {
	t.Run("Update", func(t *testing.T) {
		a := newTestApp(t)
		a.views = append(a.views, boom{menu: newMenu(a.env, "", nil), inUpdate: true})
		_, cmd := a.Update(typed1('x'))
		crashed(t, a, "boom in Update")
		if _, quits := cmd().(tea.QuitMsg); !quits {
			t.Error("the program goes on")
		}
	})
	t.Run("command", func(t *testing.T) {
		a := newTestApp(t)
		a.views = append(a.views, boom{menu: newMenu(a.env, "", nil)})
		_, cmd := a.Update(typed1('x'))
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				if m, ok := c().(crashedMsg); ok {
					msg = m
				}
			}
		}
		a.Update(msg)
		crashed(t, a, "boom in a command")
	})
	t.Run("View", func(t *testing.T) {
		a := newTestApp(t)
		aborted := false
		a.abort = func() { aborted = true }
		a.views = append(a.views, boom{menu: newMenu(a.env, "", nil), inView: true})
		a.View()
		crashed(t, a, "boom in View")
		if !aborted {
			t.Error("nothing ends the program")
		}
	})
}

func crashed(t *testing.T, a *App, want string) {
	t.Helper()
	if a.crash == nil || a.crash.Value != want || !strings.Contains(string(a.crash.Stack), "boom") {
		t.Errorf("crash %+v, want %q with a stack", a.crash, want)
	}
}

// The service has blocked the user, whatever became of the record.
func TestABlockThatIsNotRecordedIsKnown(t *testing.T) {
	a := newTestApp(t)
	bob := model.User{UID: "bob", Name: "Bob", CreatedAt: 1}
	r := a.env.begin("blocking Bob", true)
	a.Update(actedMsg{request: r, action: model.Block, user: bob, result: changes.Result{JournalErr: errors.New("the disk is full")}})
	if !a.env.known.WithBlocked(bob).BlockedByMe || !strings.Contains(a.View(), "the disk is full") {
		t.Errorf("the screen is\n%s", a.View())
	}
}
