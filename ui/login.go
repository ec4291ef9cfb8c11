package ui

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
	"census/ui/words"
)

// logIn asks which user to log in as. Without one, an Auth key reads nothing and an
// API key cannot block.
type logIn struct{ typed }

func newLogIn(e *env) *logIn {
	why := "An Auth key cannot list or read users by itself. census logs in as a user of the app and reads on their behalf."
	if e.known.Actor().Credential == model.APIKey {
		why = "They become you: their role is locked, blocking is on their behalf."
	}
	l := &logIn{*newTyped(e, "Log in as whom?", []string{
		why, "Name yourself with me in the profile or with CENSUS_ME to skip this question.",
	}, "uid", "log in")}
	l.answer = l.named
	if tried := e.session.Tried; tried != "" {
		l.field.set(tried)
		l.wrong = noSuchUser(tried)
	}
	return l
}

// named logs in as the uid that was typed; the answer comes as a connectedMsg.
func (l *logIn) named(uid string) (wrong string, n nav, cmd tea.Cmd) {
	if problem := model.CheckExistingUID(uid); problem != "" {
		return "a uid " + problem, nav{}, nil
	}
	if l.env.busy() != "" {
		return "", nav{}, nil
	}
	return "", nav{}, l.env.logIn(model.ExistingUID(uid))
}

func (l *logIn) Update(msg tea.Msg) (nav, tea.Cmd) {
	answer, ok := msg.(connectedMsg)
	switch {
	case !ok:
		n, cmd := l.typed.Update(msg)
		if n.close != nil {
			n.close = l // the stack knows the whole, not the part
		}
		return n, cmd
	case errors.Is(answer.err, client.ErrNotFound) && !words.IsNothingThere(answer.err):
		l.wrong = noSuchUser(l.field.text())
	case answer.err != nil:
		l.wrong = words.Explain(answer.err).What
	case !answer.session.AskMe:
		return nav{close: l}, nil
	}
	return nav{}, nil
}

func noSuchUser(uid string) string {
	return "no user “" + model.Clean(uid) + "”: deleted, deactivated, or never created"
}
