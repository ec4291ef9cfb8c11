package ui

import (
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"census/model"
	"census/ui/theme"
)

// pageOf is the page of a form of the user, in a room of such a size.
func pageOf(u model.User, width, height int) *formPage {
	s := newStyles(termenv.Ascii, theme.Sixteen(theme.DarkGround))
	actor := model.Actor{Me: "me", Credential: model.APIKey}
	return &formPage{fields: newFieldSet(s, u, actor), styles: s, width: width, height: height}
}

// pageUsers are users whose fields need different room.
var pageUsers = map[string]model.User{
	"a new user": {},
	"nothing":    {UID: "u", CreatedAt: 1},
	"a bit": {
		UID: "u", Name: "Ann", CreatedAt: 1, Role: "default", TagsKnown: true, Tags: []string{"vip", "beta"}, Metadata: model.Metadata(`{"a":1}`),
	},
	"a lot": {
		UID: strings.Repeat("u", 100), Name: strings.Repeat("Ann 安 ", 40), CreatedAt: 1, Role: "moderator", TagsKnown: true,
		Avatar: "https://example.com/" + strings.Repeat("a", 200), Tags: strings.Fields(strings.Repeat("vip beta tester ", 8)),
		Metadata: model.Metadata(`{"list":[` + strings.Repeat(`{"k":"v"},`, 60) + `0]}`),
	},
	"faults": {UID: "u", Name: "A\x1bnn", CreatedAt: 1, TagsKnown: true, Metadata: model.Metadata(`{"a":`), Link: "no address"},
	"me":     {UID: "me", Name: "Me", CreatedAt: 1, Role: "admin"},
}

// A form scrolls by heights that are counted and draws lines: both are of the same
// number, in whatever room, and whatever the focus is on.
func TestFieldsAreAsHighAsTheyAreDrawn(t *testing.T) {
	for name, u := range pageUsers {
		for width := 38; width < 130; width += 7 {
			for _, height := range []int{9, 15, 16, 40} {
				p := pageOf(u, width, height)
				for i, field := range p.fields.all {
					field.visited = true // faults are shown
					for _, st := range []fieldState{{}, {focused: true}, {focused: true, typing: true}} {
						if counted, drawn := p.fieldHeight(field, st), len(p.fieldLines(field, st)); counted != drawn {
							t.Fatalf("%s, %d×%d: %s %+v counts as %d lines and has %d", name, width, height, field.Label, st, counted, drawn)
						}
					}
					p.fields.at = i
					p.settle(false)
					if lines, top := p.scrolled(false); top != p.top {
						t.Fatalf("%s, %d×%d: with the focus on %s it is scrolled to %d and drawn from %d of %d lines", name, width, height, field.Label, p.top, top, len(lines))
					}
				}
			}
		}
	}
}

// The field with the focus can be seen, from its first line on where it fits.
func TestTheFocusIsInSight(t *testing.T) {
	for name, u := range pageUsers {
		for _, height := range []int{9, 12, 16, 30} {
			p := pageOf(u, 80, height)
			for range 2 * len(p.fields.all) {
				p.settle(false)
				seen := strings.Split(p.view(false), "\n")
				seen = seen[:min(len(seen), height)]
				if !strings.Contains(strings.Join(seen, "\n"), "▌ ") {
					t.Fatalf("%s in %d lines: the focus on %s is out of sight:\n%s", name, height, p.fields.focused().Label, strings.Join(seen, "\n"))
				}
				p.fields.move(1)
			}
		}
	}
}

// What is being saved has no text cursor, but shows where the focus is.
func TestFrozenFieldsHaveNoTextCursor(t *testing.T) {
	p := pageOf(pageUsers["a bit"], 80, 30)
	p.fields.focus(model.KeyName)
	for frozen, want := range map[bool]int{false: 1, true: 0} {
		if n := strings.Count(p.view(frozen), caret); n != want {
			t.Errorf("frozen %t: %d text cursors, want %d", frozen, n, want)
		}
		if n := strings.Count(p.view(frozen), here); n != 1 {
			t.Errorf("frozen %t: %d places that keys act on, want 1", frozen, n)
		}
	}
}
