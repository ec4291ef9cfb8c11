package ui_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// changedOn are the names on the screen that have the sign of a change.
func changedOn(s *uitest.Screen) (names []string) {
	for _, line := range s.Lines() {
		runes := []rune(line)
		if len(runes) < 3 || runes[1] != '•' && runes[1] != '⊛' {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimSpace(string(runes[2:])), "  ")
		names = append(names, name)
	}
	return names
}

func showsChanged(t *testing.T, s *uitest.Screen, names ...string) {
	t.Helper()
	if got := changedOn(s); strings.Join(got, ", ") != strings.Join(names, ", ") {
		t.Errorf("shown as changed are %q, want %q\n%s", got, names, s.Frame())
	}
}

func rename(t *testing.T, s *uitest.Screen, uid, name string) {
	t.Helper()
	change(t, s, uid, func(u *model.User) { u.Name = name })
}

func TestWatchingMarksWhatHasChanged(t *testing.T) {
	s := uitest.New(t)
	rename(t, s, other, "George II")
	s.Press("w").Shows("reading again every 30 s; w ends that", "watching").Hides("George II")
	showsChanged(t, s)
	s.Press("j", "j", "space")

	if n := s.Alarm(); n != 1 {
		t.Fatalf("%d timers, want that of watching", n)
	}
	s.Shows("George II", "▌ Susan Marie", "1 marked")
	showsChanged(t, s, "George II")
	marked(t, s, "Nancy Grace")

	rename(t, s, "cometchat-uid-3", "Nancy II")
	rename(t, s, "cometchat-uid-4", "Susan II")
	s.Alarm()
	showsChanged(t, s, "Nancy II", "Susan II")
	s.Shows("*•Nancy II", "▌•Susan II").Golden("changed")
	s.Press("k").Shows("▌⊛Nancy II").Press("/").Type("susan").Press("enter")
	showsChanged(t, s, "Susan II")
	s.Alarm()
	s.Shows("/ susan", "watching")
	showsChanged(t, s)

	rename(t, s, "cometchat-uid-4", "Susan III")
	s.Press("w").Shows("not watching any more")
	s.Alarm()
	s.Shows("Susan II ")
	if n := s.Alarm(); n != 0 {
		t.Errorf("%d timers are left", n)
	}
}

// Who comes and who goes is seen too.
func TestWatchingSeesWhoComesAndGoes(t *testing.T) {
	s := uitest.New(t)
	s.Press("w")
	if _, err := s.Admin.CreateUser(t.Context(), model.User{UID: "zz-new", Name: "Newcomer"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Admin.DeleteUser(t.Context(), other, true); err != nil {
		t.Fatal(err)
	}
	s.Alarm()
	s.Hides("George Alan").Press("/").Type("newcomer").Press("enter")
	showsChanged(t, s, "Newcomer")
}

func TestNothingIsReadWhileAFormIsOpen(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Around(requests.around))
	s.Press("w", "j", "e").Type("!")
	before := len(requests.sent)
	for range 3 {
		if n := s.Alarm(); n != 1 {
			t.Fatalf("%d timers", n)
		}
	}
	if n := len(requests.sent) - before; n != 0 {
		t.Errorf("%d requests while the form was open", n)
	}
	s.Shows("George Alan!").Press("esc", "y").Shows("watching").Hides("waits")
	rename(t, s, other, "George II")
	s.Alarm()
	s.Shows("George II")
}

// A detail is no form: what is beneath it is read.
func TestWatchingGoesOnBelowADetail(t *testing.T) {
	s := uitest.New(t)
	s.Press("w", "j", "j", "enter")
	rename(t, s, other, "George II")
	s.Alarm()
	s.Press("esc")
	showsChanged(t, s, "George II")
}

// budget makes the answers say how many requests are left of a minute's hundred.
type budget struct{ left, reads int }

func (b *budget) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		answer, err := next.RoundTrip(r)
		if err == nil {
			answer.Header.Set("X-RateLimit-Limit", "10000")
			answer.Header.Set("X-RateLimit-Remaining", strconv.Itoa(b.left))
		}
		b.reads++
		return answer, err
	})
}

func TestALowBudgetWaits(t *testing.T) {
	limit := &budget{left: 9000}
	s := uitest.New(t, uitest.Around(limit.around))
	s.Press("w")
	s.Alarm()
	limit.left = 1000
	s.Alarm()
	s.Shows("watching")
	before := limit.reads
	s.Alarm()
	s.Shows("watch waits: the rate limit is nearly used up").Golden("waits")
	s.Alarm()
	if n := limit.reads - before; n != 0 {
		t.Errorf("%d requests though hardly any are left", n)
	}
	rename(t, s, other, "George II")
	s.Alarm() // a minute later there may be more, which only an answer tells
	s.Shows("George II", "watching").Hides("waits")
	limit.left = 9000
	s.Press("r")
	before = limit.reads
	s.Alarm()
	if limit.reads == before {
		t.Error("not read though there is enough again")
	}
}

func TestANewSessionEndsWatching(t *testing.T) {
	s := uitest.New(t)
	s.Press("w", "j", "L", "y").Shows("you are now " + other).Hides("watching")
	s.Alarm()
	if n := s.Alarm(); n != 0 {
		t.Errorf("%d timers are left", n)
	}
}

// Switching off and on leaves one timer at work.
func TestWatchingTwiceReadsOnce(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Around(requests.around))
	s.Press("w", "w", "w")
	before := requests.pages()
	if n := s.Alarm(); n != 2 {
		t.Fatalf("%d timers", n)
	}
	if n := requests.pages() - before; n != 2 { // the page, and the empty one after it
		t.Errorf("%d pages read", n)
	}
	if n := s.Alarm(); n != 1 {
		t.Errorf("%d timers", n)
	}
}

// Of a large app what is on show is read, and users who become known by paging
// have not changed.
func TestWatchingALargeAppReadsWhatIsOnShow(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Users(5000), uitest.RateLimit(2), uitest.Around(requests.around))
	s.Press("w", "G", "G").Shows("watching")
	showsChanged(t, s)
	s.Press("g")
	rename(t, s, other, "George II")
	before := requests.pages()
	s.Alarm()
	if n := requests.pages() - before; n != 1 {
		t.Errorf("%d pages read", n)
	}
	s.Shows("▌ Andrew Joseph")
	showsChanged(t, s, "George II")
	for range 5 {
		s.Press("G")
	}
	showsChanged(t, s)
	s.Press("g")
	showsChanged(t, s, "George II")
}

// A reading that fails says so, and the next one is tried all the same.
func TestWatchingOutlastsAFailure(t *testing.T) {
	fail := &failing{method: http.MethodGet, status: 400}
	s := uitest.New(t, uitest.Around(fail.around))
	s.Press("w")
	fail.on = true
	s.Alarm()
	s.Shows("Not read again.", "George Alan")
	fail.on = false
	rename(t, s, other, "George II")
	s.Alarm()
	showsChanged(t, s, "George II")
}

// Deep in a large app of which everybody is known the rows in view are read, and
// where that cannot be it is said.
func TestWatchingDeepInALargeApp(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Users(6200), uitest.Around(requests.around))
	s.Press("G", "w").Shows("watching")
	before := len(requests.sent)
	s.Alarm()
	var read []string
	for _, r := range requests.sent[before:] {
		read = append(read, r.line)
	}
	if !slices.ContainsFunc(read, func(line string) bool { return strings.Contains(line, "perPage=1000&page=6") }) {
		t.Errorf("not read around the last row: %q", read)
	}
	s.Press("/").Type("vip").Press("enter").Shows("watching the first 1 000 of the service's list")
}
