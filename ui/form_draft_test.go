package ui

import (
	"errors"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/session"
	"census/model"
	"census/ui/drafts"
)

// alone is what parts of a form share in tests that have no program. Nothing waits.
func alone(t *testing.T, o Options) *env {
	o.Now = func() time.Time { return time.Unix(1_800_000_000, 0) }
	o.After = func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
	return &env{Options: o, ctx: t.Context(), connection: connection{known: session.NewKnown(admin)}}
}

func TestWhatIsTypedIsScheduledOnce(t *testing.T) {
	d := newFormDraft(alone(t, Options{Drafts: newDisk()}), fieldsOf(ann))
	scheduled := d.changed()
	if scheduled == nil || d.changed() != nil {
		t.Fatal("it is not scheduled exactly once")
	}
	if msg := scheduled().(draftDue); msg.draft != d.id {
		t.Errorf("%q is due, want %q", msg.draft, d.id)
	}
	if d.due(); d.changed() == nil {
		t.Error("what is typed after it was kept is not scheduled")
	}
	if none := newFormDraft(alone(t, Options{}), fieldsOf(ann)); none.changed() != nil || none.forget() != nil {
		t.Error("it is kept without a place to keep it in")
	}
}

func TestTheDraftHoldsWhatHasChanged(t *testing.T) {
	fields := fieldsOf(ann)
	fields.typeInto(model.KeyName, "!")
	d := newFormDraft(alone(t, Options{Drafts: newDisk()}), fields)
	draft := d.draft()
	if draft.ID != d.id || draft.UID != "ann" || draft.Base.Name != "Ann" || len(draft.Values) != 1 || draft.Values[model.KeyName].Text != "Ann!" {
		t.Errorf("the draft is %+v", draft)
	}
	textsOnly := newFormDraft(alone(t, Options{Drafts: newDisk(), TextsOnly: true}), fields)
	textsOnly.text = &drafts.Text{Path: "text"}
	if draft := textsOnly.draft(); len(draft.Values) != 0 || draft.Text != textsOnly.text {
		t.Errorf("where only the editor's texts are kept, it is %+v", draft)
	}
	clone := fieldsOf(model.User{UID: "ann", Name: "Ann"})
	if draft := newFormDraft(alone(t, Options{Drafts: newDisk()}), clone).draft(); draft.UID != "" {
		t.Errorf("the draft of a new user is about %q", draft.UID)
	}
}

func TestAResumedDraftIsTheSameOne(t *testing.T) {
	fields := fieldsOf(ann)
	d := newFormDraft(alone(t, Options{Drafts: newDisk()}), fields)
	d.resume(drafts.Draft{ID: "earlier", Values: map[model.Key]model.Value{model.KeyName: {Text: "Ann B"}}})
	if draft := d.draft(); draft.ID != "earlier" || draft.Values[model.KeyName].Text != "Ann B" {
		t.Errorf("it is kept as %+v", draft)
	}
}

// The form may close once what is typed is on the disk, and not before.
func TestADraftIsPutAsideOnceItIsOnTheDisk(t *testing.T) {
	for _, full := range []error{nil, errors.New("no space left on device")} {
		disk := newDisk()
		disk.full = full
		e := alone(t, Options{Drafts: disk})
		fields := fieldsOf(ann)
		fields.typeInto(model.KeyName, "!")
		d := newFormDraft(e, fields)
		answer := d.putAside()
		if !d.isBusy() {
			t.Error("fields can be edited while they are put aside")
		}
		n, kept := d.isPutAside(answer().(draftPutAside))
		if wants := full == nil; kept != wants || (len(e.kept) == 1) != wants || (n.notice.kind == noticeProblem) == wants {
			t.Errorf("disk %v: kept %t, offered %d, told %q", full, kept, len(e.kept), n.notice.text)
		}
		if d.isBusy() {
			t.Error("it is busy after the answer")
		}
	}
}
