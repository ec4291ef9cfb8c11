package ui_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// conflicting answers the next update with 409 instead of making it.
type conflicting struct {
	http.RoundTripper
	before func() // what somebody else does just then; nil once it has answered
}

func (c *conflicting) around(next http.RoundTripper) http.RoundTripper {
	c.RoundTripper = next
	return c
}

func (c *conflicting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPut || c.before == nil {
		return c.RoundTripper.RoundTrip(r)
	}
	before := c.before
	c.before = nil
	before()
	return &http.Response{StatusCode: http.StatusConflict, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"error":"somebody was faster"}`))}, nil
}

// The service's words are shown, never that a uid is taken; the reading that came
// with them is what the next save is compared with.
func TestAConflictIsSaidInTheServicesWords(t *testing.T) {
	var c conflicting
	s := uitest.New(t, uitest.Around(c.around))
	s.Press("j", "e").Type("!")
	c.before = func() {
		change(t, s, other, func(u *model.User) { u.StatusMessage = "theirs" })
	}
	s.Press("ctrl+s", "ctrl+s").Shows("Not saved.", "has been changed, or the change conflicts", "somebody was faster").Hides("uid is taken", "taken already")
	s.Shows("George Alan!", "theirs").Press("ctrl+s", "ctrl+s").Shows("saved George Alan!")
	if u := s.User(other); u.Name != "George Alan!" || u.StatusMessage != "theirs" {
		t.Errorf("%+v", u)
	}
}

func TestAConflictOverTheSameFieldAsks(t *testing.T) {
	var c conflicting
	s := uitest.New(t, uitest.Around(c.around))
	s.Press("j", "e").Type("!")
	c.before = func() {
		change(t, s, other, func(u *model.User) { u.Name = "Georgina" })
	}
	s.Press("ctrl+s", "ctrl+s").Shows("Somebody else has changed", "somebody was faster", "Georgina", "0 of 1 decided")
	if u := s.User(other); u.Name != "Georgina" {
		t.Errorf("%+v", u)
	}
}
