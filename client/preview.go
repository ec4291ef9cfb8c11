package client

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"census/model"
)

// Request is a change exactly as the client would send it, with the secret in
// its header masked. It is for display and records; it cannot be sent.
type Request struct {
	Method string
	// URL is the whole address, including the host.
	URL string
	// Path is the address below the base, such as /users/ann.
	Path string
	// Header holds the headers the client sets; the credential's value is
	// masked.
	Header http.Header
	Body   []byte

	// credential is the environment variable with the header's secret.
	credential string
}

// The environment variables that a request's curl command takes its secret
// from, the same ones that census reads.
const (
	apiKeyVariable    = "CENSUS_API_KEY"
	authKeyVariable   = "CENSUS_AUTH_KEY"
	authTokenVariable = "CENSUS_AUTH_TOKEN"
)

// secretHeaders are the headers that carry a credential; a request has one.
var secretHeaders = []string{"apikey", "authToken"}

// PreviewUpdate describes what [Client.UpdateUser] would send for the patch,
// with the same errors before sending.
func (c *Client) PreviewUpdate(p model.Patch) (Request, error) {
	cl, _, err := c.updateCall(p)
	return c.preview(cl, err)
}

// PreviewCreate describes what [Client.CreateUser] would send for the user,
// with the same errors before sending.
func (c *Client) PreviewCreate(u model.User) (Request, error) {
	return c.preview(c.createCall(u))
}

// PreviewAction describes what the action's method would send for one user:
// [Client.Deactivate], [Client.Reactivate], [Client.DeleteUser] for good,
// [Client.Block] or [Client.Unblock]. It returns the same errors as that method
// before sending.
func (c *Client) PreviewAction(action model.Action, uid string) (Request, error) {
	switch action {
	case model.Deactivate:
		return c.previewSwitch(deactivation, uid)
	case model.Reactivate:
		return c.previewSwitch(reactivation, uid)
	case model.Delete:
		return c.preview(c.deleteCall(uid, true))
	case model.Block:
		return c.previewRelate(blocking, uid)
	case model.Unblock:
		return c.previewRelate(unblocking, uid)
	}
	return Request{}, fmt.Errorf("action %d does not apply to a user", action)
}

func (c *Client) previewSwitch(s switching, uid string) (Request, error) {
	uids, err := c.maySwitch(s, []string{uid})
	return c.preview(s.call(uids), err)
}

func (c *Client) previewRelate(r relating, uid string) (Request, error) {
	to, uids, err := c.mayRelate(r, []string{uid})
	if err != nil {
		return Request{}, err
	}
	return c.preview(to(uids), nil)
}

// preview derives the description from the request that would be sent, so the
// two cannot differ.
func (c *Client) preview(cl call, err error) (Request, error) {
	if err == nil {
		err = bodyFits(cl)
	}
	if err != nil {
		return Request{}, err
	}
	sent, err := c.request(context.Background(), cl)
	if err != nil {
		return Request{}, err
	}
	r := Request{Method: sent.Method, URL: sent.URL.String(), Path: cl.path, Header: sent.Header, Body: cl.body}
	for _, name := range secretHeaders {
		if r.Header.Get(name) != "" {
			r.Header.Set(name, redacted)
		}
	}
	switch {
	case cl.host == clientHost:
		r.credential = authTokenVariable
	case c.cfg().Credential == model.AuthKey:
		r.credential = authKeyVariable
	default:
		r.credential = apiKeyVariable
	}
	return r, nil
}

// String returns method and address, safe to show.
func (r Request) String() string { return r.Method + " " + model.Clean(r.URL) }

// Format writes String for every verb.
func (r Request) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }
