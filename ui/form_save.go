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

// busy reports whether what is typed is being saved or kept, or is in the editor;
// the fields cannot be edited then.
func (f *form) busy() bool { return f.checking != 0 || f.saving != 0 || f.keeping != 0 || f.outside }

// Cancels reports whether the request is the form's own comparing or saving.
func (f *form) Cancels(r request) bool { return r == f.checking || r == f.saving }

// edited is the user as the form has it.
func (f *form) edited() model.User {
	u := f.base
	for _, field := range f.fields {
		if field.changed() || f.base.IsNew() && field.locked == "" {
			v := field.input.value()
			if field.Kind == model.KindJSON {
				v.Text = string(model.Metadata(v.Text).Compact()) // line breaks count against the limit
			}
			u = field.With(u, v)
		}
	}
	return u
}

// save leads to the review of what changed, if everything is valid and allowed;
// else the first field that is not gets the focus.
func (f *form) save() (nav, tea.Cmd) {
	f.leaveField()
	if wrong := f.invalid(); len(wrong) > 0 {
		f.at = wrong[0]
		if len(wrong) > 1 {
			return problem(words.Plural(len(wrong), "field") + " need attention"), nil
		}
		return problem(f.focused().Label + " " + f.focused().invalid().Problem), nil
	}
	if f.text != nil {
		return f.leaveText(notice{noticeProblem, "Not saved: the text of the editor is not taken over"}), nil
	}
	mine := f.edited()
	if f.base.IsNew() {
		return f.reviewNew(mine)
	}
	patch, refused := model.Diff(f.base, mine).Allowed(f.env.known.Actor(), f.base)
	switch {
	case len(refused) > 0:
		return f.locked(refused[0].Key), nil
	case patch.IsEmpty():
		return info("nothing has changed"), f.typedSince()
	}
	return nav{}, f.compare(changes.Edit{Base: f.base, Mine: mine})
}

// locked says that a changed field may not be sent, and goes there.
func (f *form) locked(key model.Key) nav {
	f.focus(key)
	return problem("Not saved: " + f.focused().Label + " is locked: " + f.focused().locked)
}

// invalid lists the fields that would be sent and are not valid, and marks all
// fields as to be judged from now on.
func (f *form) invalid() []int {
	var wrong []int
	for i, field := range f.fields {
		field.visited = true
		sent := field.locked == "" && (f.base.IsNew() || field.changed())
		if sent && field.invalid() != nil {
			wrong = append(wrong, i)
		}
	}
	return wrong
}

// compare looks whether somebody else has changed the user meanwhile.
func (f *form) compare(e changes.Edit) tea.Cmd {
	ctx, cancel := context.WithCancel(f.ctx)
	f.stop = cancel
	f.checking = f.env.begin("comparing with the service", false)
	return checkEdit(ctx, f.checking, f.env.session.Changes, e)
}

// compared shows what would be sent, or what has to be decided first.
func (f *form) compared(msg checkedMsg) (nav, tea.Cmd) {
	f.checking = 0
	f.stop()
	switch {
	case msg.err != nil:
		return f.refused(msg.err), nil
	case len(msg.review.Merged.Collisions) > 0:
		return nav{push: newConflict(f.env, f.collided(msg.review), msg.review, f.decided)}, nil
	case msg.review.IsNothing():
		n := info("the service has these values already")
		n.close = f
		return n, f.forgetDraft()
	case !f.env.ReviewAll && len(msg.review.Patch.Changes) == 1 && len(msg.review.Unchecked) == 0 && !f.othersChanged(msg.review):
		return nav{}, f.update(msg.review)
	}
	return nav{push: newReview(f.env, "Save "+words.Called(msg.review.Theirs)+"?", msg.review, func() (nav, tea.Cmd) {
		return nav{}, f.update(msg.review)
	})}, nil
}

// othersChanged reports whether the review holds somebody else's changes beside
// the form's own.
func (f *form) othersChanged(r changes.Review) bool { return !model.Diff(f.base, r.Theirs).IsEmpty() }

func (f *form) collided(r changes.Review) string {
	return "Somebody else has changed " + words.Called(r.Theirs) + " since you began."
}

// decided goes on once every collision is: with theirs as the base, nothing
// collides any more unless somebody changes the user again. The form shows what
// was decided, so that going back to it loses nothing.
func (f *form) decided(r changes.Review, merged model.User) (nav, tea.Cmd) {
	f.base = r.Theirs
	for _, field := range f.fields {
		field.initial, field.hidden = shown(field.Field, r.Theirs)
		if v, _ := shown(field.Field, merged); !field.SameValue(field.input.value(), v) {
			field.input.put(v)
		}
	}
	f.lock()
	return nav{}, tea.Batch(f.typedSince(), f.compare(changes.Edit{Base: r.Theirs, Mine: merged}))
}

// update sends what was reviewed.
func (f *form) update(r changes.Review) tea.Cmd {
	return f.send("saving "+words.Called(f.base), func(ctx context.Context) tea.Cmd {
		return updateUser(ctx, f.saving, f.env.session.Changes, changes.Edit{Base: r.Theirs, Mine: r.Merged.User})
	})
}

// reviewNew shows the user that is about to be created.
func (f *form) reviewNew(mine model.User) (nav, tea.Cmd) {
	if v := f.env.may(model.Create, model.User{}); !v.Allowed() {
		return problem("cannot create users: " + v.Reason), nil
	}
	mine.UID = model.NormalizeUID(mine.UID)
	if n, ok := f.taken(mine.UID); ok {
		return n, nil
	}
	request, err := f.env.session.Changes.Preview(model.User{}, mine)
	if err != nil {
		return f.refused(err), nil
	}
	create := func() (nav, tea.Cmd) {
		if n, ok := f.taken(mine.UID); ok {
			return n, nil
		}
		return nav{}, f.send("creating "+words.Called(mine), func(ctx context.Context) tea.Cmd {
			return createUser(ctx, f.saving, f.env.session.Changes, mine)
		})
	}
	r := changes.Review{Request: request, Patch: model.Diff(model.User{}, mine), Merged: model.Merged{User: mine}}
	return nav{push: newReview(f.env, "Create "+words.Called(mine)+"?", r, create)}, nil
}

// taken reports whether census knows somebody with the uid, and then says so at
// the field, which gets the focus.
func (f *form) taken(uid string) (nav, bool) {
	u, ok := f.env.known.Namesake(uid)
	if !ok {
		return nav{}, false
	}
	f.focus(model.KeyUID)
	field := f.focused()
	who := "taken by " + words.Called(u)
	if u.UID != uid {
		who += " (" + model.Clean(u.UID) + ")"
	}
	if u.Deactivated() {
		who += ", who is deactivated"
	}
	field.refused, field.asked = who, field.input.value()
	return problem("Not created: the uid is " + who + ". Choose another one; in the list " +
		keyOf(inList, cmdSearch) + " finds that user and " + keyOf(inList, cmdRefresh) + " reads all again."), true
}

func (f *form) send(label string, cmd func(ctx context.Context) tea.Cmd) tea.Cmd {
	ctx, cancel := context.WithCancel(f.ctx)
	f.stop = cancel
	f.saving = f.env.begin(label, true)
	return cmd(ctx)
}

// answered closes the form when the service has said that it saved. Otherwise
// every character stays, and the field it is about gets the focus.
func (f *form) answered(msg savedMsg) (nav, tea.Cmd) {
	f.saving = 0
	f.stop()
	switch {
	case len(msg.result.Review.Merged.Collisions) > 0:
		title := f.collided(msg.result.Review)
		if msg.err != nil {
			title += " " + words.Explain(msg.err).What
		}
		return nav{push: newConflict(f.env, title, msg.result.Review, f.decided)}, nil
	case msg.err != nil:
		return f.refused(msg.err), nil
	}
	return f.saved(msg), f.forgetDraft()
}

func (f *form) saved(msg savedMsg) nav {
	verb := "saved "
	if msg.created {
		verb = "created "
	}
	return nav{close: f, notice: outcome(msg.result, verb+words.Called(msg.result.User))}
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
func (f *form) refused(err error) nav {
	var lost *changes.LostError
	var conflict *changes.ConflictError
	switch {
	case f.base.IsNew():
	case errors.As(err, &lost) && lost.Found.State == changes.Active:
		f.rebase(lost.Found.User)
	case errors.As(err, &conflict):
		f.rebase(conflict.Theirs)
	}
	first := -1
	for i, field := range f.fields {
		if text := refusal(err, field.Key); text != "" {
			field.refused, field.asked = text, field.input.value()
			if first < 0 {
				first = i
			}
		}
	}
	if first >= 0 {
		f.at = first
	}
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

// read takes over the reading made when the form opened.
func (f *form) read(msg userMsg) (nav, tea.Cmd) {
	if msg.request != f.reading {
		return nav{}, nil
	}
	f.reading = 0
	if msg.err != nil {
		return problem("The user could not be read again. " + words.Explain(msg.err).Line("")), nil
	}
	f.rebase(msg.user)
	return nav{}, nil
}
