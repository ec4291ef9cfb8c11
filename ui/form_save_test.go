package ui

import (
	"context"
	"errors"
	"testing"

	"census/client"
	"census/client/changes"
	"census/client/session"
	"census/model"
)

// saverOf takes the fields to a service, in a form that only has to be closed.
func saverOf(t *testing.T, fields *fieldSet, service Changes) *saver {
	t.Helper()
	e := alone(t, Options{})
	e.session.Changes = service
	return &saver{env: e, ctx: t.Context(), form: &page{}, fields: fields, draft: newFormDraft(e, fields), stop: func() {}}
}

// reviewOf is what changing the name of ann means while nobody else changes her.
func reviewOf(fields *fieldSet) changes.Review {
	mine := fields.edited()
	return changes.Review{Theirs: ann, Merged: model.Merged{User: mine}, Patch: model.Diff(ann, mine)}
}

func TestASingleFieldIsSentWithoutReview(t *testing.T) {
	fields := fieldsOf(ann)
	fields.typeInto(model.KeyName, "!")
	s := saverOf(t, fields, &witness{})
	if n, _ := s.compared(checkedMsg{review: reviewOf(fields)}); n.push != nil || s.sending == 0 {
		t.Errorf("pushed %v, sending %d", n.push, s.sending)
	}
	s = saverOf(t, fields, &witness{})
	s.env.ReviewAll = true
	if n, _ := s.compared(checkedMsg{review: reviewOf(fields)}); s.sending != 0 {
		t.Errorf("pushed %v, and sent without being asked", n.push)
	} else if _, ok := n.push.(*review); !ok {
		t.Errorf("pushed %v, want the review", n.push)
	}
}

// Other people's changes are reviewed before they are sent along.
func TestWhatOthersChangedIsReviewed(t *testing.T) {
	fields := fieldsOf(ann)
	fields.typeInto(model.KeyName, "!")
	r := reviewOf(fields)
	r.Theirs.Link = "https://example.com"
	s := saverOf(t, fields, &witness{})
	if n, _ := s.compared(checkedMsg{review: r}); n.push == nil || s.sending != 0 {
		t.Errorf("pushed %v, sending %d", n.push, s.sending)
	}
}

func TestNothingToSendIsNotSent(t *testing.T) {
	s := saverOf(t, fieldsOf(ann), &witness{})
	if n, _ := s.save(); s.isBusy() || n.notice.text != "nothing has changed" {
		t.Errorf("busy %t, told %q", s.isBusy(), n.notice.text)
	}
	if n, _ := s.compared(checkedMsg{review: changes.Review{Theirs: ann, Merged: model.Merged{User: ann}}}); n.close != s.form || s.isBusy() {
		t.Errorf("busy %t, and the form with the values of the service stays: %+v", s.isBusy(), n)
	}
}

func TestALockedChangeIsNotSent(t *testing.T) {
	fields := fieldsOf(ann)
	fields.field(model.KeyRole).input.put(model.Value{Text: "moderator"})
	s := saverOf(t, fields, &witness{})
	s.env.known = session.NewKnown(model.Actor{Me: ann.UID, Credential: model.APIKey})
	fields.lock(s.env.known.Actor())
	if n, _ := s.save(); s.isBusy() || fields.focused().Key != model.KeyRole || n.notice.kind != noticeProblem {
		t.Errorf("busy %t, the focus is on %s, told %q", s.isBusy(), fields.focused().Label, n.notice.text)
	}
}

func TestOnlyASavedFormCloses(t *testing.T) {
	fields := fieldsOf(ann)
	fields.typeInto(model.KeyName, "!")
	collision := changes.Review{Theirs: ann, Merged: model.Merged{User: ann, Collisions: []model.Collision{{Key: model.KeyName}}}}
	for name, c := range map[string]struct {
		msg    savedMsg
		closes bool
	}{
		"saved":    {savedMsg{result: changes.Result{User: ann}}, true},
		"created":  {savedMsg{result: changes.Result{User: ann}, created: true}, true},
		"failed":   {savedMsg{err: client.ErrUnreachable}, false},
		"collided": {savedMsg{result: changes.Result{Review: collision}}, false},
	} {
		s := saverOf(t, fields, &witness{})
		s.update(reviewOf(fields))
		n, _ := s.answered(c.msg)
		if closes := n.close == s.form; closes != c.closes || s.isBusy() {
			t.Errorf("%s: closes %t, want %t; busy %t", name, closes, c.closes, s.isBusy())
		}
		if u := fields.edited(); u.Name != "Ann!" {
			t.Errorf("%s: what was typed became %q", name, u.Name)
		}
	}
}

// conflicting is a refusal with the user as read after it.
type conflicting struct{ theirs model.User }

func (conflicting) Error() string { return "changed since" }

func (c conflicting) As(target any) bool {
	conflict, ok := target.(**changes.ConflictError)
	if ok {
		*conflict = &changes.ConflictError{Theirs: c.theirs}
	}
	return ok
}

// A refusal may bring a newer reading; the next attempt starts from it.
func TestARefusalWithAReadingRebases(t *testing.T) {
	fields := fieldsOf(ann)
	fields.typeInto(model.KeyName, "!")
	theirs := ann
	theirs.Link = "https://example.com"
	s := saverOf(t, fields, &witness{})
	s.refused(conflicting{theirs})
	if u := fields.edited(); fields.base.Link != theirs.Link || u.Link != theirs.Link || u.Name != "Ann!" {
		t.Errorf("edited is %+v", u)
	}
}

func TestEscCancelsWhatIsOnItsWay(t *testing.T) {
	w := &witness{}
	s := saverOf(t, fieldsOf(ann), w)
	cmd := s.compare(changes.Edit{})
	if !s.cancels(s.checking) || s.cancels(s.checking+1) {
		t.Error("it cancels another request than its own")
	}
	s.stop()
	if cmd(); !errors.Is(w.ctx.Err(), context.Canceled) {
		t.Errorf("the request goes on: %v", w.ctx.Err())
	}
}
