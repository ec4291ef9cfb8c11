package ui_test

import (
	"slices"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// Line breaks of all systems are one thing, and each field makes of them and of
// tabs what it can hold.
func TestPastedLineBreaksAndTabs(t *testing.T) {
	for _, end := range []string{"\r\n", "\r", "\n"} {
		s := uitest.New(t)
		s.Press("j", "e").Press("ctrl+u").Paste("Ann" + end + "Lee\tKay")
		toField(s, "Status message").Paste("one" + end + "two\tthree")
		toField(s, "Tags").Press("ctrl+u").Paste("red" + end + "dark blue\tgreen, red" + end).Paste("half").Paste("way" + end + "left")
		toField(s, "Metadata").Press("ctrl+r").Press("ctrl+end").Type("x").Press("backspace")
		toField(s, "Metadata").Press("ctrl+home", "ctrl+k").Paste("{" + end + "\t\"a\":\t\"x\ty\\\"\tz\"" + end + "}").Shows(`"x\ty\"\tz"`)
		s.Press("ctrl+s", "ctrl+s").Shows("saved")
		u := s.User(other)
		if u.Name != "Ann Lee Kay" || u.StatusMessage != "one two three" {
			t.Errorf("%q: the name is %q, the message %q", end, u.Name, u.StatusMessage)
		}
		if want := []string{"red", "dark blue", "green", "halfway", "left"}; !slices.Equal(u.Tags, want) {
			t.Errorf("%q: the tags are %q, want %q", end, u.Tags, want)
		}
		if !u.Metadata.Equal(model.Metadata(`{"a":"x\ty\"\tz"}`)) {
			t.Errorf("%q: the metadata is %s", end, u.Metadata)
		}
	}
}
