package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"census/model"
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

// formPage draws the fields of a form and keeps the focus in sight. Frozen fields,
// such as those being saved, show no text cursor.
type formPage struct {
	fields *fieldSet
	styles *styles

	top           int // first line drawn
	width, height int
}

// fieldState is how a field is drawn: with the focus, and with the cursor of its text.
type fieldState struct{ focused, typing bool }

func (p *formPage) state(i int, frozen bool) fieldState {
	focused := i == p.fields.at
	return fieldState{focused, focused && p.fields.all[i].locked == "" && !frozen}
}

func (p *formPage) view(frozen bool) string {
	lines, top := p.scrolled(frozen)
	return strings.Join(lines[top:], "\n")
}

// settle remembers where the form is scrolled to: the next move begins there. It
// counts lines instead of drawing them.
func (p *formPage) settle(frozen bool) {
	all := p.margin()
	from, to := 0, 0
	for i, field := range p.fields.all {
		st := p.state(i, frozen)
		if j, ok := field.input.(*jsonInput); ok && st.focused {
			j.area.scroll(p.shape(field, st).height, st.typing)
		}
		start := all
		all += p.fieldHeight(field, st)
		if st.focused {
			from, to = start, all
		}
	}
	p.top = p.first(from, to, all)
}

// scrolled are all lines of the form, and the first that can be seen.
func (p *formPage) scrolled(frozen bool) (lines []string, top int) {
	lines = make([]string, p.margin())
	from, to := 0, 0
	for i, field := range p.fields.all {
		start, st := len(lines), p.state(i, frozen)
		lines = append(lines, p.fieldLines(field, st)...)
		if st.focused {
			from, to = start, len(lines)
		}
	}
	return lines, p.first(from, to, len(lines))
}

// margin is how many lines stand above the first field.
func (p *formPage) margin() int {
	if p.height >= 16 {
		return 1
	}
	return 0
}

// first is the first line that can be seen, of so many of which some are those of
// the field with the focus.
func (p *formPage) first(from, to, all int) int {
	top := max(to-p.height, min(p.top, from))
	return max(0, min(top, all-p.height))
}

// fieldHeight is how many lines a field has.
func (p *formPage) fieldHeight(field *formField, st fieldState) int {
	e, ok := field.input.(*jsonInput)
	if !ok {
		return len(p.fieldLines(field, st))
	}
	s := p.shape(field, st)
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

func (p *formPage) shape(field *formField, st fieldState) shape {
	s := shape{left: indent}
	if field.Kind == model.KindJSON && p.width < narrow {
		s.left = 4
	}
	room := max(8, p.width-s.left-1)
	s.width = p.inputWidth(field, room, st.focused)
	s.beside, s.below = p.remarks(field, st.focused, room, s.width)
	if limit := max(0, p.height-3); len(s.below) > limit {
		s.below = s.below[:limit]
	}
	s.height = p.inputHeight(field, p.height-len(s.below)-1, st.focused)
	return s
}

// fieldLines draws one field: marks, label, input, and the remarks beside it
// or, where there is no room, below. A field is never higher than the form.
func (p *formPage) fieldLines(field *formField, st fieldState) []string {
	s := p.shape(field, st)
	margin := strings.Repeat(" ", s.left)
	input := p.inputLines(field, s, st)
	label := p.label(field, st.focused)
	if st.focused && !strings.Contains(strings.Join(input, ""), here) {
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
func (p *formPage) inputWidth(field *formField, room int, focused bool) int {
	switch {
	case field.Kind == model.KindJSON:
		return room
	case room > textWidth+20:
		return textWidth
	case field.Kind == model.KindTags, p.width < narrow && field.locked == "":
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
func (p *formPage) remarks(field *formField, focused bool, room, width int) (beside string, below []string) {
	s := p.styles
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
		place(field.note(focused, p.fields.base.IsNew()), s.faint)
	}
	if problem != "" {
		place("! "+problem, s.danger)
	}
	return beside, below
}

// inputHeight is the room for the input's lines. Metadata gets what the other
// fields leave, and all the room there is while it has the focus.
func (p *formPage) inputHeight(field *formField, most int, focused bool) int {
	height := max(1, most)
	if field.Kind == model.KindJSON && !focused {
		height = max(2, min(height, p.height-len(p.fields.all)-3))
	}
	return height
}

func (p *formPage) inputLines(field *formField, s shape, st fieldState) []string {
	lines := field.input.lines(s.width, s.height, st.typing)
	if field.locked != "" {
		for i, line := range lines {
			lines[i] = p.styles.faint.Render(ansi.Strip(line))
		}
	}
	return lines
}

// label is the left part of a field's first line: where the focus is, whether
// the field has changed or has a problem, and its name.
func (p *formPage) label(field *formField, focused bool) string {
	s := p.styles
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
