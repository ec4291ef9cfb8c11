package ui

import (
	"os"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// places are the scopes as views have them; a form is two at a time.
var places = map[string]scope{
	"list": inList, "detail": inDetail, "search": inSearch, "form": inForm | inLine, "metadata": inForm | inJSON,
	"menu": inMenu, "question": inQuestion, "typed question": inTyped, "help": inHelp,
	"review": inReview, "conflict": inConflict, "history": inHistory, "palette": inPalette,
}

func TestNoKeyStandsTwiceInOnePlace(t *testing.T) {
	for name, where := range places {
		seen := map[string]string{}
		for _, b := range bindings {
			if b.where&(where|everywhere) == 0 {
				continue
			}
			for _, k := range b.keys {
				if other, ok := seen[k]; ok {
					t.Errorf("%s: %s means %q and %q", name, k, other, b.help)
				}
				seen[k] = b.help
			}
		}
	}
}

func TestEveryBindingIsComplete(t *testing.T) {
	for _, b := range bindings {
		if b.cmd == cmdNone || b.where == 0 || len(b.keys) == 0 || b.label == "" || b.help == "" {
			t.Errorf("%+v is not complete", b)
		}
	}
}

func TestPastedTextIsNeverACommand(t *testing.T) {
	for _, b := range bindings {
		for _, k := range b.keys {
			if cmd := lookUp(b.where, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k), Paste: true}); cmd != cmdNone {
				t.Errorf("pasting %q is taken for %q", k, b.help)
			}
		}
	}
}

// Every command a view offers is in the key table for its place, and works
// through a key: hints and dispatch cannot drift apart.
func TestOfferedCommandsHaveKeys(t *testing.T) {
	a := New(t.Context(), Options{})
	e, l := a.env, a.views[0].(*list)
	e.connected = true
	for _, v := range []view{l, newColumnSheet(e, &l.layout, nil), newBulk(e, crowd{}), newDetail(e, model.User{UID: "u", CreatedAt: 1}), newMenu(e, "", nil), newForm(e, model.User{UID: "u", CreatedAt: 1}, nil), newQuestion(e, "", nil, "", nil)} {
		v.SetSize(80, 24)
		for _, h := range v.Keys() {
			if _, ok := bindingOf(v.Scope()|everywhere, h.cmd); !ok {
				t.Errorf("%T offers command %d, which has no key there", v, h.cmd)
			}
		}
	}
}

// The README's key table is this one.
func TestReadmeHasTheKeyTable(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := keysMarkdown()
	if !strings.Contains(string(readme), want) {
		t.Errorf("README.md is stale; its section on keys must hold:\n%s", want)
	}
}

// keysMarkdown is the key table for the README.
func keysMarkdown() string {
	var b strings.Builder
	for _, group := range keyTable {
		b.WriteString("\n**" + group.title + "**\n\n| keys | what |\n|---|---|\n")
		for _, row := range group.bindings {
			names := make([]string, len(row.keys))
			for i, k := range row.keys {
				names[i] = "`" + keyName(k) + "`"
			}
			b.WriteString("| " + strings.Join(names, " ") + " | " + row.help + " |\n")
		}
	}
	return b.String()
}
