package ui_test

import (
	"testing"

	"census/ui/uitest"
)

// textFields are all the places where text is typed, and how to get there.
var textFields = map[string]func(*uitest.Screen){
	"uid":            func(s *uitest.Screen) { toField(s.Press("n"), "UID") },
	"name":           func(s *uitest.Screen) { toField(s.Press("n"), "Name") },
	"avatar":         func(s *uitest.Screen) { toField(s.Press("n"), "Avatar") },
	"link":           func(s *uitest.Screen) { toField(s.Press("n"), "Link") },
	"status message": func(s *uitest.Screen) { toField(s.Press("n"), "Status message") },
	"tags":           func(s *uitest.Screen) { toField(s.Press("n"), "Tags") },
	"metadata":       func(s *uitest.Screen) { toField(s.Press("n"), "Metadata") },
	"search":         func(s *uitest.Screen) { s.Press("/") },
	"palette":        func(s *uitest.Screen) { s.Press(":") },
	"history":        func(s *uitest.Screen) { s.Press("j", "b", "y", "H", "/") },
	"deletion":       func(s *uitest.Screen) { s.Press("j", "D") },
	"column":         func(s *uitest.Screen) { s.Press("c", "a") },
}

// Backspace removes what a person sees as one character, whichever key the
// terminal sends for it, and the arrows pass it at once.
func TestCharactersAreOneInEveryField(t *testing.T) {
	for name, open := range textFields {
		t.Run(name, func(t *testing.T) {
			s := uitest.New(t)
			open(s)
			for _, char := range []string{"e\u0301", "👩‍👩‍👧", "👍🏽", "🇩🇪", "क्षि", "か\u3099"} {
				s.Type("ab" + char).Shows("ab" + char + "▏")
				s.Press("left").Shows("ab▏" + char).Press("right").Shows("ab" + char + "▏")
				s.Press("backspace").Shows("ab▏").Hides("ab▏" + char[:1])
				s.Type(char).Press("ctrl+h").Shows("ab▏").Type(char).Press("left", "delete").Shows("ab▏ ")
				s.Press("backspace", "backspace")
			}
		})
	}
}

// What one terminal sends for backspace takes tags off as the other does.
func TestBothBackspacesTakeTagsOff(t *testing.T) {
	for _, key := range []string{"backspace", "ctrl+h"} {
		s := uitest.New(t)
		toField(s.Press("n"), "Tags").Type("first,second,").Shows("[first] [second]")
		s.Press(key).Shows("[first] ▏").Hides("second").Press("left", key).Hides("first")
	}
}
