package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// tagsState is what a tagsInput holds: the chips, what is being typed, and
// where the cursor is.
type tagsState struct {
	tags []string
	line lineState
	at   int
}

// tagsInput edits tags as chips, with a line for the next one behind them.
type tagsInput struct {
	styles *styles
	tags   []string
	line   *lineInput
	at     int // the chip under the cursor; -1 for the line
	past   edits[tagsState]
	remark string // about the last key
}

// value includes the tag being typed, which would be lost otherwise.
func (e *tagsInput) value() model.Value {
	tags := slices.Clone(e.tags)
	if typed := strings.TrimSpace(e.line.text()); typed != "" && !slices.Contains(tags, typed) {
		tags = append(tags, typed)
	}
	return model.Value{Tags: tags}
}

func (e *tagsInput) state() tagsState {
	return tagsState{slices.Clone(e.tags), e.line.state(), e.at}
}

func (e *tagsInput) show(v model.Value) {
	e.tags, e.at, e.past = slices.Clone(v.Tags), -1, edits[tagsState]{}
	e.line.set("")
}

func (e *tagsInput) put(v model.Value) {
	before := e.state()
	past := e.past
	e.show(v)
	e.past = past
	e.past.record(before)
}

func (e *tagsInput) undo() {
	if before, ok := e.past.undo(); ok {
		e.tags, e.at = before.tags, before.at
		e.line.restore(before.line)
	}
}

// add makes a chip of what is typed; it reports whether there was anything.
func (e *tagsInput) add() bool {
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

func (e *tagsInput) remove(i int) {
	e.past.record(e.state())
	e.tags = slices.Delete(slices.Clone(e.tags), i, i+1)
	if e.at >= len(e.tags) {
		e.at = -1
	}
}

func (e *tagsInput) update(msg tea.KeyMsg) {
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
func (e *tagsInput) typing(msg tea.KeyMsg) {
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
func (e *tagsInput) typeList(msg tea.KeyMsg) {
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
func (e *tagsInput) take(have map[string]bool) {
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
func (e *tagsInput) lines(w, h int, focused bool) []string {
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
