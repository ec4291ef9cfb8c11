package ui_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/uitest"
)

// A small app notices nothing: everybody is known after the first screen, and
// nothing says how.
func TestSmallAppsAreKnownAtOnce(t *testing.T) {
	s := uitest.New(t, uitest.Users(250))
	s.Shows("of 238").Hides("reading", "as of", "M reads", "loaded")
	s.Press("/").Type("lucja").Shows("all 255 known")
}

// Where reading everybody would take long it is offered, begun by a key, and
// stopped by it.
func TestALongReadingIsOffered(t *testing.T) {
	s := uitest.New(t, uitest.Users(6000), uitest.RateLimit(5), uitest.Size(120, 24))
	s.Shows("M reads all users · about 5 min", "of 5 605").Golden("offered")
	s.Send(uitest.Key("M"))
	s.Shows("reading").Golden("begun")
	s.Settle().Hides("M reads", "reading", "M stops")
	s.Press("/").Type("zzz").Shows("All 6 005 users are known")
}

func TestAReadingIsStopped(t *testing.T) {
	s := uitest.New(t, uitest.Users(1500), uitest.RateLimit(1), uitest.Size(120, 24))
	s.Send(uitest.Key("M"), uitest.Key("M"))
	s.Settle().Shows("stopped reading; 100 users are known")
	s.Press("/").Type("zzz").Shows("Of the 100 loaded")
}

// What a fetch reads while nothing answers stays, and M goes on.
func TestAFailedReadingIsTold(t *testing.T) {
	fail := &failing{method: http.MethodGet, status: 503}
	s := uitest.New(t, uitest.Users(1500), uitest.RateLimit(1), uitest.Around(fail.around))
	fail.on = true
	s.Press("M").Shows("Not all users are read.", "M goes on")
	fail.on = false
	s.Press("M").Press("/").Type("zzz").Shows("All 1 505 users are known")
}

// At the next start the users of the last one are there before the service has
// answered, and it is said as of when they are.
func TestTheNextStartShowsTheUsersKept(t *testing.T) {
	dir := t.TempDir()
	first := uitest.New(t, uitest.Users(250), uitest.Cache(dir))
	if _, err := first.Admin.CreateUser(t.Context(), model.User{UID: "brand-new", Name: "Brand New"}); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	close(stop)
	silent := &failing{method: http.MethodGet, status: 500}
	s := uitest.Boot(t, uitest.Over(first), uitest.Cache(dir), uitest.Around(silent.around))
	silent.on = true
	s.Settle().Shows("Andrew Joseph", "as of 12:00", "of 238")
	s.Press("/").Type("lucja").Shows("all 255 known", "Łucja").Press("esc").Golden("kept")
	silent.on = false
	s.Press("r").Hides("as of").Shows("of 239")
	s.Press("/").Type("brand").Shows("brand-new")
}

// The files are for nobody else, and what is under @private is not in them.
func TestWhatIsKeptIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mirror")
	s := uitest.New(t, uitest.Users(60), uitest.Cache(dir))
	secret := model.User{UID: "secretive", Name: "Secretive", Metadata: model.Metadata(`{"@private":{"pin":"4711-0815"}}`)}
	if _, err := s.Admin.CreateUser(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	s.Press("r", "/").Type("secretive").Press("enter", "enter").Shows("@private")
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing is kept: %v", err)
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s is open to %v", f.Name(), info.Mode().Perm())
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "4711-0815") {
			t.Errorf("%s holds what is under @private", f.Name())
		}
	}
}

// A damaged file is as none.
func TestDamagedUsersAreReadAnew(t *testing.T) {
	dir := t.TempDir()
	first := uitest.New(t, uitest.Users(60), uitest.Cache(dir))
	files, err := filepath.Glob(filepath.Join(dir, "*.users"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v is kept: %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte("no users at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := uitest.New(t, uitest.Over(first), uitest.Cache(dir))
	s.Shows("of 61").Hides("as of", "damaged")
}

// Whoever logs in as somebody else starts anew: what is known of users depends on
// who looks.
func TestAnotherSessionKnowsNobodyYet(t *testing.T) {
	s := uitest.New(t, uitest.Users(1500), uitest.RateLimit(1), uitest.Around(func(next http.RoundTripper) http.RoundTripper { return next }))
	s.Press("j", "L").Send(uitest.Key("y"))
	s.Settle().Shows("you are now cometchat-uid-2", "M reads all")
}

// A token sees active users only, a hundred a page: they are all there is.
func TestATokenKnowsTheActiveUsers(t *testing.T) {
	s := uitest.New(t, uitest.Users(250), uitest.As(model.UserToken, "cometchat-uid-1"))
	s.Press("/").Type("lucja").Shows("all 238 active known")
}

// A user who is edited while everybody is read stays as edited, whatever the
// reading brings.
func TestAnEditSurvivesTheReading(t *testing.T) {
	s := uitest.New(t, uitest.Users(1500), uitest.RateLimit(1))
	s.Press("j", "M")
	s.Press("e").Type(" II").Press("ctrl+s", "ctrl+s").Shows("saved George Alan II")
	s.Press("/").Type("george alan").Shows("George Alan II")
}

// How far the reading is, and that it can be stopped, is said in every width: the
// tabs make room for it.
func TestTheProgressHasRoomInEveryWidth(t *testing.T) {
	var s *uitest.Screen
	tops := map[int]string{}
	var once sync.Once
	look := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Query().Get("page") == "15" { // some pages were taken by then
				once.Do(func() {
					for _, width := range []int{140, 80, 60, 40} {
						s.Send(tea.WindowSizeMsg{Width: width, Height: 12})
						tops[width] = s.Lines()[1]
					}
				})
			}
			return next.RoundTrip(r)
		})
	}
	s = uitest.New(t, uitest.Users(16000), uitest.RateLimit(12), uitest.Around(look), uitest.Size(140, 12))
	s.Press("M")
	for width, want := range map[int]string{
		140: `^ \[Active 14 938\]  Deactivated 1 067   All 16 005 +reading \d+ 000 of 16 005 · [\d ]+/s · \d+ (s|min) left · M stops *$`,
		80:  `^ \[Active\]  Deactivated   All +reading \d+ 000 of 16 005 · \d+ (s|min) left · M stops *$`,
		60:  `^ \[Active\]  Deactivated   All +reading \d+ % · M stops *$`,
		40:  `^ \[Active 14 938\] reading \d+ % · M stops *$`,
	} {
		if !regexp.MustCompile(want).MatchString(tops[width]) {
			t.Errorf("%d columns: %q, want %s", width, tops[width], want)
		}
	}
	s.Hides("M stops").Shows("[Active 14 938]  Deactivated 1 067")
}

// A small app is read anew in one go, which may take a while: something moves
// until then.
func TestReadingASmallAppAnewIsSeen(t *testing.T) {
	s := uitest.New(t)
	s.Send(uitest.Key("r")).Shows("loading users").Settle().Hides("loading users")
}

// A reading that was stopped can be gone on with, and that is said.
func TestAStoppedReadingIsOfferedAgain(t *testing.T) {
	s := uitest.New(t, uitest.Users(6000), uitest.RateLimit(5), uitest.Size(120, 24))
	s.Send(uitest.Key("M"), uitest.Key("M"))
	s.Settle().Press("j").Shows("M reads all users").Hides("reading")
	s.Press("M").Hides("M reads all")
	s.Press("/").Type("zzz").Shows("All 6 005 users are known")
}

// A credential that may not list deactivated users reads the active ones; one that
// may read no long lists at all is told so once, and not asked again and again.
func TestAReadingWithoutTheRight(t *testing.T) {
	for refused, want := range map[string]string{
		"withDeactivated=true": "all 238 active known",
		"perPage=1000":         "of 100 loaded",
	} {
		s := uitest.New(t, uitest.Users(250), uitest.Around(func(next http.RoundTripper) http.RoundTripper {
			fail := &failing{method: http.MethodGet, status: 403, body: `{"error":{"code":"AUTH_ERR_NO_ACCESS","message":"no"}}`, on: true}
			no := fail.around(next)
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				if strings.Contains(r.URL.RawQuery, refused) {
					return no.RoundTrip(r)
				}
				return next.RoundTrip(r)
			})
		}))
		s.Press("/").Type("george alan").Shows(want)
	}
}
