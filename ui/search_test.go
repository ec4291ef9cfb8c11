package ui_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"census/client"
	"census/client/query"
	"census/model"
	"census/ui/uitest"
)

func TestSearchFiltersAsYouType(t *testing.T) {
	s := uitest.New(t)
	s.Press("/").Type("zoe").Shows("Zoë Lefèvre", "1–2 of 2 · all 65 known").Hides("Andrew Joseph")
	s.Type(" role:vip").Shows("Zoë Noël", "1–1 of 1").Hides("Zoë Lefèvre")
	for range len(" role:vip") {
		s.Press("backspace")
	}
	s.Shows("Zoë Lefèvre", "1–2 of 2")
	s.Press("enter").Shows("/ zoe").Press("esc").Shows("Andrew Joseph").Hides("/ zoe")
}

// What people look for, in terms of every kind, over users the test has made.
func TestSearchKnowsTheLanguage(t *testing.T) {
	s := uitest.New(t, uitest.Users(-1))
	for _, u := range []model.User{
		{UID: "amelie", Name: "Amélie Durand", Role: "default", Tags: []string{"vip"}, Metadata: model.Metadata(`{"plan":"pro","age":34}`)},
		{UID: "omar", Name: "عمر الفاروق", Role: "default", StatusMessage: "On the road until Friday"},
		{UID: "bob", Name: "Bob", Role: "default", Metadata: model.Metadata(`{"plan":"free","age":29,"@private":{"note":"hidden"}}`)},
	} {
		if _, err := s.Admin.CreateUser(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	s.Press("r")
	for text, want := range map[string][]string{
		"AMELIE":                  {"amelie"},
		`"the road"`:              {"omar"},
		"~amld":                   {"amelie"},
		"/^b.b$/":                 {"bob"},
		"tag:vip":                 {"amelie"},
		"meta.plan=pro":           {"amelie"},
		"meta.age>30":             {"amelie"},
		"meta.age<30":             {"bob"},
		"meta.plan:r -tag:vip":    {"bob"},
		"tag:vip OR الفاروق":      {"amelie", "omar"},
		"(amelie OR bob) -uid:am": {"bob"},
		"hidden":                  nil,
		"created<1d meta.plan":    {"amelie", "bob"},
		"is:deactivated":          nil,
	} {
		s.Press("/").Type(text)
		frame := s.Frame()
		for _, uid := range []string{"amelie", "omar", "bob"} {
			shown := strings.Contains(frame, " "+uid+" ")
			if wanted := contains(want, uid); shown != wanted {
				t.Errorf("%q: %s is shown %t, want %t", text, uid, shown, wanted)
			}
		}
		s.Press("esc")
	}
}

// What cannot be read is said, and the rows stay those of the last text that
// could.
func TestAWrongSearchKeepsTheRows(t *testing.T) {
	s := uitest.New(t)
	s.Press("/").Type("zoe (")
	s.Shows("Zoë Lefèvre", "1–2 of 2").Golden("wrong")
	s.Press("enter")
	s.Type("role:vip)").Shows("Zoë Noël").Hides("Zoë Lefèvre")
}

func TestTabCompletesTheSearch(t *testing.T) {
	s := uitest.New(t)
	s.Press("/").Type("ro").Shows("tab role:").Press("tab").Shows("/ role:▏")
	s.Type("mod").Press("tab").Shows("/ role:moderator", "Phạm Bảo").Hides("Nancy Grace")
	s.Press("esc", "/").Type("meta.crm.st").Press("tab").Shows("/ meta.crm.stage")
	s.Press("esc", "/").Type("tag:an").Shows("tab \"annual plan\"", "Andrew Joseph").Golden("completion")
	s.Press("tab").Shows("Zoë Lefèvre").Hides("Andrew Joseph")
}

func TestTheSearchLanguageIsAPageAway(t *testing.T) {
	s := uitest.New(t).Press("/").Type("zo").Press("f1")
	for _, row := range query.Syntax()[:5] {
		s.Shows(row.Example)
	}
	s.Golden("syntax")
	s.Press("esc").Shows("/ zo▏")
}

// An answer to an older text must not replace a newer one's, in whatever order
// they come.
func TestAnOlderFindIsDropped(t *testing.T) {
	s := uitest.New(t).Press("/")
	s.Send(uitest.Key("z"), uitest.Key("o"), uitest.Key("e"))
	for s.Pending() > 0 {
		s.RunPending(s.Pending() - 1) // the newest first
	}
	s.Shows("1–2 of 2", "Zoë Noël").Hides("Andrew Joseph")
}

// While not everybody is known, the search says among whom it has looked, and
// enter asks the service with what that can do.
func TestSearchAmongSomeAsksTheService(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Users(1500), uitest.RateLimit(1), uitest.Around(requests.around))
	far := farUser(t, s)
	before := requests.pages()
	s.Press("/").Type(far.Name)
	s.Shows("Of the 100 loaded", "enter ask the service too").Golden("not-loaded")
	if n := requests.pages(); n != before {
		t.Errorf("typing has asked the service %d times", n-before)
	}
	s.Press("enter").Shows(far.Name, "1–1 of 1 · of ")
	if last := requests.lastQuery(); !strings.Contains(last, "searchKey=") {
		t.Errorf("the service was asked for %q", last)
	}
	s.Press("/").Type(" zzz").Press("enter").Shows("the service was asked for names and uids that begin with")
	s.Press("esc").Shows("Andrew Joseph")
	s.Press("/").Type("role:vip").Press("enter")
	total := countRole(t, s, "vip")
	s.Shows(fmt.Sprintf("of %d", total))
}

// farUser is a user of whom the first page does not tell.
func farUser(t *testing.T, s *uitest.Screen) model.User {
	t.Helper()
	page := listPage(t, s, 12)
	for _, u := range page {
		if strings.HasPrefix(u.UID, "marcus-") || strings.HasPrefix(u.UID, "theo-") || strings.HasPrefix(u.UID, "olivia-") {
			return u
		}
	}
	t.Fatal("nobody fits")
	return model.User{}
}

// Two keys that arrive as one message are text while the search is typed.
func TestQuickLettersAreText(t *testing.T) {
	s := uitest.New(t).Press("/")
	s.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("zoe")}).Settle()
	s.Shows("/ zoe▏", "1–2 of 2")
}

func (rec *recorder) lastQuery() string {
	for _, r := range slices.Backward(rec.sent) {
		if path, query, _ := strings.Cut(r.line, "?"); path == "GET /v3/users" {
			return query
		}
	}
	return ""
}

func listPage(t *testing.T, s *uitest.Screen, page int) []model.User {
	t.Helper()
	p, err := s.Admin.ListUsers(t.Context(), client.ListOptions{Page: page})
	if err != nil {
		t.Fatal(err)
	}
	return p.Users
}

func countRole(t *testing.T, s *uitest.Screen, role string) int {
	t.Helper()
	p, err := s.Admin.ListUsers(t.Context(), client.ListOptions{Roles: []string{role}})
	if err != nil {
		t.Fatal(err)
	}
	return p.Total
}

// On a terminal with colours the place that is wrong is underlined.
func TestWhatIsWrongIsUnderlined(t *testing.T) {
	s := uitest.New(t, uitest.Colors(termenv.TrueColor)).Press("/").Type("zoe /a[/ x")
	const underlined = "\x1b[4;"
	from := strings.Index(s.Frame(), underlined)
	if from < 0 || !strings.Contains(s.Frame()[from:], "[") {
		t.Errorf("nothing is underlined in %q", s.Lines()[1])
	}
	for range "/a[/ x" {
		s.Press("backspace")
	}
	if strings.Contains(s.Frame(), underlined) {
		t.Errorf("something is underlined in %q", s.Lines()[1])
	}
}

// Where the line is too short for what is wrong, all of it stands below, above
// the rows, whose cursor stays in view; and the place is underlined at the end of
// a long text as well.
func TestWhatIsWrongIsToldInANarrowTerminal(t *testing.T) {
	s := uitest.New(t, uitest.Size(40, 12), uitest.Colors(termenv.TrueColor))
	s.Press("/").Type("is:active role:default role:admin is:wrong")
	if !strings.Contains(s.Frame(), "\x1b[4;") {
		t.Errorf("nothing is underlined in %q", s.Lines()[1])
	}
	s.Press("enter").Press("ctrl+u").Type("zoe").Press("enter").Shows("Zoë")
}

func TestWhatIsWrongIsShownWhole(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
		s := uitest.New(t, uitest.Size(size[0], size[1]))
		s.Press("/").Type("a").Paste(" plan>3").Shows("▌ ").Fits()
		if want := problemOf(t, "a plan>3"); !strings.Contains(flat(s), want) {
			t.Errorf("%v: not all of %q is shown:\n%s", size, want, s.Frame())
		}
		for range 30 {
			s.Press("down")
		}
		s.Shows("▌ ").Fits()
		s.Press("esc").Shows("▌ ").Fits()
	}
}

// A click means the row that is seen, also below what is wrong.
func TestAClickBelowWhatIsWrong(t *testing.T) {
	s := uitest.New(t, uitest.Size(80, 24)).Press("/").Type("a").Paste(" plan>3")
	clickOn(s, "Nancy Grace").Shows("▌ Nancy Grace")
}

// flat is the screen as one line with single blanks.
func flat(s *uitest.Screen) string { return strings.Join(strings.Fields(s.Frame()), " ") }

func problemOf(t *testing.T, text string) string {
	t.Helper()
	_, err := query.Parse(text, query.Env{})
	if err == nil {
		t.Fatalf("%s can be read", text)
	}
	return err.Error()
}

// The nearest field is a key away; the rest of the text stays, and so does the
// cursor in it.
func TestAMistypedFieldIsMended(t *testing.T) {
	s := uitest.New(t).Press("/").Type("zoe rolle:vip")
	s.Shows("did you mean role:?").Press("tab").Shows("/ zoe role:vip▏", "Zoë Noël").Hides("did you mean")
}

// A text that was not searched for is not said to match nobody.
func TestWhatCannotBeReadMatchesNotNobody(t *testing.T) {
	s := uitest.New(t).Press("/").Type("xqzw").Shows("No users match “xqzw”")
	s.Type(" rolle:vip").Hides("No users match").Shows("“xqzw rolle:vip” cannot be searched for", "did you mean role:?", "tab write role")
	s.Golden("not-searched")
	s.Press("tab").Shows("No users match “xqzw role:vip”")
	s.Type(" (").Hides("No users match").Shows("nothing follows this parenthesis", "esc clear the filter")
}

// A word finds the users of a role; what else a word may mean is offered where it
// finds nobody.
func TestAWordFindsARole(t *testing.T) {
	s := uitest.New(t).Press("/").Type("vip").Shows("Zoë Noël", "佐藤翔").Hides("Andrew Joseph")
	s.Press("esc", "/").Type("onlin").Shows("No users match “onlin”", "All 65 users are known. status:online finds 20 users.", "tab search for status:online")
	s.Golden("offered")
	s.Press("enter").Shows("/ tab search for status:online").Press("/", "tab").Shows("/ status:online▏", "1–20 of 20")
	s.Press("esc", "/").Type("xqzw").Shows("No users match", "esc clear the filter").Hides("tab search")
	s.Press("esc", "/").Type("eactivated").Shows("No users match").Hides("is:deactivated")
	s.Press("esc", "shift+tab", "/").Type("eactivated").Shows("is:deactivated finds 4 users.")
}

// What may be meant by the text of a moment ago is not put into the text of now.
func TestWhatMayBeMeantIsOfTheTextShown(t *testing.T) {
	s := uitest.New(t).Press("/").Type("onlin").Shows("tab search for")
	s.Send(uitest.Key("e"), uitest.Key("tab")).Settle()
	s.Shows("/ online▏")
	s.Press("tab").Shows("/ status:online▏")
	s.Press("esc", "/").Type("  online").Press("tab").Shows("/   online▏")
}

// Where not everybody is known, what may be meant is for the service to find.
func TestAWordMayMeanWhatTheServiceKnows(t *testing.T) {
	s := uitest.New(t, uitest.Users(1500), uitest.RateLimit(1))
	s.Press("/").Type("blocked").Shows("is:blocked may be meant.")
}

// What the service cannot look for is looked for in a few pages, and in more of
// them when that is asked for: an app is not read as a whole unasked.
func TestASearchDoesNotReadEverybodyUnasked(t *testing.T) {
	requests := 0
	count := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			requests++
			return next.RoundTrip(r)
		})
	}
	s := uitest.New(t, uitest.Users(16000), uitest.RateLimit(5), uitest.Around(count))
	s.Press("/").Type("meta.nothing=1")
	requests = 0
	s.Press("enter").Shows("Of the 11 000 loaded", "M reads all users", "enter read on")
	if requests != 11 {
		t.Errorf("%d requests", requests)
	}
	s.Press("enter").Shows("Of the 14 938 loaded, and the service was asked for all").Hides("read on")
}

// enter on a term without its value loses nothing of what is typed.
func TestAnUnfinishedTermIsNotDroppedByEnter(t *testing.T) {
	s := uitest.New(t)
	s.Press("/").Type("zoe OR (role:").Press("enter").Shows("/ zoe OR (role:", "(enter keep)", "a value is missing")
	s.Type("vip)").Press("enter").Shows("/ zoe OR (role:vip)").Hides("enter keep")
}

// Whoever moves the cursor while the rows are being looked for is not taken back
// to the first one.
func TestAMoveOutlastsTheLook(t *testing.T) {
	s := uitest.New(t).Press("/").Type("a").Shows("▌ Andrew Joseph")
	s.Send(uitest.Key("n"), uitest.Key("down")).Settle()
	s.Shows("/ an", "▌ George Alan")
}
