package ui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/model"
	"census/ui/words"
)

// saver takes what is typed in a form to the service: it compares with what the
// service has now, asks where that is needed, sends, and closes the form once it is
// saved.
type saver struct {
	env    *env
	ctx    context.Context // the form's
	form   view
	fields *fieldSet
	draft  *formDraft

	checking request            // compares the changes with what the service has now
	sending  request            // sends the changes
	stop     context.CancelFunc // cancels checking or sending
}

// isBusy reports whether what is typed is on its way.
func (s *saver) isBusy() bool { return s.checking != 0 || s.sending != 0 }

// cancels reports whether the request is one that esc cancels here.
func (s *saver) cancels(r request) bool { return r == s.checking || r == s.sending }

// save leads to the review of what changed, if that is allowed. What is typed is
// valid.
func (s *saver) save() (nav, tea.Cmd) {
	base, mine := s.fields.base, s.fields.edited()
	if base.IsNew() {
		return s.reviewNew(mine)
	}
	patch, refused := model.Diff(base, mine).Allowed(s.env.known.Actor(), base)
	switch {
	case len(refused) > 0:
		return s.locked(refused[0].Key), nil
	case patch.IsEmpty():
		return info("nothing has changed"), s.draft.changed()
	}
	return nav{}, s.compare(changes.Edit{Base: base, Mine: mine})
}

// locked says that a changed field may not be sent, and goes there.
func (s *saver) locked(key model.Key) nav {
	s.fields.focus(key)
	return problem("Not saved: " + s.fields.focused().Label + " is locked: " + s.fields.focused().locked)
}

// compare checks whether anyone else has changed the user since.
func (s *saver) compare(e changes.Edit) tea.Cmd {
	ctx, cancel := context.WithCancel(s.ctx)
	s.stop = cancel
	s.checking = s.env.begin("comparing with the service", false)
	return checkEdit(ctx, s.checking, s.env.session.Changes, e)
}

// compared shows what would be sent, or what has to be decided first.
func (s *saver) compared(msg checkedMsg) (nav, tea.Cmd) {
	s.checking = 0
	s.stop()
	switch {
	case msg.err != nil:
		return s.refused(msg.err), nil
	case len(msg.review.Merged.Collisions) > 0:
		return nav{push: newConflict(s.env, s.collided(msg.review), msg.review, s.decided)}, nil
	case msg.review.IsNothing():
		n := info("the service has these values already")
		n.close = s.form
		return n, s.draft.forget()
	case !s.env.ReviewAll && len(msg.review.Patch.Changes) == 1 && len(msg.review.Unchecked) == 0 && !s.othersChanged(msg.review):
		return nav{}, s.update(msg.review)
	}
	return nav{push: newReview(s.env, "Save "+words.Called(msg.review.Theirs)+"?", msg.review, func() (nav, tea.Cmd) {
		return nav{}, s.update(msg.review)
	})}, nil
}

// othersChanged reports whether the review holds other people's changes too.
func (s *saver) othersChanged(r changes.Review) bool {
	return !model.Diff(s.fields.base, r.Theirs).IsEmpty()
}

func (s *saver) collided(r changes.Review) string {
	return "Somebody else has changed " + words.Called(r.Theirs) + " since you began."
}

// decided goes on once every collision is settled. With theirs as the base nothing
// collides unless the user is changed again. The form shows what was decided, so
// going back to it loses nothing.
func (s *saver) decided(r changes.Review, merged model.User) (nav, tea.Cmd) {
	s.fields.decide(r.Theirs, merged, s.env.known.Actor())
	return nav{}, tea.Batch(s.draft.changed(), s.compare(changes.Edit{Base: r.Theirs, Mine: merged}))
}

// update sends what was reviewed.
func (s *saver) update(r changes.Review) tea.Cmd {
	return s.send("saving "+words.Called(s.fields.base), func(ctx context.Context) tea.Cmd {
		return updateUser(ctx, s.sending, s.env.session.Changes, changes.Edit{Base: r.Theirs, Mine: r.Merged.User})
	})
}

// reviewNew shows the user that is about to be created.
func (s *saver) reviewNew(mine model.User) (nav, tea.Cmd) {
	if v := s.env.may(model.Create, model.User{}); !v.Allowed() {
		return problem("cannot create users: " + v.Reason), nil
	}
	mine.UID = model.NormalizeUID(mine.UID)
	if n, ok := s.taken(mine.UID); ok {
		return n, nil
	}
	request, err := s.env.session.Changes.Preview(model.User{}, mine)
	if err != nil {
		return s.refused(err), nil
	}
	create := func() (nav, tea.Cmd) {
		if n, ok := s.taken(mine.UID); ok {
			return n, nil
		}
		return nav{}, s.send("creating "+words.Called(mine), func(ctx context.Context) tea.Cmd {
			return createUser(ctx, s.sending, s.env.session.Changes, mine)
		})
	}
	r := changes.Review{Request: request, Patch: model.Diff(model.User{}, mine), Merged: model.Merged{User: mine}}
	return nav{push: newReview(s.env, "Create "+words.Called(mine)+"?", r, create)}, nil
}

// taken reports whether a known user has the uid. If so it says so at the field and
// moves the focus there.
func (s *saver) taken(uid string) (nav, bool) {
	u, ok := s.env.known.Namesake(uid)
	if !ok {
		return nav{}, false
	}
	s.fields.focus(model.KeyUID)
	who := "taken by " + words.Called(u)
	if u.UID != uid {
		who += " (" + model.Clean(u.UID) + ")"
	}
	if u.Deactivated() {
		who += ", who is deactivated"
	}
	s.fields.focused().refuse(who)
	return problem("Not created: the uid is " + who + ". Choose another one; in the list " +
		keyOf(inList, cmdSearch) + " finds that user and " + keyOf(inList, cmdRefresh) + " reads all again."), true
}

func (s *saver) send(label string, cmd func(ctx context.Context) tea.Cmd) tea.Cmd {
	ctx, cancel := context.WithCancel(s.ctx)
	s.stop = cancel
	s.sending = s.env.begin(label, true)
	return cmd(ctx)
}

// answered closes the form when the service has said that it saved. Otherwise
// every character stays, and the field it is about gets the focus.
func (s *saver) answered(msg savedMsg) (nav, tea.Cmd) {
	s.sending = 0
	s.stop()
	switch {
	case len(msg.result.Review.Merged.Collisions) > 0:
		title := s.collided(msg.result.Review)
		if msg.err != nil {
			title += " " + words.Explain(msg.err).What
		}
		return nav{push: newConflict(s.env, title, msg.result.Review, s.decided)}, nil
	case msg.err != nil:
		return s.refused(msg.err), nil
	}
	return s.saved(msg), s.draft.forget()
}

func (s *saver) saved(msg savedMsg) nav {
	verb := "saved "
	if msg.created {
		verb = "created "
	}
	return nav{close: s.form, notice: outcome(msg.result, verb+words.Called(msg.result.User))}
}

// outcome tells of a change that was made, and of what is not as it was meant.
func outcome(r changes.Result, text string) notice {
	switch {
	case len(r.Unexpected) > 0:
		return notice{noticeProblem, text + ", but the service stored another value than was sent: " + words.Labels(r.Unexpected)}
	case r.JournalErr != nil:
		return notice{noticeProblem, text + ", but it is not recorded in the history: " + model.Clean(r.JournalErr.Error())}
	}
	return notice{noticeDone, text}
}

// refused shows what the service said, at the fields it said it about. A reading
// that came with the refusal is taken over.
func (s *saver) refused(err error) nav {
	var lost *changes.LostError
	var conflict *changes.ConflictError
	switch {
	case s.fields.base.IsNew():
	case errors.As(err, &lost) && lost.Found.State == changes.Active:
		s.fields.rebase(lost.Found.User, s.env.known.Actor())
	case errors.As(err, &conflict):
		s.fields.rebase(conflict.Theirs, s.env.known.Actor())
	}
	s.fields.refuse(err)
	return problem(words.Join(" ", "Not saved.", words.Explain(err).Line("ctrl+s tries again."), afterGone(err)))
}

// afterGone says how to go on with the edits of a user who is gone.
func afterGone(err error) string {
	var gone *changes.GoneError
	if !errors.As(err, &gone) {
		return ""
	}
	switch gone.Found.State {
	case changes.Deactivated:
		return "esc and k keep this as a draft; reactivate it from the list, then " + keyOf(inList, cmdDrafts) + " goes on."
	case changes.Absent:
		return "esc and k keep this as a draft; " + keyOf(browsing, cmdHistory) + " can create the user again."
	}
	return ""
}

// refusal is what an error says about one field.
func refusal(err error, key model.Key) string {
	if errors.Is(err, client.ErrExists) && key == model.KeyUID {
		return "taken already, maybe by a deactivated user"
	}
	var policy *client.RefusedError
	if errors.As(err, &policy) && policy.Field == key {
		return policy.Reason
	}
	var api *client.APIError
	if !errors.As(err, &api) {
		return ""
	}
	var texts []string
	for name, said := range api.Details {
		if words.FieldOfDetail(name) == key {
			texts = append(texts, said...)
		}
	}
	slices.Sort(texts)
	return model.Clean(strings.Join(texts, " "))
}
