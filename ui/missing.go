package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/model"
)

// An API key depends on no user. Where me is deactivated or deleted, before the
// start or by a change made here, the work goes on without a session.

// missMe goes on without me where the service knows no such user, and offers what
// can be done about it.
func (e *env) missMe(err error) nav {
	me := e.known.Actor().Me
	if !client.IsUserNotFound(err) || !e.known.LogOut(me) {
		return nav{}
	}
	return nav{push: newMenu(e, "You, "+model.Clean(me)+", are deactivated, deleted or were never created", e.withoutMe(me))}
}

// withoutMe is what can be done where me is not there. The first costs nothing.
func (e *env) withoutMe(me string) []menuItem {
	items := []menuItem{{label: "go on with the API key, logged in as nobody", pick: func() (nav, tea.Cmd) {
		return info("nobody is logged in: L logs in as the user under the cursor"), nil
	}}}
	gone := model.User{UID: me, CreatedAt: 1, DeactivatedAt: 1} // as far as is known
	if e.may(model.Reactivate, gone).Allowed() && e.session.LogInAs != nil {
		items = append(items, menuItem{label: "reactivate " + model.Clean(me) + " and log in", pick: func() (nav, tea.Cmd) {
			return nav{}, e.comeBack(gone)
		}})
	}
	if e.session.LogInAs != nil {
		items = append(items, menuItem{label: "log in as somebody else", pick: func() (nav, tea.Cmd) {
			return nav{push: newLogIn(e)}, nil
		}})
	}
	return items
}

// comeBack reactivates the user and logs in as them.
func comeBack(ctx context.Context, r request, s Session, u model.User) tea.Cmd {
	return func() tea.Msg {
		_, err := s.Changes.Act(ctx, model.Reactivate, u)
		var gone *changes.GoneError
		if errors.As(err, &gone) {
			err = client.ErrNotFound // there is no form to go back to
		}
		if err != nil {
			return connectedMsg{r, Session{}, err}
		}
		next, err := s.LogInAs(ctx, u.UID)
		return connectedMsg{r, next, err}
	}
}
