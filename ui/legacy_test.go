package ui_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// renaming is a way to the server on which one user has a uid of other times.
type renaming struct {
	next         http.RoundTripper
	plain, olden string
	sent         *[]string
}

func (r renaming) RoundTrip(req *http.Request) (*http.Response, error) {
	asked := req.URL.EscapedPath()
	*r.sent = append(*r.sent, req.Method+" "+asked)
	req = req.Clone(req.Context())
	path := strings.ReplaceAll(asked, "/"+url.PathEscape(r.olden), "/"+r.plain)
	req.URL.RawPath = ""
	req.URL.Path, _ = url.PathUnescape(path)
	req.URL.RawQuery = strings.ReplaceAll(req.URL.RawQuery, url.QueryEscape(r.olden), r.plain)
	if req.Header.Get("onBehalfOf") == r.olden {
		req.Header.Set("onBehalfOf", r.plain)
	}
	if req.Body != nil {
		body, _ := io.ReadAll(req.Body)
		body = bytes.ReplaceAll(body, quoted(r.olden), quoted(r.plain))
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(body, quoted(r.plain), quoted(r.olden))))
	resp.ContentLength = -1
	return resp, err
}

func quoted(text string) []byte {
	q, _ := json.Marshal(text)
	return q
}

// bornAs boots the program over a server where George Alan has the uid.
func bornAs(t *testing.T, uid string, options ...uitest.Option) (s *uitest.Screen, sent *[]string) {
	sent = &[]string{}
	around := uitest.Around(func(next http.RoundTripper) http.RoundTripper {
		return renaming{next, "cometchat-uid-2", uid, sent}
	})
	return uitest.New(t, append(options, around)...), sent
}

// A user whose uid could not be created today is opened, edited, deactivated and
// logged in as like everybody.
func TestUsersWithUIDsOfOtherTimes(t *testing.T) {
	for _, uid := range []string{"Ann.Smith@Example.com", "user/13?x=1#y", "ünï 漢", "%2e%2e", "A B"} {
		t.Run(uid, func(t *testing.T) {
			s, _ := bornAs(t, uid)
			s.Press("j", "enter").Shows(uid, "George Alan")
			s.Press("e").Type(" II").Press("ctrl+s").Shows("Save George Alan?").Press("ctrl+s").Shows("saved George Alan II ✓")
			s.Press("L", "y").Shows("you are now " + uid)
			s.Press("e").Shows("locked").Type("I").Press("ctrl+s", "ctrl+s").Shows("saved George Alan III ✓", "you: "+uid)
			if u := s.User("cometchat-uid-2"); u.Name != "George Alan III" {
				t.Errorf("the server has %q", u.Name)
			}
		})
	}
}

// With an Auth key such a user can be named at the start.
func TestUIDsOfOtherTimesCanBeTypedToLogIn(t *testing.T) {
	s, _ := bornAs(t, "Ann.Smith@Example.com", uitest.As(model.AuthKey, ""))
	s.Shows("Log in as whom?").Type("Ann.Smith@Example.com").Press("enter").Shows("you: Ann.Smith@Example.com", "George Alan")
}

// A uid that is a path step is shown, and never asked for.
func TestAUIDThatNoRequestCanName(t *testing.T) {
	s, sent := bornAs(t, "..")
	*sent = nil
	s.Press("j", "enter").Shows("George Alan").Press("r").Shows("Nothing was sent: UID is a path step")
	s.Press("L", "y").Shows("Nothing was sent: UID is a path step")
	if slices.ContainsFunc(*sent, func(request string) bool { return strings.Contains(request, "/users/") }) {
		t.Errorf("sent %v", *sent)
	}
}
