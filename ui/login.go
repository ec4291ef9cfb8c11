package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// logIn asks whom to log in as: with an Auth key nothing can be read before
// somebody is.
type logIn struct {
	typed
	problem string
}

func newLogIn(e *env) *logIn {
	t := newTyped(e, "Log in as whom?", []string{
		"An Auth key cannot list or read users by itself. census logs in as a user of the app and reads on their behalf.",
		"Name yourself with me in the profile or with CENSUS_ME to skip this question.",
	}, "uid", "", nil)
	return &logIn{typed: *t}
}

func (l *logIn) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case connectedMsg:
		if msg.err == nil && !msg.session.AskMe {
			return nav{pop: 1}, nil
		}
		if msg.err != nil {
			l.problem = explain(msg.err).what
		}
	case tea.KeyMsg:
		switch lookUp(inTyped, msg) {
		case cmdConfirm:
			return l.confirm()
		case cmdBack:
			return nav{quit: true}, nil
		}
		l.problem = ""
		l.field.update(msg)
	}
	return nav{}, nil
}

func (l *logIn) confirm() (nav, tea.Cmd) {
	uid := strings.TrimSpace(l.field.text())
	f, _ := model.FieldOf(model.KeyUID)
	if err := f.Validate(model.Value{Text: uid}); err != nil {
		l.problem = err.Error()
		return nav{}, nil
	}
	if l.env.busy() != "" {
		return nav{}, nil
	}
	return nav{}, l.env.logIn(model.NormalizeUID(uid))
}

func (l *logIn) Height() int { return strings.Count(l.View(), "\n") + 1 }

func (l *logIn) View() string {
	view := l.typed.View()
	if l.problem != "" {
		view += "\n   " + l.env.styles.danger.Render("! "+l.problem)
	}
	return view
}
