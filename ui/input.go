package ui

import (
	"slices"
	"strings"

	"unicode/utf8"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/model"
	"census/ui/textedit"
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
// Line breaks, of whichever system, become line feeds; these and tabs stay, since
// what they mean is the field's business.
func safeTyping(runes []rune) []rune {
	text := lineFeeds.Replace(string(runes))
	return slices.DeleteFunc([]rune(text), func(r rune) bool {
		return model.IsUnsafe(r) && r != '\n' && r != '\t'
	})
}

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// lineState is a line of text with the cursor before a byte of it.
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
	now    lineState // what the field holds
	past   edits[lineState]
}

func newLineInput(s *styles) *lineInput {
	f := textinput.New()
	f.Cursor.SetMode(cursor.CursorStatic)
	f.KeyMap.Paste.SetEnabled(false) // it would read the clipboard of the machine census runs on
	f.Focus()
	return &lineInput{styles: s, field: f}
}

func (l *lineInput) text() string     { return l.now.text }
func (l *lineInput) state() lineState { return l.now }

// look takes over what the field holds after a change.
func (l *lineInput) look() {
	text := l.field.Value()
	l.now = lineState{text, len(firstRunes(text, l.field.Position()))}
}

// firstRunes is the beginning of a text with so many runes.
func firstRunes(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// set replaces the text and puts the cursor at its end.
func (l *lineInput) set(text string) { l.restore(lineState{text, len(text)}) }

func (l *lineInput) restore(s lineState) {
	l.field.SetValue(s.text)
	l.field.SetCursor(utf8.RuneCountInString(s.text[:s.at]))
	l.look()
}

// put is restore as an edit that can be taken back.
func (l *lineInput) put(s lineState) {
	if s.text != l.text() {
		l.past.record(l.state())
		l.restore(s)
	}
}

func (l *lineInput) update(msg tea.KeyMsg) {
	before := l.state()
	for range l.runesOf(msg) {
		l.field, _ = l.field.Update(msg)
	}
	if l.look(); l.text() != before.text {
		l.past.record(before)
	}
}

// runesOf is how many runes a key deletes or passes: bubbles' field counts one by
// one, a person by characters. For any other key it is 1.
func (l *lineInput) runesOf(msg tea.KeyMsg) int {
	before, after, keys := l.now.text[:l.now.at], l.now.text[l.now.at:], l.field.KeyMap
	char := ""
	switch {
	case key.Matches(msg, keys.DeleteCharacterBackward, keys.CharacterBackward):
		char = before[len(before)-textedit.Last(before):]
	case key.Matches(msg, keys.DeleteCharacterForward, keys.CharacterForward):
		char = after[:textedit.First(after)]
	}
	return max(1, utf8.RuneCountInString(char))
}

func (l *lineInput) undo() {
	if before, ok := l.past.undo(); ok {
		l.restore(before)
	}
}

// view draws the text in w cells, scrolled so that the cursor can be seen.
func (l *lineInput) view(w int, focused bool) string {
	if !focused {
		return fit(l.text(), w)
	}
	return l.styles.textWithCursor(l.text(), l.now.at, w)
}

// viewMarking is view with the place underlined that is wrong, nil for none. The
// cursor stands outside of the underlining, which begins or ends at it.
func (l *lineInput) viewMarking(w int, wrong *query.SyntaxError) string {
	if wrong == nil {
		return l.view(w, true)
	}
	text, at := l.text(), l.now.at
	from := windowStart(text, at, w)
	var b strings.Builder
	for room := w + margin; from < len(text) && room > 0; {
		char := text[from : from+textedit.First(text[from:])]
		isWrong := wrong.From <= from && from < wrong.To
		if from == at {
			b.WriteString(l.styles.caret(char, isWrong))
		} else {
			b.WriteString(l.styles.faulty(char, isWrong))
		}
		from += len(char)
		room -= visible(char)
	}
	if at == len(text) {
		b.WriteString(l.styles.caret(" ", false))
	}
	return fit(b.String(), w)
}

// windowStart is the byte where the text begins to be drawn for the cursor before
// the byte at to be seen in w cells.
func windowStart(text string, at, w int) int {
	start, room := at, w-2
	for start > 0 {
		n := textedit.Last(text[:start])
		if room -= visible(model.Clean(text[start-n : start])); room < 0 {
			break
		}
		start -= n
	}
	return start
}

// textWithCursor draws a line of text with the cursor before the byte at, in w
// cells; text left of the window is cut off. It costs what it shows.
func (s *styles) textWithCursor(text string, at, w int) string {
	before := model.Clean(text[windowStart(text, at, w):at])
	n := textedit.First(text[at:])
	after, _, _ := head(text[at+n:], w+margin)
	under := model.Clean(text[at : at+n])
	if s.colorless {
		return fit(before+here+caret+under+after, w)
	}
	if visible(under) == 0 {
		after, under = under+after, " "
	}
	return fit(before+here+s.cursor.Render(under)+after, w)
}
