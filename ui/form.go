package ui

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/drafts"
	"census/ui/words"
)

// form creates or edits a user. Its fields come from the field table; what is
// locked stays visible with the reason.
type form struct {
	screen
	env    *env
	ctx    context.Context
	cancel context.CancelFunc

	base   model.User // what the service has, as far as we know
	fields []*formField
	at     int
	top    int // first line drawn

	reading  request            // reads base again
	checking request            // compares the changes with what the service has now
	saving   request            // sends the changes
	keeping  request            // puts what is typed on the disk, to close the form then
	stop     context.CancelFunc // cancels checking or saving

	draft    string       // the id under which what is typed is kept
	draftDue bool         // what is typed will be put on the disk shortly
	outside  bool         // the editor has the metadata
	text     *drafts.Text // what the editor has or had, as long as it is not taken over
}

// newForm edits the user, or creates one like it when it is new.
func newForm(e *env, u model.User, roles []string) *form {
	f := &form{env: e, base: u, stop: func() {}, draft: drafts.NewID()}
	f.ctx, f.cancel = context.WithCancel(e.ctx)
	for _, row := range model.Fields() {
		if row.Editable == model.Never {
			continue
		}
		field := &formField{Field: row, input: newFieldInput(e.styles, row.Kind)}
		v, hidden := shown(row, u)
		field.input.show(v)
		field.initial, field.hidden = field.input.value(), hidden
		f.fields = append(f.fields, field)
	}
	f.offerRoles(slices.Concat(roles, []string{u.Role}))
	f.lock()
	f.at = max(0, slices.IndexFunc(f.fields, func(field *formField) bool { return field.locked == "" }))
	return f
}

// Init reads the user again, so that changes are made to what the service has
// now and not to what a list said earlier.
func (f *form) Init() tea.Cmd {
	if f.base.IsNew() {
		return nil
	}
	f.reading = f.env.begin("reading "+words.Called(f.base), false)
	return readUser(f.ctx, f.reading, f.env.session.API, f.base.UID)
}

// rebase takes a newer reading over. What has been typed stays, and so does the
// value it was typed over: what somebody else made of it since is found by
// comparing with that.
func (f *form) rebase(u model.User) {
	base := u
	for _, field := range f.fields {
		if field.changed() {
			base = field.With(base, field.Value(f.base))
		} else {
			field.rebase(u)
		}
	}
	f.base = base
	f.lock()
}

// lock asks the policy about every field, for whoever works here now.
func (f *form) lock() {
	actor := f.env.known.Actor()
	for _, field := range f.fields {
		field.locked = model.MayEdit(actor, f.base, field.Key).Reason
		switch {
		case field.Key == model.KeyMetadata:
			field.remark = model.MetadataRemark(actor, f.base)
		case field.Key == model.KeyTags && !f.base.IsNew() && !f.base.TagsKnown && field.locked == "":
			field.locked = "the tags are not read yet"
		}
	}
}

// offerRoles adds the roles there are to those that can be chosen.
func (f *form) offerRoles(met []string) {
	for _, field := range f.fields {
		if c, ok := field.input.(*choiceInput); ok {
			c.choices = f.env.known.RoleSlugs(slices.Concat(met, c.choices)...)
		}
	}
}

func (f *form) focused() *formField { return f.fields[f.at] }

func (f *form) Capturing() bool { return true }

// Scope adds to the form's keys those of the kind of field that has the focus.
func (f *form) Scope() scope {
	if f.focused().Kind == model.KindJSON {
		return inForm | inJSON
	}
	return inForm | inLine
}

// Close cancels everything in flight.
func (f *form) Close() { f.cancel() }

// Unsaved counts the changed fields.
func (f *form) Unsaved() int { return len(f.changedLabels()) }

func (f *form) changedLabels() []string {
	var labels []string
	for _, field := range f.fields {
		if field.changed() {
			labels = append(labels, field.Label)
		}
	}
	if f.text != nil && !f.outside {
		labels = append(labels, "the text of the editor")
	}
	return labels
}

// metadata is the field of the metadata, which every form has.
func (f *form) metadata() *formField {
	return f.fields[slices.IndexFunc(f.fields, func(field *formField) bool { return field.Key == model.KeyMetadata })]
}

// focus gives a field the focus.
func (f *form) focus(key model.Key) {
	f.at = max(0, slices.IndexFunc(f.fields, func(field *formField) bool { return field.Key == key }))
}

// Keys lists what works in the field that has the focus.
func (f *form) Keys() []hint {
	if f.busy() {
		return []hint{{cmd: cmdBack, label: "cancel"}, {cmd: cmdHelp}}
	}
	hints := offers(cmdSave, cmdNextField, cmdBack)
	switch f.focused().Kind {
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
		return f.read(msg)
	case checkedMsg:
		if msg.request == f.checking {
			return f.compared(msg)
		}
	case savedMsg:
		if msg.request == f.saving {
			return f.answered(msg)
		}
	case draftDue:
		if msg.draft == f.draft {
			f.draftDue = false
			return nav{}, f.keep()
		}
	case draftPutAside:
		if msg.request == f.keeping {
			return f.isPutAside(msg), nil
		}
	case editorClosed:
		if msg.draft.ID == f.draft && !msg.draft.Text.Whole {
			return f.metadataEdited(msg)
		}
	case rolesMsg:
		f.offerRoles(nil)
	case connectedMsg:
		f.lock()
	}
	return nav{}, nil
}

func (f *form) pressed(msg tea.KeyMsg) (nav, tea.Cmd) {
	cmd := lookUp(f.Scope(), msg)
	if f.busy() {
		if cmd == cmdBack && f.keeping == 0 {
			f.stop()
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
		f.move(1)
	case cmdPrevField:
		f.move(-1)
	case cmdChoose:
		return f.choose(), f.typedSince()
	case cmdEditor:
		return f.editMetadata()
	default:
		n := f.edit(cmd, msg)
		return n, f.typedSince()
	}
	return nav{}, nil
}

// edit changes the field that has the focus, if it is not locked.
func (f *form) edit(cmd command, msg tea.KeyMsg) nav {
	field := f.focused()
	if field.locked != "" && (cmd != cmdRevert && cmd != cmdUndo || !field.changed()) {
		return info(field.Label + " is locked: " + field.locked)
	}
	switch cmd {
	case cmdUndo:
		field.input.undo()
	case cmdRevert:
		field.input.put(field.initial)
		if field.Key == model.KeyMetadata {
			f.text = nil
		}
	case cmdFormat:
		if j, ok := field.input.(*jsonInput); ok {
			j.format()
		}
	case cmdNone:
		field.input.update(msg)
	}
	return nav{}
}

// move moves the focus; locked fields are visited too, to read their reason.
func (f *form) move(by int) {
	f.leaveField()
	f.at = (f.at + by + len(f.fields)) % len(f.fields)
}

func (f *form) leaveField() {
	field := f.focused()
	field.visited = field.visited || field.changed()
	if t, ok := field.input.(*tagsInput); ok && field.locked == "" {
		t.add()
	}
}

// choose is enter: it adds the tag being typed, opens the roles, or goes on.
func (f *form) choose() nav {
	field := f.focused()
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
	f.move(1)
	return nav{}
}

// roleItems are the roles to choose from; a choice is typing like any other.
func (f *form) roleItems(e *choiceInput) []menuItem {
	items := e.items(f.env.known.Roles())
	for i, item := range items {
		items[i].pick = func() (nav, tea.Cmd) {
			n, cmd := item.pick()
			return n, tea.Batch(cmd, f.typedSince())
		}
	}
	return items
}

// leave closes the form; changes are asked about, and may be kept for later.
func (f *form) leave() (nav, tea.Cmd) {
	labels := f.changedLabels()
	if len(labels) == 0 {
		return nav{close: f}, f.forgetDraft()
	}
	title := "Discard " + words.Plural(len(labels), "change") + "?"
	q := newQuestion(f.env, title, []string{strings.Join(labels, ", ")}, "discard", func() (nav, tea.Cmd) {
		return nav{close: f}, f.forgetDraft()
	})
	if f.env.keepsTyping() {
		q.lines = append(q.lines, "k keeps them as a draft; t in the list opens it again.")
		q.keep = func() (nav, tea.Cmd) { return nav{}, f.putAside() }
	}
	return nav{push: q}, nil
}
