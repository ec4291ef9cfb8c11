package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"census/client"
	"census/client/session"
	"census/model"
)

// failedStart is an App whose Connect has failed.
func failedStart(t *testing.T, o Options, session Session, err error) *App {
	t.Helper()
	o.Appearance.Colors = termenv.Ascii
	o.Connect = func(context.Context) (Session, error) { return session, err }
	a := New(t.Context(), o)
	a.Init()
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	a.Update(connectedMsg{request: a.env.last, session: session, err: err})
	return a
}

func wantFrame(t *testing.T, a *App, shows, hides []string) {
	t.Helper()
	frame := a.View()
	for _, text := range shows {
		if !strings.Contains(frame, text) {
			t.Errorf("no %q in\n%s", text, frame)
		}
	}
	for _, text := range hides {
		if strings.Contains(frame, text) {
			t.Errorf("%q in\n%s", text, frame)
		}
	}
}

// A failed start names the keys that may help: what is configured wrongly is not
// mended by trying again.
func TestAFailedStartOffersWhatHelps(t *testing.T) {
	profiles := Options{Profile: "work", Profiles: []string{"work", "home", "local"}, ConnectTo: func(context.Context, string) (Session, error) { return Session{}, nil }}
	wrong := &client.ConfigError{Err: errors.New("the auth token belongs to ann, but me is bob: remove one of them")}
	const again, other = "r try again", "ctrl+o choose another profile"
	wantFrame(t, failedStart(t, profiles, Session{}, wrong), []string{"! the auth token belongs to ann", "census info shows where", other}, []string{"try again", "r refresh", "configure the client"})
	wantFrame(t, failedStart(t, Options{Profile: "work", Profiles: []string{"work"}}, Session{}, wrong), []string{"! the auth token"}, []string{again, other})
	wantFrame(t, failedStart(t, profiles, Session{}, client.ErrUnreachable), []string{again, other, "r refresh"}, nil)
	wantFrame(t, failedStart(t, profiles, Session{}, client.ErrUnauthorized), []string{"does not accept the credential", other}, []string{again})
}

// Where a session has ended and a key is at hand, somebody else can be logged in.
func TestAFailureThatIsAboutMeOffersAnother(t *testing.T) {
	session := Session{
		Profile: "work", Known: session.NewKnown(model.Actor{Me: "ann", Credential: model.AuthKey, Session: true}),
		LogInAs: func(context.Context, string) (Session, error) { return Session{}, nil },
	}
	a := failedStart(t, Options{}, session, nil)
	l := a.views[0].(*list)
	a.Update(pageMsg{request: l.people.walk.request, err: client.ErrUnauthorized})
	wantFrame(t, a, []string{"L log in as somebody else"}, []string{"r try again"})
	a.Update(typed1('L'))
	wantFrame(t, a, []string{"Log in as whom?"}, nil)
}

// Another profile takes the place of the first one for good, also when it fails
// and is tried again.
func TestAnotherProfileCanBeChosenWhereTheStartFailed(t *testing.T) {
	var asked []string
	kept := &scriptedDrafts{}
	o := Options{
		Profile: "work", Profiles: []string{"work", "home"},
		ConnectTo: func(_ context.Context, profile string) (Session, error) {
			asked = append(asked, profile)
			if len(asked) == 1 {
				return Session{Profile: profile}, client.ErrUnreachable
			}
			return Session{Profile: profile, AskMe: true, Drafts: kept}, nil
		},
	}
	a := failedStart(t, o, Session{Profile: "work"}, client.ErrUnauthorized)
	a.Update(pressed(tea.KeyCtrlO))
	wantFrame(t, a, []string{"Connect with the profile", "home"}, nil)
	_, cmd := a.Update(pressed(tea.KeyEnter))
	deliver(a, cmd)
	wantFrame(t, a, []string{"did not answer", "home", "r try again"}, []string{"does not accept"})
	_, cmd = a.Update(typed1('r'))
	deliver(a, cmd)
	wantFrame(t, a, []string{"Log in as whom?", "home"}, nil)
	if strings.Join(asked, " ") != "home home" || a.env.Drafts != Drafts(kept) {
		t.Errorf("asked for %v, drafts %v", asked, a.env.Drafts)
	}
	a.Update(pressed(tea.KeyEsc))
	a.Update(pressed(tea.KeyCtrlO))
	wantFrame(t, a, []string{"another profile is for a start that failed"}, nil)
}

type scriptedDrafts struct{ Drafts }

// deliver runs a command and hands its answer over, batches included.
func deliver(a *App, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			deliver(a, c)
		}
	case connectedMsg:
		a.Update(msg)
	}
}
