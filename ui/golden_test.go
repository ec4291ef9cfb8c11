package ui_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/muesli/termenv"

	"census/model"
	"census/ui/uitest"
)

// screens are the views in their states: how to boot, and which keys lead there.
var screens = []struct {
	name    string
	options []uitest.Option
	drive   func(*uitest.Screen)
}{
	{"list", nil, func(s *uitest.Screen) { s.Press("ctrl+d", "j") }},
	{"list-filtered", nil, func(s *uitest.Screen) { s.Press("f", "j", "j", "enter") }},
	{"list-searching", nil, func(s *uitest.Screen) { s.Press("/").Type("zo") }},
	{"list-no-match", nil, func(s *uitest.Screen) { s.Press("/").Type("zzz").Press("enter") }},
	{"list-deactivated", nil, func(s *uitest.Screen) { s.Press("tab") }},
	{"list-failed", []uitest.Option{uitest.Around((&failing{method: http.MethodGet, status: 503, on: true}).around)}, func(*uitest.Screen) {}},
	{"list-refused-action", []uitest.Option{uitest.As(model.UserToken, me)}, func(s *uitest.Screen) { s.Press("j", "D") }},
	{"detail", nil, func(s *uitest.Screen) { toRichUser(s).Press("enter") }},
	{"detail-private", nil, func(s *uitest.Screen) { toRichUser(s).Press("enter", "p", "G") }},
	{"form-own", nil, func(s *uitest.Screen) { s.Press("e") }},
	{"form-changed", nil, func(s *uitest.Screen) {
		toRichUser(s).Press("e").Type(" Jr")
		toField(s, "Tags").Type("one,two,three,four five,six,seven,eight,nine,").Press("left", "left")
	}},
	{"form-problem", nil, func(s *uitest.Screen) {
		s.Press("j", "e")
		toField(s, "Link").Type("htp://example.com").Press("ctrl+s")
	}},
	{"form-metadata", nil, func(s *uitest.Screen) {
		toRichUser(s).Press("e")
		toField(s, "Metadata").Press("down", "end").Type(" 日本 x")
	}},
	{"form-saving", nil, func(s *uitest.Screen) {
		s.Press("j", "e").Type("!").Press("ctrl+s")
		s.Send(uitest.Key("ctrl+s"))
	}},
	{"form-new", nil, func(s *uitest.Screen) { s.Press("n").Type("New-User") }},
	{"form-role-menu", nil, func(s *uitest.Screen) {
		s.Press("j", "e")
		toField(s, "Role").Press("enter")
	}},
	{"review", nil, func(s *uitest.Screen) {
		toRichUser(s).Press("e").Type(" Jr")
		toField(s, "Tags").Type("one,")
		toField(s, "Metadata").Press("down", "end").Press("enter").Type(`"new": 1.0,`).Press("ctrl+s")
	}},
	{"review-new", nil, func(s *uitest.Screen) {
		s.Press("n").Type("new-user").Press("tab").Type("New User").Press("ctrl+s")
	}},
	{"conflict", nil, func(s *uitest.Screen) {
		s.Press("j", "e")
		toField(s, "Link").Type("https://mine.example")
		toField(s, "Status message").Type("what I wrote")
		change(s.T(), s, other, func(u *model.User) {
			u.StatusMessage, u.Link = "what somebody else wrote", "https://theirs.example"
		})
		s.Press("ctrl+s", "m")
	}},
	{"palette", nil, func(s *uitest.Screen) { s.Press(":").Type("de") }},
	{"history-empty", nil, func(s *uitest.Screen) { s.Press("H") }},
	{"question", nil, func(s *uitest.Screen) { s.Press("j", "d") }},
	{"delete", nil, func(s *uitest.Screen) { s.Press("j", "D").Type("cometchat").Press("enter") }},
	{"quit", nil, func(s *uitest.Screen) { s.Press("e").Type("x").Press("ctrl+c") }},
	{"filter", nil, func(s *uitest.Screen) { s.Press("f") }},
	{"copy", nil, func(s *uitest.Screen) { toRichUser(s).Press("Y") }},
	{"help", nil, func(s *uitest.Screen) { s.Press("?") }},
	{"log-in", []uitest.Option{uitest.As(model.AuthKey, "")}, func(*uitest.Screen) {}},
}

// toRichUser moves to a user with metadata, @private included.
func toRichUser(s *uitest.Screen) *uitest.Screen {
	return s.Press("/").Type("benoit").Press("enter")
}

func TestScreens(t *testing.T) {
	for _, screen := range screens {
		shared := uitest.New(t)
		for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
			t.Run(fmt.Sprintf("%s/%dx%d", screen.name, size[0], size[1]), func(t *testing.T) {
				options := append(screen.options, uitest.Size(size[0], size[1]))
				if screen.name != "conflict" { // the only one that changes a user
					options = append(options, uitest.Over(shared))
				}
				s := uitest.New(t, options...)
				screen.drive(s)
				s.Golden("frame")
			})
		}
	}
}

// The first frame comes before the service has answered anything.
func TestFirstFrame(t *testing.T) {
	uitest.Boot(t, uitest.Size(80, 24)).Golden("frame")
}

func TestColours(t *testing.T) {
	for name, options := range map[string][]uitest.Option{
		"dark":  {uitest.Colors(termenv.TrueColor)},
		"light": {uitest.Colors(termenv.TrueColor), uitest.Light()},
		"256":   {uitest.Colors(termenv.ANSI256)},
	} {
		t.Run(name, func(t *testing.T) {
			s := uitest.New(t, append(options, uitest.Size(110, 20))...)
			toRichUser(s).Golden("list")
			s.Press("e").Type("x")
			s.Golden("form")
		})
	}
}

func TestTooSmall(t *testing.T) {
	s := uitest.New(t, uitest.Size(39, 11))
	s.Shows("census needs 40×12, this is 39×11").Fits()
	s.Resize(40, 12).Shows("Andrew Joseph").Fits()
}

// The same keys give the same frames, byte for byte.
func TestFramesHoldStill(t *testing.T) {
	want := ""
	first := uitest.New(t)
	for run := range 100 {
		s := uitest.New(t, uitest.Over(first), uitest.Size(100, 16))
		s.Press("j", "enter", "e").Type("x")
		got := s.Frame()
		s.Press("esc", "y", "esc")
		got += s.Frame()
		if run > 0 && got != want {
			t.Fatalf("run %d differs from the first:\n%s\n%s", run, got, want)
		}
		want = got
	}
}
