package textedit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"
)

// keys are those of bubbles' text area, except for pasting, which would read
// the clipboard of the machine the program runs on.
var keys = bind(textarea.DefaultKeyMap)

func bind(m textarea.KeyMap) map[string]func(*Area) {
	bound := map[string]func(*Area){}
	for _, row := range []struct {
		keys key.Binding
		do   func(*Area)
	}{
		{m.CharacterForward, func(a *Area) { a.moveTo(a.right()) }},
		{m.CharacterBackward, func(a *Area) { a.moveTo(a.left()) }},
		{m.WordForward, func(a *Area) { a.moveTo(a.wordRight()) }},
		{m.WordBackward, func(a *Area) { a.moveTo(a.wordLeft()) }},
		{m.LineNext, func(a *Area) { a.climb(1) }},
		{m.LinePrevious, func(a *Area) { a.climb(-1) }},
		{m.LineStart, func(a *Area) { a.moveTo(a.lineStart()) }},
		{m.LineEnd, func(a *Area) { a.moveTo(a.lineEnd()) }},
		{m.InputBegin, func(a *Area) { a.moveTo(Place{}) }},
		{m.InputEnd, func(a *Area) { a.moveTo(a.end()) }},
		{m.InsertNewline, func(a *Area) { a.Insert("\n") }},
		{m.DeleteCharacterBackward, func(a *Area) { a.delete(a.left(), a.left()) }},
		{m.DeleteCharacterForward, func(a *Area) { a.delete(a.right(), a.right()) }},
		{m.DeleteWordBackward, func(a *Area) { a.delete(a.inLine(a.wordLeft()), a.left()) }},
		{m.DeleteWordForward, func(a *Area) { a.delete(a.inLine(a.wordRight()), a.right()) }},
		{m.DeleteBeforeCursor, func(a *Area) { a.delete(a.lineStart(), a.left()) }},
		{m.DeleteAfterCursor, func(a *Area) { a.delete(a.lineEnd(), a.right()) }},
		{m.UppercaseWordForward, func(a *Area) { a.reword(strings.ToUpper) }},
		{m.LowercaseWordForward, func(a *Area) { a.reword(strings.ToLower) }},
		{m.CapitalizeWordForward, func(a *Area) { a.reword(capitalize) }},
		{m.TransposeCharacterBackward, (*Area).transpose},
	} {
		for _, name := range row.keys.Keys() {
			bound[name] = row.do
		}
	}
	return bound
}

// Update performs a key's action. Text is inserted verbatim.
func (a *Area) Update(msg tea.KeyMsg) {
	if msg.Type == tea.KeyRunes && !msg.Alt || msg.Type == tea.KeySpace {
		a.Insert(string(msg.Runes))
		return
	}
	if do, ok := keys[msg.String()]; ok {
		do(a)
	}
}

// delete removes the text between the cursor and to or, if that is the cursor
// itself, other: at its end a line is joined with the next.
func (a *Area) delete(to, other Place) {
	if to == a.cursor {
		to = other
	}
	a.replace(a.cursor, to, "")
}

// inLine is the place in the cursor's line nearest to another place.
func (a *Area) inLine(p Place) Place {
	switch {
	case p.Line < a.cursor.Line:
		return a.lineStart()
	case p.Line > a.cursor.Line:
		return a.lineEnd()
	}
	return p
}

func (a *Area) lineStart() Place { return Place{a.cursor.Line, 0} }
func (a *Area) lineEnd() Place   { return Place{a.cursor.Line, len(a.Line(a.cursor.Line))} }

// left is the place before the character that ends at the cursor.
func (a *Area) left() Place {
	switch at := a.cursor; {
	case at.Byte > 0:
		return Place{at.Line, at.Byte - Last(a.BeforeCursor())}
	case at.Line > 0:
		return Place{at.Line - 1, len(a.Line(at.Line - 1))}
	}
	return a.cursor
}

// right is the place after the character that begins at the cursor.
func (a *Area) right() Place {
	switch at := a.cursor; {
	case at.Byte < len(a.Line(at.Line)):
		return Place{at.Line, at.Byte + First(a.afterCursor())}
	case at.Line < a.Len()-1:
		return Place{at.Line + 1, 0}
	}
	return a.cursor
}

// wordLeft is the beginning of the word before the cursor, on an earlier line
// if this one has none.
func (a *Area) wordLeft() Place {
	for line, before := a.cursor.Line, a.BeforeCursor(); ; before = a.Line(line) {
		before = strings.TrimRightFunc(before, unicode.IsSpace)
		if before != "" || line == 0 {
			return Place{line, behindLastBlank(before)}
		}
		line--
	}
}

// behindLastBlank is where the last word of a text begins.
func behindLastBlank(text string) int {
	i := strings.LastIndexFunc(text, unicode.IsSpace)
	if i < 0 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(text[i:])
	return i + n
}

// wordRight is the end of the word after the cursor, on a later line if this
// one has none.
func (a *Area) wordRight() Place {
	for line, at := a.cursor.Line, a.cursor.Byte; ; line, at = line+1, 0 {
		rest := a.Line(line)[at:]
		word := strings.TrimLeftFunc(rest, unicode.IsSpace)
		if word == "" && line < a.Len()-1 {
			continue
		}
		end := strings.IndexFunc(word, unicode.IsSpace)
		if end < 0 {
			end = len(word)
		}
		return Place{line, at + len(rest) - len(word) + end}
	}
}

// reword changes the word after the cursor and moves to its end.
func (a *Area) reword(change func(string) string) {
	to := a.wordRight()
	text := a.between(a.cursor, to)
	if !utf8.ValidString(text) {
		return // the invalid bytes would not survive it
	}
	if changed := change(text); changed != text {
		a.replace(a.cursor, to, changed)
		return
	}
	a.moveTo(to)
}

func capitalize(text string) string {
	i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsSpace(r) })
	if i < 0 {
		return text
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	return text[:i] + string(unicode.ToUpper(r)) + text[i+n:]
}

// transpose swaps the characters around the cursor, or the last two at the end
// of a line.
func (a *Area) transpose() {
	before, after := a.BeforeCursor(), a.afterCursor()
	if after == "" {
		n := Last(before)
		before, after = before[:len(before)-n], before[len(before)-n:]
	}
	if before == "" || after == "" {
		return
	}
	m, n := Last(before), First(after)
	from, to := Place{a.cursor.Line, len(before) - m}, Place{a.cursor.Line, len(before) + n}
	a.replace(from, to, after[:n]+before[len(before)-m:])
}
