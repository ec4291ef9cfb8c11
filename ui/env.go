package ui

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/journal"
	"census/client/query"
	"census/client/roster"
	"census/model"
	"census/ui/drafts"
)

// env is what the views share: what the program was given, the session, and
// what is known of the app as a whole. Only Update touches it.
type env struct {
	Options
	ctx    context.Context
	styles *styles
	viewed *metadataView

	session   Session
	connected bool

	roles   []model.Role    // nil until the service has listed them
	blocked map[string]bool // uids that me has blocked; nil until listed

	askedDrafts bool
	kept        []drafts.Draft // put aside in this run

	// users are all that are known of the session's app; mirror is what is going
	// on to know them all.
	users  *roster.Roster
	mirror mirroring
	// editing reports whether a form is open.
	editing func() bool

	pending []pending
	last    request
	waits   *waits

	// connecting is the newest request for a session; older ones' answers are
	// dropped. logins counts the sessions, so that answers to an earlier one's
	// requests can be told apart.
	connecting request
	logins     int

	// undoing reads the last change, comparing compares taking undone back.
	// sending sends the undo that the root leads.
	undoing, comparing, sending request
	undone                      journal.Entry
}

// pending is a request that has no answer yet. A write may change something.
type pending struct {
	request
	label  string
	write  bool
	logins int // the session it was made in
}

// number is a request that nobody waits for: it is not shown as in flight.
func (e *env) number() request {
	e.last++
	return e.last
}

// begin registers a request under a label such as "saving George Alan".
func (e *env) begin(label string, write bool) request {
	e.last++
	e.pending = append(e.pending, pending{e.last, label, write, e.logins})
	return e.last
}

// end takes a request off the list. It reports whether the request was made in a
// session that is over.
func (e *env) end(r request) (stale bool) {
	e.pending = slices.DeleteFunc(e.pending, func(p pending) bool {
		if p.request == r {
			stale = p.logins != e.logins
		}
		return p.request == r
	})
	return stale
}

// take makes a session the one that works from now on.
func (e *env) take(s Session) {
	e.session, e.connected, e.roles, e.blocked = s, true, nil, nil
	e.logins++
	if s.Drafts != nil {
		e.Drafts = s.Drafts
	}
	if e.mirror.isRunning() {
		e.mirror.stop()
	}
	e.users, e.mirror = roster.New(), mirroring{}
}

// busy names the newest request in flight, "" when there is none.
func (e *env) busy() string {
	if len(e.pending) == 0 {
		return ""
	}
	return e.pending[len(e.pending)-1].label
}

// writing names a change in flight, "" when there is none.
func (e *env) writing() string {
	for _, f := range e.pending {
		if f.write {
			return f.label
		}
	}
	return ""
}

// may asks the policy about the session's actor.
func (e *env) may(action model.Action, u model.User) model.Verdict {
	return model.May(e.session.Actor, action, u)
}

// mayEdit asks the policy whether anything of the user may be edited, rules for
// single fields apart.
func (e *env) mayEdit(u model.User) model.Verdict { return e.may(model.Update, u) }

// known adds to a user what the answer about it did not say: whether me has
// blocked it.
func (e *env) known(u model.User) model.User {
	if is, known := e.blocked[u.UID]; known {
		u.BlockedByMe = is
	}
	return u
}

// withRelations gives a user as an update answered it, which does not say who
// has blocked whom, what an earlier answer said about that.
func withRelations(u, earlier model.User) model.User {
	u.BlockedByMe, u.HasBlockedMe = earlier.BlockedByMe, earlier.HasBlockedMe
	return withTags(u, earlier)
}

// withTags gives a user whose tags the answer left out those of before.
func withTags(u, earlier model.User) model.User {
	if !u.TagsKnown && !u.IsDamaged(model.KeyTags) {
		u.Tags, u.TagsKnown = earlier.Tags, earlier.TagsKnown
	}
	return u
}

func (e *env) setBlocked(uid string, is bool) {
	if e.blocked == nil {
		e.blocked = map[string]bool{}
	}
	e.blocked[uid] = is
	e.users.SetBlocked(uid, is)
}

// roleSlugs lists the roles a user can be given: the service's, or where it
// does not list them, the default one and those met so far.
func (e *env) roleSlugs(met ...string) []string {
	slugs := []string{model.DefaultRole}
	for _, r := range e.roles {
		slugs = append(slugs, r.Slug)
	}
	slugs = append(slugs, met...)
	slices.Sort(slugs)
	slugs = slices.Compact(slugs)
	return slices.DeleteFunc(slugs, func(s string) bool { return s == "" })
}

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
