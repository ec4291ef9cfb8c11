package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// fieldInput is how one kind of field is edited.
type fieldInput interface {
	// value is what the field holds now.
	value() model.Value
	// show puts a value in, forgetting what could be taken back.
	show(v model.Value)
	// put replaces the value as an edit that can be taken back.
	put(v model.Value)
	// update edits; it gets no key that the form has a command for.
	update(msg tea.KeyMsg)
	undo()
	// lines draws the input in w cells and at most h lines, the one with the
	// cursor among them.
	lines(w, h int, focused bool) []string
}

func newFieldInput(s *styles, kind model.Kind) fieldInput {
	switch kind {
	case model.KindChoice:
		return &choiceInput{styles: s}
	case model.KindTags:
		return &tagsInput{styles: s, line: newLineInput(s), at: -1}
	case model.KindJSON:
		return &jsonInput{area: newAreaInput(s)}
	}
	return &textInput{styles: s, line: newLineInput(s)}
}

// textInput edits one line of text.
type textInput struct {
	styles *styles
	line   *lineInput
}

func (e *textInput) value() model.Value    { return model.Value{Text: e.line.text()} }
func (e *textInput) put(v model.Value)     { e.line.put(lineState{v.Text, len(v.Text)}) }
func (e *textInput) update(msg tea.KeyMsg) { e.line.update(msg) }
func (e *textInput) undo()                 { e.line.undo() }

func (e *textInput) show(v model.Value) {
	e.line.set(v.Text)
	e.line.past = edits[lineState]{}
}

func (e *textInput) lines(w, _ int, focused bool) []string {
	if !focused && e.line.text() == "" {
		return []string{fit(e.styles.faint.Render("–"), w)}
	}
	return []string{e.line.view(w, focused)}
}

// choiceInput picks one of the roles.
type choiceInput struct {
	styles  *styles
	choices []string
	chosen  string
	past    edits[string]
}

func (e *choiceInput) value() model.Value { return model.Value{Text: e.chosen} }

func (e *choiceInput) show(v model.Value) {
	e.chosen, e.past = v.Text, edits[string]{}
}

func (e *choiceInput) put(v model.Value) {
	if v.Text != e.chosen {
		e.past.record(e.chosen)
		e.chosen = v.Text
	}
}

func (e *choiceInput) update(msg tea.KeyMsg) {
	step := 0
	switch msg.Type {
	case tea.KeyLeft:
		step = -1
	case tea.KeyRight, tea.KeySpace:
		step = 1
	}
	if n := len(e.choices); n > 0 && step != 0 {
		i := max(0, slices.Index(e.choices, e.chosen))
		e.put(model.Value{Text: e.choices[(i+step+n)%n]})
	}
}

func (e *choiceInput) undo() {
	if before, ok := e.past.undo(); ok {
		e.chosen = before
	}
}

func (e *choiceInput) lines(w, _ int, focused bool) []string {
	text := model.Clean(e.chosen)
	if focused {
		text = here + e.styles.accent.Render("‹ ") + text + e.styles.accent.Render(" ›")
	}
	return []string{fit(text, w)}
}

// items is the menu of roles, with the names the service gives them.
func (e *choiceInput) items(roles []model.Role) []menuItem {
	var items []menuItem
	for _, choice := range e.choices {
		label := fit(model.Clean(choice), labelWidth)
		for _, r := range roles {
			if r.Slug == choice {
				label += model.Clean(describe(r))
			}
		}
		items = append(items, menuItem{label: label, on: choice == e.chosen, pick: func() (nav, tea.Cmd) {
			e.put(model.Value{Text: choice})
			return nav{}, nil
		}})
	}
	return items
}

// describe says what a role is for, once.
func describe(r model.Role) string {
	if r.Description == r.Name {
		return r.Name
	}
	return words.Join(" · ", r.Name, r.Description)
}

// jsonInput edits metadata.
type jsonInput struct{ area *areaInput }

func (e *jsonInput) value() model.Value { return model.Value{Text: e.area.Text()} }
func (e *jsonInput) show(v model.Value) { e.area.set(v.Text) }
func (e *jsonInput) put(v model.Value)  { e.area.Put(v.Text) }
func (e *jsonInput) undo()              { e.area.Undo() }

func (e *jsonInput) format() { e.area.Put(model.Metadata(e.area.Text()).Pretty()) }

// update edits. A tab that comes to stand in a string is written as JSON has it,
// where the character itself may not stand.
func (e *jsonInput) update(msg tea.KeyMsg) {
	if msg.Type == tea.KeyRunes && slices.Contains(msg.Runes, '\t') {
		msg.Runes = []rune(escapeTabs(e.area.BeforeCursor(), string(msg.Runes)))
	}
	e.area.Update(msg)
}

func (e *jsonInput) lines(w, h int, focused bool) []string {
	if !focused && e.area.Text() == "" {
		return []string{fit(e.area.styles.faint.Render("–"), w)}
	}
	return e.area.lines(w, h, focused)
}
