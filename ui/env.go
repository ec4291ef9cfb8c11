package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/client/session"
	"census/model"
	"census/ui/drafts"
)

// env is what the views share: what the program was given, the session, and
// what is known of the app as a whole. Only Update touches it.
type env struct {
	Options
	requests
	ctx    context.Context
	look   appearance
	styles *styles
	viewed metadataViews
	undo   *undoing

	session   Session
	connected bool
	known     *session.Known // what has been learnt in the session

	askedDrafts bool
	kept        []drafts.Draft // put aside in this run

	// mirror is what is going on to know all users of the session's app.
	mirror *mirroring
	// editing reports whether a form is open.
	editing func() bool

	// connecting is the newest request for a session; older ones' answers are
	// dropped.
	connecting request
}

// take makes a session the one that works from now on.
func (e *env) take(s Session) {
	e.hold(s)
	e.connected = true
	e.mirror.from.isOpen = !s.AskMe
	e.logins++
	if s.Drafts != nil {
		e.Drafts = s.Drafts
	}
}

// hold makes a session the one on show, whether it works or not. One that was not
// opened may know nothing, not even who would work. Nobody goes on reading users for
// the session before.
func (e *env) hold(s Session) {
	if s.Known == nil {
		s.Known = session.NewKnown(model.Actor{})
	}
	e.session, e.known = s, s.Known
	e.mirror.giveUp()
	e.mirror = newMirroring(e.ctx, &e.Options, &e.requests, mirrorSource{api: s.API, cache: s.Cache, known: s.Known})
}

// may asks the policy about the session's actor.
func (e *env) may(action model.Action, u model.User) model.Verdict {
	return e.known.May(action, u)
}

// mayEdit asks the policy whether anything of the user may be edited, rules for
// single fields apart.
func (e *env) mayEdit(u model.User) model.Verdict { return e.may(model.Update, u) }

// asked is what ages and dates in a search are counted from.
func (e *env) asked() query.Env { return query.Env{Now: e.Now(), Location: e.Location} }

// start connects and is the first command of the program.
func (e *env) start() tea.Cmd {
	e.connecting = e.begin("connecting", false)
	return connect(e.ctx, e.connecting, e.Connect)
}

// suspendHint offers ctrl+z, where there is a shell to continue the program.
func (e *env) suspendHint() hint {
	h := hint{cmd: cmdSuspend, quiet: true}
	if !e.Suspend {
		h.reason = "there is no shell here to suspend to"
	}
	return h
}

// restyle draws everything in the theme that suits what is known by now.
func (e *env) restyle() {
	*e.styles = *newStyles(e.look.Colors, e.look.theme())
	e.viewed = metadataViews{}
}
