package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// listing is what a request for a list of users asks for, and what comes back: the
// rows from one on to another, and what the service says it counts.
type listing struct {
	page, size     int
	from, to       int
	total, perPage int
}

// liar is a service of 250 users that answers as flaw makes it.
type liar struct {
	mu   sync.Mutex
	flaw func(*listing)
	asks int
}

const liarUsers = 250

func (l *liar) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		_, uid, isOne := strings.Cut(r.URL.Path, "/users/")
		switch {
		case r.Method != http.MethodGet, isOne && strings.Contains(uid, "/"):
			return next.RoundTrip(r)
		case isOne:
			return answered(`{"data":` + liarRow(uid, uid) + `}`), nil
		case strings.HasSuffix(r.URL.Path, "/users"):
			return l.list(r), nil
		}
		return next.RoundTrip(r)
	})
}

func (l *liar) list(r *http.Request) *http.Response {
	l.asks++
	q := r.URL.Query()
	users := liarUsers
	if q.Get("onlyDeactivated") != "" {
		users = 0
	}
	a := listing{page: 1, size: 100, total: users}
	_, _ = fmt.Sscan(q.Get("perPage"), &a.size)
	_, _ = fmt.Sscan(q.Get("page"), &a.page)
	a.perPage = a.size
	a.from, a.to = (a.page-1)*a.size, a.page*a.size
	if l.flaw != nil && users > 0 {
		l.flaw(&a)
	}
	var rows []string
	for i := a.from; i < min(a.to, users); i++ {
		rows = append(rows, liarRow(fmt.Sprintf("user-%03d", i), fmt.Sprintf("User %03d", i)))
	}
	if a.total < 0 {
		a.total = len(rows)
	}
	return answered(fmt.Sprintf(`{"data":[%s],"meta":{"pagination":{"total":%d,"count":%d,"per_page":%d,"current_page":%d,"total_pages":%d}}}`,
		strings.Join(rows, ","), a.total, len(rows), a.perPage, a.page, (a.total+a.perPage-1)/a.perPage))
}

func liarRow(uid, name string) string {
	text, _ := json.Marshal(map[string]any{"uid": uid, "name": name, "role": "default", "status": "offline", "createdAt": 1700000000, "tags": []string{}})
	return string(text)
}

// ofPage is a total that is as long as the page.
const ofPage = -1

// flaws are the answers that prove nothing, each with what the screen says of it,
// and how many of the 250 users it shows all the same.
var flaws = []struct {
	name  string
	flaw  func(*listing)
	says  string
	known int
}{
	{"capped, a total as long as the page", func(a *listing) {
		if a.total = ofPage; a.size > 60 {
			a.from, a.to, a.perPage = (a.page-1)*60, a.page*60, 60
		}
	}, "Perhaps not all users are known.", 250},
	{"capped, with gaps, a total as long as the page", func(a *listing) {
		if a.size > 60 {
			a.to, a.total = a.from+60, ofPage
		} else {
			a.total = ofPage
		}
	}, "Perhaps not all users are known.", 250},
	{"an empty page in the middle", func(a *listing) {
		if a.size > 60 {
			a.from, a.to, a.perPage = (a.page-1)*60, a.page*60, 60
		}
		if a.page == 2 {
			a.from = a.to
		}
	}, "Perhaps not all users are known. The service counts 250, and 190 were read.", 190},
	{"the same page again", func(a *listing) { a.from, a.to = 0, min(a.size, 100) }, "The service counts 250, and 100 were read.", 100},
	{"the same page again, uncounted", func(a *listing) { a.from, a.to, a.total = 0, min(a.size, 100), 0 }, "Another page holds the same users as the first one.", 100},
	{"a total that is too large", func(a *listing) { a.total = 255 }, "The service counts 255, and 250 were read.", 250},
	{"a total that is too small", func(a *listing) { a.total = 7 }, "The service counts 7, and 250 were read.", 250},
}

// Where the list has been read to its end, its title says so too.
func TestTheTitleSaysWhereTheCountsDisagree(t *testing.T) {
	for _, total := range []int{7, 255} {
		service := &liar{flaw: func(a *listing) { a.total = total }}
		s := uitest.New(t, uitest.Users(-1), uitest.Size(160, 20), uitest.Around(service.around))
		s.Press("r", "G").Shows(fmt.Sprintf("of 250 loaded · the service counts %d", total))
	}
}

// changing is a total that is another one each time.
func (l *liar) changing(a *listing) { a.total = liarUsers + l.asks }

// Nothing that proves nothing makes census say that all users are known, and what
// it reads disagrees with what is counted, it says so.
func TestAllIsSaidOnlyWhereItIsProven(t *testing.T) {
	changing := &liar{}
	changing.flaw = changing.changing
	all := map[string]*liar{"a total that changes": changing}
	says, known := map[string]string{"a total that changes": "The service counts"}, map[string]int{"a total that changes": 250}
	for _, f := range flaws {
		all[f.name], says[f.name], known[f.name] = &liar{flaw: f.flaw}, f.says, f.known
	}
	for name, service := range all {
		t.Run(name, func(t *testing.T) {
			s := uitest.New(t, uitest.Users(-1), uitest.Size(160, 20), uitest.Around(service.around))
			s.Shows(says[name], "M reads again", "loaded").Hides("Active 0", "Active 1 ", "Active 7", "of 250  ")
			s.Press("/").Type("zzz").Shows(fmt.Sprintf("Of the %d loaded", known[name])).Hides("are known.")
			s.Press("esc", "r", "M", "r").Shows("perhaps not all", "loaded").Hides("No users yet")
			service.flaw = nil
			s.Press("M").Hides("perhaps").Shows("of 250", "[Active 250]  Deactivated 0   All 250")
			s.Press("/").Type("zzz").Shows("All 250 users are known.")
		})
	}
}

// Nor is anybody forgotten for it, neither on the screen nor on the disk.
func TestWhatIsKnownStaysWithoutProof(t *testing.T) {
	for _, f := range flaws {
		t.Run(f.name, func(t *testing.T) {
			dir := t.TempDir()
			uitest.New(t, uitest.Users(-1), uitest.Cache(dir), uitest.Around((&liar{}).around))
			kept := contents(t, dir)
			s := uitest.New(t, uitest.Users(-1), uitest.Size(160, 20), uitest.Cache(dir), uitest.Around((&liar{flaw: f.flaw}).around))
			s.Shows("as of 12:00", "of 250", "perhaps not all").Press("r").Press("M")
			for _, uid := range []string{"user-099", "user-100", "user-249"} {
				s.Press("/").Type(uid).Shows("User "+strings.TrimPrefix(uid, "user-")).Press("enter", "esc")
			}
			if contents(t, dir) != kept {
				t.Error("other users are kept on the disk")
			}
		})
	}
}

func contents(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.users"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v is kept: %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A service that gives fewer than it is asked for is read whole, also when it
// says nothing of that and skips the others.
func TestACappedServiceIsReadWhole(t *testing.T) {
	for _, total := range []int{liarUsers, 0} {
		capped := &liar{flaw: func(a *listing) { a.to, a.total = min(a.to, a.from+40), total }}
		s := uitest.New(t, uitest.Users(-1), uitest.Around(capped.around))
		s.Shows("of 250", "[Active 250]").Press("/").Type("user-249").Shows("all 250 known", "User 249")
	}
}

// The users that a service counts and does not send are not nobody.
func TestNobodyIsNotSaidOfThoseWhoAreCounted(t *testing.T) {
	s := uitest.New(t, uitest.Users(-1), uitest.Around((&liar{flaw: func(a *listing) { a.from = a.to }}).around))
	s.Shows("The service counts 250 users and sends none.", "Perhaps not all").Hides("No users yet", "Active 0")
}

// A credential that shows active users only says nothing of the others.
func TestTabsOfASessionInventNothing(t *testing.T) {
	for _, credential := range []model.Credential{model.UserToken, model.AuthKey} {
		s := uitest.New(t, uitest.Users(250), uitest.As(credential, me), uitest.Size(160, 20))
		s.Shows("[Active 238]  Deactivated   All ").Press("tab").Shows("deactivated users cannot be listed").Hides("Deactivated 0", "All 238")
		s.Press("/").Type("is:deactivated").Shows("All 238 active users are known.")
	}
}

// Whoever loses the right to list deactivated users while looking at them is told
// so and finds back; those who are known are not taken to be gone.
func TestTheRightToListDeactivatedUsersIsLost(t *testing.T) {
	fail := &failing{method: http.MethodGet, status: 403, body: `{"error":{"code":"AUTH_ERR_NO_ACCESS","message":"no"}}`}
	s := uitest.New(t, uitest.Users(250), uitest.Around(func(next http.RoundTripper) http.RoundTripper {
		no := fail.around(next)
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.Contains(strings.ToLower(r.URL.RawQuery), "deactivated") {
				return no.RoundTrip(r)
			}
			return next.RoundTrip(r)
		})
	}))
	s.Shows("[Active 238]  Deactivated 17   All 255").Press("tab").Shows("[Deactivated 17]")
	fail.on = true
	s.Press("M").Shows("Active 238", "[Deactivated]", "of 17 loaded").Hides("Deactivated 17", "All 238")
	s.Press("/").Type("zzz").Press("enter").Shows("Deactivated users cannot be listed.").Hides("No deactivated users match")
	s.Press("esc", "tab").Shows("[Active 238]")
}
