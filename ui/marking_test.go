package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"census/client"
	"census/model"
	"census/ui/uitest"
)

// starred are the names on the screen that have a mark before them.
func starred(s *uitest.Screen) (names []string) {
	for _, line := range s.Lines() {
		for _, sign := range []string{"▌*", "▌⊛", "* ", "*•"} {
			if rest, ok := strings.CutPrefix(line, sign); ok {
				name, _, _ := strings.Cut(strings.TrimSpace(rest), "  ")
				names = append(names, name)
				break
			}
		}
	}
	return names
}

func marked(t *testing.T, s *uitest.Screen, names ...string) {
	t.Helper()
	if got := starred(s); fmt.Sprint(got) != fmt.Sprint(names) {
		t.Errorf("marked are %q, want %q\n%s", got, names, s.Frame())
	}
}

// isDeactivated asks the server, which does not show deactivated users by uid.
func isDeactivated(s *uitest.Screen, uid string) bool {
	s.T().Helper()
	page, err := s.Admin.ListUsers(s.T().Context(), client.ListOptions{Lifecycle: client.Deactivated, PerPage: client.MaxPerPage})
	if err != nil {
		s.T().Fatal(err)
	}
	return slices.ContainsFunc(page.Users, func(u model.User) bool { return u.UID == uid })
}

func TestMarksAreKeptByUser(t *testing.T) {
	s := uitest.New(t, uitest.Users(40))
	s.Press("j", "space", "space").Shows("2 marked", "▌ Susan Marie", "d deactivate 2", "esc unmark")
	marked(t, s, "George Alan", "Nancy Grace")

	s.Press("/").Type("nancy").Press("enter").Shows("2 marked")
	marked(t, s, "Nancy Grace")
	s.Press("space").Shows("1 marked").Press("space").Shows("2 marked")

	s.Press("esc").Hides("marked").Shows("/ nancy").Press("esc").Hides("/ nancy")
	s.Press("space", "G", "space", "g").Shows("2 marked")
	first := strings.Fields(starred(s)[0])[0]
	s.Press("s", "j", "j", "enter").Press("g", "r", "G", "tab", "tab", "tab", "g").Shows("2 marked")
	s.Press("/").Type(first).Press("enter")
	if len(starred(s)) == 0 {
		t.Errorf("%s is not marked any more:\n%s", first, s.Frame())
	}
}

func TestTheMarkOfAUserWhoIsGoneGoes(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "space", "space").Shows("2 marked")
	if err := s.Admin.DeleteUser(t.Context(), other, true); err != nil {
		t.Fatal(err)
	}
	s.Press("r").Shows("1 marked").Hides("George Alan")
	marked(t, s, "Nancy Grace")
}

// A user who is out of sight because not all are read is marked all the same.
func TestMarksOutlastPagesThatAreNotReadAgain(t *testing.T) {
	s := uitest.New(t, uitest.Users(5000), uitest.RateLimit(2))
	for range client.MaxPerPage/client.DefaultPerPage + 1 {
		s.Press("G")
	}
	s.Press("space").Shows("1 marked").Press("g", "r").Shows("1 marked", "1–32 of")
	s.Press("j", "space").Shows("2 marked").Press("k", "D").Type(other).Press("enter").Shows("deleted George Alan").Press("k").Shows("1 marked")
	s.Press("ctrl+a").Shows("marked all 1 000 that are loaded; M loads the others").Press("j").Shows("1 001 marked")
}

func TestARangeIsMarkedFromWhereItBegan(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "v").Shows("a range begins here").Press("j", "j").Shows("range of 3", "space mark the range", "esc end the range")
	marked(t, s, "George Alan", "Nancy Grace", "Susan Marie")
	s.Press("k").Shows("range of 2").Press("v").Shows("2 marked").Hides("range of")
	marked(t, s, "George Alan", "Nancy Grace")

	s.Press("v", "k", "k").Shows("range of 3 · 2 marked").Press("space").Shows("3 marked")
	s.Press("v", "j", "esc").Shows("3 marked").Hides("range of")
	s.Press("/").Type("e").Press("enter", "v", "esc").Shows("3 marked", "/ e")
	s.Press("esc").Hides("marked").Shows("/ e").Press("esc").Hides("/ e")
}

func TestARangeFollowsItsUser(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "j", "j", "v").Shows("▌*Susan Marie")
	if err := s.Admin.DeleteUser(t.Context(), other, true); err != nil {
		t.Fatal(err)
	}
	s.Press("r", "k").Shows("range of 2")
	marked(t, s, "Nancy Grace", "Susan Marie")

	s.Press("/").Type("nancy").Press("enter").Hides("range of")
	marked(t, s)
	s.Press("v").Shows("where the range began is not shown any more")
	s.Press("esc").Hides("marked")

	s.Press("g", "v", "s", "j", "j", "j", "enter").Shows("range of")
	if got := starred(s); got[0] != "Andrew Joseph (you)" && got[len(got)-1] != "Andrew Joseph (you)" {
		t.Errorf("after sorting the range is %q", got)
	}
}

func TestMarkAll(t *testing.T) {
	s := uitest.New(t, uitest.Users(60))
	s.Press("space").Shows("1 marked")
	s.Press("/").Type("role:vip").Press("enter", "ctrl+a")
	n := len(starred(s))
	s.Shows(fmt.Sprintf("%d marked", n+1))
	s.Press("ctrl+a").Shows("1 marked").Press("ctrl+a", "esc").Hides("marked")

	// As many marked elsewhere as there are rows are not those rows.
	s.Press("esc", "space", "/").Type("nancy").Press("enter", "ctrl+a").Shows("2 marked")
	s.Press("/").Press("esc").Press("ctrl+a").Shows("61 marked").Press("ctrl+a").Hides("marked")
}

// What is drawn as marked is what a command is for.
func TestDeactivatingAnOpenRangeIsAboutTheRange(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "v", "j").Shows("d deactivate marked").Press("d").Shows("Deactivate 2 users?", "George Alan, Nancy Grace").Press("y")
	s.Shows("2 deactivated")
	for _, uid := range []string{other, "cometchat-uid-3"} {
		if !isDeactivated(s, uid) {
			t.Errorf("%s is active", uid)
		}
	}
	if isDeactivated(s, me) {
		t.Error("somebody beside the range is deactivated")
	}
}

func TestMarkingBeforeThereAreUsers(t *testing.T) {
	s := uitest.Boot(t)
	for _, k := range []string{"space", "v", "ctrl+a", "d"} {
		s.Send(uitest.Key(k))
	}
	s.Settle().Hides("marked", "range of", "Deactivate ")
	s = uitest.New(t, uitest.As(model.AuthKey, ""))
	s.Press("esc", "space", "v", "ctrl+a", "w").Hides("marked", "range of", "watching")
}
