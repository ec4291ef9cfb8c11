package ui

import (
	"bytes"
	"errors"
	"os"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/userfile"
)

// editing is a text that was given to the person's own editor.
type editing struct {
	form   string // the draft id of the form it is for; empty for a user as a whole
	path   string
	given  []byte // what the editor was given
	again  bool   // the text was given back because of a fault
	base   model.User
	locked map[model.Key]string
}

// editorClosed is what came back from the editor. The form whose metadata it is
// handles it, or the root for a user as a whole.
type editorClosed struct {
	editing
	text []byte
	err  error
}

// noEditor is why there is no editor, if there is none.
func (e *env) noEditor() string {
	if e.Edit == nil {
		return "there is no editor here"
	}
	return ""
}

// editOutside opens the user's fields as a text.
func (e *env) editOutside(u model.User) (nav, tea.Cmd) {
	if reason := first(e.mayEdit(u).Reason, e.noEditor()); reason != "" {
		return problem("cannot edit " + called(u) + ": " + reason), nil
	}
	locked := e.locked(u)
	return nav{}, e.give("census-user-*.jsonc", editing{base: u, locked: locked, given: userfile.Encode(u, locked, "")}, 1)
}

// locked are the fields that may not be edited, and why.
func (e *env) locked(u model.User) map[model.Key]string {
	locked := map[model.Key]string{}
	for _, f := range model.Fields() {
		if v := model.MayEdit(e.session.Actor, u, f.Key); f.Editable != model.Never && !v.Allowed() {
			locked[f.Key] = v.Reason
		}
	}
	if !u.TagsKnown && locked[model.KeyTags] == "" {
		locked[model.KeyTags] = "the tags are not read yet"
	}
	return locked
}

// editMetadata opens the metadata of the form as a text.
func (f *form) editMetadata() (nav, tea.Cmd) {
	if reason := first(f.focused().locked, f.env.noEditor()); reason != "" {
		return problem("cannot edit in the editor: " + reason), nil
	}
	typed := f.focused().editor.value().Text
	f.outside = true
	ed := editing{form: f.draft, base: model.User{Metadata: model.Metadata(typed)}, given: userfile.EncodeMetadata(model.Metadata(typed), "")}
	return nav{}, f.env.give("census-metadata-*.jsonc", ed, 1)
}

// give writes the text to a file and opens the editor at a line. The file stays
// until the change is saved.
func (e *env) give(pattern string, ed editing, line int) tea.Cmd {
	dir, edit := e.EditDir, e.Edit
	return func() tea.Msg {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return editorClosed{ed, nil, err}
		}
		if ed.path == "" {
			file, err := os.CreateTemp(dir, pattern)
			if err != nil {
				return editorClosed{ed, nil, err}
			}
			ed.path = file.Name()
			if err := file.Close(); err != nil {
				return editorClosed{ed, nil, err}
			}
		}
		if err := replaceFile(ed.path, ed.given); err != nil {
			return editorClosed{ed, nil, err}
		}
		open := edit(ed.path, line, func(err error) tea.Msg {
			text, readErr := os.ReadFile(ed.path)
			return editorClosed{ed, text, errors.Join(err, readErr)}
		})
		return open()
	}
}

// replaceFile puts a text in place of a file: a full disk leaves the old one.
func replaceFile(path string, text []byte) error {
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// again opens the editor once more where the text has its fault.
func (e *env) again(msg editorClosed, fault error) (nav, tea.Cmd) {
	marked, line := userfile.Mark(msg.text, fault)
	msg.given, msg.again = marked, true
	return nav{}, e.give("", msg.editing, line)
}

// settled tells whether there is nothing to take over: the editor failed, or the
// text is as it was given.
func (e *env) settled(msg editorClosed) (n nav, cmd tea.Cmd, is bool) {
	switch {
	case msg.err != nil:
		return problem("The editor failed: " + model.Clean(msg.err.Error()) + keptAt(msg.path)), nil, true
	case bytes.Equal(msg.text, msg.given) && msg.again:
		return problem("The text still has its fault and was not taken over" + keptAt(msg.path)), nil, true
	case bytes.Equal(msg.text, msg.given):
		return info("nothing has changed"), removeFile(msg.path), true
	}
	return nav{}, nil, false
}

// editedOutside opens the form with what was written in the editor.
func (e *env) editedOutside(msg editorClosed) (nav, tea.Cmd) {
	if n, cmd, is := e.settled(msg); is {
		return n, cmd
	}
	mine, err := userfile.Decode(msg.text, msg.base, msg.locked)
	if err != nil {
		return e.again(msg, err)
	}
	if model.Diff(msg.base, mine).IsEmpty() {
		return info("nothing has changed"), removeFile(msg.path)
	}
	f := newForm(e, msg.base, nil)
	f.files = append(f.files, msg.path)
	for _, field := range f.fields {
		if !field.Same(msg.base, mine) {
			v, _ := shown(field.Field, mine)
			field.editor.put(v)
			field.visited = true
		}
	}
	return nav{push: f}, f.typedSince()
}

// metadataEdited takes metadata over that was written in the editor.
func (f *form) metadataEdited(msg editorClosed) (nav, tea.Cmd) {
	f.outside = false
	if n, cmd, is := f.env.settled(msg); is {
		return n, cmd
	}
	m, err := userfile.DecodeMetadata(msg.text, msg.base.Metadata)
	if err != nil {
		f.outside = true
		return f.env.again(msg, err)
	}
	for _, field := range f.fields {
		if field.Key == model.KeyMetadata {
			v, _ := shown(field.Field, model.User{Metadata: m})
			field.editor.put(v)
		}
	}
	f.files = append(f.files, msg.path)
	return nav{}, f.typedSince()
}

// keptAt names the file that has the text.
func keptAt(path string) string {
	if path == "" {
		return ""
	}
	return ". The text is kept in " + model.Clean(path)
}

// fileNotice names the file of a form that is closed without saving.
func (f *form) fileNotice() notice {
	if len(f.files) == 0 {
		return notice{}
	}
	last := f.files[len(f.files)-1]
	return notice{noticeInfo, "the text of the editor is kept in " + model.Clean(last)}
}

// forgetFile removes the editor's files of a form that was saved.
func (f *form) forgetFile() tea.Cmd {
	var cmds []tea.Cmd
	for _, path := range f.files {
		cmds = append(cmds, removeFile(path))
	}
	return tea.Batch(cmds...)
}

func removeFile(path string) tea.Cmd {
	return func() tea.Msg {
		_ = os.Remove(path) // what stays is a text of the person's own
		return nil
	}
}
