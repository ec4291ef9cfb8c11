package ui_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"census/client"
	"census/model"
	"census/ui/uitest"
)

// nth meddles with one of the requests that change many users, counted from 1.
// All its repetitions are the same request.
type nth struct {
	number int
	status int    // of the answer that is given instead; 0 lets it through
	body   string // the answer's
	lost   bool   // it is carried out, and the answer is lost

	bodies []string // of the requests, each once
}

func (n *nth) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path != "/v3/users" || r.Method == http.MethodGet {
			return next.RoundTrip(r)
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if !slices.Contains(n.bodies, string(body)) {
			n.bodies = append(n.bodies, string(body))
		}
		switch {
		case len(n.bodies) != n.number:
		case n.status != 0:
			return &http.Response{StatusCode: n.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(n.body)), Request: r}, nil
		case n.lost:
			if resp, err := next.RoundTrip(r); err == nil {
				_ = resp.Body.Close()
			}
			return nil, io.ErrUnexpectedEOF
		}
		return next.RoundTrip(r)
	})
}

// deactivated counts who the server has deactivated.
func deactivated(s *uitest.Screen) int {
	s.T().Helper()
	page, err := s.Admin.ListUsers(s.T().Context(), client.ListOptions{Lifecycle: client.Deactivated, PerPage: client.MaxPerPage})
	if err != nil {
		s.T().Fatal(err)
	}
	return len(page.Users)
}

func TestDeactivatingManySends25InARequest(t *testing.T) {
	requests := &nth{}
	s := uitest.New(t, uitest.Around(requests.around))
	before := deactivated(s)
	s.Press("ctrl+a").Shows("61 marked").Press("space", "d")
	s.Shows("Deactivate 60 users?", "George Alan, Nancy Grace", "and 56 more", "3 requests of up to 25 users").Hides("You are among them")
	if s.Press("d", "enter"); len(requests.bodies) != 0 {
		t.Fatalf("sent without an answer: %q", requests.bodies)
	}
	s.Press("y").Shows("60 deactivated", "✓ George Alan", "deactivated 60 users ✓", "esc back")
	if n := deactivated(s) - before; n != 60 || len(requests.bodies) != 3 {
		t.Errorf("%d users deactivated by %d requests", n, len(requests.bodies))
	}
	s.Press("esc").Shows("[Active 1]", "Deactivated 64", "Andrew Joseph").Hides("marked", "George Alan")

	s.Press("tab", "ctrl+a").Shows("64 marked", "d reactivate 64").Press("d").Shows("Reactivate 64 users?", "They can log in again.").Press("y")
	s.Shows("64 reactivated").Press("esc").Shows("Active 65", "Deactivated 0").Hides("marked")
	if n := deactivated(s); n != 0 {
		t.Errorf("%d users are still deactivated", n)
	}
}

func TestTheQuestionSaysWhoIsMeant(t *testing.T) {
	s := uitest.New(t)
	s.Press("space", "space", "d").Shows("Deactivate 2 users?", "Andrew Joseph, George Alan", "You are among them: blocking and your own session would end").Hides("requests")
	s.Press("n").Shows("2 marked")

	s.Press("/").Type("george").Press("enter", "d").Shows("Not in the list as it is shown now: 1 of them.").Press("esc", "/", "esc")
	s.Press("esc", "j", "space", "d").Shows("Deactivate George Alan?", other).Press("n")

	s.Press("tab", "tab", "/").Type("is:deactivated").Press("enter", "ctrl+a")
	inactive := len(starred(s))
	s.Shows(fmt.Sprintf("%d marked", inactive+1)).Press("d")
	s.Shows("Deactivate George Alan?", "Not in the list as it is shown now: 1 of them.", fmt.Sprintf("Left alone, since they are deactivated already: %d more.", inactive)).Press("n")
	s.Press("esc", "ctrl+a", "d").Shows(fmt.Sprintf("Reactivate %d users?", inactive)).Press("n")
}

// The key does what the tab is for to those it can be done to, and the others
// are no longer marked after it: pressed again it must not do the opposite.
func TestActiveAndDeactivatedAreNotToggled(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "space", "tab", "space").Shows("2 marked", "d reactivate 2")
	name := strings.TrimSpace(strings.TrimLeft(starred(s)[0], "▌*"))
	s.Press("d").Shows("Reactivate "+name+"?", "Left alone, since they are reactivated already: 1 more.").Press("y", "esc").Hides("marked")
	if isDeactivated(s, other) {
		t.Error("George Alan is deactivated")
	}
	s.Press("u").Shows("Undo reactivating " + name + "?")
}

func TestAFailedRequestLeavesItsUsersMarked(t *testing.T) {
	fail := &nth{number: 2, status: 500, body: `{"error":{"code":"ERR_OPERATION_FAILED","message":"The shard is on holiday"}}`}
	s := uitest.New(t, uitest.Around(fail.around))
	before := deactivated(s)
	s.Press("ctrl+a", "space", "d", "y")
	s.Shows("25 failed · 35 deactivated", "The answer was lost, and the service still has the old values. It said (500): The shard is on holiday.", "25 failed", "Who is not deactivated is still marked: d tries again.")
	if n := deactivated(s) - before; n != 35 {
		t.Errorf("%d users are deactivated", n)
	}
	s.Press("esc").Shows("25 marked", "[Active 26]")
	fail.number = 0
	s.Press("d").Shows("Deactivate 25 users?").Press("y").Shows("25 deactivated").Press("esc").Hides("marked")
	if n := deactivated(s) - before; n != 60 {
		t.Errorf("%d users are deactivated in the end", n)
	}
}

// What is refused is not repeated, and the words are the service's here too.
func TestTheServicesWordsAreShown(t *testing.T) {
	refuse := &nth{number: 3, status: 400, body: `{"error":{"code":"ERR_BAD_REQUEST","message":"Only on weekdays\u202e"}}`}
	s := uitest.New(t, uitest.Around(refuse.around), uitest.Size(40, 12))
	s.Press("ctrl+a", "space", "d", "y").Shows("10 failed · 50 deactivated").Press("j", "j", "j")
	s.Shows("Only on weekdays").Hides("\u202e").Press("j", "j").Shows("! ")
}

// Some credentials may not: that stops the rest, and the key says so from then on.
func TestARefusalStopsTheRest(t *testing.T) {
	refuse := &nth{number: 1, status: 401, body: `{"error":{"code":"AUTH_ERR_NO_ACCESS","message":"No access to this"}}`}
	s := uitest.New(t, uitest.Around(refuse.around))
	s.Press("ctrl+a", "space", "d", "y").Shows("25 failed · 35 not sent", "Stopped: ", "No access to this")
	if len(refuse.bodies) != 1 {
		t.Errorf("%d requests were sent", len(refuse.bodies))
	}
	s.Press("G").Shows("– ").Press("esc").Shows("60 marked", "(d deactivate 60)")
	s.Press("d").Shows("cannot deactivate 60 users: the service refused this to your API key").Hides("users?")
}

func TestALostAnswerIsLookedUpForEachUser(t *testing.T) {
	lose := &nth{number: 2, lost: true}
	s := uitest.New(t, uitest.Around(lose.around))
	before := deactivated(s)
	s.Press("ctrl+a", "space", "d", "y").Shows("60 deactivated").Press("esc").Hides("marked")
	if n := deactivated(s) - before; n != 60 {
		t.Errorf("%d users are deactivated", n)
	}
}

func TestAUserWhoIsGoneIsNotTriedAgain(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "space", "space", "d")
	if err := s.Admin.DeleteUser(t.Context(), other, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Admin.Deactivate(t.Context(), []string{"cometchat-uid-3"}); err != nil {
		t.Fatal(err)
	}
	s.Press("y").Shows("1 not there · 1 deactivated already", "The user has been deleted in the meantime.", "! George Alan", "✓ Nancy Grace").Hides("still marked")
	s.Press("esc").Hides("marked", "George Alan", "Nancy Grace")
}

func TestStoppingInTheMiddle(t *testing.T) {
	stop := &stopper{}
	s := uitest.New(t, uitest.Around(stop.around))
	before := deactivated(s)
	s.Press("ctrl+a", "space", "d")
	stop.after, stop.press = 1, func() { s.Send(uitest.Key("?"), uitest.Key("j"), uitest.Key("esc"), uitest.Key("esc")) }
	s.Press("y").Shows("You stopped it.", "still marked")
	n := deactivated(s) - before
	if n != 25 {
		t.Errorf("%d users are deactivated", n)
	}
	s.Shows(fmt.Sprintf("%d not sent · %d deactivated", 60-n, n)).Press("esc").Shows(fmt.Sprintf("%d marked", 60-n))
}

// stopper presses keys once so many changes have been answered.
type stopper struct {
	after int
	press func()
}

func (p *stopper) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if r.Method == http.MethodDelete && p.press != nil {
			if p.after--; p.after == 0 {
				p.press()
			}
		}
		return resp, err
	})
}

func TestTheProgressIsShownAndQuittingAsks(t *testing.T) {
	s := uitest.New(t)
	s.Press("ctrl+a", "space", "d").Send(uitest.Key("y"))
	s.Shows("Deactivating 60 users", "0 of 60", "esc stop", "deactivating 60 users…")
	s.Send(uitest.Key("?"), uitest.Key("q")).Shows("0 of 60")
	s.Send(uitest.Key("ctrl+c")).Shows("Quit?", "Still deactivating 60 users: whether it succeeds will not be seen.")
	s.Send(uitest.Key("n")).Settle().Shows("60 deactivated")
	if s.Ended() {
		t.Error("it quit without an answer")
	}
}

func TestProgressCountsUsers(t *testing.T) {
	stop, frames := &stopper{}, []string(nil)
	s := uitest.New(t, uitest.Size(80, 24), uitest.Around(stop.around))
	s.Press("ctrl+a", "space", "d")
	stop.after, stop.press = 2, func() { frames = append(frames, lineWith(s, " of 60")) }
	s.Press("y").Shows("60 deactivated")
	if len(frames) != 1 || !strings.HasSuffix(frames[0], "  25 of 60") || strings.Count(frames[0], "█") != 16 {
		t.Errorf("while the second request is under way: %q", frames)
	}
}

// One of those that were changed together is taken back alone.
func TestOneOfManyIsTakenBack(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "space", "space", "space", "d", "y").Shows("3 deactivated").Press("esc", "H").Shows("3 changes")
	s.Press("/").Type("nancy").Press("enter").Shows("1 change").Press("u").Shows("Undo deactivating Nancy Grace?").Press("y").Shows("undone: deactivated Nancy Grace")
	for uid, want := range map[string]bool{other: true, "cometchat-uid-3": false, "cometchat-uid-4": true} {
		if isDeactivated(s, uid) != want {
			t.Errorf("%s is deactivated: %v", uid, !want)
		}
	}
	s.Press("esc", "esc").Shows("Nancy Grace").Hides("George Alan", "Susan Marie")
}

func TestWhoMayNotIsToldBeforeAnythingIsAsked(t *testing.T) {
	for reason, options := range map[string][]uitest.Option{
		"read-only":                                 {uitest.ReadOnly()},
		"needs a REST API key; this is a user":      {uitest.As(model.UserToken, me)},
		"needs a REST API key; this is an Auth key": {uitest.As(model.AuthKey, me)},
	} {
		requests := &nth{}
		s := uitest.New(t, append(options, uitest.Around(requests.around))...)
		s.Press("j", "space", "space").Shows("2 marked", "(d deactivate 2)").Press("d")
		s.Shows("cannot deactivate 2 users: ", reason).Hides("users?").Press("y")
		if len(requests.bodies) != 0 {
			t.Errorf("%s: %q was sent", reason, requests.bodies)
		}
	}
}

// A name from the service stays text wherever a change of many shows it.
func TestNamesOfManyAreSafe(t *testing.T) {
	s := uitest.New(t)
	change(t, s, other, func(u *model.User) { u.Name = "Ge\u202eorge\x1b[31m" })
	s.Press("r", "j", "space", "space", "d")
	question := s.Frame()
	s.Press("y").Shows("2 deactivated")
	for _, frame := range []string{question, s.Frame()} {
		if strings.Contains(frame, "\u202e") || strings.Contains(frame, "\x1b[31m") {
			t.Errorf("%q", frame)
		}
	}
}

func TestBulkScreens(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			fail := &nth{number: 2, status: 500, body: `{"error":{"code":"ERR_OPERATION_FAILED","message":"The shard is on holiday"}}`}
			s := uitest.New(t, uitest.Size(size[0], size[1]), uitest.Around(fail.around))
			s.Press("ctrl+a", "space", "tab", "space", "tab", "tab", "/").Type("an").Press("enter").Golden("marked")
			s.Press("d").Golden("question")
			s.Send(uitest.Key("y")).Golden("progress")
			s.Send(uitest.Key("esc")).Golden("stopping")
			s.Settle().Golden("stopped")
			s.Press("esc", "d", "y").Golden("failed")
			s.Press("G").Golden("failed-end")
			fail.number = 0
			s.Press("esc", "d", "y").Golden("done")
		})
	}
}
