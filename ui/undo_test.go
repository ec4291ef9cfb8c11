package ui

import (
	"context"
	"testing"

	"github.com/muesli/termenv"

	"census/client/changes"
	"census/client/journal"
	"census/client/session"
	"census/model"
	"census/ui/theme"
)

// newTestEnv is what views share, without the program: a session with an API key
// that changes things through c.
func newTestEnv(t *testing.T, c Changes) *env {
	t.Helper()
	e := &env{Options: Options{}.withDefaults(), ctx: t.Context(), styles: newStyles(termenv.Ascii, theme.Sixteen(theme.DarkGround))}
	_, e.waits = keepWaits(t.Context())
	e.connection = newConnection(e.ctx, &e.Options, &e.requests)
	e.undo = newUndoing(e)
	e.take(Session{Changes: c, Known: session.NewKnown(model.Actor{Credential: model.APIKey}), Profile: "test"})
	return e
}

// rename is a change that goes through its review when it is taken back.
var rename = journal.Entry{ID: "1", Result: journal.Applied, Operation: model.Operation{
	Action: model.Update, Before: model.User{UID: "ann", Name: "Ann"}, After: model.User{UID: "ann", Name: "Anna"},
}}

// inverting notes the context of a comparison, and knows what takes a change back.
type inverting struct{ *witness }

func (inverting) Inverse(e journal.Entry) (changes.Inverse, error) {
	return changes.Inverse{Action: model.Update, Edit: changes.Edit{Base: e.Operation.After, Mine: e.Operation.Before, Undoes: e.ID}}, nil
}

// What was about to be undone is given up with the next key; its answer opens
// nothing then.
func TestGivingUpAnUndoEndsItsComparison(t *testing.T) {
	w := &witness{}
	u := newTestEnv(t, inverting{w}).undo
	_, cmd := u.begin(rename)
	asked := u.comparing
	cmd()
	if asked == 0 || w.ctx.Err() != nil {
		t.Fatalf("request %d is given up from the start: %v", asked, w.ctx.Err())
	}
	u.giveUp()
	if w.ctx.Err() != context.Canceled {
		t.Error("the comparison goes on")
	}
	answer := checkedMsg{request: asked, review: undoneBy(rename)}
	if n, cmd := u.update(answer, false); n != (nav{}) || cmd != nil {
		t.Errorf("its answer leads to %+v", n)
	}
}

// One update is taken back at a time, and the next once that is answered.
func TestOneUpdateIsTakenBackAtATime(t *testing.T) {
	u := newTestEnv(t, inverting{&witness{}}).undo
	compared := func() *review {
		u.begin(rename)
		n, _ := u.update(checkedMsg{request: u.comparing, review: undoneBy(rename)}, false)
		v, ok := n.push.(*review)
		if !ok {
			t.Fatalf("no review: %+v", n)
		}
		return v
	}
	first, second := compared(), compared()
	if n, cmd := first.send(); n != (nav{}) || cmd == nil {
		t.Errorf("the first is not sent: %+v", n)
	}
	if n, cmd := second.send(); n != problem("another undo is still under way") || cmd != nil {
		t.Errorf("with one under way: %+v", n)
	}
	u.update(savedMsg{request: u.sending, result: changes.Result{User: rename.Operation.Before}}, false)
	if _, cmd := second.send(); cmd == nil {
		t.Error("once that is answered the next is not sent")
	}
}

func undoneBy(e journal.Entry) changes.Review {
	now, then := e.Operation.After, e.Operation.Before
	return changes.Review{Theirs: now, Merged: model.Merged{User: then}, Patch: model.Diff(now, then)}
}

// The change that is taken back is the newest that can be; one whose end is not known
// is not passed over.
func TestTheLastChangeIsTheNewestOpenOne(t *testing.T) {
	made, undone, anUndo := rename, rename, rename
	undone.UndoneBy, anUndo.Undoes = "9", "8"
	refused, unknown := rename, rename
	refused.Result, unknown.Result, unknown.ID = journal.Refused, journal.Unknown, "unknown"
	for name, test := range map[string]struct {
		entries []journal.Entry
		want    string
	}{
		"none":                       {nil, ""},
		"the newest":                 {[]journal.Entry{made, {ID: "older", Result: journal.Applied}}, made.ID},
		"behind one that is undone":  {[]journal.Entry{undone, anUndo, made}, made.ID},
		"behind one that is refused": {[]journal.Entry{refused, made}, made.ID},
		"one of unknown end":         {[]journal.Entry{unknown, made}, unknown.ID},
	} {
		if got, ok := lastChange(test.entries); got.ID != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %t; want %q", name, got.ID, ok, test.want)
		}
	}
}
