package changes

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"census/client"
	"census/client/journal"
	"census/model"
)

// Undoing restores exactly the earlier state, and undoing that the later one.
func TestUndoAndRedo(t *testing.T) {
	p := newService(t).program(t.TempDir())
	bob := p.bob(t)
	deactivated := bob
	deactivated.DeactivatedAt = 1
	for _, tt := range []struct {
		name string
		do   func() (Result, error)
	}{
		{"update", func() (Result, error) {
			return p.Update(t.Context(), Edit{Base: bob, Mine: withTags(with(with(bob, model.KeyLink, ""), model.KeyMetadata, `{"n":1}`), "z")})
		}},
		{"clear", func() (Result, error) {
			return p.Update(t.Context(), Edit{Base: bob, Mine: withTags(with(bob, model.KeyMetadata, ""))})
		}},
		{"deactivate", func() (Result, error) { return p.Act(t.Context(), model.Deactivate, bob) }},
		{"block", func() (Result, error) { return p.Act(t.Context(), model.Block, bob) }},
	} {
		must(t)(tt.do())
		done := newest(t, p)
		later, _ := p.find(t.Context(), "bob")
		must(t)(p.Undo(t.Context(), done))
		undo := newest(t, p)
		if now, err := p.find(t.Context(), "bob"); err != nil || now.State != Active || !same(now.User, bob) {
			t.Errorf("%s: after the undo %+v, %v", tt.name, now, err)
		}
		if undo.Undoes != done.ID || undo.ID == done.ID {
			t.Errorf("%s: %+v", tt.name, undo)
		}
		if r := must(t)(p.Undo(t.Context(), done)); !r.Nothing {
			t.Errorf("%s: undone twice: %+v", tt.name, r)
		}
		must(t)(p.Undo(t.Context(), undo))
		if now, err := p.find(t.Context(), "bob"); err != nil || now.State != later.State || !same(now.User, later.User) {
			t.Errorf("%s: after the redo %+v, %v", tt.name, now, err)
		}
		must(t)(p.Undo(t.Context(), newest(t, p)))
	}
}

func TestUndoOfACreation(t *testing.T) {
	p := newService(t).program(t.TempDir())
	u := model.User{UID: "New", Name: "New", Tags: []string{"x"}, Metadata: model.Metadata(`{"a":1}`)}
	must(t)(p.Create(t.Context(), u))
	created := newest(t, p)
	if created.Operation.After.CreatedAt.IsZero() || created.Operation.UID() != "new" {
		t.Fatalf("%+v", created)
	}
	must(t)(p.Undo(t.Context(), created))
	if found, err := p.find(t.Context(), "new"); err != nil || found.State != Absent {
		t.Fatalf("%+v, %v", found, err)
	}
	if r := must(t)(p.Undo(t.Context(), created)); !r.Nothing {
		t.Errorf("%+v", r)
	}

	// The deletion cannot be undone, but the user can be created again.
	deletion := newest(t, p)
	var refused *UndoError
	if _, err := p.Undo(t.Context(), deletion); !errors.As(err, &refused) || !strings.Contains(refused.Reason, "messages") {
		t.Errorf("%v", err)
	}
	again, lost, err := Recreation(deletion)
	if err != nil || len(lost) != 0 || !again.IsNew() {
		t.Fatalf("%+v, %v, %v", again, lost, err)
	}
	r := must(t)(p.Create(t.Context(), again))
	if !slices.Equal(r.User.Tags, u.Tags) || string(r.User.Metadata) != `{"a":1}` || len(r.Unexpected) != 0 {
		t.Errorf("%+v", r)
	}
	if _, _, err := Recreation(created); err == nil {
		t.Error("a creation was taken for a deletion")
	}

	// This is not the user whose creation is in the journal.
	must(t)(p.Update(t.Context(), Edit{Base: r.User, Mine: with(r.User, model.KeyName, "Used")}))
	var changed *ChangedError
	if _, err := p.Undo(t.Context(), created); !errors.As(err, &changed) || !slices.Contains(changed.Keys, model.KeyName) {
		t.Errorf("a user changed since: %v", err)
	}
	if p.user(t, "new").Name != "Used" {
		t.Error("it was deleted")
	}
}

func TestUndoIsMergedWithLaterChanges(t *testing.T) {
	s := newService(t)
	p, other := s.program(t.TempDir()), s.program("")
	bob := p.bob(t)
	must(t)(p.Update(t.Context(), Edit{Base: bob, Mine: with(with(bob, model.KeyName, "Robert"), model.KeyMetadata, `{"plan":"pro","n":1.0}`)}))
	done := newest(t, p)
	now := other.user(t, "bob")
	must(t)(other.Update(t.Context(), Edit{Base: now, Mine: with(with(now, model.KeyLink, ""), model.KeyMetadata, `{"plan":"pro","n":1.0,"new":true}`)}))

	must(t)(p.Undo(t.Context(), done))
	u := p.user(t, "bob")
	if u.Name != "Bob" || u.Link != "" || !model.Metadata(`{"plan":"free","n":1.0,"new":true,"@private":{"email":"b@x.example"}}`).Equal(u.Metadata) {
		t.Errorf("%+v %s", u, u.Metadata)
	}

	must(t)(p.Update(t.Context(), Edit{Base: u, Mine: with(u, model.KeyName, "Robert")}))
	done = newest(t, p)
	now = other.user(t, "bob")
	must(t)(other.Update(t.Context(), Edit{Base: now, Mine: with(now, model.KeyName, "Bobby")}))
	r := must(t)(p.Undo(t.Context(), done))
	if c := r.Review.Merged.Collisions; len(c) != 1 || c[0].Mine.Text != "Bob" || c[0].Theirs.Text != "Bobby" || p.user(t, "bob").Name != "Bobby" {
		t.Fatalf("%+v", r.Review)
	}
	decided := r.Review.Merged.Decide(model.KeyName, nil, model.Value{Text: "Bob"})
	must(t)(p.Update(t.Context(), Edit{Base: r.Review.Theirs, Mine: decided.User, Undoes: done.ID}))
	h, err := p.journal.Entries(t.Context(), journal.Filter{Limit: 2})
	if err != nil || h.Entries[0].Undoes != done.ID || h.Entries[1].UndoneBy != h.Entries[0].ID {
		t.Errorf("%+v, %v", h.Entries, err)
	}
}

// A change that someone else makes between the reading and the write is not
// part of this change, so undoing it leaves that alone.
func TestUndoLeavesTheRaceWindowAlone(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	bob := p.bob(t)
	racing := meddling{p.client, func(u model.User) model.User { return u }}
	w := New(Options{API: race{racing, s.program("")}, Journal: p.journal, Profile: "work"})
	must(t)(w.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")}))
	must(t)(p.Undo(t.Context(), newest(t, p)))
	if u := p.user(t, "bob"); u.Name != "Bob" || u.StatusMessage != "raced" {
		t.Errorf("%+v", u)
	}
}

// race is an API on which someone else writes just before.
type race struct {
	API
	other *program
}

func (r race) UpdateUser(ctx context.Context, p model.Patch) (model.User, error) {
	_, err := r.other.client.UpdateUser(ctx, model.Diff(model.User{UID: p.UID}, model.User{UID: p.UID, StatusMessage: "raced"}))
	if err != nil {
		return model.User{}, err
	}
	return r.API.UpdateUser(ctx, p)
}

func TestUndoRefuses(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	bob := p.bob(t)
	must(t)(p.Act(t.Context(), model.Block, bob))
	block := newest(t, p)
	must(t)(p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")}))
	done := newest(t, p)
	reason := func(w *Writer, e journal.Entry) string {
		_, err := w.Undo(t.Context(), e)
		var refused *UndoError
		if !errors.As(err, &refused) || refused.Reason == "" {
			t.Errorf("%+v: %v", e, err)
			return ""
		}
		return refused.Reason
	}
	before := len(p.wire.changes)
	for _, r := range []journal.Result{journal.Pending, journal.Unknown, journal.Different, journal.Refused, journal.Failed, journal.Unchanged} {
		e := done
		e.Result = r
		reason(p.Writer, e)
	}
	e := done
	e.Profile = "home"
	reason(p.Writer, e)
	other := s.program("", func(cfg *client.Config) { cfg.Me = "cometchat-uid-2" })
	reason(other.Writer, block)
	if len(p.wire.changes) != before || len(other.wire.changes) != 0 {
		t.Error("a refused undo was sent")
	}
	if err := p.client.DeleteUser(t.Context(), "bob", true); err != nil {
		t.Fatal(err)
	}
	var gone *GoneError
	if _, err := p.Undo(t.Context(), block); !errors.As(err, &gone) {
		t.Errorf("%v", err)
	}
	if _, err := p.Undo(t.Context(), done); !errors.As(err, &gone) {
		t.Errorf("%v", err)
	}
}

// A list row has no tags and may be outdated; the journal keeps the whole user.
func TestADeletionRecordsTheWholeUser(t *testing.T) {
	p := newService(t).program(t.TempDir())
	bob := p.bob(t)
	if _, err := p.client.Deactivate(t.Context(), []string{"bob"}); err != nil {
		t.Fatal(err)
	}
	must(t)(p.Act(t.Context(), model.Delete, model.User{UID: "bob", Name: "Old", CreatedAt: 1}))
	e := newest(t, p)
	if before := e.Operation.Before; !model.Diff(before, bob).IsEmpty() || !before.Deactivated() || e.Operation.After.UID != "" {
		t.Errorf("%+v", e.Operation)
	}
	var gone *GoneError
	if _, err := p.Act(t.Context(), model.Delete, bob); !errors.As(err, &gone) || gone.Found.State != Absent {
		t.Errorf("deleted twice: %v", err)
	}
}

// What another admin has already done is not undone from here.
func TestAnAlreadyDeactivatedUserIsNotReactivatedByUndo(t *testing.T) {
	p := newService(t).program(t.TempDir())
	bob := p.bob(t)
	if _, err := p.client.Deactivate(t.Context(), []string{"bob"}); err != nil {
		t.Fatal(err)
	}
	r := must(t)(p.Act(t.Context(), model.Deactivate, bob))
	if e := newest(t, p); !r.Already || e.Result != journal.Unchanged {
		t.Errorf("%+v, %+v", r, e)
	}
	var refused *UndoError
	if _, err := p.Undo(t.Context(), newest(t, p)); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
	var gone *GoneError
	if _, err := p.Act(t.Context(), model.Deactivate, model.User{UID: "nobody", CreatedAt: 1}); !errors.As(err, &gone) {
		t.Errorf("%v", err)
	}
}

func TestUndoWithoutThePrivatePart(t *testing.T) {
	s := newService(t)
	p := s.program("")
	dir := t.TempDir()
	j := journal.New(dir, journal.Options{OmitPrivate: true})
	defer func() { _ = j.Close() }()
	p.journal, p.Writer = j, New(Options{API: p.client, Journal: j, Profile: "work"})
	bob := p.bob(t)

	// Unchanged: it survives the undo.
	must(t)(p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyMetadata, `{"@private":{"email":"b@x.example"},"plan":"pro","n":1.0}`)}))
	if i, err := p.Inverse(newest(t, p)); err != nil || len(i.Lost) != 0 {
		t.Errorf("%+v, %v", i, err)
	}
	must(t)(p.Undo(t.Context(), newest(t, p)))
	if u := p.user(t, "bob"); !same(u, bob) {
		t.Errorf("%s", u.Metadata)
	}

	// Changed along with other things: those are restored.
	must(t)(p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyMetadata, `{"@private":{"email":"c@x.example"},"plan":"pro","n":1.0}`)}))
	if i, err := p.Inverse(newest(t, p)); err != nil || len(i.Lost) != 1 || i.Lost[0].String() != "@private" {
		t.Errorf("%+v, %v", i, err)
	}
	must(t)(p.Undo(t.Context(), newest(t, p)))
	if u := p.user(t, "bob"); !u.Metadata.Equal(model.Metadata(`{"@private":{"email":"c@x.example"},"plan":"free","n":1.0}`)) {
		t.Errorf("%s", u.Metadata)
	}

	// Changed alone: nothing can be restored.
	bob = p.user(t, "bob")
	must(t)(p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyMetadata, `{"plan":"free","n":1.0}`)}))
	var refused *UndoError
	if _, err := p.Undo(t.Context(), newest(t, p)); !errors.As(err, &refused) || !strings.Contains(refused.Reason, "@private") {
		t.Errorf("%v", err)
	}
	must(t)(p.Act(t.Context(), model.Delete, p.user(t, "bob")))
	if text := files(t, dir); strings.Contains(text, "x.example\"}") || strings.Contains(text, "email") {
		t.Errorf("the journal holds private values:\n%s", text)
	}
}

// Undoing a random sequence of changes from last to first leaves every user as
// before.
func TestUndoingEverythingRestoresEverything(t *testing.T) {
	s := newService(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "journal")
		if err != nil {
			rt.Fatal(err)
		}
		p := s.program(dir)
		defer func() { _ = p.journal.Close() }()
		n++
		uids := []string{fmt.Sprintf("u%d-a", n), fmt.Sprintf("u%d-b", n)}
		if _, err := p.client.CreateUser(t.Context(), drawUser(rt, uids[0])); err != nil {
			rt.Fatal(err)
		}
		before := p.states(t, uids)
		for range rapid.IntRange(1, 6).Draw(rt, "changes") {
			p.changeSomething(t, rt, rapid.SampledFrom(uids).Draw(rt, "uid"))
		}
		for _, e := range p.entries(t) {
			if e.Result != journal.Applied {
				continue
			}
			if r, err := p.Undo(t.Context(), e); err != nil || len(r.Review.Merged.Collisions) > 0 || len(r.Unexpected) > 0 {
				rt.Fatalf("undo of action %d: %+v, %v", e.Operation.Action, r, err)
			}
		}
		for i, after := range p.states(t, uids) {
			if after.State != before[i].State || !same(after.User, before[i].User) {
				rt.Fatalf("was\n%+v\nis\n%+v", before[i], after)
			}
		}
	})
}

func (p *program) states(t *testing.T, uids []string) (all []Found) {
	t.Helper()
	for _, uid := range uids {
		found, err := p.find(t.Context(), uid)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found)
	}
	return all
}

// changeSomething makes a random change; one that does not fit the user's state
// is refused, by the service or earlier.
func (p *program) changeSomething(t *testing.T, rt *rapid.T, uid string) {
	found, err := p.find(t.Context(), uid)
	if err != nil {
		rt.Fatal(err)
	}
	action := rapid.SampledFrom([]model.Action{
		model.Create, model.Update, model.Update, model.Deactivate, model.Reactivate, model.Block, model.Unblock,
	}).Draw(rt, "action")
	if found.State == Absent {
		action = model.Create
	}
	switch action {
	case model.Create:
		_, err = p.Create(t.Context(), drawUser(rt, uid))
	case model.Update:
		mine := drawUser(rt, uid)
		mine.CreatedAt, mine.Role = found.User.CreatedAt, found.User.Role
		_, err = p.Update(t.Context(), Edit{Base: found.User, Mine: mine})
	default:
		if action == model.Block && found.User.BlockedByMe || action == model.Unblock && !found.User.BlockedByMe {
			return // the service accepts both and cannot tell
		}
		_, err = p.Act(t.Context(), action, found.User)
	}
	if err != nil && !errors.Is(err, client.ErrExists) && !errors.Is(err, client.ErrNotFound) && !isOutcome(err) {
		rt.Fatalf("action %d on %s: %v", action, uid, err)
	}
}

func isOutcome(err error) bool {
	var o *OutcomeError
	return errors.As(err, &o)
}

func drawUser(rt *rapid.T, uid string) model.User {
	text := rapid.SampledFrom([]string{"", "https://a.example", "https://b.example/?q=%20"})
	tags := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"x", "y", "z"}), 0, 3, func(s string) string { return s })
	metadata := rapid.SampledFrom([]string{
		"", "{}", `{"a":1.0}`, `{"a":1}`, `{"b":{"c":null,"d":[1,2]},"a":"<"}`, `{"b":{"c":1},"@private":{"email":"e@x.example"}}`,
	})
	return model.User{
		UID: uid, Name: rapid.SampledFrom([]string{"Ann", "Bob <b>", "山田"}).Draw(rt, "name"),
		Avatar: text.Draw(rt, "avatar"), Link: text.Draw(rt, "link"), StatusMessage: text.Draw(rt, "status message"),
		Tags: tags.Draw(rt, "tags"), TagsKnown: true, Metadata: model.Metadata(metadata.Draw(rt, "metadata")),
	}
}
