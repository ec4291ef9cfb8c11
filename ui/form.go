package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"census/model"
)

// form creates or edits a user. Its fields come from the field table; what is
// locked stays visible with the reason.
type form struct {
	env    *env
	ctx    context.Context
	cancel context.CancelFunc

	base   model.User // what the service has, as far as we know
	fields []*formField
	at     int
	top    int // first line drawn

	reading  request            // reads base again
	saving   request            // sends the changes
	stop     context.CancelFunc // cancels saving
	sent     model.Patch        // what saving sends
	sentUser model.User         // what saving creates
	checking request            // looks whether a save without an answer was made

	width, height int
}

// newForm edits the user, or creates one like it when it is new.
func newForm(e *env, u model.User, roles []string) *form {
	f := &form{env: e, base: u}
	f.ctx, f.cancel = context.WithCancel(e.ctx)
	for _, row := range model.Fields() {
		if row.Editable == model.Never {
			continue
		}
		field := newFormField(e, row)
		if c, ok := field.editor.(*choiceEditor); ok {
			c.choices = e.roleSlugs(slices.Concat(roles, []string{u.Role})...)
		}
		f.fields = append(f.fields, field)
	}
	f.rebase(u)
	f.at = f.firstOpen()
	return f
}

// Init reads the user again, so that changes are made to what the service has
// now and not to what a list said earlier.
func (f *form) Init() tea.Cmd {
	if f.base.IsNew() {
		return nil
	}
	f.reading = f.env.begin("reading "+called(f.base), false)
	return readUser(f.ctx, f.reading, f.env.session.API, f.base.UID)
}

// rebase takes a newer reading over. What has been typed stays.
func (f *form) rebase(u model.User) {
	f.base = u
	for _, field := range f.fields {
		field.locked = model.MayEdit(f.env.session.Actor, u, field.Key).Reason
		if field.Key == model.KeyMetadata {
			field.remark = model.MetadataRemark(f.env.session.Actor, u)
		}
		if field.Key == model.KeyTags && !u.IsNew() && !u.TagsKnown && field.locked == "" {
			field.locked = "the tags are not read yet"
		}
		if field.changed() {
			typed := field.editor.value()
			field.initial = typed
			field.show(u)
			field.editor.set(typed)
			continue
		}
		field.show(u)
	}
}

func (f *form) firstOpen() int {
	return max(0, slices.IndexFunc(f.fields, func(field *formField) bool { return field.locked == "" }))
}

func (f *form) focused() *formField { return f.fields[f.at] }

func (f *form) SetSize(width, height int) { f.width, f.height = width, height }
func (f *form) Capturing() bool           { return true }

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
func (f *form) Unsaved() int {
	n := 0
	for _, field := range f.fields {
		if field.changed() && field.locked == "" {
			n++
		}
	}
	return n
}

// Title says what is being edited and how much has changed.
func (f *form) Title() string {
	s := f.env.styles
	changes := ""
	if n := f.Unsaved(); n > 0 {
		changes = s.warning.Render(plural(n, "change"))
	}
	if f.base.IsNew() {
		return join(" · ", "new user", changes)
	}
	name := called(f.base)
	if f.env.session.Actor.IsMe(f.base.UID) {
		name += " (you)"
	}
	return join(" · ", "edit", name, changes)
}

// Keys lists what works in the field that has the focus.
func (f *form) Keys() []hint {
	if f.busy() {
		return offers(cmdBack, cmdHelp)
	}
	hints := offers(cmdSave, cmdNextField, cmdBack)
	if f.focused().Kind == model.KindJSON {
		hints = append(hints, hint{cmd: cmdFormat})
	} else {
		hints = append(hints, hint{cmd: cmdChoose})
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
	case savedMsg:
		if msg.request == f.saving {
			return f.answered(msg)
		}
	case rolesMsg:
		f.rolesRead()
	}
	return nav{}, nil
}

func (f *form) rolesRead() {
	for _, field := range f.fields {
		if c, ok := field.editor.(*choiceEditor); ok {
			c.choices = f.env.roleSlugs(c.choices...)
		}
	}
}

func (f *form) pressed(msg tea.KeyMsg) (nav, tea.Cmd) {
	cmd := lookUp(f.Scope(), msg)
	if f.busy() {
		if cmd == cmdBack {
			return f.cancelSave(), nil
		}
		return nav{}, nil
	}
	field := f.focused()
	switch cmd {
	case cmdSave:
		return f.save()
	case cmdBack:
		return f.leave(), nil
	case cmdNextField:
		f.move(1)
	case cmdPrevField:
		f.move(-1)
	case cmdChoose:
		return f.choose(), nil
	}
	if field.locked != "" {
		return nav{}, nil
	}
	switch cmd {
	case cmdUndo:
		field.editor.undo()
	case cmdRevert:
		field.editor.set(field.initial)
	case cmdFormat:
		if j, ok := field.editor.(*jsonEditor); ok {
			j.format()
		}
	case cmdNone:
		field.editor.update(msg)
	}
	return nav{}, nil
}

// move moves the focus; locked fields are visited too, to read their reason.
func (f *form) move(by int) {
	f.leaveField()
	f.at = (f.at + by + len(f.fields)) % len(f.fields)
}

func (f *form) leaveField() {
	field := f.focused()
	field.left = field.left || field.changed()
	if t, ok := field.editor.(*tagsEditor); ok {
		t.add()
	}
}

// choose is enter: it adds the tag being typed, opens the roles, or goes on.
func (f *form) choose() nav {
	field := f.focused()
	if field.locked == "" {
		switch e := field.editor.(type) {
		case *choiceEditor:
			return nav{push: newMenu(f.env, field.Label, e.items(f.env.roles))}
		case *tagsEditor:
			if e.add() {
				return nav{}
			}
		}
	}
	f.move(1)
	return nav{}
}

// items is the menu of roles, with the names the service gives them.
func (e *choiceEditor) items(roles []model.Role) []menuItem {
	var items []menuItem
	for _, choice := range e.choices {
		label := fit(model.Clean(choice), labelWidth)
		for _, r := range roles {
			if r.Slug == choice {
				label += model.Clean(describe(r))
			}
		}
		items = append(items, menuItem{label: label, pick: func() (nav, tea.Cmd) {
			e.choose(choice)
			return nav{}, nil
		}})
	}
	return items
}

// describe says what a role is for, once.
func describe(r model.Role) string {
	if r.Description == r.Name {
		return r.Name
	}
	return join(" · ", r.Name, r.Description)
}

// leave closes the form; changes are asked about.
func (f *form) leave() nav {
	n := f.Unsaved()
	if n == 0 {
		return nav{pop: 1}
	}
	title := "Discard " + plural(n, "change") + "?"
	yes := func() (nav, tea.Cmd) { return nav{pop: 1}, nil }
	return nav{push: newQuestion(f.env, title, []string{strings.Join(f.changedLabels(), ", ")}, "discard", yes)}
}

func (f *form) changedLabels() []string {
	var labels []string
	for _, field := range f.fields {
		if field.changed() && field.locked == "" {
			labels = append(labels, field.Label)
		}
	}
	return labels
}

// View draws the fields, scrolled so that the focused one can be seen.
func (f *form) View() string {
	var lines []string
	from, to := 0, 0
	if f.height >= 16 {
		lines = append(lines, "")
	}
	for i, field := range f.fields {
		if i == f.at {
			from = len(lines)
		}
		lines = append(lines, f.fieldLines(field, i == f.at)...)
		if i == f.at {
			to = len(lines)
		}
	}
	f.top = max(to-f.height, min(f.top, from))
	f.top = max(0, min(f.top, len(lines)-f.height))
	return strings.Join(lines[f.top:], "\n")
}

// indent is the room left of an editor: the marks and the label.
const indent = 4 + labelWidth

// fieldLines draws one field: marks, label, editor, and the note beside it or,
// where there is no room, below.
func (f *form) fieldLines(field *formField, focused bool) []string {
	s := f.env.styles
	left := indent
	if field.Kind == model.KindJSON && f.width < 60 {
		left = 4 // JSON needs the width: it begins below its label
	}
	room := max(8, f.width-left-1)
	width := room
	if room > 70 && field.Kind != model.KindJSON {
		width = 50
	}
	margin := strings.Repeat(" ", left)
	problem := field.problem()
	var lines []string
	for i, line := range f.editorLines(field, width, focused) {
		switch {
		case i > 0:
			lines = append(lines, margin+line)
		case left == indent:
			lines = append(lines, f.label(field, focused, problem != "")+line)
		default:
			lines = append(lines, f.label(field, focused, problem != ""), margin+line)
		}
	}
	remark := func(text string, style lipgloss.Style) {
		if text != "" && visible(text) <= room-width-2 {
			lines[0] += "  " + style.Render(text)
			return
		}
		for _, line := range wrap(text, room) {
			if line != "" {
				lines = append(lines, margin+style.Render(line))
			}
		}
	}
	if problem == "" || field.Kind == model.KindJSON {
		remark(field.note(focused), s.faint)
	}
	if problem != "" {
		remark("! "+problem, s.danger)
	}
	return lines
}

func (f *form) editorLines(field *formField, width int, focused bool) []string {
	height := max(2, min(14, f.height-len(f.fields)-3))
	if field.Kind == model.KindJSON && focused {
		height = max(height, f.height-4)
	}
	lines := field.editor.lines(width, height, focused && field.locked == "" && !f.busy())
	if field.locked != "" {
		for i, line := range lines {
			lines[i] = f.env.styles.faint.Render(ansi.Strip(line))
		}
	}
	return lines
}

// label is the left part of a field's first line: where the focus is, whether
// the field has changed or has a problem, and its name.
func (f *form) label(field *formField, focused, wrong bool) string {
	s := f.env.styles
	bar, mark, name := " ", " ", fit(field.Label, labelWidth)
	if focused {
		bar, name = s.strong.Render("▌"), s.bold.Render(name)
	} else if field.locked != "" {
		name = s.faint.Render(name)
	}
	switch {
	case wrong:
		mark = s.danger.Render("!")
	case field.changed() && field.locked == "":
		mark = s.warning.Render("*")
	}
	return fmt.Sprintf("%s %s %s", bar, mark, name)
}
