package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/statefile"
	"census/model"
	"census/ui/drafts"
	"census/ui/userfile"
	"census/ui/words"
)

// editing is a text that was given to the person's own editor. While the editor
// has it, and until it is taken over, a draft names its file.
type editing struct {
	draft  drafts.Draft
	typed  model.Metadata // what the form's field held, for metadata alone
	given  []byte         // what the editor was given this time
	again  bool           // the text was given back: it had a fault
	locked map[model.Key]string
}

// editorClosed is what came back from the editor. The form whose metadata it is
// handles it, or the root for a user as a whole.
type editorClosed struct {
	editing
	text []byte
	gone bool // there is no file
	err  error
}

// noEditor is why there is no editor, if there is none.
func (e *env) noEditor() string {
	if e.Edit == nil || e.Drafts == nil {
		return "there is no editor here"
	}
	return ""
}

// editOutside opens the user's fields as a text.
func (e *env) editOutside(u model.User) (nav, tea.Cmd) {
	if reason := first(e.mayEdit(u).Reason, e.noEditor()); reason != "" {
		return problem("cannot edit " + words.Called(u) + ": " + reason), nil
	}
	locked := e.locked(u)
	given := e.spelled(userfile.Encode(u, locked, ""))
	d := drafts.Draft{ID: drafts.NewID(), UID: u.UID, Base: u, Time: e.Now()}
	d.Text = &drafts.Text{Path: e.textPath("user", d.ID), Given: string(given), Whole: true}
	return nav{}, e.give(editing{draft: d, locked: locked}, given, 1)
}

// locked are the fields that may not be edited, and why.
func (e *env) locked(u model.User) map[model.Key]string {
	locked := map[model.Key]string{}
	for _, f := range model.Fields() {
		if v := model.MayEdit(e.known.Actor(), u, f.Key); f.Editable != model.Never && !v.Allowed() {
			locked[f.Key] = v.Reason
		}
	}
	if !u.TagsKnown && locked[model.KeyTags] == "" {
		locked[model.KeyTags] = "the tags are not read yet"
	}
	return locked
}

// textPath is where a text goes; the draft's id makes it the only one of its name.
func (e *env) textPath(what, id string) string {
	return filepath.Join(e.EditDir, "census-"+what+"-"+id+".jsonc")
}

// editMetadata opens the metadata of the form as a text, or the text that was not
// taken over yet.
func (f *form) editMetadata() (nav, tea.Cmd) {
	if reason := first(f.fields.focused().locked, f.env.noEditor()); reason != "" {
		return problem("cannot edit in the editor: " + reason), nil
	}
	f.draft.outside = true
	ed := editing{typed: model.Metadata(f.fields.focused().input.value().Text), again: f.draft.text != nil}
	var given []byte
	if f.draft.text == nil {
		given = f.env.spelled(userfile.EncodeMetadata(ed.typed, ""))
		f.draft.text = &drafts.Text{Path: f.env.textPath("metadata", f.draft.id), Given: string(given)}
	}
	ed.draft = f.draft.draft()
	return nav{}, f.env.give(ed, given, 1)
}

// give records the text, writes it to its file and opens the editor at a line. A
// nil text is in the file already.
func (e *env) give(ed editing, text []byte, line int) tea.Cmd {
	ctx, dir, edit, keep := e.ctx, e.EditDir, e.Edit, e.Drafts
	return func() tea.Msg {
		given, err := provide(ctx, dir, keep, ed.draft, text)
		if err != nil {
			gone := !ed.again || errors.Is(err, os.ErrNotExist)
			return editorClosed{editing: ed, gone: gone, err: fmt.Errorf("it was not opened: %w", err)}
		}
		ed.given = given
		open := edit(ed.draft.Text.Path, line, func(err error) tea.Msg { return closed(ed, err) })
		return open()
	}
}

// provide sees to it that a text stands in its file, and that it will be found
// there whatever happens.
func provide(ctx context.Context, dir string, keep Drafts, d drafts.Draft, text []byte) (given []byte, err error) {
	if err := errors.Join(statefile.Folder(dir), keep.Save(ctx, d)); err != nil {
		return nil, err
	}
	if text == nil {
		return os.ReadFile(d.Text.Path)
	}
	return text, statefile.Replace(ctx, d.Text.Path, text)
}

// closed reads what the editor has left.
func closed(ed editing, err error) editorClosed {
	text, readErr := os.ReadFile(ed.draft.Text.Path)
	if errors.Is(readErr, os.ErrNotExist) {
		return editorClosed{editing: ed, gone: true, err: err}
	}
	return editorClosed{editing: ed, text: text, err: errors.Join(err, readErr)}
}

// verdict is what becomes of a text that came back.
type verdict int

const (
	takenOver verdict = iota
	dropped           // it says nothing
	left              // it says something that cannot be taken over now
)

// judge tells what becomes of the text, and why it is not taken over.
func (m editorClosed) judge() (verdict, notice) {
	says := !m.gone && !userfile.Same(m.text, []byte(m.draft.Text.Given))
	switch {
	case m.err != nil && says:
		return left, notice{noticeProblem, "The editor failed: " + model.Clean(m.err.Error()) + ". The text was not taken over"}
	case m.err != nil:
		return dropped, notice{noticeProblem, "The editor failed: " + model.Clean(m.err.Error())}
	case m.gone:
		return dropped, notice{noticeProblem, "The editor removed the file, so nothing has changed"}
	case !says:
		return dropped, notice{noticeInfo, "nothing has changed"}
	case m.again && bytes.Equal(m.text, m.given):
		return left, notice{noticeProblem, "The text still has its fault and was not taken over"}
	}
	return takenOver, notice{}
}

// again opens the editor once more where the text has its fault.
func (e *env) again(msg editorClosed, fault error) tea.Cmd {
	marked, line := userfile.Mark(msg.text, fault)
	msg.again = true
	return e.give(msg.editing, e.spelled(marked), line)
}

// spelled is a text as the terminal can show it in which the editor will.
func (e *env) spelled(text []byte) []byte {
	if e.ASCII {
		return userfile.ASCII(text)
	}
	return text
}

// editedOutside opens the form with what was written in the editor.
func (e *env) editedOutside(msg editorClosed) (nav, tea.Cmd) {
	drop := dropDraft(e.Drafts, msg.draft.ID)
	switch v, said := msg.judge(); v {
	case dropped:
		return nav{notice: said}, drop
	case left:
		return e.leaveText(msg, said), nil
	}
	base := msg.draft.Base
	mine, err := userfile.Decode(msg.text, base, msg.locked)
	switch {
	case err != nil && e.noEditor() != "":
		return e.leaveText(msg, notice{noticeProblem, "The text has a fault: " + err.Error()}), nil
	case err != nil:
		return nav{}, e.again(msg, err)
	case model.Diff(base, mine).IsEmpty():
		return info("no field has changed"), drop
	}
	f := newForm(e, base, nil)
	f.draft.id = msg.draft.ID
	for _, field := range f.fields.all {
		if !field.Same(base, mine) {
			v, _ := shown(field.Field, mine)
			field.input.put(v)
			field.visited = true
		}
	}
	return nav{push: f}, f.draft.keep()
}

// leaveText puts a text aside that cannot be taken over now.
func (e *env) leaveText(msg editorClosed, why notice) nav {
	e.kept = append(e.kept, msg.draft)
	why.text += ". It is kept in " + model.Clean(msg.draft.Text.Path) + ": t in the list opens it again"
	return nav{notice: why}
}

// metadataEdited takes metadata over that was written in the editor.
func (f *form) metadataEdited(msg editorClosed) (nav, tea.Cmd) {
	f.draft.outside = false
	switch v, said := msg.judge(); v {
	case dropped:
		f.draft.text = nil
		return nav{notice: said}, f.draft.keep()
	case left:
		return f.leaveText(said), nil
	}
	m, err := userfile.DecodeMetadata(msg.text, msg.typed)
	switch {
	case err != nil && f.env.noEditor() != "":
		return f.leaveText(notice{noticeProblem, "The text has a fault: " + err.Error()}), nil
	case err != nil:
		f.draft.outside = true
		return nav{}, f.env.again(msg, err)
	}
	f.draft.text = nil
	if string(m.Compact()) == string(msg.typed.Compact()) {
		return info("no field has changed"), f.draft.keep()
	}
	field := f.fields.field(model.KeyMetadata)
	v, _ := shown(field.Field, model.User{Metadata: m})
	field.input.put(v)
	return nav{}, f.draft.keep()
}

// leaveText says that there is a text that was not taken over.
func (f *form) leaveText(why notice) nav {
	why.text += ". ctrl+e opens it again, ctrl+r drops it"
	f.fields.focus(model.KeyMetadata)
	return nav{notice: why}
}
