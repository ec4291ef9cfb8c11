package ui_test

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
	"census/ui/layouts"
	"census/ui/uitest"
)

// arranged is a folder in which the list is arranged so.
func arranged(t *testing.T, l layouts.Layout) (dir string) {
	t.Helper()
	dir = t.TempDir()
	store := layouts.New(dir)
	if _, err := store.Update(t.Context(), "test", func(kept *layouts.Layout) { *kept = l }); err != nil {
		t.Fatal(err)
	}
	return dir
}

// kept is what the folder holds.
func kept(t *testing.T, dir string) layouts.Layout {
	t.Helper()
	store := layouts.New(dir)
	l, err := store.Load(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// uidsFirst shows uids in the first column, so that a test can read the rows.
func uidsFirst(t *testing.T, others ...string) uitest.Option {
	t.Helper()
	l := layouts.Layout{Columns: []layouts.Column{{Key: "uid", Width: 30}}}
	for _, key := range others {
		l.Columns = append(l.Columns, layouts.Column{Key: key})
	}
	return uitest.Layouts(arranged(t, l))
}

// rows are the first words of the rows on the screen.
func rows(s *uitest.Screen) []string {
	var all []string
	lines := s.Lines()
	for _, line := range lines[3 : len(lines)-1] {
		if words := strings.Fields(strings.TrimPrefix(line, "▌")); len(words) > 0 {
			all = append(all, words[0])
		}
	}
	return all
}

// under is the first word of the row under the cursor.
func under(t *testing.T, s *uitest.Screen) string {
	t.Helper()
	for _, line := range s.Lines() {
		if row, ok := strings.CutPrefix(line, "▌"); ok {
			return strings.Fields(row)[0]
		}
	}
	t.Fatalf("no row is under the cursor:\n%s", s.Frame())
	return ""
}

// click is a press of the left button at a cell of the screen.
func click(x, y int) tea.MouseMsg {
	return tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
}

// header is where the screen shows the titles of the columns.
const header = 2

// clickTitle clicks on the title of a column.
func clickTitle(t *testing.T, s *uitest.Screen, title string) {
	t.Helper()
	x := strings.Index(s.Lines()[header], title)
	if x < 0 {
		t.Fatalf("there is no column %s:\n%s", title, s.Frame())
	}
	s.Send(click(x, header)).Settle()
}

// choose takes the line of a menu that begins so.
func choose(t *testing.T, s *uitest.Screen, label string) {
	t.Helper()
	s.Press("g")
	for range 300 {
		for _, line := range s.Lines() {
			if at, ok := strings.CutPrefix(line, " ▌"); ok && strings.HasPrefix(strings.TrimLeft(at, " ✓"), label) {
				s.Press("enter")
				return
			}
		}
		s.Press("j")
	}
	t.Fatalf("the menu has no line %q:\n%s", label, s.Frame())
}

// everybody is who the server holds, active ones, in its order.
func everybody(t *testing.T, s *uitest.Screen) []model.User {
	t.Helper()
	var all []model.User
	for page := 1; page != 0; {
		p, err := s.Admin.ListUsers(t.Context(), client.ListOptions{Page: page, PerPage: 100, WithTags: true, Lifecycle: client.Active})
		if err != nil {
			t.Fatal(err)
		}
		all, page = append(all, p.Users...), p.Next
	}
	return all
}

func uids(users []model.User) []string {
	var all []string
	for _, u := range users {
		all = append(all, u.UID)
	}
	return all
}

// Each field sorts by both directions, ties and those without a value in the
// service's order.
func TestSortsByAnyField(t *testing.T) {
	compare := map[string]func(a, b model.User) int{
		"role":        func(a, b model.User) int { return strings.Compare(a.Role, b.Role) },
		"uid":         func(a, b model.User) int { return strings.Compare(a.UID, b.UID) },
		"created":     func(a, b model.User) int { return int(a.CreatedAt - b.CreatedAt) },
		"last active": func(a, b model.User) int { return int(a.LastActiveAt - b.LastActiveAt) },
	}
	first := uitest.New(t)
	for title, by := range compare {
		s := uitest.New(t, uitest.Over(first), uitest.Size(90, 80), uidsFirst(t, "name", "role"))
		users := everybody(t, s)
		users = slices.DeleteFunc(users, func(u model.User) bool { return title == "last active" && u.LastActiveAt == 0 })
		for _, direction := range []string{"▲", "▼"} {
			s.Press("s")
			choose(t, s, strings.TrimSpace(title))
			if !strings.Contains(s.Frame(), direction) {
				s.Press("s", "j", "enter") // the other way round stands below
			}
			want := slices.Clone(users)
			slices.SortStableFunc(want, func(a, b model.User) int {
				if direction == "▼" {
					return by(b, a)
				}
				return by(a, b)
			})
			if got := rows(s)[:len(want)]; !slices.Equal(got, uids(want)) {
				t.Errorf("%s %s:\n%v\nwant\n%v", title, direction, got, uids(want))
			}
		}
		s.Press("s")
		choose(t, s, "as the service")
		if got := rows(s); !slices.Equal(got, uids(everybody(t, s))) {
			t.Errorf("%s: back to the service's order: %v", title, got)
		}
	}
}

func TestAClickOnATitleSortsTurnsAndEnds(t *testing.T) {
	s := uitest.New(t, uitest.Size(90, 30), uidsFirst(t, "name", "seen"))
	as := rows(s)
	clickTitle(t, s, "SEEN")
	s.Shows("SEEN ▼")
	clickTitle(t, s, "SEEN")
	s.Shows("SEEN ▲")
	clickTitle(t, s, "SEEN")
	s.Hides("▲", "▼")
	if got := rows(s); !slices.Equal(got, as) {
		t.Errorf("%v, want the service's order again", got)
	}
	clickTitle(t, s, "UID")
	s.Shows("UID ▲")
	s.Press("/").Type("a")
	clickTitle(t, s, "NAME")
	s.Shows("NAME ▲", "/ a")
}

// The cursor goes with its user, from wherever it is.
func TestTheCursorStaysOnItsUserWhenSorting(t *testing.T) {
	s := uitest.New(t, uitest.Size(90, 20), uidsFirst(t, "name"))
	for _, keys := range [][]string{nil, {"j", "j", "j"}, {"G"}, {"g"}} {
		s.Press(keys...)
		uid := under(t, s)
		for _, title := range []string{"UID", "UID", "UID", "NAME"} {
			clickTitle(t, s, title)
			if got := under(t, s); got != uid {
				t.Errorf("after %v: the cursor went from %s to %s", keys, uid, got)
			}
		}
	}
}

// It does so from where it stands at the start, too, and once a view was opened.
func TestTheCursorStaysThoughNobodyMovedIt(t *testing.T) {
	s := uitest.New(t, uitest.Size(90, 20), uitest.Layouts(views(t, layouts.View{Name: "All", Tab: "all"})))
	for range 2 {
		first := under(t, s)
		s.Press("s")
		choose(t, s, "uid")
		if got := under(t, s); got != first {
			t.Errorf("the cursor went from %s to %s:\n%s", first, got, s.Frame())
		}
		s.Press("1")
	}
}

// A sorting among some says so, until all are known.
func TestASortingAmongSomeSaysSo(t *testing.T) {
	s := uitest.New(t, uitest.Users(1200), uitest.RateLimit(1), uitest.Size(120, 20), uidsFirst(t, "name"))
	s.Hides("sorted among")
	clickTitle(t, s, "UID")
	s.Press("g").Shows("of 100 loaded, sorted among them")
	s.Golden("some")
	s.Press("/").Type("a").Press("esc")
	s.Press("M").Press("g").Shows("1–16 of 1 12").Hides("sorted among", "loaded")
	if got := rows(s); !slices.IsSorted(got) {
		t.Errorf("not sorted among all: %v", got)
	}
	s.Resize(40, 12)
	s.Fits()
}

// What the mirror brings is put where it belongs; who is under the cursor stays.
func TestSortingWhileAllAreRead(t *testing.T) {
	s := uitest.Boot(t, uitest.Users(300), uitest.Size(90, 20), uidsFirst(t, "name"))
	for s.Pending() > 0 && !strings.Contains(s.Frame(), "Nancy Grace") {
		s.RunPending(0)
	}
	if s.Pending() == 0 {
		t.Fatal("all is read before anything is shown")
	}
	s.Send(click(strings.Index(s.Lines()[header], "UID"), header))
	for s.Pending() > 0 && !strings.Contains(s.Frame(), "UID ▲") {
		s.RunPending(0)
	}
	uid := under(t, s)
	s.Settle()
	if got := under(t, s); got != uid {
		t.Errorf("the cursor went from %s to %s", uid, got)
	}
	s.Press("g")
	want := uids(everybody(t, s))
	slices.Sort(want)
	if got := rows(s); !slices.Equal(got, want[:len(got)]) {
		t.Errorf("%v\nwant %v", got, want[:len(got)])
	}
}

// Where no title shows the direction, the top line does.
func TestASortingByAColumnThatIsNotShown(t *testing.T) {
	s := uitest.New(t, uitest.Size(80, 24))
	s.Press("s")
	choose(t, s, "created")
	s.Shows("▼ created").Golden("80x24")
	s.Resize(40, 12)
	s.Shows("▼ created").Fits()
	s.Press("s")
	choose(t, s, "as the service")
	s.Hides("▼")
	s.Press("s")
	choose(t, s, "metadata plan")
	s.Shows("▲ metadata plan")
}

func TestTheSortMenu(t *testing.T) {
	shared := uitest.New(t)
	for name, size := range map[string][2]int{"120x36": {120, 36}, "80x24": {80, 24}, "40x12": {40, 12}} {
		s := uitest.New(t, uitest.Over(shared), uitest.Size(size[0], size[1]))
		s.Press("s")
		choose(t, s, "last active")
		s.Press("s")
		s.Shows("✓ last active").Golden(name)
		s.Press("j", "enter", "s").Shows("oldest first")
	}
}

// Sorting costs no request and survives a new start.
func TestTheSortingIsKept(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(90, 20))
	clickTitle(t, s, "UID")
	clickTitle(t, s, "UID")
	if l := kept(t, dir); l.Sort != (layouts.Sort{Column: "uid", Descending: true}) {
		t.Errorf("kept %+v", l.Sort)
	}
	uitest.New(t, uitest.Layouts(dir), uitest.Size(90, 20)).Shows("UID ▼")
	uitest.New(t, uitest.Layouts(arranged(t, layouts.Layout{Sort: layouts.Sort{Column: "moon"}}))).Hides("▼", "▲")
}

// Two quick keys are kept in their order, whatever the disk takes for the first.
func TestTheLastOfTwoQuickSortingsIsKept(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Layouts(dir), uitest.Size(90, 20))
	s.Send(click(strings.Index(s.Lines()[header], "UID"), header))
	s.Send(click(2, header))
	for s.Pending() > 0 {
		s.RunPending(s.Pending() - 1) // the newest first
	}
	if l := kept(t, dir); l.Sort.Column != "name" {
		t.Errorf("kept %+v, want the later one, by name", l.Sort)
	}
}
