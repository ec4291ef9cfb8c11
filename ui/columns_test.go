package ui_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"census/model"
	"census/ui/layouts"
	"census/ui/uitest"
)

// titles are the words of the header line.
func titles(s *uitest.Screen) []string {
	line, _, _ := strings.Cut(s.Lines()[header], "│")
	return strings.Fields(line)
}

func TestTheTableFollowsTheColumnSheet(t *testing.T) {
	s := uitest.New(t, uitest.Size(80, 30))
	s.Press("c", "j", "space")
	if got := strings.Join(titles(s), " "); got != "NAME ROLE STATUS TAGS SEEN" {
		t.Errorf("uid hidden: %s", got)
	}
	s.Press("space") // it comes back where it was
	if got := strings.Join(titles(s), " "); got != "NAME UID ROLE STATUS TAGS SEEN" {
		t.Errorf("uid shown again: %s", got)
	}
	s.Press("J", "J", "K")
	if got := strings.Join(titles(s), " "); got != "NAME ROLE UID STATUS TAGS SEEN" {
		t.Errorf("uid moved: %s", got)
	}
	s.Press("R")
	if got := strings.Join(titles(s), " "); got != "NAME UID ROLE STATUS TAGS SEEN" {
		t.Errorf("as at first: %s", got)
	}
	s.Press("?").Shows("move the column to the right").Press("esc")
	s.Press("esc").Hides("Columns")
}

// A hidden column between those shown does not count when one moves or comes.
func TestHiddenColumnsDoNotCountWhenOneMoves(t *testing.T) {
	s := uitest.New(t, uitest.Size(120, 40))
	s.Press("c", "j", "j", "space", "k") // role is hidden, the cursor on uid
	s.Press("J")
	if got := strings.Join(titles(s), " "); got != "NAME STATUS UID TAGS SEEN" {
		t.Errorf("uid moved past a hidden one: %s", got)
	}
	choose(t, s, "link")
	if got := titles(s); got[len(got)-1] != "LINK" {
		t.Errorf("a new column is not the last: %v", got)
	}
}

// What somebody adds is there, even where there was no room to spare; the sheet
// says what has gone for it.
func TestAnAddedColumnIsSeen(t *testing.T) {
	for _, width := range []int{120, 80, 60} {
		s := uitest.New(t, uitest.Size(width, 36))
		s.Press("c", "a").Type("plan").Press("enter")
		s.Shows("PLAN", "✓ metadata plan", "no room now")
		s.Fits()
	}
}

func TestOneColumnStays(t *testing.T) {
	s := uitest.New(t, uitest.Size(90, 24))
	s.Press("c")
	for range 6 {
		s.Press("g", "space", "j", "space", "j", "space", "j", "space", "j", "space", "j", "space")
	}
	if len(titles(s)) == 0 {
		t.Errorf("no column is left:\n%s", s.Frame())
	}
}

func TestWidths(t *testing.T) {
	s := uitest.New(t, uitest.Size(99, 24), uitest.Layouts(arranged(t, layouts.Layout{Columns: []layouts.Column{{Key: "uid", Width: 20}, {Key: "name"}}})))
	at := func() int { return strings.Index(s.Lines()[header], "NAME") }
	s.Press("c").Shows("20 wide")
	was := at()
	s.Press("+")
	s.Shows("22 wide")
	s.Press("-", "-").Shows("18 wide")
	if got := at(); got != was-2 {
		t.Errorf("name stands at %d, was at %d when uid was two wider", got, was)
	}
	for range 20 {
		s.Press("-")
	}
	s.Shows("3 wide")
	s.Press("0").Hides("3 wide")
	s.Press("j", "j", "+").Shows("space shows the column first")
}

// Widths, order and choice come back at the next start, for the profile alone.
func TestColumnsAreKept(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 30))
	s.Press("c", "J", "+", "esc")
	want := titles(s)
	again := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 30))
	if got := titles(again); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	again.Press("c", "j").Shows(" wide")
	if got := titles(uitest.New(t, uitest.Layouts(t.TempDir()), uitest.Size(120, 30))); slices.Equal(got, want) {
		t.Error("another profile's folder has the same columns")
	}
	again.Press("R", "esc")
	if l := kept(t, dir); l.Columns != nil {
		t.Errorf("the columns of the beginning are kept as %+v", l.Columns)
	}
}

// Looking at the sheet changes nothing.
func TestClosingTheSheetKeepsNothingNew(t *testing.T) {
	dir := t.TempDir()
	uitest.New(t, uitest.Layouts(dir)).Press("c", "j", "esc")
	if files, _ := filepath.Glob(filepath.Join(dir, "*.json")); len(files) != 0 {
		t.Errorf("kept: %v", files)
	}
}

// The columns of the beginning end where room does; chosen by hand they stay.
func TestTheSameColumnsChosenByHandAreKept(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 40))
	s.Press("c")
	choose(t, s, "message")
	choose(t, s, "created")
	s.Press("esc")
	if n := len(kept(t, dir).Columns); n != 8 {
		t.Errorf("%d columns are kept, want 8", n)
	}
	uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 40)).Shows("MESSAGE", "CREATED")
}

func TestAPathOfTheMetadata(t *testing.T) {
	s := uitest.New(t, uitest.Size(120, 40))
	s.Press("c", "a", "enter").Shows("a path is missing")
	s.Type("@private.ssn").Press("enter").Shows("shown in the detail only").Press("esc")
	s.Press("a").Type("meta.Address.City").Press("enter").Shows("ADDRESS.CITY")
	if got := strings.Count(strings.Join(s.Lines()[20:], "\n"), "address.city"); got != 1 {
		t.Errorf("the path is offered %d times, want once", got)
	}
	s.Press("a").Type("no.where").Press("enter").Press("G", "R") // nobody has it, so it is gone with R
	s.Press("G", "space", "esc").Hides("NO.WHERE")
	s.Press("c", "a").Type(strings.Repeat("x", 300)).Press("enter").Shows("that is too long")
}

// Keys of the metadata are anybody's text.
func TestHostilePathsAreHarmless(t *testing.T) {
	s := uitest.New(t, uitest.Users(-1), uitest.Size(120, 40))
	hostile := "\x1b]0;owned\x07\u202e" + strings.Repeat("ß日", 40)
	metadata, err := json.Marshal(map[string]string{hostile: "\x1b[2Jv"})
	if err != nil {
		t.Fatal(err)
	}
	u := model.User{UID: "hostile", Name: "Hostile", Metadata: metadata}
	if _, err := s.Admin.CreateUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	s.Press("r", "c", "G", "space").Shows("✓ metadata ")
	if strings.ContainsAny(s.Frame(), "\x07\u202e") || strings.Contains(s.Frame(), "\x1b]") || strings.Contains(s.Frame(), "\x1b[2J") {
		t.Errorf("the key reaches the terminal: %q", s.Frame())
	}
	s.Fits()
	s.Press("esc", "s").Fits()
	choose(t, s, "metadata ")
	s.Fits()
}

// What a person has written into the file by hand and is not known is left out.
func TestUnknownColumnsAreIgnored(t *testing.T) {
	dir := arranged(t, layouts.Layout{Columns: []layouts.Column{{Key: "moon"}, {Key: "uid"}, {Key: "meta."}}})
	if got := titles(uitest.New(t, uitest.Layouts(dir))); !slices.Equal(got, []string{"UID"}) {
		t.Errorf("%v, want UID alone", got)
	}
}

// A damaged file is told once, with where it is now, and is not written over.
func TestADamagedLayoutIsToldOnce(t *testing.T) {
	dir := arranged(t, layouts.Layout{Sort: layouts.Sort{Column: "uid"}})
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.WriteFile(files[0], []byte("{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	uitest.New(t, uitest.Layouts(dir), uitest.Size(200, 24)).Shows("The saved columns and views cannot be read: it is not JSON in line 2.", "The file is kept as", ".damaged")
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(200, 24)).Hides("cannot be read")
	clickTitle(t, s, "UID")
	if text, err := os.ReadFile(files[0] + ".damaged"); err != nil || string(text) != "{\n" {
		t.Errorf("%q, %v", text, err)
	}
}

// What cannot be kept is told, and stays as it is on the screen.
func TestALayoutThatCannotBeKeptIsTold(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(120, 24))
	files := func() string { // a folder in the file's place
		clickTitle(t, s, "UID")
		all, _ := filepath.Glob(filepath.Join(dir, "*.json"))
		return all[0]
	}()
	if err := os.Remove(files); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(files, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	clickTitle(t, s, "NAME")
	s.Shows("Columns and views cannot be kept: ", "NAME ▲")
}

func TestColumnGoldens(t *testing.T) {
	shared := uitest.New(t)
	metadata := layouts.Layout{Columns: []layouts.Column{{Key: "name"}, {Key: "uid", Width: 18}, {Key: "meta.address.city"}, {Key: "meta.email"}, {Key: "created"}, {Key: "tags"}}}
	for _, size := range [][2]int{{300, 40}, {160, 36}, {120, 36}, {80, 24}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			at := uitest.Size(size[0], size[1])
			uitest.New(t, uitest.Over(shared), at).Golden("list")
			s := uitest.New(t, uitest.Over(shared), at, uitest.Layouts(arranged(t, metadata)))
			toRichUser(s).Press("esc")
			s.Golden("metadata")
			s.Press("c", "j").Golden("sheet")
			s.Press("a").Type("plan").Golden("path")
		})
	}
}
