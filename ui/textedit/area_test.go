package textedit

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// pressable are the keys that an area handles, as messages.
var pressable = map[string]tea.KeyMsg{
	"left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight}, "up": {Type: tea.KeyUp}, "down": {Type: tea.KeyDown},
	"home": {Type: tea.KeyHome}, "end": {Type: tea.KeyEnd}, "ctrl+home": {Type: tea.KeyCtrlHome}, "ctrl+end": {Type: tea.KeyCtrlEnd},
	"alt+left": {Type: tea.KeyLeft, Alt: true}, "alt+right": {Type: tea.KeyRight, Alt: true},
	"backspace": {Type: tea.KeyBackspace}, "ctrl+h": {Type: tea.KeyCtrlH}, "delete": {Type: tea.KeyDelete},
	"alt+backspace": {Type: tea.KeyBackspace, Alt: true}, "alt+delete": {Type: tea.KeyDelete, Alt: true},
	"ctrl+k": {Type: tea.KeyCtrlK}, "ctrl+u": {Type: tea.KeyCtrlU}, "ctrl+t": {Type: tea.KeyCtrlT}, "enter": {Type: tea.KeyEnter},
	"alt+u": {Type: tea.KeyRunes, Runes: []rune("u"), Alt: true}, "alt+l": {Type: tea.KeyRunes, Runes: []rune("l"), Alt: true},
	"alt+c": {Type: tea.KeyRunes, Runes: []rune("c"), Alt: true}, "alt+b": {Type: tea.KeyRunes, Runes: []rune("b"), Alt: true},
	"x": {Type: tea.KeyRunes, Runes: []rune("x")}, "space": {Type: tea.KeySpace, Runes: []rune(" ")},
}

func drawKey(t *rapid.T) (string, tea.KeyMsg) {
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(pressable))).Draw(t, "key")
	return name, pressable[name]
}

func drawText(t *rapid.T, pieces []string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "text"), "")
}

func bubble(text string) textarea.Model {
	m := textarea.New()
	m.CharLimit, m.MaxHeight, m.MaxWidth = 0, 0, 0
	m.ShowLineNumbers = false
	m.Cursor.SetMode(cursor.CursorStatic)
	m.SetWidth(400)
	m.Focus()
	m.SetValue(text)
	m, _ = m.Update(tea.KeyMsg{Type: tea.KeyCtrlHome})
	return m
}

// blankBefore reports whether there is no word before the cursor.
func blankBefore(a *Area) bool {
	return strings.TrimSpace(a.between(Place{}, a.cursor)) == ""
}

// On plain text every key does what it does in bubbles' text area.
func TestKeysOfBubbles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, []string{"a", "b", "c", " ", "  ", "\n", "Word"})
		a, m := NewArea(text), bubble(text)
		for range rapid.IntRange(1, 30).Draw(t, "keys") {
			name, msg := drawKey(t)
			before, at := a.Text(), a.Cursor()
			switch {
			case (name == "alt+left" || name == "alt+b") && blankBefore(a):
				continue // bubbles searches for the previous word forever
			case name == "alt+backspace" && a.wordLeft() == Place{at.Line, 1}:
				continue // bubbles also takes the space at the beginning of the line
			case name == "up" || name == "down":
				m.SetCursor(at.Byte) // bubbles may keep to a column of another line
				a.moveTo(at)
			case name == "delete" && len(a.afterCursor()) == 1:
				continue // bubbles also takes the end of the line
			}
			a.Update(msg)
			m, _ = m.Update(msg)
			info := m.LineInfo()
			if want := (Place{m.Line(), info.StartColumn + info.ColumnOffset}); a.Text() != m.Value() || a.Cursor() != want {
				t.Fatalf("%s in %q at %v:\n%q at %v, bubbles has\n%q at %v", name, before, at, a.Text(), a.Cursor(), m.Value(), want)
			}
		}
	})
}

// An area loses no byte of its text, keeps the cursor inside it, and can undo
// every change in turn.
func TestAreaKeepsBytesAndUndoesChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, pieces)
		a := NewArea(text)
		if a.Text() != text {
			t.Fatalf("%q has become %q", text, a.Text())
		}
		type state struct {
			text string
			at   Place
		}
		var past []state
		for range rapid.IntRange(1, 40).Draw(t, "keys") {
			before := state{a.Text(), a.Cursor()}
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				a.Insert(drawText(t, pieces))
			case 1:
				a.Put(drawText(t, pieces))
			default:
				_, msg := drawKey(t)
				a.Update(msg)
			}
			if len(a.past) > len(past) {
				past = append(past, before)
			} else if a.Text() != before.text {
				t.Fatalf("%q has become %q, which cannot be taken back", before.text, a.Text())
			}
			if joined := strings.Join(a.lines, "\n"); a.Text() != joined {
				t.Fatalf("the text is %q, the lines are %q", a.Text(), joined)
			}
			if at := a.Cursor(); at.Line >= a.Len() || at.Byte > len(a.Line(at.Line)) {
				t.Fatalf("the cursor is at %v of %q", at, a.lines)
			}
		}
		for _, want := range slices.Backward(past) {
			if a.Undo(); a.Text() != want.text || a.Cursor() != want.at {
				t.Fatalf("taken back to %q at %v, want %q at %v", a.Text(), a.Cursor(), want.text, want.at)
			}
		}
		if a.Undo(); a.Text() != text {
			t.Fatalf("all taken back: %q, want %q", a.Text(), text)
		}
	})
}

func TestCharactersAreDeletedWhole(t *testing.T) {
	for _, char := range []string{"e\u0301", "👩‍👩‍👧", "👍🏽", "🇩🇪", "क्षि"} {
		for _, key := range []string{"backspace", "ctrl+h"} {
			a := NewArea("")
			a.Insert("a" + char)
			a.Update(pressable[key])
			if a.Text() != "a" {
				t.Errorf("%s after %q leaves %q", key, char, a.Text())
			}
		}
		a := NewArea(char + "a")
		a.Update(pressable["delete"])
		if a.Text() != "a" {
			t.Errorf("delete before %q leaves %q", char, a.Text())
		}
		a = NewArea(char + "a")
		a.Update(pressable["right"])
		if a.BeforeCursor() != char {
			t.Errorf("right goes behind %q of %q", a.BeforeCursor(), char)
		}
		if a.Update(pressable["left"]); a.Cursor() != (Place{}) {
			t.Errorf("left goes to %v of %q", a.Cursor(), char)
		}
	}
}

// Up and down keep to the original column, across shorter and wider lines.
func TestUpAndDownKeepTheColumn(t *testing.T) {
	a := NewArea("abcdef\nab\n日日日日")
	for range 4 {
		a.Update(pressable["right"])
	}
	for i, want := range []string{"ab", "日日", "ab", "abcd"} {
		key := "down"
		if i > 1 {
			key = "up"
		}
		if a.Update(pressable[key]); a.BeforeCursor() != want {
			t.Errorf("step %d: the cursor is behind %q, want %q", i, a.BeforeCursor(), want)
		}
	}
}

// A change remembers only what it changed, not the whole text.
func TestAChangeRemembersWhatItChanged(t *testing.T) {
	a := NewArea(strings.Repeat("line\n", 1000))
	for range 300 {
		a.Insert("x")
	}
	kept := 0
	for _, c := range a.past {
		kept += len(c.removed)
	}
	if kept > 0 || len(a.past) != maxUndo {
		t.Errorf("%d bytes are kept in %d changes", kept, len(a.past))
	}
}

// Typed characters are text, even if they spell a key's name; with alt they are
// not.
func TestTextIsNotAKey(t *testing.T) {
	a := NewArea("")
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("left")})
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("q"), Alt: true})
	if a.Text() != "left" {
		t.Errorf("%q", a.Text())
	}
}
