package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/drafts"
)

// formDraft keeps what is typed in a form on the disk. It also remembers the metadata
// that was opened in the person's own editor, until it is taken over.
type formDraft struct {
	env    *env
	fields *fieldSet

	id      string       // the draft's name on the disk
	isDue   bool         // saving is scheduled
	keeping request      // saves it before the form closes
	outside bool         // the editor has the metadata
	text    *drafts.Text // what the editor has or had; nil once it is taken over
}

func newFormDraft(e *env, fields *fieldSet) *formDraft {
	return &formDraft{env: e, fields: fields, id: drafts.NewID()}
}

// isBusy reports whether the form is being put aside, or its metadata is in the
// editor.
func (d *formDraft) isBusy() bool { return d.keeping != 0 || d.outside }

// changed schedules the saving of what is typed, unless it is scheduled.
func (d *formDraft) changed() tea.Cmd {
	if d.env.Drafts == nil || d.isDue {
		return nil
	}
	d.isDue = true
	return d.env.After(draftDelay, draftDue{d.id})
}

// due puts on the disk what was scheduled.
func (d *formDraft) due() tea.Cmd {
	d.isDue = false
	return d.keep()
}

// keep puts what is typed on the disk now. The editor's text goes when it has been
// taken over.
func (d *formDraft) keep() tea.Cmd { return keepDraft(d.env.ctx, d.env.Drafts, d.draft()) }

// draft is what to keep: the changed fields, and the text the editor has.
func (d *formDraft) draft() drafts.Draft {
	base := d.fields.base
	draft := drafts.Draft{
		ID: d.id, Base: base, UID: base.UID,
		Values: map[model.Key]model.Value{}, Text: d.text, Time: d.env.Now(),
	}
	if base.IsNew() {
		draft.UID = ""
	}
	if !d.env.keepsTyping() {
		return draft
	}
	for _, field := range d.fields.changed() {
		draft.Values[field.Key] = field.input.value()
	}
	return draft
}

// resume puts what an earlier program left into the form.
func (d *formDraft) resume(left drafts.Draft) {
	d.id = left.ID
	d.fields.fill(left.Values)
}

// putAside keeps what is typed, to close the form once that is done.
func (d *formDraft) putAside() tea.Cmd {
	d.keeping = d.env.begin("keeping the draft", false)
	return putAside(d.env.ctx, d.keeping, d.env.Drafts, d.draft())
}

// isPutAside takes the answer to putAside: what is typed is on the disk, or why not.
func (d *formDraft) isPutAside(msg draftPutAside) (n nav, kept bool) {
	d.keeping = 0
	if msg.err != nil {
		return problem("Not kept as a draft, so the form stays open: " + model.Clean(msg.err.Error())), false
	}
	d.env.kept = append(d.env.kept, msg.draft)
	return info("kept as a draft: t opens it again"), true
}

// forget removes the draft of a form that was saved or discarded.
func (d *formDraft) forget() tea.Cmd {
	if d.env.Drafts == nil {
		return nil
	}
	return dropDraft(d.env.Drafts, d.id)
}
