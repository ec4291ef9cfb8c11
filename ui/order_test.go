package ui_test

import (
	"net/http"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/uitest"
)

// These tests press keys while answers are still on their way, as people do on
// slow connections.

func TestAnAnswerToAnotherViewDoesNotCloseTheForm(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "enter", "d")
	s.Send(uitest.Key("y"), uitest.Key("e"), uitest.Key("X")).Settle()
	s.Shows("deactivated George Alan", "George AlanX")
	s.Press("esc", "y").Shows("[Active").Hides("Blocked by you")
}

func TestASaveAnsweredUnderAQuestionClosesBoth(t *testing.T) {
	for _, key := range []string{"ctrl+c", "f1"} {
		s := uitest.New(t)
		s.Press("j", "e").Type("!")
		s.Press("ctrl+s").Send(uitest.Key("ctrl+s"), uitest.Key(key)).Settle()
		s.Shows("saved George Alan!", "[Active").Hides("Quit?", "save what changed")
	}
}

func TestTypingIntoTheSearchSurvivesConnecting(t *testing.T) {
	s := uitest.New(t)
	s.Press("/").Type("ge")
	s.Resize(100, 30).Shows("/ ge")
	boot := uitest.Boot(t)
	boot.Send(uitest.Key("/")).Shows("not connected yet")
}

func TestLoggingInWhileSearching(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "L")
	s.Send(uitest.Key("y"), uitest.Key("/"), uitest.Key("n")).Settle()
	s.Type("dy")
	if s.User(other).Deactivated() || s.User(me).Deactivated() {
		t.Error("what was typed into the search deactivated somebody")
	}
	s.Shows("/ ndy")
}

func TestNothingIsAskedBeforeConnecting(t *testing.T) {
	s := uitest.Boot(t)
	for _, k := range []string{"n", "f", "tab", "/", "r", "e", "d", "enter"} {
		s.Send(uitest.Key(k))
	}
	s.Hides("new user").Settle().Shows("Andrew Joseph (you)")
}

func TestLoggingInAsTheEditedUserLocksTheRole(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "L")
	s.Send(uitest.Key("y"), uitest.Key("e"))
	s.Send(uitest.Key("tab"), uitest.Key("tab"), uitest.Key("tab"), uitest.Key("right")) // another role
	s.Settle().Shows("locked: you cannot change your own role").Press("ctrl+s")
	s.Shows("Not saved: Role is locked").Hides("saved George")
	if u := s.User(other); u.Role != model.DefaultRole {
		t.Errorf("role %q", u.Role)
	}
}

func TestTheSecondReadingLeavesTypingAlone(t *testing.T) {
	s := uitest.New(t)
	s.Press("j")
	s.Send(uitest.Key("e"), uitest.Key("home"), uitest.Key("D")).Settle()
	s.Type("r ").Shows("Dr ▏George Alan").Press("ctrl+z").Shows("Dr▏George Alan")
}

func TestAHalfTypedTagSurvivesTheSecondReading(t *testing.T) {
	s := uitest.New(t)
	s.Press("j")
	s.Send(uitest.Key("e"))
	for range 5 {
		s.Send(uitest.Key("tab"))
	}
	s.Send(uitest.Key("v")).Settle()
	s.Type("ip").Press("ctrl+s", "ctrl+s").Shows("saved")
	if u := s.User(other); len(u.Tags) != 1 || u.Tags[0] != "vip" {
		t.Errorf("tags %q, want vip", u.Tags)
	}
}

func TestASearchNeverActsOnTheOldRows(t *testing.T) {
	s := uitest.New(t)
	s.Send(uitest.Key("/"))
	s.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("nancy")}, uitest.Key("enter"), uitest.Key("enter")).Settle()
	s.Hides("Blocked by you").Press("enter").Shows("Nancy Grace", "Blocked by you")
}

func TestTheCursorStaysWhereItWasMovedMeanwhile(t *testing.T) {
	s := uitest.New(t)
	s.Send(uitest.Key("r"), uitest.Key("j"), uitest.Key("j")).Settle().Shows("▌ Nancy Grace")
	s.Press("d")
	s.Send(uitest.Key("y"), uitest.Key("j"), uitest.Key("j")).Settle().Shows("▌ John Paul")
	if err := s.Admin.DeleteUser(t.Context(), "cometchat-uid-5", true); err != nil {
		t.Fatal(err)
	}
	s.Press("r").Hides("▌ Andrew Joseph", "John Paul")
}

func TestALaterLogInWins(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "L")
	s.Send(uitest.Key("y"))
	s.Send(uitest.Key("j"), uitest.Key("L"), uitest.Key("y"))
	s.RunPending(s.Pending() - 1) // the last asked is answered first
	s.Settle().Shows("you: cometchat-uid-3")
}

func TestAFailedRefreshKeepsTheRows(t *testing.T) {
	fail := &failing{method: http.MethodGet, status: 500}
	s := uitest.New(t, uitest.Users(250), uitest.Around(fail.around))
	s.Press("G")
	before := s.Lines()[3]
	fail.on = true
	s.Press("r").Shows("Not read again.", "of 238").Hides("r try again")
	fail.on = false
	s.Press("r")
	if s.Lines()[3] != before {
		t.Errorf("the rows moved:\n%s\n%s", before, s.Lines()[3])
	}
}

func TestAFailedPageIsAskedForAgain(t *testing.T) {
	fail := &failing{method: http.MethodGet, status: 500}
	s := uitest.New(t, uitest.Users(1200), uitest.Size(80, 24), uitest.RateLimit(1), uitest.Around(fail.around))
	fail.on = true
	s.Press("G").Shows("Not read again.")
	fail.on = false
	for range 13 {
		s.Press("G")
	}
	s.Shows("of 1 125")
}

func TestALostCreateThatWasMadeIsInTheList(t *testing.T) {
	s := uitest.New(t, uitest.Around(func(next http.RoundTripper) http.RoundTripper {
		lost := 0
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			creating := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/users")
			readBack := r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/fresh-one")
			if creating || readBack && lost < 5 {
				if readBack {
					lost++ // the client's own looking up, with its retries
				}
				if err == nil {
					_ = resp.Body.Close()
				}
				return nil, http.ErrHandlerTimeout
			}
			return resp, err
		})
	}))
	s.Press("n").Type("fresh-one").Press("tab").Type("Fresh One").Press("ctrl+s", "ctrl+s")
	if s.Press("ctrl+s", "ctrl+s"); !strings.Contains(s.Frame(), "fresh-one") {
		t.Errorf("the created user is nowhere:\n%s", s.Frame())
	}
}

func TestACancelledSaveSaysWhatBecameOfIt(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!").Press("ctrl+s")
	s.Send(uitest.Key("ctrl+s"), uitest.Key("esc")).Settle()
	s.Hides("saving George")
	if saved := s.User(other).Name == "George Alan!"; saved == strings.Contains(s.Frame(), "Not saved") {
		t.Errorf("saved: %v, and the screen says:\n%s", saved, s.Frame())
	}
}

func TestMouse(t *testing.T) {
	s := uitest.New(t)
	click := func(y int) {
		s.Send(tea.MouseMsg{X: 5, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}).Settle()
	}
	click(5)
	s.Shows("▌ Nancy Grace")
	s.Send(tea.MouseMsg{Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress}).Settle().Hides("▌ Nancy Grace")
	s.Send(tea.MouseMsg{Button: tea.MouseButtonWheelUp, Action: tea.MouseActionPress}).Settle().Shows("▌ Nancy Grace")
	click(5)
	s.Shows("Blocked by you")
	s.Press("esc")
	s.Send(tea.MouseMsg{X: 100, Y: 8, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}).Settle().Shows("▌ Nancy Grace")
}

func TestKeysDoNothingInATerminalThatIsTooSmall(t *testing.T) {
	s := uitest.New(t)
	s.Press("j").Resize(30, 8).Press("d", "y").Resize(80, 24).Hides("deactivated")
	if s.User(other).Deactivated() {
		t.Error("a key acted where nobody could see it")
	}
}

func TestUnblockingShowsInASession(t *testing.T) {
	s := uitest.New(t, uitest.As(model.UserToken, me))
	only(s, other).Press("b", "y", "r").Shows("⊘ blocked").Press("b", "y").Hides("⊘ blocked").Press("r").Hides("⊘ blocked")
}

func TestSavingKeepsWhoIsBlocked(t *testing.T) {
	s := uitest.New(t, uitest.As(model.AuthKey, me))
	only(s, other).Press("b", "y", "r", "e").Type("!").Press("ctrl+s", "ctrl+s").Shows("saved George Alan!", "⊘ blocked")
}

func TestDetailIsAboutWhoeverIsLoggedIn(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "enter", "b", "y").Shows("Blocked by you   yes").Press("L", "y").Shows("Blocked by you   no")
}

func TestPastedTextIsMadeSafe(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Paste("a\u202eb\u2066\u2028c").Shows("George Alanabc")
	toField(s, "Metadata").Paste("{\"k\u202e\":\n\t1}").Shows(`{"k":`)
	s.Press("ctrl+s", "ctrl+s").Shows("saved")
	if u := s.User(other); u.Name != "George Alanabc" || !u.Metadata.Equal(model.Metadata(`{"k":1}`)) {
		t.Errorf("saved %q, %s", u.Name, u.Metadata)
	}
}

func TestCopiedMetadataIsJSON(t *testing.T) {
	s := uitest.New(t)
	if _, err := s.Admin.CreateUser(t.Context(), model.User{UID: "j", Name: "J", Metadata: model.Metadata("{\n \"a\": \"\u009b\u202e\"\n}")}); err != nil {
		t.Fatal(err)
	}
	s.Press("r", "g", "Y", "G", "enter")
	if len(s.Copied) != 1 || model.CheckObject(s.Copied[0]) != nil || strings.ContainsAny(s.Copied[0], "\u009b\u202e") {
		t.Errorf("copied %q", s.Copied)
	}
}

func TestFieldHistories(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e")
	toField(s, "Status message").Type("hello").Press("ctrl+r").Hides("hello").Press("ctrl+z").Shows("hello")
	toField(s, "Tags").Type("one,two").Press("ctrl+z").Shows("[one] tw▏").Press("ctrl+z", "ctrl+z", "ctrl+z").Shows("one▏")
	toField(s, "Name").Press("home").Type("ab").Press("ctrl+z").Type("c").Shows("ac▏George Alan")
}

func TestDuplicateTagIsSaid(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e")
	toField(s, "Tags").Type("one,one,").Shows("“one” is there already")
}

func TestAskingWhomToLogInAsCanBePutOff(t *testing.T) {
	s := uitest.New(t, uitest.As(model.AuthKey, ""))
	s.Press("esc").Shows("Nobody is logged in.", "r log in")
	if s.Ended() {
		t.Fatal("esc quit the program")
	}
	s.Press("n").Shows("nobody is logged in").Press("r").Shows("Log in as whom?")
}
