package ui

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// form creates or edits a user. Its fields come from the field table; locked ones stay
// visible with the reason. The form routes keys and answers to its parts, which own
// their state.
type form struct {
	env    *env
	ctx    context.Context
	cancel context.CancelFunc

	fields *fieldSet
	page   formPage
	saver  saver
	draft  *formDraft

	reading request // reads the user again
}

// newForm edits the user, or creates one like it when it is new.
func newForm(e *env, u model.User, roles []string) *form {
	f := &form{env: e, fields: newFieldSet(e.styles, u, e.known.Actor())}
	f.ctx, f.cancel = context.WithCancel(e.ctx)
	f.fields.offerRoles(e.known, append(slices.Clone(roles), u.Role))
	f.page = formPage{fields: f.fields, styles: e.styles}
	f.draft = newFormDraft(e, f.fields)
	f.saver = saver{env: e, ctx: f.ctx, form: f, fields: f.fields, draft: f.draft, stop: func() {}}
	return f
}

// Init reads the user again: changes apply to what the service has now, not to what
// a list said earlier.
func (f *form) Init() tea.Cmd {
	base := f.fields.base
	if base.IsNew() {
		return nil
	}
	f.reading = f.env.begin("reading "+words.Called(base), false)
	return readUser(f.ctx, f.reading, f.env.session.API, base.UID)
}

// read takes over the reading made when the form opened.
func (f *form) read(msg userMsg) nav {
	f.reading = 0
	if msg.err != nil {
		return problem("The user could not be read again. " + words.Explain(msg.err).Line(""))
	}
	f.fields.rebase(msg.user, f.env.known.Actor())
	return nav{}
}

func (f *form) SetSize(width, height int) { f.page.width, f.page.height = width, height }
func (f *form) View() string              { return f.page.view(f.busy()) }
func (f *form) settle()                   { f.page.settle(f.busy()) }
func (f *form) Capturing() bool           { return true }

// Scope adds to the form's keys those of the kind of field that has the focus.
func (f *form) Scope() scope {
	if f.fields.focused().Kind == model.KindJSON {
		return inForm | inJSON
	}
	return inForm | inLine
}

// Close cancels everything in flight.
func (f *form) Close() { f.cancel() }

// Cancels reports whether the request is the form's own comparing or saving.
func (f *form) Cancels(r request) bool { return f.saver.cancels(r) }

// busy reports whether what is typed is being saved or kept, or is in the editor;
// the fields cannot be edited then.
func (f *form) busy() bool { return f.saver.isBusy() || f.draft.isBusy() }

// Unsaved counts the changed fields.
func (f *form) Unsaved() int { return len(f.changedLabels()) }

func (f *form) changedLabels() []string {
	var labels []string
	for _, field := range f.fields.changed() {
		labels = append(labels, field.Label)
	}
	if f.draft.text != nil && !f.draft.outside {
		labels = append(labels, "the text of the editor")
	}
	return labels
}

// Title says how much has changed, and what is being edited.
func (f *form) Title() string {
	s, base := f.env.styles, f.fields.base
	changes := ""
	if n := f.Unsaved(); n > 0 {
		changes = s.warning.Render(words.Plural(n, "change"))
	}
	if base.IsNew() {
		return s.bold.Render("new user") + s.faint.Render(", not created yet")
	}
	name := words.Called(base)
	if f.env.known.Actor().IsMe(base.UID) {
		name += " (you)"
	}
	return words.Join(" · ", changes, "edit "+s.bold.Render(name))
}

// Keys lists what works in the field that has the focus.
func (f *form) Keys() []hint {
	if f.busy() {
		return []hint{{cmd: cmdBack, label: "cancel"}, {cmd: cmdHelp}}
	}
	hints := offers(cmdSave, cmdNextField, cmdBack)
	switch f.fields.focused().Kind {
	case model.KindJSON:
		hints = append(hints, offers(cmdFormat, cmdEditor)...)
	case model.KindChoice:
		hints = append(hints, hint{cmd: cmdChoose})
	case model.KindTags:
		hints = append(hints, hint{cmd: cmdChoose, label: "add"})
	default:
		hints = append(hints, hint{cmd: cmdChoose, quiet: true})
	}
	return append(hints, offers(cmdHelp, cmdUndo, cmdRevert, cmdPrevField)...)
}

// Update handles keys and the answers the form waits for.
func (f *form) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return f.pressed(msg)
	case userMsg:
		if msg.request == f.reading {
			return f.read(msg), nil
		}
	case checkedMsg:
		if msg.request == f.saver.checking {
			return f.saver.compared(msg)
		}
	case savedMsg:
		if msg.request == f.saver.sending {
			return f.saver.answered(msg)
		}
	case draftDue:
		if msg.draft == f.draft.id {
			return nav{}, f.draft.due()
		}
	case draftPutAside:
		if msg.request == f.draft.keeping {
			return f.putAside(msg), nil
		}
	case editorClosed:
		if msg.draft.ID == f.draft.id && !msg.draft.Text.Whole {
			return f.metadataEdited(msg)
		}
	case rolesMsg:
		f.fields.offerRoles(f.env.known, nil)
	case connectedMsg:
		f.fields.lock(f.env.known.Actor())
	}
	return nav{}, nil
}

func (f *form) pressed(msg tea.KeyMsg) (nav, tea.Cmd) {
	cmd := lookUp(f.Scope(), msg)
	if f.busy() {
		if cmd == cmdBack && f.draft.keeping == 0 {
			f.saver.stop()
			return info("cancelling"), nil
		}
		return nav{}, nil
	}
	switch cmd {
	case cmdSave:
		return f.save()
	case cmdBack:
		return f.leave()
	case cmdNextField:
		f.fields.move(1)
	case cmdPrevField:
		f.fields.move(-1)
	case cmdChoose:
		return f.choose(), f.draft.changed()
	case cmdEditor:
		return f.editMetadata()
	default:
		n := f.edit(cmd, msg)
		return n, f.draft.changed()
	}
	return nav{}, nil
}

// save leads to the review of what changed, if everything is valid; else the first
// field that is not gets the focus.
func (f *form) save() (nav, tea.Cmd) {
	f.fields.leave()
	if n, valid := f.fields.judge(); !valid {
		return n, nil
	}
	if f.draft.text != nil {
		return f.leaveText(notice{noticeProblem, "Not saved: the text of the editor is not taken over"}), nil
	}
	return f.saver.save()
}

// edit changes the field that has the focus, if it is not locked.
func (f *form) edit(cmd command, msg tea.KeyMsg) nav {
	field := f.fields.focused()
	if reason := field.withstands(cmd); reason != "" {
		return info(reason)
	}
	field.edit(cmd, msg)
	if cmd == cmdRevert && field.Key == model.KeyMetadata {
		f.draft.text = nil
	}
	return nav{}
}

// choose is enter: it adds the tag being typed, opens the roles, or goes on.
func (f *form) choose() nav {
	field := f.fields.focused()
	if field.locked == "" {
		switch e := field.input.(type) {
		case *choiceInput:
			return nav{push: newMenu(f.env, field.Label, f.roleItems(e))}
		case *tagsInput:
			if e.add() {
				return nav{}
			}
		}
	}
	f.fields.move(1)
	return nav{}
}

// roleItems are the roles to choose from; a choice is typing like any other.
func (f *form) roleItems(e *choiceInput) []menuItem {
	items := e.items(f.env.known.Roles())
	for i, item := range items {
		items[i].pick = func() (nav, tea.Cmd) {
			n, cmd := item.pick()
			return n, tea.Batch(cmd, f.draft.changed())
		}
	}
	return items
}

// leave closes the form; changes are asked about, and may be kept for later.
func (f *form) leave() (nav, tea.Cmd) {
	labels := f.changedLabels()
	if len(labels) == 0 {
		return nav{close: f}, f.draft.forget()
	}
	title := "Discard " + words.Plural(len(labels), "change") + "?"
	q := newQuestion(f.env, title, []string{strings.Join(labels, ", ")}, "discard", func() (nav, tea.Cmd) {
		return nav{close: f}, f.draft.forget()
	})
	if f.env.keepsTyping() {
		q.lines = append(q.lines, "k keeps them as a draft; t in the list opens it again.")
		q.keep = func() (nav, tea.Cmd) { return nav{}, f.draft.putAside() }
	}
	return nav{push: q}, nil
}

// putAside closes the form once what is typed is on the disk.
func (f *form) putAside(msg draftPutAside) nav {
	n, kept := f.draft.isPutAside(msg)
	if kept {
		n.close = f
	}
	return n
}
