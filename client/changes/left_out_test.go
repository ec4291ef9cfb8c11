package changes

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"

	"census/client"
	"census/client/journal"
	"census/model"
)

// losing loses the answer to the next change, and the reading that follows.
func (p *program) losing() {
	p.wire.fail(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		p.wire.fail(nil, lostBefore)
		return lostAfter(r, next)
	}, nil)
}

func asMe(uid string) func(*client.Config) { return func(cfg *client.Config) { cfg.Me = uid } }

// A block can only be read by the user who made it.
func TestABlockIsRecoveredByItsMaker(t *testing.T) {
	s := newService(t)
	dir := t.TempDir()
	p := s.program(dir)
	bob := p.bob(t)
	p.losing()
	if _, err := p.Act(t.Context(), model.Block, bob); err == nil {
		t.Fatal("no answer came, and it is a success")
	}
	other := s.program(dir, asMe("cometchat-uid-2"))
	before := files(t, dir)
	all, err := other.Recover(t.Context())
	if err != nil || len(all) != 1 || all[0].Verdict != Unread || !errors.Is(all[0].Err, errOtherMe) {
		t.Errorf("as another user: %+v, %v", all, err)
	}
	if files(t, dir) != before {
		t.Error("what cannot be told was recorded")
	}
	if all, err := p.Recover(t.Context()); err != nil || len(all) != 1 || all[0].Verdict != Applied {
		t.Errorf("as the same user: %+v, %v", all, err)
	}
	var refused *UndoError
	if _, err := other.Undo(t.Context(), newest(t, p)); !errors.As(err, &refused) {
		t.Errorf("another user took it back: %v", err)
	}
}

// Any other change belongs to the app, whoever made it.
func TestAnUpdateIsRecoveredAndUndoneByAnybody(t *testing.T) {
	s := newService(t)
	dir := t.TempDir()
	p := s.program(dir)
	bob := p.bob(t)
	p.losing()
	if _, err := p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")}); err == nil {
		t.Fatal("no answer came, and it is a success")
	}
	other := s.program(dir, asMe("cometchat-uid-2"))
	all, err := other.Recover(t.Context())
	if err != nil || len(all) != 1 || all[0].Verdict != Applied {
		t.Errorf("%+v, %v", all, err)
	}
	must(t)(other.Undo(t.Context(), newest(t, p)))
	if u := p.user(t, "bob"); u.Name != "Bob" {
		t.Errorf("taken back, the name is %s", u.Name)
	}
}

// omitting is a program whose journal keeps nothing under @private.
func (s service) omitting(t *testing.T) *program {
	t.Helper()
	p := s.program("")
	j := journal.New(t.TempDir(), journal.Options{OmitPrivate: true})
	t.Cleanup(func() { _ = j.Close() })
	p.journal, p.Writer = j, New(Options{API: p.client, Journal: j, Profile: "work"})
	return p
}

// What the journal left out of a change is ignored when the user is compared
// with it.
func TestRecoverComparesWithoutThePrivatePart(t *testing.T) {
	p := newService(t).omitting(t)
	bob := p.bob(t)
	p.losing()
	if _, err := p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyMetadata, `{"@private":{"email":"b@x.example"},"plan":"pro","n":1.0}`)}); err == nil {
		t.Fatal("no answer came, and it is a success")
	}
	all, err := p.Recover(t.Context())
	if err != nil || len(all) != 1 || all[0].Verdict != Applied || all[0].Err != nil {
		t.Errorf("%+v, %v", all, err)
	}

	// A change of nothing else cannot be decided.
	bob = p.user(t, "bob")
	p.losing()
	if _, err := p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyMetadata, `{"@private":{"email":"new"},"plan":"pro","n":1.0}`)}); err == nil {
		t.Fatal("no answer came, and it is a success")
	}
	all, err = p.Recover(t.Context())
	if err != nil || len(all) != 1 || all[0].Verdict != Unread || !errors.Is(all[0].Err, errNotKept) {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestACreationWithoutItsPrivatePartIsUndone(t *testing.T) {
	p := newService(t).omitting(t)
	p.bob(t)
	must(t)(p.Act(t.Context(), model.Delete, p.user(t, "bob")))
	deletion := newest(t, p)
	again, lost, err := Recreation(deletion)
	if err != nil || len(lost) != 1 || lost[0].String() != model.PrivateKey || again.UID != "bob" {
		t.Errorf("created again without saying what is lost: %+v, %v, %v", again, lost, err)
	}
	again.Metadata = model.Metadata(`{"@private":{"email":"b@x.example"},"plan":"free"}`)
	must(t)(p.Create(t.Context(), again))
	must(t)(p.Undo(t.Context(), newest(t, p)))
	if found, err := p.find(t.Context(), "bob"); err != nil || found.State != Absent {
		t.Errorf("%+v, %v", found, err)
	}
}

// A creation is not undone once the user differs from the created one.
func TestACreationIsNotUndoneAfterLaterChanges(t *testing.T) {
	for name, tt := range map[string]struct {
		since func(t *testing.T, p *program)
		key   model.Key
	}{
		"deactivated": {func(t *testing.T, p *program) {
			must(t)(p.Act(t.Context(), model.Deactivate, p.user(t, "cy")))
		}, model.KeyDeactivatedAt},
		"created again": {func(t *testing.T, p *program) {
			must(t)(p.Act(t.Context(), model.Delete, p.user(t, "cy")))
			must(t)(p.Create(t.Context(), model.User{UID: "cy", Name: "Cy"}))
		}, model.KeyCreatedAt},
	} {
		p := newTickingService(t).program(t.TempDir())
		must(t)(p.Create(t.Context(), model.User{UID: "cy", Name: "Cy"}))
		created := newest(t, p)
		tt.since(t, p)
		var changed *ChangedError
		if _, err := p.Undo(t.Context(), created); !errors.As(err, &changed) || !slices.Equal(changed.Keys, []model.Key{tt.key}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// tagless is a service whose answers about one user omit the tags.
type tagless struct{ API }

func withoutTags(u model.User, err error) (model.User, error) {
	u.Tags, u.TagsKnown = nil, false
	return u, err
}

func (a tagless) User(ctx context.Context, uid string) (model.User, error) {
	return withoutTags(a.API.User(ctx, uid))
}

func (a tagless) CreateUser(ctx context.Context, u model.User) (model.User, error) {
	return withoutTags(a.API.CreateUser(ctx, u))
}

func (a tagless) UpdateUser(ctx context.Context, p model.Patch) (model.User, error) {
	return withoutTags(a.API.UpdateUser(ctx, p))
}

// Tags omitted from an answer are not lost, neither on the service nor in the
// journal, and they are not reported as checked.
func TestTagsOmittedFromAnAnswerStay(t *testing.T) {
	p := newService(t).program(t.TempDir())
	bob := p.bob(t)
	w := New(Options{API: tagless{p.client}, Journal: p.journal, Profile: "work"})
	isTagged := func(want ...string) {
		t.Helper()
		if got := p.user(t, "bob").Tags; !slices.Equal(got, want) {
			t.Errorf("the service has the tags %q, want %q", got, want)
		}
		if e := newest(t, p); !slices.Equal(e.Operation.After.Tags, want) {
			t.Errorf("recorded are %q, want %q", e.Operation.After.Tags, want)
		}
	}
	r := must(t)(w.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")}))
	if len(r.Unchecked)+len(r.Unexpected) != 0 {
		t.Errorf("unchecked %v, unexpected %v", r.Unchecked, r.Unexpected)
	}
	isTagged("a", "b")
	bob = p.user(t, "bob")
	r = must(t)(w.Update(t.Context(), Edit{Base: bob, Mine: withTags(bob, "a", "c")}))
	if !slices.Equal(r.Unchecked, []model.Key{model.KeyTags}) || !slices.Equal(r.Review.Unchecked, r.Unchecked) || len(r.Unexpected) != 0 {
		t.Errorf("unchecked %v, in the review %v, unexpected %v", r.Unchecked, r.Review.Unchecked, r.Unexpected)
	}
	isTagged("a", "c")
	must(t)(w.Undo(t.Context(), newest(t, p)))
	isTagged("a", "b")

	must(t)(w.Create(t.Context(), model.User{UID: "cy", Name: "Cy", Tags: []string{"x"}, TagsKnown: true}))
	if e := newest(t, p); !slices.Equal(e.Operation.After.Tags, []string{"x"}) {
		t.Errorf("of the creation are recorded %q", e.Operation.After.Tags)
	}
	must(t)(w.Undo(t.Context(), newest(t, p)))
}
