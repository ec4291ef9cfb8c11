package ui

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/drafts"
)

// draftDelay is how long after a change what is typed is put on the disk, also
// while typing goes on.
const draftDelay = 250 * time.Millisecond

// draftDue fires a draftDelay after a change; the form it is about handles it.
type draftDue struct{ draft string }

// draftKept answers keepDraft; the root tells of failures.
type draftKept struct{ err error }

// draftDropped answers dropDraft and discardDraft; the root tells of failures.
type draftDropped struct{ err error }

// draftPutAside answers putAside. The form closes if what is typed is on the disk.
type draftPutAside struct {
	request
	draft drafts.Draft
	err   error
}

// allKept answers keepAll. The root ends the program if what is typed is on the
// disk.
type allKept struct {
	request
	err error
}

func keepDraft(ctx context.Context, d Drafts, draft drafts.Draft) tea.Cmd {
	return func() tea.Msg { return draftKept{d.Save(ctx, draft)} }
}

func putAside(ctx context.Context, r request, d Drafts, draft drafts.Draft) tea.Cmd {
	return func() tea.Msg { return draftPutAside{r, draft, d.Save(ctx, draft)} }
}

func keepAll(ctx context.Context, r request, d Drafts, typed []drafts.Draft) tea.Cmd {
	return func() tea.Msg { return allKept{r, saveAll(ctx, d, typed)} }
}

// saveAll saves every draft that it can. What it says of those without values,
// whose files are only to be removed, would interest nobody.
func saveAll(ctx context.Context, d Drafts, typed []drafts.Draft) error {
	var failed error
	for _, draft := range typed {
		if err := d.Save(ctx, draft); err != nil && len(draft.Values) > 0 || err != nil && draft.Text != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func dropDraft(d Drafts, id string) tea.Cmd {
	return func() tea.Msg { return draftDropped{d.Discard(id)} }
}

// discardDraft removes what an earlier program left.
func discardDraft(ctx context.Context, d Drafts, id string) tea.Cmd {
	return func() tea.Msg {
		if _, err := d.Claim(ctx, id); err != nil {
			return draftDropped{err}
		}
		return draftDropped{d.Discard(id)}
	}
}

// typedSince schedules the saving of what is typed, unless it is scheduled.
func (f *form) typedSince() tea.Cmd {
	if f.env.Drafts == nil || f.draftDue {
		return nil
	}
	f.draftDue = true
	return f.env.After(draftDelay, draftDue{f.draft})
}

// keepsTyping reports whether what is typed in a form is kept on the disk.
func (e *env) keepsTyping() bool { return e.Drafts != nil && !e.TextsOnly }

// keep puts what is typed on the disk now. The editor's text goes when it has been
// taken over.
func (f *form) keep() tea.Cmd { return keepDraft(f.env.ctx, f.env.Drafts, f.asDraft()) }

// asDraft is what is to be kept of what is typed in the form, and of what the
// editor has.
func (f *form) asDraft() drafts.Draft {
	d := drafts.Draft{
		ID: f.draft, Base: f.base, UID: f.base.UID,
		Values: map[model.Key]model.Value{}, Text: f.text, Time: f.env.Now(),
	}
	if f.base.IsNew() {
		d.UID = ""
	}
	if !f.env.keepsTyping() {
		return d
	}
	for _, field := range f.fields {
		if field.changed() {
			d.Values[field.Key] = field.input.value()
		}
	}
	return d
}

// putAside keeps what is typed, to close the form once that is done.
func (f *form) putAside() tea.Cmd {
	f.keeping = f.env.begin("keeping the draft", false)
	return putAside(f.env.ctx, f.keeping, f.env.Drafts, f.asDraft())
}

// isPutAside closes the form if what is typed is on the disk.
func (f *form) isPutAside(msg draftPutAside) nav {
	f.keeping = 0
	if msg.err != nil {
		return problem("Not kept as a draft, so the form stays open: " + model.Clean(msg.err.Error()))
	}
	f.env.kept = append(f.env.kept, msg.draft)
	n := info("kept as a draft: t opens it again")
	n.close = f
	return n
}

// resume puts what an earlier program left into the form.
func (f *form) resume(d drafts.Draft) {
	f.draft = d.ID
	for _, field := range f.fields {
		if v, ok := d.Values[field.Key]; ok {
			field.input.put(v)
			field.visited = true
		}
	}
}

// forgetDraft removes the draft of a form that was saved or discarded.
func (f *form) forgetDraft() tea.Cmd {
	if f.env.Drafts == nil {
		return nil
	}
	return dropDraft(f.env.Drafts, f.draft)
}
