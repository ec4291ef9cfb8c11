package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/client/session"
	"census/model"
)

// What was asked for on behalf of one user is not taken for an answer to another,
// who has logged in meanwhile: neither rights and relations nor users.
func TestAnAnswerToAnEarlierSessionSaysNothingOfThisOne(t *testing.T) {
	bob := model.User{UID: "bob", Name: "Robert", CreatedAt: 1}
	refused := &client.APIError{Op: "list", Status: 403, Code: "AUTH_ERR_NO_ACCESS"}
	blocking := journal.Entry{Operation: model.Operation{Action: model.Unblock, Before: bob, After: bob}}
	for name, tt := range map[string]struct {
		answer func(r request) tea.Msg
		// isTaken reports whether the program goes by what the answer says.
		isTaken func(e *env) bool
	}{
		"roles": {
			func(r request) tea.Msg { return rolesMsg{request: r, roles: []model.Role{{Slug: "theirs"}}} },
			func(e *env) bool { return len(e.known.Roles()) > 0 },
		},
		"a refusal": {
			func(r request) tea.Msg { return rolesMsg{request: r, err: refused} },
			func(e *env) bool { return !e.may(model.ListRoles, model.User{}).Allowed() },
		},
		"whom me has blocked": {
			func(r request) tea.Msg { return blockedMsg{request: r, users: []model.User{bob}} },
			func(e *env) bool { return e.known.WithBlocked(model.User{UID: "bob"}).BlockedByMe },
		},
		"a block": {
			func(r request) tea.Msg { return actedMsg{request: r, action: model.Block, user: bob} },
			func(e *env) bool { return e.known.WithBlocked(model.User{UID: "bob"}).BlockedByMe },
		},
		"a block by undoing": {
			func(r request) tea.Msg { return undoneMsg{request: r, entry: blocking} },
			func(e *env) bool { return e.known.WithBlocked(model.User{UID: "bob"}).BlockedByMe },
		},
		"a user": {
			func(r request) tea.Msg { return userMsg{request: r, user: bob} },
			func(e *env) bool { _, ok := e.known.Users().Snapshot().Find("bob"); return ok },
		},
		"a saved user": {
			func(r request) tea.Msg {
				return savedMsg{request: r, result: changes.Result{User: bob}}
			},
			func(e *env) bool { _, ok := e.known.Users().Snapshot().Find("bob"); return ok },
		},
	} {
		for _, isEarlier := range []bool{false, true} {
			a := newTestAppWith(t, forgetful{})
			a.env.known.Users().Remove("bob")
			r := a.env.begin("asking", false)
			if isEarlier {
				logInAsUser(a, "cy")
			}
			a.Update(tt.answer(r))
			if taken := tt.isTaken(a.env); taken == isEarlier {
				t.Errorf("%s, of an earlier session %t: taken over %t", name, isEarlier, taken)
			}
		}
	}
}

// Nothing goes on reading for somebody who is not logged in any more, or with a
// profile that another one has taken the place of.
func TestAnotherSessionEndsTheReadingOfAllUsers(t *testing.T) {
	for name, begin := range map[string]func(*App){
		"another user":    func(a *App) { logInAsUser(a, "cy") },
		"another profile": func(a *App) { a.env.startAs("other") },
	} {
		a := newTestAppWith(t, forgetful{})
		a.env.mirror.start()
		stopped := false
		stop := a.env.mirror.stop
		a.env.mirror.stop = func() {
			stopped = true
			stop()
		}
		if begin(a); !stopped {
			t.Errorf("%s: it goes on", name)
		}
		if n := a.env.known.Users().Len(); n != 0 || a.env.mirror.isRunning() {
			t.Errorf("%s: %d users whom somebody else may see are known, being read: %t", name, n, a.env.mirror.isRunning())
		}
	}
}

// logInAsUser is the answer to logging in as a user.
func logInAsUser(a *App, uid string) {
	a.env.connecting = a.env.begin("logging in", false)
	a.Update(connectedMsg{request: a.env.connecting, session: Session{Known: session.NewKnown(model.Actor{Me: uid, Credential: model.APIKey}), Profile: "test"}})
}
