package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/client/journal"
	"census/model"
	"census/ui/words"
)

// comparing asks what an edit that takes a change back would mean now; whoever
// takes back waits for the answer.
type comparing func(entry journal.Entry, e changes.Edit) tea.Cmd

// undoReason is why a change cannot be taken back, if it cannot.
func (e *env) undoReason(entry journal.Entry) string {
	switch {
	case entry.UndoneBy != "":
		return "it is undone already"
	case entry.Result != journal.Applied:
		return "it was not made, or it is not known whether it was"
	}
	if entry.Operation.Action == model.Delete {
		return e.may(model.Create, model.User{}).Reason
	}
	inverse, err := e.session.Changes.Inverse(entry)
	if err != nil {
		return words.Explain(err).What
	}
	return e.undoAllowed(inverse)
}

// undoAllowed asks the policy about the rights the inverse needs; in what state
// the user is now, the undo itself finds out.
func (e *env) undoAllowed(inverse changes.Inverse) string {
	switch inverse.Action {
	case model.Update:
		return e.mayEdit(inverse.Edit.Base).Reason
	case model.Delete, model.Reactivate, model.Deactivate:
		u := inverse.User
		if inverse.Action == model.Reactivate {
			u.DeactivatedAt = 1 // whenever: it is to be reactivated
		}
		return e.may(inverse.Action, u).Reason
	}
	return ""
}

// undoEntry begins to take a change back: an update goes through its review,
// everything else through a question. A deleted user is offered anew.
func (e *env) undoEntry(entry journal.Entry, compare comparing) (nav, tea.Cmd) {
	if entry.Operation.Action == model.Delete {
		return e.recreate(entry)
	}
	inverse, err := e.session.Changes.Inverse(entry)
	if err != nil {
		return problem("cannot undo: " + words.Explain(err).What), nil
	}
	if inverse.Action == model.Update {
		return nav{}, compare(entry, inverse.Edit)
	}
	verb := words.Of(inverse.Action)
	lines := []string{"This would " + verb.Plain + " " + model.Clean(entry.Operation.UID()) + "."}
	if inverse.Action == model.Delete {
		lines = append(lines, "The user is deleted for good, with messages written since. That cannot be undone.")
	}
	yes := func() (nav, tea.Cmd) { return nav{}, e.undo(entry) }
	if inverse.Action == model.Delete {
		return nav{push: e.askForUID(undoTitle(entry), lines, entry.Operation.UID(), yes)}, nil
	}
	return nav{push: newQuestion(e, undoTitle(entry), lines, verb.Plain, yes)}, nil
}

func (e *env) undo(entry journal.Entry) tea.Cmd {
	return undo(e.ctx, e.begin("undoing", true), e.session.Changes, entry)
}

// reviewUndo shows what taking an update back would change now, or the places
// where somebody has changed the same since.
func (e *env) reviewUndo(entry journal.Entry, msg checkedMsg, compare comparing) (nav, tea.Cmd) {
	r := msg.review
	switch {
	case msg.err != nil:
		return problem("cannot undo: " + words.Explain(msg.err).Line("")), nil
	case len(r.Merged.Collisions) > 0:
		return nav{push: newConflict(e, words.Called(r.Theirs)+" has been changed since.", r, func(r changes.Review, merged model.User) (nav, tea.Cmd) {
			return nav{}, compare(entry, changes.Edit{Base: r.Theirs, Mine: merged, Undoes: entry.ID})
		})}, nil
	case r.IsNothing():
		return info("there is nothing to undo: the service has the earlier values already"), nil
	}
	v := newReview(e, undoTitle(entry), r, func() (nav, tea.Cmd) {
		if e.sending != 0 {
			return problem("another undo is still under way"), nil
		}
		e.sending = e.begin("undoing", true)
		edit := changes.Edit{Base: r.Theirs, Mine: r.Merged.User, Undoes: entry.ID}
		return nav{}, updateUser(e.ctx, e.sending, e.session.Changes, edit)
	})
	if inverse, err := e.session.Changes.Inverse(entry); err == nil {
		v.lost = inverse.Lost
	}
	return nav{push: v}, nil
}

// recreate offers a deleted user as a new one, filled in from the journal.
func (e *env) recreate(entry journal.Entry) (nav, tea.Cmd) {
	u, lost, err := changes.Recreation(entry)
	if err != nil {
		return problem("cannot create the user again: " + words.Explain(err).What), nil
	}
	n, cmd := e.create(u, nil)
	if n.push != nil {
		n.notice = notice{noticeInfo, "Messages and conversations are gone for good; this creates the user anew."}
	}
	for _, p := range lost {
		n.notice = notice{noticeProblem, "left out of the history and not restored: " + p.String()}
	}
	return n, cmd
}

// lastChange asks the history for the change that u takes back.
func (e *env) lastChange() (nav, tea.Cmd) {
	if e.session.Journal == nil {
		return info("changes are not recorded here, so none can be undone"), nil
	}
	e.undoing = e.begin("reading the history", false)
	return nav{}, readHistory(e.ctx, e.undoing, e.session.Journal, journal.Filter{Profile: e.session.Profile, Limit: 200})
}

// undoLast goes on when the history has answered.
func (a *App) undoLast(msg historyMsg) tea.Cmd {
	e := a.env
	e.undoing = 0
	if msg.err != nil {
		a.tell(notice{noticeProblem, "The history could not be read: " + model.Clean(msg.err.Error())})
		return nil
	}
	entry, ok := latest(msg.found.Entries)
	if !ok {
		a.tell(notice{noticeInfo, "nothing to undo"})
		return nil
	}
	if reason := e.undoReason(entry); reason != "" {
		a.tell(notice{noticeProblem, "cannot undo: " + reason})
		return nil
	}
	return a.apply(e.undoEntry(entry, e.compareUndo))
}

// compareUndo is comparing for the undo that the root leads.
func (e *env) compareUndo(entry journal.Entry, edit changes.Edit) tea.Cmd {
	e.undone = entry
	e.comparing = e.begin("comparing with the service", false)
	return checkEdit(e.ctx, e.comparing, e.session.Changes, edit)
}

// undone tells how an undo went.
func (a *App) undone(msg undoneMsg, stale bool) {
	what := words.Of(msg.entry.Operation.Action).Done + " " + words.Called(subject(msg.entry))
	switch {
	case msg.err != nil:
		a.tell(notice{noticeProblem, "Not undone. " + words.Explain(msg.err).Line("")})
	case msg.result.Nothing:
		a.tell(notice{noticeInfo, "there was nothing to undo"})
	default:
		if action := msg.entry.Operation.Action; !stale && (action == model.Reactivate || action == model.Create) {
			what += a.env.removed(msg.entry.Operation.UID())
		}
		a.tell(outcome(msg.result, "undone: "+what))
	}
}

// sent tells how an undone update went.
func (a *App) sent(msg savedMsg) {
	a.env.sending = 0
	switch {
	case msg.err != nil:
		a.tell(notice{noticeProblem, "Not undone. " + words.Explain(msg.err).Line("")})
	case !msg.stored():
		a.tell(notice{noticeProblem, "Not undone: somebody changed the same meanwhile. u tries again."})
	default:
		a.tell(outcome(msg.result, "undone: the change of "+words.Called(msg.result.User)))
	}
}

// recovered tells what became of changes whose end nobody had seen.
func (a *App) recovered(msg recoveredMsg) {
	if msg.err != nil {
		a.tell(notice{noticeProblem, "Unfinished changes could not be looked up. " + words.Explain(msg.err).Line("")})
		return
	}
	var told []string
	for _, r := range msg.found {
		what := words.Of(r.Entry.Operation.Action).Done + " " + words.Called(subject(r.Entry))
		told = append(told, what+": "+verdictWord(r.Verdict))
	}
	if len(told) > 0 {
		a.tell(notice{noticeProblem, "Unfinished when census ended: " + words.Join("; ", told...) + ". H shows the history."})
	}
}

func verdictWord(v changes.Verdict) string {
	switch v {
	case changes.Applied:
		return "it was made"
	case changes.NotApplied:
		return "it was not made"
	case changes.Different:
		return "the user is different from both before and after"
	}
	return "it is not known yet"
}
