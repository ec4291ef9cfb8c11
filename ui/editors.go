package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// editor is how one kind of field is edited.
type editor interface {
	// value is what the field holds now.
	value() model.Value
	// show puts a value in, forgetting what could be taken back.
	show(v model.Value)
	// put replaces the value as an edit that can be taken back.
	put(v model.Value)
	// update edits; it gets no key that the form has a command for.
	update(msg tea.KeyMsg)
	undo()
	// lines draws the editor in w cells and at most h lines, the one with the
	// cursor among them.
	lines(w, h int, focused bool) []string
}

func newEditor(s *styles, kind model.Kind) editor {
	switch kind {
	case model.KindChoice:
		return &choiceEditor{styles: s}
	case model.KindTags:
		return &tagsEditor{styles: s, line: newLineInput(s), at: -1}
	case model.KindJSON:
		return &jsonEditor{area: newAreaInput(s)}
	}
	return &textEditor{styles: s, line: newLineInput(s)}
}

// textEditor edits one line of text.
type textEditor struct {
	styles *styles
	line   *lineInput
}

func (e *textEditor) value() model.Value    { return model.Value{Text: e.line.text()} }
func (e *textEditor) put(v model.Value)     { e.line.put(lineState{v.Text, len(v.Text)}) }
func (e *textEditor) update(msg tea.KeyMsg) { e.line.update(msg) }
func (e *textEditor) undo()                 { e.line.undo() }

func (e *textEditor) show(v model.Value) {
	e.line.set(v.Text)
	e.line.past = edits[lineState]{}
}

func (e *textEditor) lines(w, _ int, focused bool) []string {
	if !focused && e.line.text() == "" {
		return []string{fit(e.styles.faint.Render("–"), w)}
	}
	return []string{e.line.view(w, focused)}
}

// choiceEditor picks one of the roles.
type choiceEditor struct {
	styles  *styles
	choices []string
	chosen  string
	past    edits[string]
}

func (e *choiceEditor) value() model.Value { return model.Value{Text: e.chosen} }

func (e *choiceEditor) show(v model.Value) {
	e.chosen, e.past = v.Text, edits[string]{}
}

func (e *choiceEditor) put(v model.Value) {
	if v.Text != e.chosen {
		e.past.record(e.chosen)
		e.chosen = v.Text
	}
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
		i := max(0, slices.Index(e.choices, e.chosen))
		e.put(model.Value{Text: e.choices[(i+step+n)%n]})
	}
}

func (e *choiceEditor) undo() {
	if before, ok := e.past.undo(); ok {
		e.chosen = before
	}
}

func (e *choiceEditor) lines(w, _ int, focused bool) []string {
	text := model.Clean(e.chosen)
	if focused {
		text = here + e.styles.accent.Render("‹ ") + text + e.styles.accent.Render(" ›")
	}
	return []string{fit(text, w)}
}

// items is the menu of roles, with the names the service gives them.
func (e *choiceEditor) items(roles []model.Role) []menuItem {
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

// jsonEditor edits metadata.
type jsonEditor struct{ area *areaInput }

func (e *jsonEditor) value() model.Value { return model.Value{Text: e.area.Text()} }
func (e *jsonEditor) show(v model.Value) { e.area.set(v.Text) }
func (e *jsonEditor) put(v model.Value)  { e.area.Put(v.Text) }
func (e *jsonEditor) undo()              { e.area.Undo() }

func (e *jsonEditor) format() { e.area.Put(model.Metadata(e.area.Text()).Pretty()) }

// update edits. A tab that comes to stand in a string is written as JSON has it,
// where the character itself may not stand.
func (e *jsonEditor) update(msg tea.KeyMsg) {
	if msg.Type == tea.KeyRunes && slices.Contains(msg.Runes, '\t') {
		msg.Runes = []rune(escapeTabs(e.area.BeforeCursor(), string(msg.Runes)))
	}
	e.area.Update(msg)
}

func (e *jsonEditor) lines(w, h int, focused bool) []string {
	if !focused && e.area.Text() == "" {
		return []string{fit(e.area.styles.faint.Render("–"), w)}
	}
	return e.area.lines(w, h, focused)
}

// tagsState is what the tags editor holds: the chips, what is being typed, and
// where the cursor is.
type tagsState struct {
	tags []string
	line lineState
	at   int
}

// tagsEditor edits tags as chips, with a line for the next one behind them.
type tagsEditor struct {
	styles *styles
	tags   []string
	line   *lineInput
	at     int // the chip under the cursor; -1 for the line
	past   edits[tagsState]
	remark string // about the last key
}

// value counts what is being typed as a tag too, so that it is not lost.
func (e *tagsEditor) value() model.Value {
	tags := slices.Clone(e.tags)
	if typed := strings.TrimSpace(e.line.text()); typed != "" && !slices.Contains(tags, typed) {
		tags = append(tags, typed)
	}
	return model.Value{Tags: tags}
}

func (e *tagsEditor) state() tagsState {
	return tagsState{slices.Clone(e.tags), e.line.state(), e.at}
}

func (e *tagsEditor) show(v model.Value) {
	e.tags, e.at, e.past = slices.Clone(v.Tags), -1, edits[tagsState]{}
	e.line.set("")
}

func (e *tagsEditor) put(v model.Value) {
	before := e.state()
	past := e.past
	e.show(v)
	e.past = past
	e.past.record(before)
}

func (e *tagsEditor) undo() {
	if before, ok := e.past.undo(); ok {
		e.tags, e.at = before.tags, before.at
		e.line.restore(before.line)
	}
}

// add makes a chip of what is typed; it reports whether there was anything.
func (e *tagsEditor) add() bool {
	typed := strings.TrimSpace(e.line.text())
	if typed == "" {
		return false
	}
	e.past.record(e.state())
	if slices.Contains(e.tags, typed) {
		e.remark = "“" + model.Clean(typed) + "” is there already"
	} else {
		e.tags = append(slices.Clone(e.tags), typed)
	}
	e.line.set("")
	return true
}

func (e *tagsEditor) remove(i int) {
	e.past.record(e.state())
	e.tags = slices.Delete(slices.Clone(e.tags), i, i+1)
	if e.at >= len(e.tags) {
		e.at = -1
	}
}

func (e *tagsEditor) update(msg tea.KeyMsg) {
	e.remark = ""
	empty := e.line.text() == ""
	switch {
	case msg.Type == tea.KeyRunes && slices.ContainsFunc(msg.Runes, endsTag):
		e.typeList(msg)
	case msg.Type == tea.KeyLeft && empty && len(e.tags) > 0:
		if e.at < 0 {
			e.at = len(e.tags)
		}
		e.at = max(0, e.at-1)
	case msg.Type == tea.KeyRight && e.at >= 0:
		if e.at++; e.at == len(e.tags) {
			e.at = -1
		}
	case (msg.Type == tea.KeyBackspace || msg.Type == tea.KeyDelete) && e.at >= 0:
		e.remove(e.at)
	case msg.Type == tea.KeyBackspace && empty && len(e.tags) > 0:
		e.remove(len(e.tags) - 1)
	default:
		e.typing(msg)
	}
}

// typing edits the line behind the chips.
func (e *tagsEditor) typing(msg tea.KeyMsg) {
	before := e.state()
	e.at = -1
	e.line.update(msg)
	if e.line.text() != before.line.text {
		e.past.record(before)
	}
}

// endsTag reports whether a character ends a tag: tags are pasted from lists and
// from tables.
func endsTag(r rune) bool { return r == ',' || r == '\n' || r == '\t' }

// typeList takes text in which tags end. All of it is one change, and costs as much
// as it is long.
func (e *tagsEditor) typeList(msg tea.KeyMsg) {
	before := e.state()
	e.at, e.tags = -1, slices.Clone(e.tags)
	have := map[string]bool{}
	for _, tag := range e.tags {
		have[tag] = true
	}
	for rest := msg.Runes; len(rest) > 0; {
		end := slices.IndexFunc(rest, endsTag)
		if end < 0 {
			msg.Runes, rest = rest, nil
			e.line.update(msg)
			break
		}
		if end > 0 {
			msg.Runes = rest[:end]
			e.line.update(msg)
		}
		e.take(have)
		rest = rest[end+1:]
	}
	if e.line.text() != before.line.text || len(e.tags) != len(before.tags) {
		e.past.record(before)
	}
}

// take makes a chip of what is typed, unless it is among those there are.
func (e *tagsEditor) take(have map[string]bool) {
	typed := strings.TrimSpace(e.line.text())
	switch {
	case typed == "":
		return
	case have[typed]:
		e.remark = "“" + model.Clean(typed) + "” is there already"
	default:
		e.tags = append(e.tags, typed)
		have[typed] = true
	}
	e.line.set("")
}

// minTyping is the least room for a tag being typed.
const minTyping = 12

// lines draws the chips, broken between them where the line ends, and the line
// for the next one in what room is left.
func (e *tagsEditor) lines(w, h int, focused bool) []string {
	c := chips{width: w, lines: []string{""}}
	cursorLine := -1
	for i, tag := range e.tags {
		under := focused && i == e.at
		style, text := e.styles.chip, "["+model.Clean(tag)+"]"
		if under {
			style, text = e.styles.strong, "‹"+model.Clean(tag)+"›"
		}
		chip := style.Render(text)
		if under {
			chip = here + chip
		}
		c.put(chip, visible(text))
		if under {
			cursorLine = len(c.lines) - 1
		}
	}
	typed := e.line.text()
	switch {
	case focused && e.at < 0:
		need := max(minTyping, visible(typed)+2)
		room := max(min(need, w), c.left())
		c.put(e.line.view(room-1, true), min(need, w))
		cursorLine = len(c.lines) - 1
	case typed != "":
		c.put(typed, visible(typed))
	case len(e.tags) == 0:
		c.put(e.styles.faint.Render("–"), 1)
	}
	return around(c.lines, cursorLine, h, w)
}

// chips are pieces put beside each other, and below where a line is full.
type chips struct {
	width int
	lines []string
}

func (c *chips) left() int {
	used := visible(c.lines[len(c.lines)-1])
	if used > 0 {
		used++
	}
	return c.width - used
}

func (c *chips) put(text string, width int) {
	last := len(c.lines) - 1
	switch {
	case c.lines[last] == "":
		c.lines[last] = text
	case width > c.left():
		c.lines = append(c.lines, text)
	default:
		c.lines[last] += " " + text
	}
}

// around takes h lines, the one with the cursor among them, or the first ones.
func around(lines []string, cursor, h, w int) []string {
	if len(lines) > h {
		top := max(0, min(cursor-h+1, len(lines)-h))
		lines = lines[top : top+h]
	}
	for i, line := range lines {
		lines[i] = fit(line, w)
	}
	return lines
}
