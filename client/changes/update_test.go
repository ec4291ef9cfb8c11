package changes

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"census/client"
	"census/client/journal"
	"census/model"
)

func TestUpdateIsRecordedBeforeAndAfter(t *testing.T) {
	s := newService(t)
	dir := t.TempDir()
	p := s.program(dir)
	base := p.bob(t)
	mine := withTags(with(base, model.KeyName, "Robert"), "b", "c")
	var during journal.Entry
	p.wire.fail(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		during = newest(t, p)
		return next.RoundTrip(r)
	}, nil)
	r := must(t)(p.Update(t.Context(), Edit{Base: base, Mine: mine}))
	if r.User.Name != "Robert" || !slices.Equal(r.User.Tags, []string{"b", "c"}) || len(r.Unexpected)+len(r.Unchecked) != 0 || r.Nothing {
		t.Errorf("%+v", r)
	}
	if during.Result != journal.Pending || during.Operation.After.Name != "Robert" || during.ID != r.ID {
		t.Errorf("when the request left, the journal had %+v", during)
	}
	e := newest(t, p)
	if e.Result != journal.Applied || e.Actor != (journal.Actor{Me: me, Credential: "API key"}) || e.Profile != "work" ||
		e.Operation.Before.Name != "Bob" || e.Operation.After.Name != "Robert" || e.Operation.After.UpdatedAt.IsZero() {
		t.Errorf("%+v", e)
	}
	if e.Request.Method != "PUT" || e.Request.Path != "/users/bob" || string(e.Request.Body) != `{"name":"Robert","tags":["b","c"]}` {
		t.Errorf("request %s %s %s", e.Request.Method, e.Request.Path, e.Request.Body)
	}
	if text := files(t, dir); strings.Contains(text, s.server.Facts().APIKey) || !strings.Contains(text, "b@x.example") {
		t.Errorf("the journal holds a key, or not the private part:\n%s", text)
	}
}

func files(t *testing.T, dir string) (text string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text += string(b)
	}
	return text
}

func TestTwoProgramsEditDifferentKeysAndBothSurvive(t *testing.T) {
	s := newService(t)
	first, second := s.program(t.TempDir()), s.program(t.TempDir())
	base := first.bob(t)
	must(t)(second.Update(t.Context(), Edit{Base: base, Mine: withTags(with(with(base, model.KeyLink, ""), model.KeyMetadata,
		`{"@private":{"email":"b@x.example"},"plan":"pro","n":1.0}`), "a", "b", "theirs")}))
	mine := withTags(with(with(base, model.KeyName, "Mine"), model.KeyMetadata,
		`{"@private":{"email":"new@x.example"},"plan":"free","n":1.0}`), "b")
	review, err := first.Check(t.Context(), Edit{Base: base, Mine: mine})
	if err != nil || len(first.wire.changes) != 1 {
		t.Fatal(err, first.wire.changes)
	}
	r := must(t)(first.Update(t.Context(), Edit{Base: base, Mine: mine}))
	u := first.user(t, "bob")
	if u.Name != "Mine" || u.Link != "" || !slices.Equal(u.Tags, []string{"b", "theirs"}) ||
		string(u.Metadata) != `{"@private":{"email":"new@x.example"},"plan":"pro","n":1.0}` {
		t.Errorf("%+v %s", u, u.Metadata)
	}
	if sent := newest(t, first).Request; string(sent.Body) != string(review.Request.Body) || !same(r.User, u) {
		t.Errorf("reviewed %s, sent %s", review.Request.Body, sent.Body)
	}
}

func TestTheSameKeyCollidesAndNothingIsSent(t *testing.T) {
	s := newService(t)
	first, second := s.program(t.TempDir()), s.program("")
	base := first.bob(t)
	must(t)(second.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyMetadata, `{"plan":"theirs","n":1.0}`)}))
	edit := Edit{Base: base, Mine: with(base, model.KeyMetadata, `{"@private":{"email":"b@x.example"},"plan":"mine","n":1.0}`)}
	before := len(first.wire.changes)
	r := must(t)(first.Update(t.Context(), edit))
	if len(first.wire.changes) != before || len(first.entries(t)) != 0 || r.Nothing {
		t.Fatalf("sent %v", first.wire.changes[before:])
	}
	if c := r.Review.Merged.Collisions; len(c) != 1 || c[0].Path.String() != "plan" || c[0].Theirs.Text != `"theirs"` {
		t.Fatalf("%+v", c)
	}
	decided := r.Review.Merged.Decide(model.KeyMetadata, model.Path{"plan"}, model.Value{Text: `"ours"`})
	must(t)(first.Update(t.Context(), Edit{Base: r.Review.Theirs, Mine: decided.User}))
	if u := first.user(t, "bob"); string(u.Metadata) != `{"plan":"ours","n":1.0}` {
		t.Errorf("%s", u.Metadata)
	}
}

func TestAnEditWithoutEffectIsNotSent(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	base := p.bob(t)
	mine := with(base, model.KeyName, "Robert")
	must(t)(s.program("").Update(t.Context(), Edit{Base: base, Mine: mine}))
	before := len(p.wire.changes)
	r := must(t)(p.Update(t.Context(), Edit{Base: base, Mine: mine}))
	if !r.Nothing || r.User.Name != "Robert" || len(p.wire.changes) != before || len(p.entries(t)) != 0 {
		t.Errorf("%+v", r)
	}
	if r.Review.Theirs.UpdatedAt.IsZero() {
		t.Error("the user was not read again")
	}
}

func TestUpdatingAUserWhoIsGone(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		name string
		do   func(*program)
		who  func(*client.Config)
		want State
	}{
		{"deactivated", func(p *program) { _, _ = p.client.Deactivate(t.Context(), []string{"bob"}) }, func(*client.Config) {}, Deactivated},
		{"deactivated, seen by a session", func(*program) {}, func(cfg *client.Config) {
			s.withAuthKey(cfg)
			cfg.Token, _ = s.server.AuthToken(t.Context(), me)
		}, Missing},
		{"deleted", func(p *program) { _ = p.client.DeleteUser(t.Context(), "bob", true) }, func(*client.Config) {}, Absent},
	} {
		admin := s.program("")
		if tt.name == "deactivated" {
			admin.bob(t)
		}
		tt.do(admin)
		base := model.User{UID: "bob", Name: "Bob", CreatedAt: 1}
		_, err := s.program("", tt.who).Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "R")})
		var gone *GoneError
		if !errors.As(err, &gone) || gone.Found.State != tt.want || !errors.Is(err, client.ErrNotFound) {
			t.Errorf("%s: %v", tt.name, err)
		} else if tt.want == Deactivated && gone.Found.User.Name != "Bob" {
			t.Errorf("%s: %+v", tt.name, gone.Found)
		}
	}
}

// If me is gone, "not found" is not about the user read on their behalf: work
// with all other users goes on.
func TestNotFoundAboutMeIsNotAboutTheUser(t *testing.T) {
	s := newService(t)
	p := s.program("")
	base := p.bob(t)
	if err := p.client.DeleteUser(t.Context(), me, true); err != nil {
		t.Fatal(err)
	}
	r := must(t)(p.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "R")}))
	if r.User.Name != "R" {
		t.Errorf("%+v", r.User)
	}
}

func TestUncheckedFieldsAreReportedWithoutReading(t *testing.T) {
	s := newService(t)
	base := s.program("").bob(t)
	p := s.program(t.TempDir(), s.withAuthKey, func(cfg *client.Config) { cfg.Me = "" })
	must(t)(s.program("").Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "Theirs")}))
	r := must(t)(p.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "Mine")}))
	if !slices.Equal(r.Unchecked, []model.Key{model.KeyName}) || r.User.Name != "Mine" {
		t.Errorf("%+v", r)
	}
}

func TestPolicyAndLimitsRefuseBeforeAnythingIsRecorded(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	own := p.user(t, me)
	if _, err := p.Update(t.Context(), Edit{Base: own, Mine: with(own, model.KeyRole, "boss")}); !errors.Is(err, client.ErrRefused) {
		t.Errorf("own role: %v", err)
	}
	if _, err := p.Update(t.Context(), Edit{Base: own, Mine: with(own, model.KeyLink, "ftp://x")}); !errors.Is(err, client.ErrInvalid) {
		t.Errorf("limits: %v", err)
	}
	if _, err := p.Act(t.Context(), model.Block, own); !errors.Is(err, client.ErrRefused) {
		t.Errorf("blocking me: %v", err)
	}
	if _, err := p.Create(t.Context(), model.User{UID: "a b"}); !errors.Is(err, client.ErrInvalid) {
		t.Errorf("create: %v", err)
	}
	if len(p.entries(t)) != 0 || len(p.wire.changes) != 0 {
		t.Errorf("recorded %v, sent %v", p.entries(t), p.wire.changes)
	}
}

func TestRefusalsAreRecorded(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	base := p.bob(t)
	if _, err := p.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyRole, "nobody-has-it")}); err == nil {
		t.Fatal("an unknown role was accepted")
	}
	if e := newest(t, p); e.Result != journal.Refused || e.Error == "" {
		t.Errorf("%+v", e)
	}
	if _, err := p.Create(t.Context(), model.User{UID: "bob", Name: "B"}); !errors.Is(err, client.ErrExists) {
		t.Fatal(err)
	}
	if e := newest(t, p); e.Result != journal.Refused || e.Operation.Action != model.Create {
		t.Errorf("%+v", e)
	}
	p.wire.fail(nil, lostBefore)
	if _, err := p.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "R")}); !errors.Is(err, client.ErrUnreachable) {
		t.Errorf("a user that cannot be read again: %v", err)
	}
	if len(p.entries(t)) != 2 {
		t.Error("what was not sent is recorded")
	}
}

func TestAnUpdateThatCannotBeRecordedIsNotSent(t *testing.T) {
	s := newService(t)
	p := s.program("")
	base := p.bob(t)
	full := errors.New("no space left on device")
	w := New(Options{API: p.client, Journal: failing{begin: full}})
	_, err := w.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "R")})
	if !errors.Is(err, ErrNotRecorded) || !errors.Is(err, full) || p.user(t, "bob").Name != "Bob" {
		t.Errorf("%v, stored as %s", err, p.user(t, "bob").Name)
	}
	w = New(Options{API: p.client, Journal: failing{finish: full}})
	r, err := w.Update(t.Context(), Edit{Base: base, Mine: with(base, model.KeyName, "R")})
	if err != nil || !errors.Is(r.JournalErr, full) || r.User.Name != "R" {
		t.Errorf("a change whose outcome could not be recorded: %+v, %v", r, err)
	}
}

// meddling is an API whose server stores something other than what was sent.
type meddling struct {
	API
	meddle func(model.User) model.User
}

func (m meddling) UpdateUser(ctx context.Context, p model.Patch) (model.User, error) {
	u, err := m.API.UpdateUser(ctx, p)
	return m.meddle(u), err
}

func TestAnAnswerThatDiffersIsShown(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	base := p.bob(t)
	mine := withTags(with(with(base, model.KeyMetadata, `{"n":1.0}`), model.KeyName, "Long"), "z", "y")
	w := New(Options{API: meddling{p.client, func(u model.User) model.User {
		u.Name, u.Metadata = "Lo", model.Metadata(`{"n": 1.0, "plan":"free"}`)
		u.Tags = []string{"y", "z"} // a different order is not a difference
		u.StatusMessage = "of somebody else"
		return u
	}}, Journal: p.journal, Profile: "work"})
	r := must(t)(w.Update(t.Context(), Edit{Base: base, Mine: mine}))
	if !slices.Equal(r.Unexpected, []model.Key{model.KeyName, model.KeyMetadata}) {
		t.Errorf("unexpected %v", r.Unexpected)
	}
	e := newest(t, p)
	if e.Operation.After.Name != "Lo" || e.Operation.After.StatusMessage != "" {
		t.Errorf("recorded as after: %+v", e.Operation.After)
	}
}

func TestPreview(t *testing.T) {
	s := newService(t)
	p := s.program("")
	base := p.bob(t)
	r, err := p.Preview(base, with(base, model.KeyAvatar, "https://a.example/it's"))
	if err != nil || r.Method != "PUT" || string(r.Body) != `{"avatar":"https://a.example/it's"}` ||
		!containsAll(r.Curl(), "$CENSUS_API_KEY", `it\u0027s`, "/v3/users/bob") {
		t.Errorf("%v, %v", r.Curl(), err)
	}
	if r, err = p.Preview(model.User{}, model.User{UID: "New", Name: "N"}); err != nil || r.Method != "POST" || string(r.Body) != `{"uid":"new","name":"N"}` {
		t.Errorf("%v %s, %v", r, r.Body, err)
	}
	if n := len(p.wire.changes); n != 1 {
		t.Errorf("%v was sent", p.wire.changes)
	}
}
