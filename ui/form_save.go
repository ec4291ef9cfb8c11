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
		if field.locked == "" && (field.changed() || f.base.IsNew()) {
			u = field.With(u, field.editor.value())
		}
	}
	return u
}

// save sends what changed, if everything is valid; else the first field that is
// not gets the focus.
func (f *form) save() (nav, tea.Cmd) {
	f.leaveField()
	if i := f.firstInvalid(); i >= 0 {
		f.at = i
		return problem(f.fields[i].Label + " " + f.fields[i].invalid().Problem), nil
	}
	after := f.edited()
	if f.base.IsNew() {
		return nav{}, f.send("creating "+called(after), model.Patch{}, after)
	}
	patch, _ := model.Diff(f.base, after).Allowed(f.env.session.Actor, f.base)
	if patch.IsEmpty() {
		return info("nothing has changed"), nil
	}
	return nav{}, f.send("saving "+called(f.base), patch, model.User{})
}

// firstInvalid looks at the fields that would be sent, and marks them all as to
// be judged from now on.
func (f *form) firstInvalid() int {
	for _, field := range f.fields {
		field.left = true
	}
	return slices.IndexFunc(f.fields, func(field *formField) bool {
		sent := field.locked == "" && (f.base.IsNew() || field.changed())
		return sent && field.invalid() != nil
	})
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

func (f *form) cancelSave() nav {
	if f.stop != nil {
		f.stop()
	}
	return info("cancelling: asking what the service has")
}

// answered closes the form when the service has said that it saved. Otherwise
// every character stays, and the field it is about gets the focus.
func (f *form) answered(msg savedMsg) (nav, tea.Cmd) {
	f.saving = 0
	f.stop()
	if msg.err == nil {
		return f.saved(msg.user), nil
	}
	if errors.Is(msg.err, context.Canceled) || errors.Is(msg.err, client.ErrOutcomeUnknown) {
		return info("no answer: asking what the service has"), f.check(msg.uid)
	}
	return f.refused(msg.err), nil
}

func (f *form) saved(u model.User) nav {
	n := done("saved " + called(u))
	if f.base.IsNew() {
		n = done("created " + called(u))
	}
	n.pop = 1
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
	return problem("Not saved. " + explain(err).line())
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
	f.checking = f.env.begin("looking what was saved", false)
	return readUser(f.ctx, f.checking, f.env.session.API, uid)
}

// read takes a reading of the user over: the one made when the form opened, or
// the one that tells how a lost save went.
func (f *form) read(msg userMsg) (nav, tea.Cmd) {
	switch msg.request {
	case f.reading:
		f.reading = 0
		if msg.err != nil {
			return problem("The user could not be read again. " + explain(msg.err).line()), nil
		}
		f.rebase(msg.user)
	case f.checking:
		f.checking = 0
		return f.checked(msg), nil
	}
	return nav{}, nil
}

// checked compares what the service has with what was sent.
func (f *form) checked(msg userMsg) nav {
	creating := f.base.IsNew()
	switch {
	case creating && errors.Is(msg.err, client.ErrNotFound):
		return problem("Not created: the service has no such user. ctrl+s tries again.")
	case msg.err != nil:
		return problem("It is not known whether this was saved. " + explain(msg.err).what + " ctrl+s tries again.")
	case creating && f.madeOf(msg.user), !creating && model.Diff(msg.user, f.sent.Apply(msg.user)).IsEmpty():
		return f.saved(msg.user)
	case creating:
		return problem("A user with this uid exists, with other values. Nothing was overwritten.")
	}
	f.rebase(msg.user)
	return problem("Not saved: the service still has the old values. ctrl+s tries again.")
}

// madeOf reports whether the user is the one that was to be created.
func (f *form) madeOf(u model.User) bool {
	sent := f.sentUser
	if sent.Role == "" {
		sent.Role = u.Role
	}
	return model.Diff(u, sent).IsEmpty()
}
