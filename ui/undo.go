package ui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/client/journal"
	"census/model"
	"census/ui/words"
)

// undoing takes changes back: the last one, or the one that the history has under
// its cursor. What is still being looked up is given up at the next key; what has
// been sent is not.
type undoing struct {
	env *env

	reading   request            // looks for the last change in the history
	comparing request            // compares taking an update back with what the service has
	entry     journal.Entry      // the update
	stop      context.CancelFunc // ends reading or comparing
	sending   request            // takes an update back
}

func newUndoing(e *env) *undoing { return &undoing{env: e, stop: func() {}} }

// reason is why a change cannot be taken back, if it cannot.
func (u *undoing) reason(entry journal.Entry) string {
	switch {
	case entry.UndoneBy != "":
		return "it is undone already"
	case entry.Result != journal.Applied:
		return "it was not made, or it is not known whether it was"
	}
	if entry.Operation.Action == model.Delete {
		return u.env.may(model.Create, model.User{}).Reason
	}
	inverse, err := u.env.session.Changes.Inverse(entry)
	if err != nil {
		return words.Explain(err).What
	}
	return u.forbidden(inverse)
}

// forbidden asks the policy about the rights the inverse needs; in what state the
// user is now, the undo itself finds out.
func (u *undoing) forbidden(inverse changes.Inverse) string {
	switch inverse.Action {
	case model.Update:
		return u.env.mayEdit(inverse.Edit.Base).Reason
	case model.Delete, model.Reactivate, model.Deactivate:
		user := inverse.User
		if inverse.Action == model.Reactivate {
			user.DeactivatedAt = 1 // at some time: it is to be reactivated
		}
		return u.env.may(inverse.Action, user).Reason
	}
	return ""
}

// last looks for the last change, to take it back.
func (u *undoing) last() (nav, tea.Cmd) {
	session := u.env.session
	if session.Journal == nil {
		return info("changes are not recorded here, so none can be undone"), nil
	}
	u.reading = u.env.begin("reading the history", false)
	return nav{}, readHistory(u.lookUp(), u.reading, session.Journal, journal.Filter{Profile: session.Profile, Limit: 200})
}

// begin starts to take a change back: an update goes through its review, everything
// else through a question. A deleted user is offered anew.
func (u *undoing) begin(entry journal.Entry) (nav, tea.Cmd) {
	if reason := u.reason(entry); reason != "" {
		return problem("cannot undo: " + reason), nil
	}
	if entry.Operation.Action == model.Delete {
		return u.recreate(entry)
	}
	inverse, err := u.env.session.Changes.Inverse(entry)
	if err != nil {
		return problem("cannot undo: " + words.Explain(err).What), nil
	}
	if inverse.Action == model.Update {
		return nav{}, u.compare(entry, inverse.Edit)
	}
	return nav{push: u.ask(entry, inverse.Action)}, nil
}

// ask puts the question before a change is taken back by an action.
func (u *undoing) ask(entry journal.Entry, action model.Action) view {
	verb := words.Of(action)
	lines := []string{"This would " + verb.Plain + " " + model.Clean(entry.Operation.UID()) + "."}
	yes := func() (nav, tea.Cmd) {
		return nav{}, undo(u.env.ctx, u.env.begin("undoing", true), u.env.session.Changes, entry)
	}
	if action == model.Delete {
		lines = append(lines, "The user is deleted for good, with messages written since. That cannot be undone.")
		return u.env.askForUID(undoTitle(entry), lines, entry.Operation.UID(), yes)
	}
	return newQuestion(u.env, undoTitle(entry), lines, verb.Plain, yes)
}

// recreate offers a deleted user as a new one, filled in from the journal.
func (u *undoing) recreate(entry journal.Entry) (nav, tea.Cmd) {
	user, lost, err := changes.Recreation(entry)
	if err != nil {
		return problem("cannot create the user again: " + words.Explain(err).What), nil
	}
	n, cmd := u.env.create(user, nil)
	if n.push != nil {
		n.notice = notice{noticeInfo, "Messages and conversations are gone for good; this creates the user anew."}
	}
	for _, p := range lost {
		n.notice = notice{noticeProblem, "left out of the history and not restored: " + p.String()}
	}
	return n, cmd
}

// compare asks what taking an update back would mean now.
func (u *undoing) compare(entry journal.Entry, edit changes.Edit) tea.Cmd {
	u.entry = entry
	u.comparing = u.env.begin("comparing with the service", false)
	return checkEdit(u.lookUp(), u.comparing, u.env.session.Changes, edit)
}

// lookUp is the context of what is looked up before a change is taken back.
func (u *undoing) lookUp() context.Context {
	u.stop()
	ctx, stop := context.WithCancel(u.env.ctx)
	u.stop = stop
	return ctx
}

// giveUp ends what is being looked up.
func (u *undoing) giveUp() {
	u.stop()
	u.reading, u.comparing = 0, 0
}

// update goes on with the answers that undoing waits for. Stale means that somebody
// else has logged in since.
func (u *undoing) update(msg tea.Msg, stale bool) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case historyMsg:
		if msg.request == u.reading {
			u.reading = 0
			u.stop()
			return u.found(msg)
		}
	case checkedMsg:
		if msg.request == u.comparing {
			u.comparing = 0
			u.stop()
			return u.compared(msg), nil
		}
	case savedMsg:
		if msg.request == u.sending {
			u.sending = 0
			return u.sent(msg), nil
		}
	case undoneMsg:
		return u.undone(msg, stale), nil
	}
	return nav{}, nil
}

// found goes on when the history has answered.
func (u *undoing) found(msg historyMsg) (nav, tea.Cmd) {
	if msg.err != nil {
		return problem("The history could not be read: " + model.Clean(msg.err.Error())), nil
	}
	entry, ok := lastChange(msg.found.Entries)
	if !ok {
		return info("nothing to undo"), nil
	}
	return u.begin(entry)
}

// compared shows what taking the update back would change now, or the places where
// somebody has changed the same since.
func (u *undoing) compared(msg checkedMsg) nav {
	r, entry := msg.review, u.entry
	switch {
	case msg.err != nil:
		return problem("cannot undo: " + words.Explain(msg.err).Line(""))
	case len(r.Merged.Collisions) > 0:
		return nav{push: newConflict(u.env, words.Called(r.Theirs)+" has been changed since.", r, func(r changes.Review, merged model.User) (nav, tea.Cmd) {
			return nav{}, u.compare(entry, changes.Edit{Base: r.Theirs, Mine: merged, Undoes: entry.ID})
		})}
	case r.IsNothing():
		return info("there is nothing to undo: the service has the earlier values already")
	}
	v := newReview(u.env, undoTitle(entry), r, func() (nav, tea.Cmd) {
		return u.send(changes.Edit{Base: r.Theirs, Mine: r.Merged.User, Undoes: entry.ID})
	})
	if inverse, err := u.env.session.Changes.Inverse(entry); err == nil {
		v.lost = inverse.Lost
	}
	return nav{push: v}
}

// send takes an update back as it was reviewed.
func (u *undoing) send(edit changes.Edit) (nav, tea.Cmd) {
	if u.sending != 0 {
		return problem("another undo is still under way"), nil
	}
	u.sending = u.env.begin("undoing", true)
	return nav{}, updateUser(u.env.ctx, u.sending, u.env.session.Changes, edit)
}

// sent tells how taking an update back went.
func (u *undoing) sent(msg savedMsg) nav {
	switch {
	case msg.err != nil:
		return problem("Not undone. " + words.Explain(msg.err).Line(""))
	case !msg.stored():
		return problem("Not undone: somebody changed the same meanwhile. u tries again.")
	}
	return nav{notice: outcome(msg.result, "undone: the change of "+words.Called(msg.result.User))}
}

// undone tells how taking an action back went.
func (u *undoing) undone(msg undoneMsg, stale bool) nav {
	action := msg.entry.Operation.Action
	what := words.Of(action).Done + " " + words.Called(subject(msg.entry))
	switch {
	case msg.err != nil:
		return problem("Not undone. " + words.Explain(msg.err).Line(""))
	case msg.result.Nothing:
		return info("there was nothing to undo")
	case !stale && (action == model.Reactivate || action == model.Create):
		what += u.env.removed(msg.entry.Operation.UID())
	}
	return nav{notice: outcome(msg.result, "undone: "+what)}
}

// lastChange picks the change that is taken back: the newest one that is not an undo
// itself and was not taken back, refused or needless. One whose end is not known is
// not passed over for an older one.
func lastChange(entries []journal.Entry) (journal.Entry, bool) {
	for _, e := range entries {
		switch e.Result {
		case journal.Unchanged, journal.Refused, journal.Failed:
			continue
		}
		if e.UndoneBy == "" && e.Undoes == "" {
			return e, true
		}
	}
	return journal.Entry{}, false
}

func undoTitle(e journal.Entry) string {
	return fmt.Sprintf("Undo %s %s?", words.Of(e.Operation.Action).Doing, words.Called(subject(e)))
}
