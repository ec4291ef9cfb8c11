package ui

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

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

// keepsTyping reports whether what is typed in a form is kept on the disk.
func (e *env) keepsTyping() bool { return e.Drafts != nil && !e.TextsOnly }
