package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"census/model"
	"census/ui/words"
)

const (
	// indent is the room left of an input: the marks and the label.
	indent = 4 + labelWidth
	// narrow is the width below which metadata begins under its label.
	narrow = 60
	// textWidth is how wide a line of text is where there is room for more.
	textWidth = 50
	// notesMin is the room kept beside an input for a short note: 100/100.
	notesMin = 9
)

// Title says how much has changed, and what is being edited.
func (f *form) Title() string {
	s := f.env.styles
	changes := ""
	if n := f.Unsaved(); n > 0 {
		changes = s.warning.Render(words.Plural(n, "change"))
	}
	if f.base.IsNew() {
		return s.bold.Render("new user") + s.faint.Render(", not created yet")
	}
	name := words.Called(f.base)
	if f.env.known.Actor().IsMe(f.base.UID) {
		name += " (you)"
	}
	return words.Join(" · ", changes, "edit "+s.bold.Render(name))
}

// View draws the fields, scrolled so that the focused one can be seen.
func (f *form) View() string {
	lines, top := f.scrolled()
	return strings.Join(lines[top:], "\n")
}

// settle keeps to where the form is scrolled: the next move begins there. It costs
// less than drawing.
func (f *form) settle() {
	field := f.focused()
	if e, ok := field.input.(*jsonInput); ok {
		e.area.scroll(f.shape(field, true).height, f.takesTyping(field, true))
	}
	all := f.margin()
	from, to := 0, 0
	for i, field := range f.fields {
		start := all
		all += f.fieldHeight(field, i == f.at)
		if i == f.at {
			from, to = start, all
		}
	}
	f.top = f.first(from, to, all)
}

// scrolled are all lines of the form, and the first that can be seen.
func (f *form) scrolled() (lines []string, top int) {
	lines = make([]string, f.margin())
	from, to := 0, 0
	for i, field := range f.fields {
		start := len(lines)
		lines = append(lines, f.fieldLines(field, i == f.at)...)
		if i == f.at {
			from, to = start, len(lines)
		}
	}
	return lines, f.first(from, to, len(lines))
}

// margin is how many lines stand above the first field.
func (f *form) margin() int {
	if f.height >= 16 {
		return 1
	}
	return 0
}

// first is the first line that can be seen, of so many of which some are those of
// the field with the focus.
func (f *form) first(from, to, all int) int {
	top := max(to-f.height, min(f.top, from))
	return max(0, min(top, all-f.height))
}

// fieldHeight is how many lines a field has.
func (f *form) fieldHeight(field *formField, focused bool) int {
	e, ok := field.input.(*jsonInput)
	if !ok {
		return len(f.fieldLines(field, focused))
	}
	s := f.shape(field, focused)
	n := max(1, min(s.height, e.area.Len())) + len(s.below)
	if s.left != indent {
		n++ // the label's own
	}
	return n
}

// shape is how a field shares its room between the input and the remarks.
type shape struct {
	left, width, height int // the input's
	beside              string
	below               []string
}

func (f *form) shape(field *formField, focused bool) shape {
	s := shape{left: indent}
	if field.Kind == model.KindJSON && f.width < narrow {
		s.left = 4
	}
	room := max(8, f.width-s.left-1)
	s.width = f.inputWidth(field, room, focused)
	s.beside, s.below = f.remarks(field, focused, room, s.width)
	if limit := max(0, f.height-3); len(s.below) > limit {
		s.below = s.below[:limit]
	}
	s.height = f.inputHeight(field, f.height-len(s.below)-1, focused)
	return s
}

// fieldLines draws one field: marks, label, input, and the remarks beside it
// or, where there is no room, below. A field is never higher than the form.
func (f *form) fieldLines(field *formField, focused bool) []string {
	s := f.shape(field, focused)
	margin := strings.Repeat(" ", s.left)
	input := f.inputLines(field, s, focused)
	label := f.label(field, focused)
	if focused && !strings.Contains(strings.Join(input, ""), here) {
		label = here + label // nothing is typed there now
	}
	var lines []string
	if s.left != indent {
		lines = append(lines, label)
		label = margin
	}
	for i, line := range input {
		if i > 0 {
			label = margin
		}
		lines = append(lines, label+line)
	}
	if s.beside != "" {
		lines[0] += "  " + s.beside
	}
	for _, line := range s.below {
		lines = append(lines, margin+line)
	}
	return lines
}

// inputWidth leaves room for short notes beside the input. Values that cannot
// be typed into take what they need, so that a longer note fits.
func (f *form) inputWidth(field *formField, room int, focused bool) int {
	switch {
	case field.Kind == model.KindJSON:
		return room
	case room > textWidth+20:
		return textWidth
	case field.Kind == model.KindTags, f.width < narrow && field.locked == "":
		return room
	case field.locked != "" || field.Kind == model.KindChoice:
		value := max(1, visible(model.Clean(field.input.value().Text)))
		if focused {
			value += 4 // the marks of a choice
		}
		return min(value, room)
	}
	return max(8, room-notesMin)
}

// remarks are the note and the problem of a field, one of them beside the input
// if it fits there.
func (f *form) remarks(field *formField, focused bool, room, width int) (beside string, below []string) {
	s := f.env.styles
	problem := field.problem()
	place := func(text string, style lipgloss.Style) {
		switch {
		case text == "":
		case beside == "" && len(below) == 0 && visible(text) <= room-width-2:
			beside = style.Render(text)
		default:
			for _, line := range wrap(text, room) {
				below = append(below, style.Render(line))
			}
		}
	}
	if problem == "" || field.Kind == model.KindJSON {
		place(field.note(focused, f.base.IsNew()), s.faint)
	}
	if problem != "" {
		place("! "+problem, s.danger)
	}
	return beside, below
}

// inputHeight is the room for the input's lines. Metadata gets what the other
// fields leave, and all the room there is while it has the focus.
func (f *form) inputHeight(field *formField, most int, focused bool) int {
	height := max(1, most)
	if field.Kind == model.KindJSON && !focused {
		height = max(2, min(height, f.height-len(f.fields)-3))
	}
	return height
}

// takesTyping reports whether the field's input would get a key.
func (f *form) takesTyping(field *formField, focused bool) bool {
	return focused && field.locked == "" && !f.busy()
}

func (f *form) inputLines(field *formField, s shape, focused bool) []string {
	lines := field.input.lines(s.width, s.height, f.takesTyping(field, focused))
	if field.locked != "" {
		for i, line := range lines {
			lines[i] = f.env.styles.faint.Render(ansi.Strip(line))
		}
	}
	return lines
}

// label is the left part of a field's first line: where the focus is, whether
// the field has changed or has a problem, and its name.
func (f *form) label(field *formField, focused bool) string {
	s := f.env.styles
	bar, mark, name := " ", " ", fit(field.Label, labelWidth)
	if focused {
		bar, name = s.strong.Render("▌"), s.bold.Render(name)
	} else if field.locked != "" {
		name = s.faint.Render(name)
	}
	switch {
	case field.problem() != "":
		mark = s.danger.Render("!")
	case field.changed():
		mark = s.warning.Render("*")
	}
	return fmt.Sprintf("%s %s %s", bar, mark, name)
}
