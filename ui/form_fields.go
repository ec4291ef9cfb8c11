package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// editor is how one kind of field is edited.
type editor interface {
	// value is what the field holds now.
	value() model.Value
	// set shows a value, forgetting what could be taken back.
	set(v model.Value)
	// update edits; it gets no key that the form has a command for.
	update(msg tea.KeyMsg)
	undo()
	// lines draws the editor in w cells and at most h lines.
	lines(w, h int, focused bool) []string
}

// formField is one field of the form: the table's row, its editor, and why it
// is locked if it is.
type formField struct {
	model.Field
	editor  editor
	locked  string
	initial model.Value // what the editor showed before anything was typed
	left    bool        // the field was left once, so its problem is shown
	refused string      // what the service said about the value
	asked   model.Value // the value the service said it about
	hidden  int         // characters that cannot be shown and so not edited
	remark  string      // what editing this field may cost
}

func newFormField(e *env, f model.Field) *formField {
	ff := &formField{Field: f}
	switch f.Kind {
	case model.KindChoice:
		ff.editor = &choiceEditor{styles: e.styles}
	case model.KindTags:
		ff.editor = &tagsEditor{styles: e.styles, line: newLineInput(e.styles), at: -1}
	case model.KindJSON:
		ff.editor = &jsonEditor{area: newAreaInput(e.styles)}
	default:
		ff.editor = &textEditor{line: newLineInput(e.styles)}
	}
	return ff
}

// show puts the user's value into the editor as the text it is compared with.
func (f *formField) show(u model.User) {
	v := f.Value(u)
	f.hidden = 0
	if f.Kind == model.KindText || f.Kind == model.KindURL {
		v.Text, f.hidden = model.Strip(v.Text)
	}
	f.editor.set(v)
	f.initial = f.editor.value()
}

func (f *formField) changed() bool {
	return !sameValue(f.Field, f.editor.value(), f.initial)
}

// sameValue compares two values as the service would: metadata without its
// white space.
func sameValue(f model.Field, a, b model.Value) bool {
	if f.Kind == model.KindJSON {
		return model.Metadata(a.Text).Equal(model.Metadata(b.Text))
	}
	return a.Text == b.Text && slices.Equal(a.Tags, b.Tags)
}

// problem is what is wrong with the field, as far as it is time to say so:
// metadata while typing, other fields once they were left.
func (f *formField) problem() string {
	if f.locked != "" {
		return ""
	}
	v := f.editor.value()
	if f.refused != "" && sameValue(f.Field, v, f.asked) {
		return f.refused
	}
	if !f.left && f.Kind != model.KindJSON {
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
func (f *formField) note(focused bool) string {
	v := f.editor.value()
	switch {
	case f.locked != "":
		return "locked: " + f.locked
	case f.Kind == model.KindJSON && v.Text == "":
		return join(" · ", f.Hint, f.remark)
	case f.Kind == model.KindJSON:
		return join(" · ", f.remark, bytesText(model.Metadata(v.Text).Size())+" of 5 KB", model.MetadataWarning(model.Metadata(v.Text)))
	case f.hidden > 0:
		return plural(f.hidden, "hidden character") + ", lost when this field is changed"
	case f.Key == model.KeyUID && v.Text != model.NormalizeUID(v.Text):
		return "becomes " + model.NormalizeUID(v.Text)
	case !focused:
		return ""
	case f.Kind == model.KindTags:
		return fmt.Sprintf("%d/%d · enter adds, ⌫ removes", len(v.Tags), f.Limit.Max)
	case f.Kind == model.KindChoice:
		return "← → or enter to choose"
	case v.Text == "":
		return f.Hint
	case f.Limit.Max > 0:
		return fmt.Sprintf("%d/%d", utf8.RuneCountInString(v.Text), f.Limit.Max)
	}
	return ""
}

// textEditor edits one line of text.
type textEditor struct{ line *lineInput }

func (e *textEditor) value() model.Value    { return model.Value{Text: e.line.text()} }
func (e *textEditor) set(v model.Value)     { e.line.set(v.Text); e.line.past = history{} }
func (e *textEditor) update(msg tea.KeyMsg) { e.line.update(msg) }
func (e *textEditor) undo()                 { e.line.undo() }
func (e *textEditor) lines(w, _ int, focused bool) []string {
	return []string{e.line.view(w, focused)}
}

// choiceEditor picks one of the roles.
type choiceEditor struct {
	styles  *styles
	choices []string
	chosen  string
	past    history
}

func (e *choiceEditor) value() model.Value { return model.Value{Text: e.chosen} }
func (e *choiceEditor) set(v model.Value)  { e.chosen, e.past = v.Text, history{} }

func (e *choiceEditor) choose(choice string) {
	e.past.record(e.chosen, choice)
	e.chosen = choice
}

func (e *choiceEditor) update(msg tea.KeyMsg) {
	step := 0
	switch msg.Type {
	case tea.KeyLeft:
		step = -1
	case tea.KeyRight, tea.KeySpace:
		step = 1
	}
	if n := len(e.choices); n > 0 && step != 0 {
		i := slices.Index(e.choices, e.chosen)
		e.choose(e.choices[(max(i, 0)+step+n)%n])
	}
}

func (e *choiceEditor) undo() {
	if choice, ok := e.past.undo(); ok {
		e.chosen = choice
	}
}

func (e *choiceEditor) lines(w, _ int, focused bool) []string {
	text := model.Clean(e.chosen)
	if focused {
		text = e.styles.accent.Render("‹ ") + text + e.styles.accent.Render(" ›")
	}
	return []string{fit(text, w)}
}

// tagsEditor edits tags as chips, with a line for the next one behind them.
type tagsEditor struct {
	styles *styles
	tags   []string
	line   *lineInput
	at     int // the chip under the cursor; -1 for the line
	past   [][]string
}

// value counts what is being typed as a tag too, so that it is not lost.
func (e *tagsEditor) value() model.Value {
	tags := slices.Clone(e.tags)
	if typed := strings.TrimSpace(e.line.text()); typed != "" {
		tags = append(tags, typed)
	}
	return model.Value{Tags: tags}
}

func (e *tagsEditor) set(v model.Value) {
	e.tags, e.at, e.past = slices.Clone(v.Tags), -1, nil
	e.line.set("")
}

// add makes a chip of what is typed; it reports whether there was anything.
func (e *tagsEditor) add() bool {
	typed := strings.TrimSpace(e.line.text())
	if typed == "" {
		return false
	}
	e.record()
	if !slices.Contains(e.tags, typed) {
		e.tags = append(slices.Clone(e.tags), typed)
	}
	e.line.set("")
	return true
}

func (e *tagsEditor) record() { e.past = append(e.past, slices.Clone(e.tags)) }

func (e *tagsEditor) remove(i int) {
	e.record()
	e.tags = slices.Delete(slices.Clone(e.tags), i, i+1)
	if e.at >= len(e.tags) {
		e.at = -1
	}
}

func (e *tagsEditor) undo() {
	if len(e.past) == 0 {
		e.line.undo()
		return
	}
	e.tags, e.at = e.past[len(e.past)-1], -1
	e.past = e.past[:len(e.past)-1]
}

func (e *tagsEditor) update(msg tea.KeyMsg) {
	empty := e.line.text() == ""
	switch {
	case msg.Type == tea.KeyRunes && !msg.Paste && string(msg.Runes) == ",":
		e.add()
	case msg.Type == tea.KeyLeft && empty && len(e.tags) > 0 && e.at != 0:
		if e.at < 0 {
			e.at = len(e.tags)
		}
		e.at--
	case msg.Type == tea.KeyRight && e.at >= 0:
		if e.at++; e.at == len(e.tags) {
			e.at = -1
		}
	case (msg.Type == tea.KeyBackspace || msg.Type == tea.KeyDelete) && e.at >= 0:
		e.remove(e.at)
	case msg.Type == tea.KeyBackspace && empty && len(e.tags) > 0:
		e.remove(len(e.tags) - 1)
	default:
		e.at = -1
		e.line.update(msg)
	}
}

// lines draws the chips, broken between them where the line ends.
func (e *tagsEditor) lines(w, h int, focused bool) []string {
	lines := []string{""}
	put := func(text string, width int) {
		last := len(lines) - 1
		used := visible(lines[last])
		if used > 0 && used+1+width > w {
			lines = append(lines, text)
		} else if used > 0 {
			lines[last] += " " + text
		} else {
			lines[last] = text
		}
	}
	for i, tag := range e.tags {
		text := "[" + model.Clean(tag) + "]"
		width := visible(text)
		if focused && i == e.at {
			text = e.styles.strong.Render("‹" + model.Clean(tag) + "›")
		}
		put(text, width)
	}
	if focused && e.at < 0 {
		put(e.line.view(12, true), 12)
	} else if typed := e.line.text(); typed != "" {
		put(typed, visible(typed))
	}
	if len(lines) > h {
		lines = lines[len(lines)-h:]
	}
	for i, line := range lines {
		lines[i] = fit(line, w)
	}
	return lines
}

// jsonEditor edits metadata.
type jsonEditor struct{ area *areaInput }

func (e *jsonEditor) value() model.Value    { return model.Value{Text: e.area.text()} }
func (e *jsonEditor) update(msg tea.KeyMsg) { e.area.update(msg) }
func (e *jsonEditor) undo()                 { e.area.undo() }
func (e *jsonEditor) format()               { e.area.replace(model.Metadata(e.area.text()).Pretty()) }

// set shows metadata pretty-printed, with the characters that a terminal must
// not get written as the JSON escapes they may always be.
func (e *jsonEditor) set(v model.Value) {
	e.area.set(jsonEscapes(model.Metadata(v.Text).Pretty()))
	e.area.past = history{}
}

func (e *jsonEditor) lines(w, h int, focused bool) []string { return e.area.lines(w, h, focused) }

func jsonEscapes(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		clean := model.Clean(line)
		if clean == line {
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
