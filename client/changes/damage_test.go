package changes

import (
	"context"
	"errors"
	"testing"

	"census/client"
	"census/model"
)

// odd is an API whose readings of one user have damaged fields from some time
// on.
type odd struct {
	API
	damaged []model.Key
}

func (o *odd) User(ctx context.Context, uid string) (model.User, error) {
	u, err := o.API.User(ctx, uid)
	u.Damaged = o.damaged
	for _, key := range o.damaged {
		switch key {
		case model.KeyLink:
			u.Link = ""
		case model.KeyTags:
			u.Tags, u.TagsKnown = nil, false
		}
	}
	return u, err
}

// A field that becomes damaged while it is edited is neither sent nor silently
// dropped; the others are sent.
func TestAFieldDamagedDuringEditingIsRefused(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	base := p.bob(t)
	o := &odd{p.client, []model.Key{model.KeyLink, model.KeyTags}}
	w := New(Options{API: o, Journal: p.journal, Profile: "work"})
	sent := len(p.wire.changes)

	mine := withTags(with(with(base, model.KeyName, "Robert"), model.KeyLink, "https://new.example"), "x")
	_, err := w.Update(t.Context(), Edit{Base: base, Mine: mine})
	var refused *client.RefusedError
	if !errors.As(err, &refused) || refused.Reason != model.ReasonDamaged || len(p.wire.changes) != sent {
		t.Fatalf("got %v, sent %v", err, p.wire.changes[sent:])
	}
	r := must(t)(w.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "Robert")}))
	if u := p.user(t, "bob"); u.Name != "Robert" || u.Link != base.Link || len(u.Tags) != 2 || len(r.Review.Patch.Changes) != 1 {
		t.Errorf("%+v, patch %+v", u, r.Review.Patch)
	}
}

// An unreadable field proves nothing about a change whose answer was lost.
func TestADamagedFieldProvesNothing(t *testing.T) {
	before := model.User{UID: "bob", Name: "Bob", Role: "default", CreatedAt: 5, TagsKnown: true}
	after := with(before, model.KeyLink, "https://new.example")
	broken := before
	broken.Damaged = []model.Key{model.KeyLink}
	nowhere := broken
	nowhere.Damaged, nowhere.CreatedAt = []model.Key{model.KeyCreatedAt}, 0
	for name, tt := range map[string]struct {
		op    model.Operation
		found model.User
	}{
		"update":   {model.Operation{Action: model.Update, Before: before, After: after}, broken},
		"creation": {model.Operation{Action: model.Create, After: after}, broken},
		"deletion": {model.Operation{Action: model.Delete, Before: before}, nowhere},
	} {
		if v := judge(tt.op, Found{UID: "bob", State: Active, User: tt.found}); v != Unread {
			t.Errorf("%s: verdict %d", name, v)
		}
	}
}

// A creation is not undone when the user cannot be compared.
func TestACreationWithDamageIsNotUndone(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	must(t)(p.Create(t.Context(), model.User{UID: "cy", Name: "Cy"}))
	w := New(Options{API: &odd{p.client, []model.Key{model.KeyLink}}, Journal: p.journal, Profile: "work"})
	var changed *ChangedError
	if _, err := w.Undo(t.Context(), newest(t, p)); !errors.As(err, &changed) || len(changed.Keys) != 1 || changed.Keys[0] != model.KeyLink {
		t.Errorf("got %v", err)
	}
}

// A user who may be in an unreadable row is not reported as gone.
func TestAnUnreadableRowMayBeTheUser(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	for _, tt := range []struct {
		left []client.LeftOut
		want State
	}{{nil, Absent}, {[]client.LeftOut{{Row: 1, Why: "it is null, not an object"}}, Missing}} {
		w := New(Options{API: &leaving{p.client, tt.left}, Profile: "work"})
		found, err := w.find(t.Context(), "nobody")
		if err != nil || found.State != tt.want {
			t.Errorf("%v: got %d, %v", tt.left, found.State, err)
		}
	}
}

// leaving is an API whose lists have unreadable rows.
type leaving struct {
	API
	left []client.LeftOut
}

func (l *leaving) ListUsers(ctx context.Context, o client.ListOptions) (client.Page, error) {
	p, err := l.API.ListUsers(ctx, o)
	p.LeftOut = l.left
	return p, err
}

// For a field that could not be read, the journal keeps what was meant.
func TestTheJournalInventsNoValueForADamagedField(t *testing.T) {
	before := model.User{UID: "bob", Name: "Bob", Link: "https://old.example", CreatedAt: 5}
	op := model.Operation{Action: model.Update, Before: before, After: with(before, model.KeyLink, "https://new.example")}
	stored := before
	stored.Link, stored.Damaged = "", []model.Key{model.KeyLink}
	if after := settled(op, stored); after.Link != "https://new.example" {
		t.Errorf("the journal holds %q", after.Link)
	}
	r := Result{User: stored}
	if r.compare(op); len(r.Unexpected) > 0 || len(r.Unchecked) != 1 {
		t.Errorf("unexpected %v, unchecked %v", r.Unexpected, r.Unchecked)
	}
}
