package ui

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"census/client"
	"census/model"
	"census/ui/theme"
)

var (
	admin = model.Actor{Me: "me", Credential: model.APIKey}
	ann   = model.User{UID: "ann", Name: "Ann", Role: "default", CreatedAt: 1, TagsKnown: true, Tags: []string{"vip"}, Metadata: model.Metadata(`{"a":1}`)}
)

func fieldsOf(u model.User) *fieldSet {
	return newFieldSet(newStyles(termenv.Ascii, theme.Sixteen(theme.DarkGround)), u, admin)
}

// typeInto types a text into a field.
func (f *fieldSet) typeInto(key model.Key, text string) {
	f.focus(key)
	f.focused().edit(cmdNone, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)})
}

func TestFieldsBeginUnchangedAndUnlocked(t *testing.T) {
	f := fieldsOf(ann)
	if len(f.changed()) != 0 || !model.Diff(ann, f.edited()).IsEmpty() {
		t.Errorf("changed from the start: %+v", f.edited())
	}
	if f.focused().locked != "" {
		t.Errorf("the focus is on %s, which is locked", f.focused().Label)
	}
	if f.field(model.KeyUID).locked == "" {
		t.Error("the uid of a user who is there can be edited")
	}
}

func TestTheFocusGoesAround(t *testing.T) {
	f := fieldsOf(ann)
	start := f.at
	for range f.all {
		f.move(1)
	}
	if f.at != start {
		t.Errorf("after all %d fields the focus is on field %d, not %d", len(f.all), f.at, start)
	}
	f.focus(f.all[0].Key)
	if f.move(-1); f.at != len(f.all)-1 {
		t.Errorf("before the first field is field %d", f.at)
	}
}

func TestATagBeingTypedCountsWhenTheFieldIsLeft(t *testing.T) {
	f := fieldsOf(ann)
	f.typeInto(model.KeyTags, "beta")
	f.move(1)
	tags := f.field(model.KeyTags).input.(*tagsInput)
	if !slices.Equal(tags.tags, []string{"vip", "beta"}) || tags.line.text() != "" {
		t.Errorf("tags %q, still being typed: %q", tags.tags, tags.line.text())
	}
}

// What is typed stays, with the value it was typed over; the rest follows the newer
// reading.
func TestRebaseKeepsWhatIsTyped(t *testing.T) {
	f := fieldsOf(ann)
	f.typeInto(model.KeyName, "!")
	fresh := ann
	fresh.Name, fresh.Link, fresh.Tags = "Anna", "https://example.com", []string{"vip", "new"}
	f.rebase(fresh, admin)
	if u := f.edited(); u.Name != "Ann!" || u.Link != fresh.Link || !slices.Equal(u.Tags, fresh.Tags) {
		t.Errorf("edited is %+v", u)
	}
	if f.base.Name != "Ann" || f.base.Link != fresh.Link {
		t.Errorf("the name was typed over %q, the link is %q", f.base.Name, f.base.Link)
	}
	if changed := f.changed(); len(changed) != 1 || changed[0].Key != model.KeyName {
		t.Errorf("%d fields have changed, want the name", len(changed))
	}
}

func TestDecidedValuesCanBeSentAndTakenBack(t *testing.T) {
	f := fieldsOf(ann)
	f.typeInto(model.KeyName, "!")
	theirs, decided := ann, ann
	theirs.Name, decided.Name = "Anna", "Ann or Anna"
	f.decide(theirs, decided, admin)
	if f.base.Name != "Anna" || f.edited().Name != "Ann or Anna" {
		t.Errorf("%q is typed over %q", f.edited().Name, f.base.Name)
	}
	if f.field(model.KeyName).edit(cmdUndo, tea.KeyMsg{}); f.edited().Name != "Ann!" {
		t.Errorf("taken back it is %q", f.edited().Name)
	}
}

// A role chosen before it was known to be one's own can be taken back, but not
// changed further.
func TestALockedFieldOnlyTakesBackWhatWasTyped(t *testing.T) {
	f := fieldsOf(ann)
	role := f.field(model.KeyRole)
	role.input.put(model.Value{Text: "moderator"})
	f.lock(model.Actor{Me: ann.UID, Credential: model.APIKey})
	for cmd, want := range map[command]bool{cmdNone: true, cmdFormat: true, cmdUndo: false, cmdRevert: false} {
		if locked := role.withstands(cmd) != ""; locked != want {
			t.Errorf("command %v is withstood: %t, want %t", cmd, locked, want)
		}
	}
	if role.edit(cmdRevert, tea.KeyMsg{}); role.changed() || role.withstands(cmdUndo) == "" {
		t.Error("once it is as it was, a locked field can still be edited")
	}
}

func TestJudgeGoesToTheFirstFaultAndShowsAll(t *testing.T) {
	f := fieldsOf(ann)
	if _, valid := f.judge(); !valid {
		t.Fatal("a user who was read is not valid")
	}
	f.typeInto(model.KeyLink, "no address")
	f.typeInto(model.KeyMetadata, "{")
	n, valid := f.judge()
	if valid || f.focused().Key != model.KeyLink || n.notice.text != "2 fields need attention" {
		t.Errorf("valid %t, the focus is on %s, told %q", valid, f.focused().Label, n.notice.text)
	}
	if f.field(model.KeyLink).problem() == "" {
		t.Error("the fault is not shown though it was asked about")
	}
}

// A refusal is shown until its value changes.
func TestARefusalIsAboutAValue(t *testing.T) {
	f := fieldsOf(ann)
	f.typeInto(model.KeyAvatar, "https://example.com/a")
	f.focus(model.KeyName)
	f.refuse(&client.APIError{Details: map[string][]string{"avatar": {"too dark"}, "link": {"too long"}}})
	avatar := f.field(model.KeyAvatar)
	if f.focused() != avatar || avatar.problem() != "too dark" || f.field(model.KeyLink).problem() != "too long" {
		t.Errorf("the focus is on %s; avatar %q, link %q", f.focused().Label, avatar.problem(), f.field(model.KeyLink).problem())
	}
	if f.typeInto(model.KeyAvatar, "b"); avatar.problem() != "" {
		t.Errorf("another value is %q too", avatar.problem())
	}
}

func TestFilledFieldsAreChanges(t *testing.T) {
	f := fieldsOf(ann)
	f.fill(map[model.Key]model.Value{model.KeyName: {Text: "Ann B"}, model.KeyTags: {Tags: []string{"x"}}})
	if u := f.edited(); u.Name != "Ann B" || !slices.Equal(u.Tags, []string{"x"}) || len(f.changed()) != 2 {
		t.Errorf("%d changes: %+v", len(f.changed()), u)
	}
}
