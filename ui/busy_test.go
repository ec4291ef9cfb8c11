package ui

import (
	"context"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/model"
)

// witness notes the context of what it is asked to do.
type witness struct {
	Changes
	ctx context.Context
}

func (w *witness) Check(ctx context.Context, _ changes.Edit) (changes.Review, error) {
	w.ctx = ctx
	return changes.Review{}, ctx.Err()
}

func (w *witness) Update(ctx context.Context, _ changes.Edit) (changes.Result, error) {
	w.ctx = ctx
	return changes.Result{}, ctx.Err()
}

// formOf is the form of the user on top of the list.
func formOf(t *testing.T, a *App) *form {
	t.Helper()
	press(a, "e", "!")
	f, ok := a.top().(*form)
	if !ok || f.Unsaved() != 1 {
		t.Fatalf("no form with a change:\n%s", a.View())
	}
	return f
}

// What is being sent or kept, or is in the editor, cannot be typed over: what was
// typed meanwhile would be neither saved nor asked about.
func TestNothingIsTypedIntoABusyForm(t *testing.T) {
	for name, begin := range map[string]func(a *App, f *form){
		"comparing":     func(a *App, _ *form) { press(a, "ctrl+s") },
		"saving":        func(_ *App, f *form) { f.saver.update(changes.Review{}) },
		"put aside":     func(_ *App, f *form) { f.draft.putAside() },
		"in the editor": func(_ *App, f *form) { f.draft.outside = true },
	} {
		a := newTestAppWith(t, forgetful{})
		f := formOf(t, a)
		begin(a, f)
		before := f.fields.edited().Name
		if press(a, "x"); f.fields.edited().Name != before || before != "Ann!" {
			t.Errorf("%s: the name became %q", name, f.fields.edited().Name)
		}
	}
}

// esc gives up what is being sent; closing the form gives up whatever it asked.
func TestAFormGivesUpWhatItAsked(t *testing.T) {
	edit := changes.Edit{}
	for name, begin := range map[string]func(f *form) tea.Cmd{
		"comparing": func(f *form) tea.Cmd { return f.saver.compare(edit) },
		"saving":    func(f *form) tea.Cmd { return f.saver.update(changes.Review{}) },
	} {
		a := newTestAppWith(t, forgetful{})
		w := &witness{}
		a.env.session.Changes = w
		f := formOf(t, a)
		begin(f)()
		if w.ctx.Err() != nil {
			t.Fatalf("%s: given up from the start", name)
		}
		if press(a, "esc"); w.ctx.Err() == nil || !slices.Contains(a.views, view(f)) {
			t.Errorf("%s: esc does not give it up, or closes the form", name)
		}
	}
	a := newTestAppWith(t, forgetful{})
	f := formOf(t, a)
	if a.remove(f); f.ctx.Err() == nil {
		t.Error("the form is closed, and its requests go on")
	}
}

// Tags that nobody has read cannot be edited: they would replace those there are.
func TestTagsAreLockedUntilTheyAreRead(t *testing.T) {
	a := newTestAppWith(t, forgetful{})
	f := formOf(t, a)
	tags := f.fields.field(model.KeyTags)
	if tags.locked == "" {
		t.Error("they can be edited before they are read")
	}
	read := f.fields.base
	read.TagsKnown, read.Tags = true, []string{"vip"}
	if a.Update(userMsg{request: f.reading, user: read}); tags.locked != "" || !slices.Equal(tags.input.value().Tags, read.Tags) {
		t.Errorf("once read they are %v, locked: %q", tags.input.value().Tags, tags.locked)
	}
	created := newForm(a.env, model.User{}, nil)
	if locked := created.fields.field(model.KeyTags).locked; locked != "" {
		t.Errorf("of a new user they are locked: %q", locked)
	}
}

// Answers that leave out what is known do not take it away.
func TestWhatAnAnswerLeavesOutStaysKnown(t *testing.T) {
	known := model.User{UID: "ann", Name: "Ann", CreatedAt: 1, Tags: []string{"vip"}, TagsKnown: true, BlockedByMe: true, HasBlockedMe: true}
	bare := model.User{UID: "ann", Name: "Anna", CreatedAt: 1}
	for name, msg := range map[string]tea.Msg{
		"an answer about the user": userMsg{user: bare},
		"the answer to an update":  savedMsg{result: changes.Result{User: bare}},
		"the answer to an action":  actedMsg{action: model.Reactivate, user: known, result: changes.Result{User: bare}},
		"the answer to an undo":    undoneMsg{result: changes.Result{User: bare}},
	} {
		a := newTestAppWith(t, forgetful{})
		a.env.known.Users().Put(known)
		a.Update(msg)
		s := a.env.known.Users().Snapshot()
		id, _ := s.Find("ann")
		u := s.User(id)
		_, isReading := msg.(userMsg) // says who has blocked whom
		if u.Name != "Anna" || !u.TagsKnown || !slices.Equal(u.Tags, known.Tags) || !isReading && (!u.BlockedByMe || !u.HasBlockedMe) {
			t.Errorf("after %s: %+v", name, u)
		}
	}
}
