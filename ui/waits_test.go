package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"census/ui/uitest"
)

// busyFor lets the service refuse one request, and look how the program waits.
type busyFor struct {
	http.RoundTripper
	method  string // of the request; "" when it has been refused
	path    string
	status  int
	seconds string
	seen    []string // the footers while it waited
	press   string   // a key, pressed then
	isLarge bool     // the app is not read as a whole unasked
}

func (b *busyFor) options() []uitest.Option {
	limit := 0
	if b.isLarge {
		limit = 1
	}
	return []uitest.Option{
		uitest.RateLimit(limit),
		uitest.Around(func(next http.RoundTripper) http.RoundTripper {
			b.RoundTripper = next
			return b
		}),
		uitest.While(func(s *uitest.Screen, _ time.Duration) {
			lines := s.Lines()
			b.seen = append(b.seen, lines[len(lines)-1])
			if b.press != "" {
				s.Send(uitest.Key(b.press))
			}
		}),
	}
}

func (b *busyFor) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != b.method || !strings.HasSuffix(r.URL.Path, b.path) {
		return b.RoundTripper.RoundTrip(r)
	}
	b.method = ""
	return &http.Response{StatusCode: b.status, Header: http.Header{"Retry-After": {b.seconds}}, Body: http.NoBody, Request: r}, nil
}

// Whoever waits is told for how long, why, and how not to.
func TestWaitingHasASign(t *testing.T) {
	for _, tt := range []struct {
		name string
		busy busyFor
		keys []string
		sign string
		then string
	}{
		{"list", busyFor{method: "GET", path: "/users", status: 429, seconds: "20"}, []string{"r"}, "rate limited, again in 20 s · esc cancels", "George Alan"},
		{"page", busyFor{method: "GET", path: "/users", status: 429, seconds: "20", isLarge: true}, []string{"r"}, "rate limited, again in 20 s · esc cancels", "George Alan"},
		{"decimals", busyFor{method: "GET", path: "/users", status: 429, seconds: "2.5"}, []string{"r"}, "rate limited, again in 3 s · esc cancels", "George Alan"},
		{"failing", busyFor{method: "GET", path: "/users", status: 503, seconds: "9"}, []string{"r"}, "the service failed (503), again in 9 s · esc cancels", "George Alan"},
		{"comparing", busyFor{method: "GET", path: "/users/" + other, status: 429, seconds: "20"}, []string{"e", "!", "ctrl+s"}, "rate limited, again in 20 s · esc cancels", "Save George Alan?"},
		{"saving", busyFor{method: "PUT", path: "/users/" + other, status: 429, seconds: "20"}, []string{"e", "!", "ctrl+s", "ctrl+s"}, "rate limited, again in 20 s · esc cancels", "saved George Alan! ✓"},
		{"many", busyFor{method: "DELETE", path: "/users", status: 429, seconds: "20"}, []string{" ", " ", "d", "y"}, "rate limited, again in 20 s · esc cancels", "deactivated 2 users ✓"},
		{"one", busyFor{method: "DELETE", path: "/users", status: 429, seconds: "20"}, []string{"d", "y"}, "rate limited, again in 20 s", "deactivated George Alan"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, method := &tt.busy, tt.busy.method
			b.method = ""
			s := uitest.New(t, b.options()...)
			s.Press("j")
			for i, key := range tt.keys {
				if i == len(tt.keys)-1 {
					b.method = method
				}
				s.Press(key)
			}
			if len(b.seen) != 1 || !strings.HasSuffix(b.seen[0], tt.sign) {
				t.Errorf("while it waited %q", b.seen)
			}
			s.Shows(tt.then).Hides("again in")
		})
	}
}

// A wait that is over before it is read has no sign.
func TestAShortWaitHasNone(t *testing.T) {
	b := &busyFor{status: 503}
	s := uitest.New(t, b.options()...)
	b.method, b.path = "GET", "/users"
	s.Press("r")
	if len(b.seen) != 1 || strings.Contains(b.seen[0], "again in") || !strings.Contains(b.seen[0], "loading users") {
		t.Errorf("while it waited %q", b.seen)
	}
}

// What the sign says is so.
func TestEscCancelsTheWaitForUsers(t *testing.T) {
	for _, isLarge := range []bool{false, true} {
		b := &busyFor{status: 429, seconds: "20", press: "esc", isLarge: isLarge}
		s := uitest.New(t, b.options()...)
		b.method, b.path = "GET", "/users"
		s.Press("r").Shows("Not read again. Cancelled. r tries again.", "George Alan")
		b.press = ""
		s.Press("r").Shows("George Alan").Hides("Not read", "loading users")
	}
}

func TestEscCancelsTheWaitOfAChange(t *testing.T) {
	b := &busyFor{status: 429, seconds: "20"}
	s := uitest.New(t, b.options()...)
	s.Press("j")
	b.press, b.method, b.path = "esc", "PUT", "/users/"+other
	s.Press("e").Type("!").Press("ctrl+s", "ctrl+s").Shows("Not saved. Cancelled. ctrl+s tries again.", "George Alan!")
	if u := s.User(other); u.Name != "George Alan" {
		t.Errorf("saved as %s", u.Name)
	}
	s.Press("ctrl+s", "ctrl+s").Shows("saved George Alan! ✓")

	b.method, b.path = "DELETE", "/users"
	s.Press(" ", " ", "d", "y").Shows("Cancelled")
	if s.User(other).Deactivated() {
		t.Error("deactivated")
	}
}
