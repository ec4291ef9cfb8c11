package ui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// What users have as tags, roles and metadata is offered, put into the search and
// made a column; nothing of it reaches the terminal as it is.
func TestOffersOfHostileTexts(t *testing.T) {
	const hostile = "vip\x1b[31m\u202eevil\u2066\n\ttag"
	a := newTestApp(t)
	l := a.views[0].(*list)
	a.env.known.Users().Put(model.User{
		UID: "mallory", Name: "Mallory " + hostile, CreatedAt: 1, Tags: []string{hostile}, TagsKnown: true, Role: "r" + hostile,
		Metadata: model.Metadata(`{"vip\u001b[31m\u202eevil":"x\u001b[2J\u202ey"}`),
	})
	lookAgain(a, l)
	frames := func(keys string) {
		for _, r := range keys {
			a.Update(typed1(r))
			holdsNothingHostile(t, keys, a.View())
		}
	}
	for _, text := range []string{"tag:v", "role:r", "meta.v", "meta.vi"} {
		frames("/" + text)
		a.Update(pressed(tea.KeyTab))
		holdsNothingHostile(t, text+" completed", a.View())
		a.Update(typed1('x'))
		holdsNothingHostile(t, text+" going on", a.View())
		lookAgain(a, l)
		holdsNothingHostile(t, text+" found", a.View())
		a.Update(pressed(tea.KeyEsc))
	}
	a.Update(typed1('/'))
	a.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("a\u202eb\x1b[2J"), Paste: true})
	holdsNothingHostile(t, "pasted", a.View())
	a.Update(pressed(tea.KeyEsc))
	l.searchAndAsk(`tag:"` + hostile + `"`) // as the menu of filters does
	frames("/")
	a.Update(pressed(tea.KeyEsc))
	for _, keys := range []string{"s", "c"} {
		frames(keys)
		a.Update(pressed(tea.KeyEsc))
	}
	for _, path := range l.people.shown.words.MetaPaths {
		l.layout.setColumns(append(defaultColumns()[:1:1], metaColumn(path)))
		holdsNothingHostile(t, "column", a.View())
	}
	if len(l.people.shown.words.MetaPaths) == 0 {
		t.Error("there is no path")
	}
}

func holdsNothingHostile(t *testing.T, when, frame string) {
	t.Helper()
	for _, bad := range []string{"\x1b[31m\u202e", "\x1b[2J", "\u202e", "\u2066", "\t"} {
		if strings.Contains(frame, bad) {
			t.Errorf("%s: %q is in the frame", when, bad)
		}
	}
}
