package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textarea"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/model"
)

// caret stands for the text cursor where the terminal shows no reverse video.
const caret = "▏"

// maxUndo is how many changes of a field can be taken back.
const maxUndo = 200

// history remembers the earlier texts of a field.
type history struct{ past []string }

func (h *history) record(before, after string) {
	if before == after {
		return
	}
	h.past = append(h.past, before)
	if len(h.past) > maxUndo {
		h.past = h.past[1:]
	}
}

func (h *history) undo() (text string, ok bool) {
	if len(h.past) == 0 {
		return "", false
	}
	text = h.past[len(h.past)-1]
	h.past = h.past[:len(h.past)-1]
	return text, true
}

// lineInput is one line of text being edited. Bubbles' text field does the
// editing; drawing is our own, since its view is wider than its width and its
// cursor is invisible without colours.
type lineInput struct {
	styles *styles
	field  textinput.Model
	past   history
}

func newLineInput(s *styles) *lineInput {
	f := textinput.New()
	f.Cursor.SetMode(cursor.CursorStatic)
	f.KeyMap.Paste.SetEnabled(false) // it would read the clipboard of the machine census runs on
	f.Focus()
	return &lineInput{styles: s, field: f}
}

func (l *lineInput) text() string { return l.field.Value() }

func (l *lineInput) set(text string) {
	l.field.SetValue(text)
	l.field.CursorEnd()
}

func (l *lineInput) update(msg tea.KeyMsg) {
	before := l.text()
	l.field, _ = l.field.Update(msg)
	l.past.record(before, l.text())
}

func (l *lineInput) undo() {
	if text, ok := l.past.undo(); ok {
		l.set(text)
	}
}

// view draws the text in w cells, scrolled so that the cursor can be seen.
func (l *lineInput) view(w int, focused bool) string {
	if !focused {
		return fit(l.text(), w)
	}
	runes := []rune(l.text())
	return l.styles.textWithCursor(runes, l.field.Position(), w)
}

// textWithCursor draws a line of text with the cursor before the rune at, in w
// cells; text left of the window is cut off.
func (s *styles) textWithCursor(runes []rune, at, w int) string {
	at = max(0, min(at, len(runes)))
	start := 0
	for start < at && ansi.StringWidth(string(runes[start:at])) > w-2 {
		start++
	}
	before, under, after := string(runes[start:at]), " ", ""
	if at < len(runes) {
		under, after = string(runes[at]), string(runes[at+1:])
	}
	if s.colorless {
		if under == " " && after == "" {
			return fit(before+caret, w)
		}
		return fit(before+caret+under+after, w)
	}
	if ansi.StringWidth(under) == 0 {
		after, under = under+after, " "
	}
	return fit(before+s.cursor.Render(under)+after, w)
}

// areaInput is JSON being edited, drawn with its colours and without wrapping.
// Bubbles' text area does the editing.
type areaInput struct {
	styles *styles
	area   textarea.Model
	past   history
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

// set replaces the text and puts the cursor at its beginning.
func (a *areaInput) set(text string) {
	a.area.SetValue(text)
	a.area, _ = a.area.Update(tea.KeyMsg{Type: tea.KeyCtrlHome})
	a.top = 0
}

// replace is set as an edit that can be taken back.
func (a *areaInput) replace(text string) {
	a.past.record(a.text(), text)
	a.set(text)
}

func (a *areaInput) update(msg tea.KeyMsg) {
	before := a.text()
	a.area, _ = a.area.Update(msg)
	a.past.record(before, a.text())
}

func (a *areaInput) undo() {
	if text, ok := a.past.undo(); ok {
		a.set(text)
	}
}

// lines draws at most h lines of w cells around the cursor.
func (a *areaInput) lines(w, h int, focused bool) []string {
	text := strings.Split(a.text(), "\n")
	row := a.area.Line()
	info := a.area.LineInfo()
	column := info.StartColumn + info.ColumnOffset
	h = min(h, len(text))
	if focused {
		a.top = max(row-h+1, min(a.top, row))
	}
	a.top = max(0, min(a.top, len(text)-h))
	var lines []string
	for i := a.top; i < a.top+h; i++ {
		if focused && i == row {
			lines = append(lines, a.styles.textWithCursor([]rune(text[i]), column, w))
		} else {
			lines = append(lines, fit(a.styles.json(text[i]), w))
		}
	}
	return lines
}
