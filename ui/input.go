package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textarea"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/client/query"
	"census/model"
)

// caret stands for the text cursor where the terminal shows no reverse video.
const caret = "▏"

// maxUndo is how many changes of a field can be taken back.
const maxUndo = 200

// edits remembers the earlier states of a field, the latest last.
type edits[T any] struct{ past []T }

func (e *edits[T]) record(before T) {
	e.past = append(e.past, before)
	if len(e.past) > maxUndo {
		e.past = e.past[1:]
	}
}

func (e *edits[T]) undo() (before T, ok bool) {
	if len(e.past) == 0 {
		return before, false
	}
	last := len(e.past) - 1
	before = e.past[last]
	e.past = e.past[:last]
	return before, true
}

// safeTyping takes out of typed or pasted text what must not reach the terminal.
// Line breaks and tabs stay: what they mean is the field's business.
func safeTyping(runes []rune) []rune {
	return slices.DeleteFunc(slices.Clone(runes), func(r rune) bool {
		if r == '\n' || r == '\r' || r == '\t' {
			return false
		}
		_, hostile := model.Strip(string(r))
		return hostile > 0
	})
}

// lineState is a line of text with the cursor in it.
type lineState struct {
	text string
	at   int
}

// lineInput is one line of text being edited. Bubbles' text field does the
// editing; drawing is our own, since its view is wider than its width and its
// cursor is invisible without colours.
type lineInput struct {
	styles *styles
	field  textinput.Model
	past   edits[lineState]
}

func newLineInput(s *styles) *lineInput {
	f := textinput.New()
	f.Cursor.SetMode(cursor.CursorStatic)
	f.KeyMap.Paste.SetEnabled(false) // it would read the clipboard of the machine census runs on
	f.Focus()
	return &lineInput{styles: s, field: f}
}

func (l *lineInput) text() string     { return l.field.Value() }
func (l *lineInput) state() lineState { return lineState{l.text(), l.field.Position()} }

// set replaces the text and puts the cursor at its end.
func (l *lineInput) set(text string) {
	l.field.SetValue(text)
	l.field.CursorEnd()
}

// put is set as an edit that can be taken back.
func (l *lineInput) put(text string) {
	if text != l.text() {
		l.past.record(l.state())
		l.set(text)
	}
}

func (l *lineInput) update(msg tea.KeyMsg) {
	before := l.state()
	l.field, _ = l.field.Update(msg)
	if l.text() != before.text {
		l.past.record(before)
	}
}

func (l *lineInput) undo() {
	if before, ok := l.past.undo(); ok {
		l.field.SetValue(before.text)
		l.field.SetCursor(before.at)
	}
}

// view draws the text in w cells, scrolled so that the cursor can be seen.
func (l *lineInput) view(w int, focused bool) string {
	if !focused {
		return fit(l.text(), w)
	}
	return l.styles.textWithCursor([]rune(l.text()), l.field.Position(), w)
}

// viewMarking is view with the place underlined that is wrong, nil for none. The
// cursor stands outside of the underlining, which begins or ends at it.
func (l *lineInput) viewMarking(w int, wrong *query.SyntaxError) string {
	if wrong == nil {
		return l.view(w, true)
	}
	text := l.text()
	at := len(string([]rune(text)[:l.field.Position()]))
	start := windowStart([]rune(text), l.field.Position(), w)
	var b strings.Builder
	for from, r := range text {
		if from < start {
			continue
		}
		if from == at {
			b.WriteString(l.styles.caret(string(r), wrong.From <= from && from < wrong.To))
			continue
		}
		b.WriteString(l.styles.faulty(string(r), wrong.From <= from && from < wrong.To))
	}
	if at == len(text) {
		b.WriteString(l.styles.caret(" ", false))
	}
	return fit(b.String(), w)
}

// windowStart is the byte where the text begins to be drawn for the cursor before
// the rune at to be seen in w cells.
func windowStart(runes []rune, at, w int) int {
	start, room := at, w-2
	for start > 0 && room > 0 {
		if room -= ansi.StringWidth(string(runes[start-1])); room >= 0 {
			start--
		}
	}
	return len(string(runes[:start]))
}

// textWithCursor draws a line of text with the cursor before the rune at, in w
// cells; text left of the window is cut off.
func (s *styles) textWithCursor(runes []rune, at, w int) string {
	at = max(0, min(at, len(runes)))
	start := windowStart(runes, at, w)
	end := min(len(runes), at+w+1)
	before, under, after := string(runes[:at])[start:], " ", ""
	if at < len(runes) {
		under, after = string(runes[at]), string(runes[at+1:max(at+1, end)])
	}
	if s.colorless {
		if at == len(runes) {
			return fit(before+caret, w)
		}
		return fit(before+caret+under+after, w)
	}
	if ansi.StringWidth(under) == 0 {
		after, under = under+after, " "
	}
	return fit(before+s.cursor.Render(under)+after, w)
}

// areaState is a text of several lines with the cursor in it.
type areaState struct {
	text        string
	row, column int
}

// areaInput is JSON being edited, drawn with its colours and without wrapping.
// Bubbles' text area does the editing.
type areaInput struct {
	styles *styles
	area   textarea.Model
	past   edits[areaState]
	top    int // first line drawn
}

// unwrapped is wider than any metadata, so that the text area never wraps.
const unwrapped = 4 * model.MetadataMaxBytes

func newAreaInput(s *styles) *areaInput {
	a := textarea.New()
	a.Prompt, a.ShowLineNumbers = "", false
	a.CharLimit, a.MaxHeight, a.MaxWidth = 0, 0, 0
	a.Cursor.SetMode(cursor.CursorStatic)
	a.KeyMap.Paste.SetEnabled(false)
	a.SetWidth(unwrapped)
	a.Focus()
	return &areaInput{styles: s, area: a}
}

func (a *areaInput) text() string { return a.area.Value() }

func (a *areaInput) state() areaState {
	info := a.area.LineInfo()
	return areaState{a.text(), a.area.Line(), info.StartColumn + info.ColumnOffset}
}

func (a *areaInput) restore(s areaState) {
	a.area.SetValue(s.text)
	a.area, _ = a.area.Update(tea.KeyMsg{Type: tea.KeyCtrlHome})
	for range min(s.row, strings.Count(s.text, "\n")) {
		a.area.CursorDown()
	}
	a.area.SetCursor(s.column)
}

// set replaces the text and puts the cursor at its beginning.
func (a *areaInput) set(text string) {
	a.restore(areaState{text: text})
	a.top = 0
}

// put is set as an edit that can be taken back; the cursor stays on its line.
func (a *areaInput) put(text string) {
	before := a.state()
	if text != before.text {
		a.past.record(before)
		a.restore(areaState{text, before.row, before.column})
	}
}

func (a *areaInput) update(msg tea.KeyMsg) {
	before := a.state()
	a.area, _ = a.area.Update(msg)
	if a.text() != before.text {
		a.past.record(before)
	}
}

func (a *areaInput) undo() {
	if before, ok := a.past.undo(); ok {
		a.restore(before)
	}
}

// lines draws at most h lines of w cells around the cursor.
func (a *areaInput) lines(w, h int, focused bool) []string {
	state := a.state()
	text := strings.Split(state.text, "\n")
	h = max(1, min(h, len(text)))
	if focused {
		a.top = max(state.row-h+1, min(a.top, state.row))
	}
	a.top = max(0, min(a.top, len(text)-h))
	var lines []string
	for i := a.top; i < a.top+h; i++ {
		if focused && i == state.row {
			lines = append(lines, a.styles.textWithCursor([]rune(text[i]), state.column, w))
		} else {
			lines = append(lines, fit(a.styles.json(text[i]), w))
		}
	}
	return lines
}
