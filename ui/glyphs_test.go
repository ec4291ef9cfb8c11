package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/model"
)

// caseUsers puts the users of a case among those known.
func caseUsers(t *testing.T, a *App, name string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "cases", name))
	if err != nil {
		t.Fatal(err)
	}
	var users []struct{ UID, Name, Role string }
	if err := json.Unmarshal(text, &users); err != nil || len(users) == 0 {
		t.Fatalf("%d users: %v", len(users), err)
	}
	for _, u := range users {
		a.env.known.Users().Put(model.User{UID: u.UID, Name: u.Name, Role: u.Role, CreatedAt: 1})
	}
	lookAgain(a, a.views[0].(*list))
}

// rowOf is the line of the table that has a uid.
func rowOf(t *testing.T, a *App, uid string) string {
	t.Helper()
	for _, line := range strings.Split(ansi.Strip(a.View()), "\n") {
		if strings.Contains(line, " "+uid+" ") {
			return strings.TrimSpace(strings.TrimLeft(line, "▌ "))
		}
	}
	t.Fatalf("%s is not on the screen:\n%s", uid, a.View())
	return ""
}

// Of a name that nobody can see, the uid is shown, and a name that hides
// characters does not look like the one without.
func TestInvisibleNames(t *testing.T) {
	a := newTestApp(t)
	caseUsers(t, a, "invisible-names.json")
	for uid, name := range map[string]string{"i1": "i1 ", "i2": `ad\u200bmin `, "i3": "i3 ", "i4": "admin "} {
		if row := rowOf(t, a, uid); !strings.HasPrefix(row, name) {
			t.Errorf("%s is listed as %q, want %q", uid, row, name)
		}
	}
	a.Update(pressed(tea.KeyEnd))
	for range 3 {
		a.Update(typed1('k'))
	}
	a.Update(typed1('d'))
	if !strings.Contains(ansi.Strip(a.View()), "Deactivate i1?") {
		t.Errorf("the question does not say who:\n%s", a.View())
	}
}

// What terminals do not agree about, or what would be drawn on the cell before, is
// shown so that nothing else moves.
func TestDisputedNames(t *testing.T) {
	a := newTestApp(t)
	caseUsers(t, a, "disputed-widths.json")
	for uid, name := range map[string]string{
		"w1": `soft\xadhyphen `, "w2": "☰ menu ", "w3": `abbr\u070fmark `, "w4": "◌\u0301leading ", "w5": `non\ufffechar `, "w6": "plain ",
	} {
		if row := rowOf(t, a, uid); !strings.HasPrefix(row, name) {
			t.Errorf("%s is listed as %q, want %q", uid, row, name)
		}
	}
	for i, line := range strings.Split(a.View(), "\n") {
		if visible(line) != 80 {
			t.Errorf("line %d is %d cells wide: %q", i+1, visible(line), line)
		}
	}
}

// Typed text may begin with any character that belongs into a text: what it
// clings to is in the field.
func TestTypingKeepsJoiners(t *testing.T) {
	for in, want := range map[string]string{"\u0301": "\u0301", "\u200d": "\u200d", "\ufe0f": "\ufe0f", "a\u200bb\u202e\ufffe": "ab", "\n\r\t": "\n\n\t", "a\r\nb\rc\n\rd": "a\nb\nc\n\nd"} {
		if got := string(safeTyping([]rune(in))); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
