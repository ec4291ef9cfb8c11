package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"census/model"
	"census/ui/layouts"
	"census/ui/uitest"
)

// saveAs saves what is shown as a view under the first free key.
func saveAs(s *uitest.Screen, name string) *uitest.Screen {
	return s.Press("V", "enter").Type(name).Press("enter")
}

// views is a folder with these views under 1, 2 and so on.
func views(t *testing.T, all ...layouts.View) (dir string) {
	t.Helper()
	var l layouts.Layout
	for i, v := range all {
		l.Views[i] = &v
	}
	return arranged(t, l)
}

func TestAViewIsSavedShownAndLeft(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 24))
	s.Press("/").Type("role:vip").Press("enter", "tab", "tab")
	clickTitle(t, s, "UID")
	saveAs(s, "Very important").Shows("saved Very important under 1 ✓")
	want := layouts.View{Name: "Very important", Query: "role:vip", Tab: "all", Sort: layouts.Sort{Column: "uid"}}
	if v := kept(t, dir).Views[0]; v == nil || v.Query != want.Query || v.Tab != want.Tab || v.Sort != want.Sort || v.Columns != nil {
		t.Errorf("kept %+v, want %+v", v, want)
	}

	s = uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 24))
	s.Press("/").Type("zo").Press("enter")
	clickTitle(t, s, "NAME")
	s.Press("1").Shows("1 Very important  / role:vip", "[All", "UID ▲").Hides("changed")
	clickTitle(t, s, "UID")
	s.Shows("1 Very important, changed", "UID ▼")
	s.Press("1").Hides("changed") // as it was saved
	s.Press("esc").Shows("/ zo", "[Active", "NAME ▲").Hides("Very important")
	if l := kept(t, dir); l.Sort.Column != "name" {
		t.Errorf("a view's sorting took the place of the person's own: %+v", l.Sort)
	}
}

func TestViewsAreChangedInTheMenu(t *testing.T) {
	dir := views(t, layouts.View{Name: "Mine", Query: "role:vip"}, layouts.View{Name: "Other"})
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 24))
	s.Press("V")
	choose(t, s, "1  Mine")
	choose(t, s, "rename")
	for range len("Mine") {
		s.Press("backspace")
	}
	s.Press("enter").Shows("a name is missing")
	s.Type("Ours").Press("enter").Shows("saved Ours under 1")
	s.Press("1").Shows("1 Ours", "role:vip")
	s.Press("/").Type(" zo").Press("enter").Shows("1 Ours, changed")
	s.Press("V", "enter").Shows("saved Ours under 1").Hides("changed")
	if v := kept(t, dir).Views[0]; v.Query != "role:vip zo" {
		t.Errorf("replaced by %+v", v)
	}
	s.Press("V")
	choose(t, s, "1  Ours")
	choose(t, s, "remove")
	s.Shows("Remove the view Ours?").Press("esc")
	s.Press("V")
	choose(t, s, "1  Ours")
	choose(t, s, "remove")
	s.Press("y").Shows("removed Ours ✓").Hides("1 Ours")
	if l := kept(t, dir); l.Views[0] != nil || l.Views[1] == nil {
		t.Errorf("kept %+v", l.Views)
	}
	s.Press("1").Shows("no view is saved under 1; V saves what is shown")
}

func TestNineViewsAreFull(t *testing.T) {
	var nine []layouts.View
	for i := range 9 {
		nine = append(nine, layouts.View{Name: fmt.Sprintf("View %d", i+1)})
	}
	dir := views(t, nine...)
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 36))
	s.Press("/").Type("zo").Press("enter", "V", "enter").Shows("In place of which view?")
	choose(t, s, "4  View 4")
	s.Press("enter").Shows("saved View 4 under 4")
	if v := kept(t, dir).Views[3]; v.Query != "zo" {
		t.Errorf("kept %+v", v)
	}
}

// A search that cannot be read is shown to be mended; nothing else is lost.
func TestAViewThatCannotBeReadCanBeMended(t *testing.T) {
	dir := views(t, layouts.View{Name: "Odd", Query: `name:"x`, Tab: "all", Sort: layouts.Sort{Column: "uid"}})
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 24))
	s.Press("1").Shows("the search of Odd cannot be read: ", `/ name:"x`, "UID ▲")
	s.Type(`"`).Press("enter").Shows("1 Odd")
	s.Press("esc").Hides("Odd").Shows("Andrew Joseph")
}

// Who may not list deactivated users is told, and sees the active ones.
func TestAViewOfUsersThatCannotBeListed(t *testing.T) {
	dir := views(t, layouts.View{Name: "Gone", Tab: "deactivated"})
	s := uitest.New(t, uitest.As(model.UserToken, me), uitest.Layouts(dir), uitest.Size(120, 24))
	s.Press("1").Shows("Gone shows active users only: ", "Amélie Garçon").Hides("changed")
}

func TestViewsWrittenByHandAreHarmless(t *testing.T) {
	dir := views(t, layouts.View{Name: "\x1b[2Jx\u202e", Query: "zo\x1b[2J", Tab: "moon", Sort: layouts.Sort{Column: "moon"}, Columns: []layouts.Column{{Key: "moon"}}})
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 24))
	s.Press("1").Shows("/ zo", "[Active").Hides("changed")
	s.Press("/")
	s.Press("esc", "V")
	choose(t, s, "1")
	choose(t, s, "rename")
	if strings.Contains(s.Frame(), "\x1b[2J") || strings.Contains(s.Frame(), "\u202e") {
		t.Errorf("the file reaches the terminal: %q", s.Frame())
	}
}

// Two programs over one folder: what one saves the other does not undo.
func TestTwoProgramsKeepEachOthersViews(t *testing.T) {
	dir := t.TempDir()
	one := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 24))
	two := uitest.New(t, uitest.Layouts(dir), uitest.Over(one), uitest.Size(120, 24))
	saveAs(one, "First")
	clickTitle(t, two, "UID")
	if l := kept(t, dir); l.Views[0] == nil || l.Sort.Column != "uid" {
		t.Errorf("kept %+v", l)
	}
	two.Press("1").Shows("1 First")
}

// What is arranged before the layout has come is not lost, and loses nothing.
func TestArrangingBeforeTheLayoutIsThere(t *testing.T) {
	columns := []layouts.Column{{Key: "uid"}, {Key: "name"}}
	l := layouts.Layout{Columns: columns, Sort: layouts.Sort{Column: "seen"}}
	l.Views[0] = &layouts.View{Name: "Mine"}
	dir := arranged(t, l)
	s := uitest.Boot(t, uitest.Layouts(dir), uitest.Size(120, 24))
	for s.Pending() > 0 && !strings.Contains(s.Frame(), "API key") {
		s.RunPending(0)
	}
	s.Send(uitest.Key("s"), uitest.Key("j"), uitest.Key("enter"))
	s.Settle().Shows("NAME ▲")
	got := kept(t, dir)
	if !slices.Equal(got.Columns, columns) || got.Views[0] == nil || got.Sort.Column != "name" {
		t.Errorf("kept %+v", got)
	}
	s.Press("1").Shows("1 Mine")
}

// Without a folder views live until the program ends, and it says so.
func TestViewsWithoutAFolder(t *testing.T) {
	s := uitest.New(t, uitest.Size(120, 24))
	saveAs(s, "Short").Shows("saved Short under 1, until census ends")
	s.Press("1").Shows("1 Short")
}

func TestAViewsNameHasALimit(t *testing.T) {
	s := uitest.New(t, uitest.Size(120, 24), uitest.Layouts(t.TempDir()))
	saveAs(s, strings.Repeat("x", layouts.MaxName+1)).Shows("the name has 61 characters, at most 60 are kept")
	s.Press("backspace", "enter").Shows("saved xxx")
}

func TestDigitsWaitForTheConnection(t *testing.T) {
	s := uitest.Boot(t, uitest.Layouts(views(t, layouts.View{Name: "Mine", Query: "zo"})))
	s.Send(uitest.Key("1")).Shows("not connected yet")
	s.Settle().Hides("/ zo")
}

func TestTheViewMenu(t *testing.T) {
	shared := uitest.New(t)
	dir := views(t, layouts.View{Name: "Very important", Query: "role:vip", Tab: "all", Sort: layouts.Sort{Column: "created", Descending: true}},
		layouts.View{Name: "Gone", Tab: "deactivated"}, layouts.View{Name: "日本", Query: "meta.address.city:tokyo OR tag:東京"})
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		s := uitest.New(t, uitest.Over(shared), uitest.Layouts(dir), uitest.Size(size[0], size[1]))
		at := fmt.Sprintf("%dx%d-", size[0], size[1])
		s.Press("1").Golden(at + "shown")
		s.Press("s", "j", "enter", "V").Golden(at + "changed")
		choose(t, s, "2  Gone")
		s.Golden(at + "one")
		choose(t, s, "rename")
		s.Golden(at + "rename")
	}
}
