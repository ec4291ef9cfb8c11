package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/client/session"
	"census/model"
)

// connection is the session on show, what is known in it, and the way to another
// one.
type connection struct {
	ctx      context.Context
	options  *Options
	requests *requests

	session   Session
	connected bool           // the session works
	known     *session.Known // what has been learnt in it
	mirror    *mirroring     // what is going on to know all its users

	// connecting is the newest request for a session; older ones' answers are
	// dropped.
	connecting request
}

// newConnection has no session yet.
func newConnection(ctx context.Context, o *Options, r *requests) connection {
	c := connection{ctx: ctx, options: o, requests: r}
	c.hold(Session{})
	return c
}

// hold makes a session the one on show, whether it works or not. One that was not
// opened may know nothing, not even who would work. Nobody goes on reading users for
// the session before.
func (c *connection) hold(s Session) {
	if s.Known == nil {
		s.Known = session.NewKnown(model.Actor{})
	}
	c.session, c.known = s, s.Known
	if c.mirror != nil {
		c.mirror.giveUp()
	}
	c.mirror = newMirroring(c.ctx, c.options, c.requests, mirrorSource{api: s.API, cache: s.Cache, known: s.Known})
}

// take makes a session the one that works from now on.
func (c *connection) take(s Session) {
	c.hold(s)
	c.connected = true
	c.mirror.from.isOpen = !s.AskMe
	c.requests.logins++
	if s.Drafts != nil {
		c.options.Drafts = s.Drafts
	}
}

// isAwaited reports whether an answer is to the newest request for a session.
func (c *connection) isAwaited(msg connectedMsg) bool { return msg.request == c.connecting }

// start connects and is the first command of the program.
func (c *connection) start() tea.Cmd {
	c.connecting = c.requests.begin("connecting", false)
	return connect(c.ctx, c.connecting, c.options.Connect)
}

// startAs connects with the profile, now and where it is tried again.
func (c *connection) startAs(profile string) tea.Cmd {
	to := c.options.ConnectTo
	c.options.Profile, c.connected = profile, false
	c.hold(Session{})
	c.options.Connect = func(ctx context.Context) (Session, error) { return to(ctx, profile) }
	return c.start()
}

// otherProfiles are those that are not in use.
func (c *connection) otherProfiles() []string {
	var others []string
	for _, name := range c.options.Profiles {
		if name != c.options.Profile {
			others = append(others, name)
		}
	}
	return others
}

// logIn opens a session as the user.
func (c *connection) logIn(uid string) tea.Cmd {
	c.connecting = c.requests.begin("logging in", false)
	return logInAs(c.ctx, c.connecting, c.session, uid)
}

// comeBack reactivates the user and opens a session as them.
func (c *connection) comeBack(u model.User) tea.Cmd {
	c.connecting = c.requests.begin("reactivating "+model.Clean(u.UID), true)
	return comeBack(c.ctx, c.connecting, c.session, u)
}

// may asks the policy about the session's actor.
func (c *connection) may(action model.Action, u model.User) model.Verdict {
	return c.known.May(action, u)
}

// mayEdit asks the policy whether anything of the user may be edited, rules for
// single fields apart.
func (c *connection) mayEdit(u model.User) model.Verdict { return c.may(model.Update, u) }

// mayLogInAs is the reason against logging in as the user, if any.
func (c *connection) mayLogInAs(u model.User) string {
	if c.session.LogInAs == nil {
		return first(c.may(model.LogInAs, u).Reason, "this connection cannot log anybody in")
	}
	return c.may(model.LogInAs, u).Reason
}

// removed tells what is to be said when a user is deactivated or deleted: nothing,
// unless that was me.
func (c *connection) removed(uid string) string {
	if !c.known.LogOut(uid) {
		return ""
	}
	return " · that was you, nobody is logged in now"
}

// removedAmong is removed for those of many who are deactivated now.
func (c *connection) removedAmong(msg actedAllMsg) notice {
	for _, r := range msg.results {
		if msg.action == model.Deactivate && r.Fate == changes.Changed && c.known.LogOut(r.UID) {
			return notice{noticeInfo, "you are deactivated: nobody is logged in now"}
		}
	}
	return notice{}
}

// askAround asks for what the screens need beside the list.
func (c *connection) askAround() tea.Cmd {
	return tea.Batch(c.mirror.load(), c.askLayout(), c.askRoles(), c.askBlocked(), c.askUnfinished())
}

// askLayout reads how the list was arranged.
func (c *connection) askLayout() tea.Cmd {
	if c.session.Layouts == nil {
		return nil
	}
	return loadLayout(c.ctx, c.requests.number(), c.session.Layouts)
}

func (c *connection) askRoles() tea.Cmd {
	if !c.may(model.ListRoles, model.User{}).Allowed() {
		return nil
	}
	return listRoles(c.ctx, c.requests.begin("reading roles", false), c.session.API)
}

// askBlocked is for the API key: with a session, lists say by themselves who is
// blocked.
func (c *connection) askBlocked() tea.Cmd {
	if actor := c.known.Actor(); actor.Me == "" || actor.Credential != model.APIKey {
		return nil
	}
	return listBlocked(c.ctx, c.requests.begin("reading blocked users", false), c.session.API)
}

// askUnfinished looks for changes whose end an earlier program did not see.
func (c *connection) askUnfinished() tea.Cmd {
	if c.session.Journal == nil {
		return nil
	}
	return recoverChanges(c.ctx, c.requests.begin("looking for unfinished changes", false), c.session.Changes)
}
