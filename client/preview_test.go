package client

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"census/model"
)

// recorded is a transport that keeps the requests and answers none.
type recorded struct{ seen []seenRequest }

type seenRequest struct {
	method, url, body string
	header            http.Header
}

func (r *recorded) RoundTrip(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		text, _ := io.ReadAll(req.Body)
		body = string(text)
	}
	r.seen = append(r.seen, seenRequest{req.Method, req.URL.String(), body, req.Header})
	return nil, errors.New("nobody answers")
}

// previewed is one way to make a change, with its preview.
type previewed struct {
	name    string
	preview func(*Client) (Request, error)
	send    func(*testing.T, *Client) error
}

func previews() []previewed {
	patch := model.Diff(model.User{UID: "bob"}, model.User{UID: "bob", Name: "B", Metadata: model.Metadata("{\"a\": 1.0,\n\"<\":\"'\"}"), Tags: []string{"x"}})
	own := model.Diff(model.User{UID: "ann", Avatar: "https://a.test"}, model.User{UID: "ann"})
	all := []previewed{
		{"update", func(c *Client) (Request, error) { return c.PreviewUpdate(patch) },
			func(t *testing.T, c *Client) error { _, err := c.UpdateUser(t.Context(), patch); return err }},
		{"update me", func(c *Client) (Request, error) { return c.PreviewUpdate(own) },
			func(t *testing.T, c *Client) error { _, err := c.UpdateUser(t.Context(), own); return err }},
		{"create", func(c *Client) (Request, error) { return c.PreviewCreate(newBob()) },
			func(t *testing.T, c *Client) error { _, err := c.CreateUser(t.Context(), newBob()); return err }},
	}
	uids := []string{"bob"}
	for action, send := range map[model.Action]func(*testing.T, *Client) error{
		model.Deactivate: func(t *testing.T, c *Client) error { _, err := c.Deactivate(t.Context(), uids); return err },
		model.Reactivate: func(t *testing.T, c *Client) error { _, err := c.Reactivate(t.Context(), uids); return err },
		model.Delete:     func(t *testing.T, c *Client) error { return c.DeleteUser(t.Context(), "bob", true) },
		model.Block:      func(t *testing.T, c *Client) error { _, err := c.Block(t.Context(), uids); return err },
		model.Unblock:    func(t *testing.T, c *Client) error { _, err := c.Unblock(t.Context(), uids); return err },
	} {
		all = append(all, previewed{fmt.Sprint("action ", action), func(c *Client) (Request, error) { return c.PreviewAction(action, "bob") }, send})
	}
	return all
}

// With every credential, a preview equals the request that is sent, or the
// error that prevents it.
func TestPreviewIsWhatIsSent(t *testing.T) {
	compared := 0
	for w := admin; w <= tokenOnly; w++ {
		for _, change := range previews() {
			s, r := &script{t: t, url: "http://127.0.0.1:1" + basePath}, &recorded{}
			cfg := s.config(w)
			cfg.Transport, cfg.Retry.Attempts = r, 1
			c := mustNew(t, cfg)
			p, problem := change.preview(c)
			if len(r.seen) > 0 {
				t.Fatalf("%s: the preview sent something", change.name)
			}
			err := change.send(t, c)
			if problem != nil {
				if len(r.seen) > 0 || err == nil || err.Error() != problem.Error() {
					t.Errorf("%d %s: previewed %v, sending gave %v", w, change.name, problem, err)
				}
				continue
			}
			compared++
			if len(r.seen) == 0 {
				t.Errorf("%d %s: previewed, but nothing was sent: %v", w, change.name, err)
				continue
			}
			sent := r.seen[0] // a create reads afterwards
			if p.Method != sent.method || p.URL != sent.url || string(p.Body) != sent.body || !strings.HasSuffix(p.URL, p.Path) {
				t.Errorf("%d %s\npreview %v %s\n   sent %+v", w, change.name, p, p.Body, sent)
			}
			for name, values := range sent.header {
				secret := slices.Contains([]string{"Apikey", "Authtoken"}, name)
				if got := p.Header[name]; secret && !slices.Equal(got, []string{redacted}) || !secret && !slices.Equal(got, values) {
					t.Errorf("%d %s: header %s is previewed as %q", w, change.name, name, got)
				}
			}
			noSecret(t, fmt.Sprintf("%v %+v %#v %s", p, p, p, p.Curl()))
			noSecret(t, fmt.Sprint(p.Header))
		}
	}
	if compared < 20 {
		t.Errorf("only %d previews were compared", compared)
	}
}

func TestCurlNamesTheVariableOfTheCredential(t *testing.T) {
	s := &script{t: t, url: "http://127.0.0.1:1" + basePath}
	patch := model.Diff(model.User{UID: "ann", Name: "A"}, model.User{UID: "ann", Name: "B"})
	for w, want := range map[who]string{
		admin: `-H "apikey: $CENSUS_API_KEY"`, authKeyAnn: `-H "apikey: $CENSUS_AUTH_KEY"`, tokenOnly: `-H "authToken: $CENSUS_AUTH_TOKEN"`,
	} {
		p, err := s.client(w).PreviewUpdate(patch)
		if err != nil || !strings.Contains(p.Curl(), want) {
			t.Errorf("%d: %s, %v", w, p.Curl(), err)
		}
	}
}

func TestPreviewRefusesActionsNotOnAUser(t *testing.T) {
	s := &script{t: t, url: "http://127.0.0.1:1" + basePath}
	if _, err := s.client(admin).PreviewAction(model.LogInAs, "bob"); err == nil {
		t.Error("logging in was previewed")
	}
}
