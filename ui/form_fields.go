package ui

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"census/model"
)

// formField is one field of the form: the table's row, its editor, and why it
// is locked if it is.
type formField struct {
	model.Field
	editor  editor
	locked  string
	initial model.Value // what the service's value looks like in the editor
	visited bool        // the field was left once, so its problem is shown
	refused string      // what the service said about the value
	asked   model.Value // the value the service said it about
	hidden  int         // characters that cannot be shown and so not edited
	remark  string      // what editing this field may cost
}

// shown is the user's value as the editor shows it, and how many characters that
// leaves out: text without what a terminal must not get, metadata pretty-printed
// with such characters written as the JSON escapes they may always be.
func shown(f model.Field, u model.User) (v model.Value, hidden int) {
	v = f.Value(u)
	switch f.Kind {
	case model.KindText, model.KindURL:
		v.Text, hidden = model.Strip(v.Text)
	case model.KindJSON:
		v.Text = jsonEscapes(model.Metadata(v.Text).Pretty())
	}
	return v, hidden
}

// rebase takes a newer reading over. What has been typed is not touched, nor is
// an editor that shows the right value already.
func (f *formField) rebase(u model.User) {
	v, hidden := shown(f.Field, u)
	f.hidden = hidden
	if !f.changed() && !f.SameValue(f.editor.value(), v) {
		f.editor.show(v)
		v = f.editor.value()
	}
	f.initial = v
}

func (f *formField) changed() bool { return !f.SameValue(f.editor.value(), f.initial) }

// problem is what is wrong with the field, as far as it is time to say so:
// metadata and what is too long while typing, the rest once the field was left.
func (f *formField) problem() string {
	if f.locked != "" {
		return ""
	}
	v := f.editor.value()
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
	var fault *model.FieldError
	errors.As(f.Validate(f.editor.value()), &fault)
	return fault
}

// note is the remark beside the field: its reason, its fill, what it becomes.
func (f *formField) note(focused, creating bool) string {
	v := f.editor.value()
	switch {
	case f.locked != "":
		return "locked: " + f.locked
	case f.Kind == model.KindJSON:
		return f.metadataNote(model.Metadata(v.Text), focused)
	case f.hidden > 0:
		return plural(f.hidden, "hidden character") + ", lost when this field is changed"
	case f.Key == model.KeyUID && v.Text != model.NormalizeUID(v.Text) && f.invalid() == nil:
		return "becomes " + model.NormalizeUID(v.Text)
	case creating && f.Required && v.Text == "":
		return join(" · ", "required", f.Hint)
	case !focused:
		return ""
	case f.Kind == model.KindTags:
		remark := f.editor.(*tagsEditor).remark
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

func (f *formField) metadataNote(m model.Metadata, focused bool) string {
	if len(m) == 0 {
		return join(" · ", f.Hint, f.remark)
	}
	place := ""
	if j, ok := f.editor.(*jsonEditor); ok && focused {
		state := j.area.state()
		place = fmt.Sprintf("%d:%d", state.row+1, state.column+1)
	}
	return join(" · ", f.remark, fmt.Sprintf("%s of %d KB", bytesText(m.Size()), f.Limit.Max/1024), place, model.MetadataWarning(m))
}

// jsonEscapes writes the characters that a terminal must not get as JSON escapes.
func jsonEscapes(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if model.Clean(line) == line {
			continue
		}
		var b strings.Builder
		for _, r := range line {
			if one := string(r); model.Clean(one) != one {
				fmt.Fprintf(&b, `\u%04x`, r)
			} else {
				b.WriteRune(r)
			}
		}
		lines[i] = b.String()
	}
	return strings.Join(lines, "\n")
}
