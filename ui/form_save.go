package ui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
)

// busy reports whether a save is under way; the fields cannot be edited then.
func (f *form) busy() bool { return f.saving != 0 || f.checking != 0 }

// edited is the user as the form has it.
func (f *form) edited() model.User {
	u := f.base
	for _, field := range f.fields {
		if field.changed() || f.base.IsNew() && field.locked == "" {
			u = field.With(u, field.editor.value())
		}
	}
	return u
}

// save sends what changed, if everything is valid and allowed; else the first
// field that is not gets the focus.
func (f *form) save() (nav, tea.Cmd) {
	f.leaveField()
	if wrong := f.invalid(); len(wrong) > 0 {
		f.at = wrong[0]
		if len(wrong) > 1 {
			return problem(plural(len(wrong), "field") + " need attention"), nil
		}
		return problem(f.focused().Label + " " + f.focused().invalid().Problem), nil
	}
	after := f.edited()
	if f.base.IsNew() {
		if v := f.env.may(model.Create, model.User{}); !v.Allowed() {
			return problem("cannot create users: " + v.Reason), nil
		}
		return nav{}, f.send("creating "+called(after), model.Patch{}, after)
	}
	patch, refused := model.Diff(f.base, after).Allowed(f.env.session.Actor, f.base)
	switch {
	case len(refused) > 0:
		return f.locked(refused[0].Key), nil
	case patch.IsEmpty():
		return info("nothing has changed"), nil
	}
	return nav{}, f.send("saving "+called(f.base), patch, model.User{})
}

// locked says that a changed field may not be sent, and goes there.
func (f *form) locked(key model.Key) nav {
	f.at = max(0, slices.IndexFunc(f.fields, func(field *formField) bool { return field.Key == key }))
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

func (f *form) send(label string, p model.Patch, create model.User) tea.Cmd {
	ctx, cancel := context.WithCancel(f.ctx)
	f.stop, f.sent, f.sentUser = cancel, p, create
	f.saving = f.env.begin(label, true)
	if f.base.IsNew() {
		return createUser(ctx, f.saving, f.env.session.API, create)
	}
	return updateUser(ctx, f.saving, f.env.session.API, p)
}

// answered closes the form when the service has said that it saved. Otherwise
// every character stays, and the field it is about gets the focus.
func (f *form) answered(msg savedMsg) (nav, tea.Cmd) {
	f.saving = 0
	f.stop()
	switch {
	case msg.err == nil:
		return f.saved(msg.user), nil
	case errors.Is(msg.err, client.ErrOutcomeUnknown), errors.Is(msg.err, context.Canceled):
		return info("no answer: asking what the service has"), f.check(msg.uid)
	}
	return f.refused(msg.err), nil
}

func (f *form) saved(u model.User) nav {
	n := done("saved " + called(u))
	if f.base.IsNew() {
		n = done("created " + called(u))
	}
	n.close = f
	return n
}

// refused shows what the service said, at the fields it said it about.
func (f *form) refused(err error) nav {
	first := -1
	for i, field := range f.fields {
		if text := refusal(err, field.Key); text != "" {
			field.refused, field.asked = text, field.editor.value()
			if first < 0 {
				first = i
			}
		}
	}
	if first >= 0 {
		f.at = first
	}
	return problem("Not saved. " + explain(err).line("ctrl+s tries again."))
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
		if fieldOfDetail(name) == key {
			texts = append(texts, said...)
		}
	}
	slices.Sort(texts)
	return model.Clean(strings.Join(texts, " "))
}

// check reads the user back after a save whose answer was lost.
func (f *form) check(uid string) tea.Cmd {
	ctx, cancel := context.WithCancel(f.ctx)
	f.stop = cancel
	f.checking = f.env.begin("looking what was saved", false)
	return readUser(ctx, f.checking, f.env.session.API, uid)
}

// read takes a reading of the user over: the one made when the form opened, or
// the one that tells how a lost save went.
func (f *form) read(msg userMsg) (nav, tea.Cmd) {
	switch msg.request {
	case f.reading:
		f.reading = 0
		if msg.err != nil {
			return problem("The user could not be read again. " + explain(msg.err).line("")), nil
		}
		f.rebase(msg.user)
	case f.checking:
		f.checking = 0
		f.stop()
		return f.checked(msg)
	}
	return nav{}, nil
}

// checked compares what the service has with what was sent. What turns out to be
// saved is told to the other views like any other save.
func (f *form) checked(msg userMsg) (nav, tea.Cmd) {
	creating := f.base.IsNew()
	switch {
	case creating && errors.Is(msg.err, client.ErrNotFound):
		return problem("Not created: the service has no such user. ctrl+s tries again."), nil
	case msg.err != nil:
		return problem("It is not known whether this was saved. " + explain(msg.err).what + " ctrl+s tries again."), nil
	case creating && f.madeOf(msg.user), !creating && model.Diff(msg.user, f.sent.Apply(msg.user)).IsEmpty():
		found := savedMsg{uid: msg.uid, created: creating, user: msg.user}
		return f.saved(msg.user), func() tea.Msg { return found }
	case creating:
		return problem("A user with this uid exists, with other values. Nothing was overwritten."), nil
	}
	f.rebase(msg.user)
	return problem("Not saved: the service still has the old values. ctrl+s tries again."), nil
}

// madeOf reports whether the user is the one that was to be created.
func (f *form) madeOf(u model.User) bool {
	sent := f.sentUser
	if sent.Role == "" {
		sent.Role = u.Role
	}
	return model.Diff(u, sent).IsEmpty()
}
