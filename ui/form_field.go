package ui

import (
	"errors"
	"fmt"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// formField is one field of the form: the table's row, its input, and why it
// is locked if it is.
type formField struct {
	model.Field
	input   fieldInput
	locked  string
	initial model.Value // what the service's value looks like in the input
	visited bool        // the field was left once, so its problem is shown
	refused string      // what the service said about the value
	asked   model.Value // the value the service said it about
	hidden  int         // characters that cannot be shown and so not edited
	remark  string      // what editing this field may cost
	found   findings    // about metadata
}

// newFormField is a field that shows what the user has.
func newFormField(s *styles, row model.Field, u model.User) *formField {
	f := &formField{Field: row, input: newFieldInput(s, row.Kind)}
	v, hidden := shown(row, u)
	f.input.show(v)
	f.initial, f.hidden = f.input.value(), hidden
	return f
}

// edit carries a command of the form out, or types a key that is none.
func (f *formField) edit(cmd command, msg tea.KeyMsg) {
	switch cmd {
	case cmdUndo:
		f.input.undo()
	case cmdRevert:
		f.input.put(f.initial)
	case cmdFormat:
		if j, ok := f.input.(*jsonInput); ok {
			j.format()
		}
	case cmdNone:
		f.input.update(msg)
	}
}

// withstands is why the field does not take a command; empty when it does. What was
// typed before a field was locked can be taken back.
func (f *formField) withstands(cmd command) string {
	if f.locked == "" || (cmd == cmdRevert || cmd == cmdUndo) && f.changed() {
		return ""
	}
	return f.Label + " is locked: " + f.locked
}

// refuse shows what the service said about the value until the value changes.
func (f *formField) refuse(said string) { f.refused, f.asked = said, f.input.value() }

// findings are what only reading all of metadata's text tells. They are asked for
// many times a frame, and change with the text alone.
type findings struct {
	text, initial string
	known         bool
	changed       bool
	fault         *model.FieldError
	size          int
}

// find is what there is to say about the text that is in the input now.
func (f *formField) find() findings {
	v := f.input.value()
	if !f.found.known || f.found.text != v.Text || f.found.initial != f.initial.Text {
		f.found = findings{
			text: v.Text, initial: f.initial.Text, known: true,
			changed: !f.SameValue(v, f.initial), fault: f.faultOf(v), size: model.Metadata(v.Text).Size(),
		}
	}
	return f.found
}

func (f *formField) faultOf(v model.Value) (fault *model.FieldError) {
	errors.As(f.ValidateChange(f.initial, v), &fault)
	return fault
}

// shown is the user's value as the input shows it, and how many characters that
// leaves out: text without what a terminal must not get, metadata pretty-printed.
func shown(f model.Field, u model.User) (v model.Value, hidden int) {
	v = f.Value(u)
	switch f.Kind {
	case model.KindText, model.KindURL:
		v.Text, hidden = model.Strip(v.Text)
	case model.KindJSON:
		v.Text = model.Metadata(v.Text).Pretty()
	}
	return v, hidden
}

// rebase takes a newer reading over. What has been typed is not touched, nor is
// an input that shows the right value already.
func (f *formField) rebase(u model.User) {
	v, hidden := shown(f.Field, u)
	f.hidden = hidden
	if !f.changed() && !f.SameValue(f.input.value(), v) {
		f.input.show(v)
		v = f.input.value()
	}
	f.initial = v
}

func (f *formField) changed() bool {
	if f.Kind == model.KindJSON {
		return f.find().changed
	}
	return !f.SameValue(f.input.value(), f.initial)
}

// problem is what is wrong with the field, once it is time to say so:
// metadata and what is too long while typing, the rest once the field was left.
func (f *formField) problem() string {
	if f.locked != "" {
		return ""
	}
	v := f.input.value()
	if f.refused != "" && f.SameValue(v, f.asked) {
		return f.refused
	}
	tooLong := f.Limit.Unit == "characters" && utf8.RuneCountInString(v.Text) > f.Limit.Max
	if !f.visited && !tooLong && f.Kind != model.KindJSON {
		return ""
	}
	if err := f.invalid(); err != nil {
		return err.Problem
	}
	return ""
}

func (f *formField) invalid() *model.FieldError {
	if f.Kind == model.KindJSON {
		return f.find().fault
	}
	return f.faultOf(f.input.value())
}

// note is the remark beside the field: its reason, its fill, what it becomes.
func (f *formField) note(focused, creating bool) string {
	v := f.input.value()
	switch {
	case f.locked != "":
		return "locked: " + f.locked
	case f.Kind == model.KindJSON:
		return f.metadataNote(focused)
	case f.hidden > 0:
		return words.Plural(f.hidden, "hidden character") + ", lost when this field is changed"
	case f.Key == model.KeyUID && v.Text != model.NormalizeUID(v.Text) && f.invalid() == nil:
		return "becomes " + model.NormalizeUID(v.Text)
	case creating && f.Required && v.Text == "":
		return words.Join(" · ", "required", f.Hint)
	case !focused:
		return ""
	case f.Kind == model.KindTags:
		remark := f.input.(*tagsInput).remark
		return first(remark, fmt.Sprintf("%d/%d · enter adds, ⌫ removes", len(v.Tags), f.Limit.Max))
	case f.Kind == model.KindChoice:
		return "← → or enter to choose"
	case v.Text == "":
		return f.Hint
	case f.Limit.Max > 0:
		return fmt.Sprintf("%d/%d", utf8.RuneCountInString(v.Text), f.Limit.Max)
	}
	return ""
}

func (f *formField) metadataNote(focused bool) string {
	j, ok := f.input.(*jsonInput)
	if !ok || j.area.Text() == "" {
		return words.Join(" · ", f.Hint, f.remark)
	}
	place := ""
	if focused {
		place = fmt.Sprintf("%d:%d", j.area.Cursor().Line+1, utf8.RuneCountInString(j.area.BeforeCursor())+1)
	}
	size := f.find().size
	return words.Join(" · ", f.remark, fmt.Sprintf("%s of %d KB", words.Bytes(size), f.Limit.Max/1024), place, model.MetadataWarning(size))
}
