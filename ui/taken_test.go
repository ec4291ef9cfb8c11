package ui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/client"
	"census/client/session"
	"census/model"
)

// creator prepares creations and sends none: its other methods are nil.
type creator struct{ Changes }

func (creator) Preview(model.User, model.User) (client.Request, error) {
	return client.Request{Method: "POST", URL: "http://localhost"}, nil
}

// creating is an app whose form for a new user has a uid and a name.
func creating(t *testing.T, uid string) (*App, *form) {
	t.Helper()
	a := newTestApp(t)
	a.env.session.Changes = creator{}
	a.Update(typed1('n'))
	f, ok := a.top().(*form)
	if !ok {
		t.Fatalf("no form but a %T", a.top())
	}
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(uid), Paste: true})
	a.Update(pressed(tea.KeyTab))
	a.Update(typed1('x'))
	return a, f
}

// refusedAtTheUID reports whether the form is back with the uid as what is wrong,
// and nothing on its way.
func refusedAtTheUID(a *App, f *form, who string) bool {
	return a.top() == f && f.saver.sending == 0 && f.fields.focused().Key == model.KeyUID &&
		f.fields.focused().problem() == "taken by "+who && a.notice.kind == noticeProblem &&
		strings.Contains(a.notice.text, "Choose another one; in the list / finds that user and r reads all again.")
}

// A uid that is known to be somebody's is refused where it is typed, however the
// two are spelled.
func TestAKnownUIDIsNotSent(t *testing.T) {
	for _, tt := range []struct{ known, typed, who string }{
		{"dee", "dee", "Dee"},
		{"dee", " DEE", "Dee"},
		{"Dee", "dee", "Dee (Dee)"},
		{"gone", "gone", "Dee, who is deactivated"},
		{"me-myself", "ME-myself", "me-myself"},
	} {
		a, f := creating(t, tt.typed)
		s := a.env.session
		s.Known = session.NewKnown(model.Actor{Me: "me-myself", Credential: model.APIKey})
		if a.env.hold(s); tt.known != "me-myself" {
			u := model.User{UID: tt.known, Name: "Dee", CreatedAt: 1}
			if tt.known == "gone" {
				u.DeactivatedAt = 2
			}
			a.env.known.Users().Put(u)
		}
		a.Update(pressed(tea.KeyCtrlS))
		if !refusedAtTheUID(a, f, tt.who) {
			t.Errorf("%q typed with %q known:\n%s", tt.typed, tt.known, a.View())
		}
		a.Update(typed1('2'))
		if a.Update(pressed(tea.KeyCtrlS)); !isReview(a.top()) {
			t.Errorf("another uid than %q:\n%s", tt.typed, a.View())
		}
	}
}

// The same where the user becomes known while the review is read.
func TestAUIDThatBecomesKnownIsNotSent(t *testing.T) {
	a, f := creating(t, "dee")
	if a.Update(pressed(tea.KeyCtrlS)); !isReview(a.top()) {
		t.Fatalf("no review:\n%s", a.View())
	}
	a.env.known.Users().Put(model.User{UID: "dee", Name: "Dee", CreatedAt: 1})
	if a.Update(pressed(tea.KeyCtrlS)); !refusedAtTheUID(a, f, "Dee") {
		t.Errorf("after it became known:\n%s", a.View())
	}
}

// The review of a creation begins with the uid, as it will be.
func TestTheReviewOfACreationNamesTheUIDFirst(t *testing.T) {
	a, _ := creating(t, "DEE")
	a.Update(pressed(tea.KeyCtrlS))
	lines := strings.Split(a.View(), "\n")
	title := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "Create x?") })
	if fields := strings.Fields(ansi.Strip(lines[title+2])); !slices.Equal(fields, []string{"UID", "+", "dee"}) {
		t.Errorf("the review begins with %q:\n%s", fields, a.View())
	}
}

func isReview(v view) bool {
	_, ok := v.(*review)
	return ok
}
