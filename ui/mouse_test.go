package ui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/ui/uitest"
)

// clickOn presses and releases the left button on the first cell of a text, left
// of the detail.
func clickOn(s *uitest.Screen, text string) *uitest.Screen {
	s.T().Helper()
	for y, line := range s.Lines() {
		line, _, _ = strings.Cut(line, " │ ")
		if at := strings.Index(line, text); at >= 0 {
			x := len([]rune(line[:at]))
			s.Send(
				tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress},
				tea.MouseMsg{X: x, Y: y, Action: tea.MouseActionRelease},
			)
			return s.Settle()
		}
	}
	s.T().Fatalf("%q is not on the screen:\n%s", text, s.Frame())
	return s
}

func wheel(s *uitest.Screen, b tea.MouseButton) *uitest.Screen {
	return s.Send(tea.MouseMsg{X: 3, Y: 5, Button: b, Action: tea.MouseActionPress}).Settle()
}

func TestAClickSelectsAndADoubleClickOpens(t *testing.T) {
	s := uitest.New(t)
	clickOn(s, "Andrew Joseph (you)").Shows("▌ Andrew Joseph", "[Active")
	clickOn(s, "Nancy Grace").Shows("▌ Nancy Grace", "[Active")
	clickOn(s, "George Alan").Shows("▌ George Alan", "[Active")
	clickOn(s, "George Alan").Shows("Blocked by you").Hides("[Active")
	s.Press("esc")
	clickOn(s, "George Alan").Shows("▌ George Alan", "[Active")
}

func TestAClickOnATitleSorts(t *testing.T) {
	s := uitest.New(t)
	first := s.Lines()[3]
	clickOn(s, "UID").Shows("UID ▲")
	if up := s.Lines()[3]; up == first {
		t.Errorf("nothing is sorted: %q", up)
	}
	clickOn(s, "UID").Shows("UID ▼")
	clickOn(s, "UID").Hides("UID ▲", "UID ▼")
	clickOn(s, "STATUS").Shows("STATUS ▲", "▌ Andrew Joseph")
	clickOn(s, "NAME").Shows("NAME ▲").Hides("STATUS ▲")
}

func TestClicksBesideTheRowsDoNothing(t *testing.T) {
	s := uitest.New(t, uitest.Users(-1))
	before := s.Frame()
	for _, text := range []string{"census", "[Active", "API key", "? keys"} {
		if clickOn(s, text); s.Frame() != before {
			t.Errorf("a click on %q changes the screen:\n%s", text, s.Frame())
		}
	}
	for y := 8; y < 36; y++ {
		for range 2 {
			s.Send(tea.MouseMsg{X: 5, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}).Settle()
		}
	}
	s.Send(tea.MouseMsg{X: 5, Y: 4, Button: tea.MouseButtonRight, Action: tea.MouseActionPress},
		tea.MouseMsg{X: 5, Y: 4, Button: tea.MouseButtonLeft, Action: tea.MouseActionMotion}).Settle()
	if s.Frame() != before {
		t.Errorf("clicks below the rows change the screen:\n%s", s.Frame())
	}
	s.Press("/").Type("zzz").Press("enter")
	empty := s.Frame()
	s.Send(tea.MouseMsg{X: 5, Y: 2, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}).Settle()
	if s.Frame() != empty {
		t.Errorf("a click sorts a table that is not there:\n%s", s.Frame())
	}
}

func TestAClickIsForTheViewOnTop(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "d").Shows("Deactivate George Alan?")
	clickOn(s, "Nancy Grace").Shows("▌ George Alan", "Deactivate George Alan?").Press("n")
	s.Press("e").Type("x")
	clickOn(s, "Link")
	wheel(s, tea.MouseButtonWheelDown).Shows("George Alanx")
}

func TestTheWheelScrolls(t *testing.T) {
	s := uitest.New(t)
	wheel(s, tea.MouseButtonWheelDown).Shows("▌ Susan Marie")
	wheel(s, tea.MouseButtonWheelUp).Shows("▌ Andrew Joseph")
	wheel(s, tea.MouseButtonWheelUp).Shows("▌ Andrew Joseph")
	for range 30 {
		wheel(s, tea.MouseButtonWheelDown)
	}
	s.Shows("–61 of 61")

	s.Resize(80, 24).Press("ctrl+a", "d", "y").Shows("lines 1–22 of")
	wheel(s, tea.MouseButtonWheelDown).Shows("lines 4–25 of")
	for range 30 {
		wheel(s, tea.MouseButtonWheelDown)
	}
	s.Shows("–64 of 64").Press("k").Shows("–63 of 64")
}

// A row beside a notice is meant as it is seen, also where the notice has made the
// rows move up.
func TestAClickBesideANoticeIsForTheRow(t *testing.T) {
	s := uitest.New(t, uitest.Size(40, 12))
	s.Press("G", "v").Shows("a range begins here", "▌*")
	line := slices.IndexFunc(s.Lines(), func(line string) bool { return strings.HasPrefix(line, "▌*") }) - 1
	name := strings.TrimSpace(ansi.Cut(s.Lines()[line], 2, 18))
	s.Send(tea.MouseMsg{X: 5, Y: line, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}).Settle()
	s.Hides("a range begins here").Shows("▌*" + name)
}

// A press on a notice is for no row.
func TestAClickOnANoticeTakesItAway(t *testing.T) {
	s := uitest.New(t, uitest.Size(40, 12))
	s.Press("v").Shows("a range begins here").Press("esc", "v")
	s.Send(tea.MouseMsg{X: 5, Y: 10, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}).Settle()
	s.Hides("a range begins here").Shows("▌*Andrew Joseph")
	s.Press("esc", "v").Shows("a range begins here")
	s.Send(tea.MouseMsg{X: 5, Y: 10, Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress}).Settle()
	s.Hides("a range begins here").Shows("▌*Andrew Joseph")
	s.Resize(30, 8)
	wheel(s, tea.MouseButtonWheelDown).Resize(40, 12).Shows("▌*Andrew Joseph")
}

// counted counts the requests.
type counted struct {
	http.RoundTripper
	requests *int
}

func (c counted) RoundTrip(q *http.Request) (*http.Response, error) {
	*c.requests++
	return c.RoundTripper.RoundTrip(q)
}

// The wheel reads the pages that it brings into view, each once, and nothing else,
// however quickly it is turned.
func TestTheWheelAsksForNothingButPages(t *testing.T) {
	const pages = 3 // of the 65 users
	for name, test := range map[string]struct {
		perMinute, most int
	}{
		"everybody is known":         {0, 0},
		"the service has more pages": {100, pages - 1},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			options := []uitest.Option{uitest.Users(60), uitest.Around(func(next http.RoundTripper) http.RoundTripper { return counted{next, &requests} })}
			if test.perMinute > 0 {
				options = append(options, uitest.RateLimit(test.perMinute))
			}
			s := uitest.New(t, options...)
			requests = 0
			for range 3000 {
				s.Send(tea.MouseMsg{X: 3, Y: 5, Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress})
			}
			s.Settle()
			for range 3000 {
				s.Send(tea.MouseMsg{X: 3, Y: 5, Button: tea.MouseButtonWheelUp, Action: tea.MouseActionPress},
					tea.MouseMsg{X: 3, Y: 5, Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress},
					tea.MouseMsg{X: 9, Y: 5, Action: tea.MouseActionMotion})
			}
			s.Settle()
			if requests > test.most {
				t.Errorf("%d requests, want %d at most", requests, test.most)
			}
		})
	}
}
