package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"census/model"
)

// surface is one of the service's two hosts. They differ in address,
// credential, headers and the spelling of list parameters.
type surface int

const (
	// restHost is the admin surface: header apikey.
	restHost surface = iota
	// clientHost is what the SDKs talk to as one user: header authToken.
	clientHost
)

// clientName is how census names itself, in User-Agent and in the client host's
// sdk header, whose published form is platform@version.
const (
	clientName = "census"
	sdkName    = clientName + "@1"
)

// addresses gives the base of each surface, without a slash at the end and with
// the host in lower case.
func addresses(cfg Config) (bases [2]string, err error) {
	if cfg.BaseURL != "" {
		if problem := model.CheckBaseURL(cfg.BaseURL); problem != "" {
			return bases, errors.New("base URL: " + problem)
		}
		base := model.BaseURL(cfg.BaseURL)
		return [2]string{restHost: base, clientHost: base}, nil
	}
	for _, part := range []struct{ name, text string }{{"app id", cfg.AppID}, {"region", cfg.Region}} {
		switch problem := model.CheckHostLabel(part.text); {
		case part.text == "":
			return bases, fmt.Errorf("%s: is missing; give app id and region, or a base URL", part.name)
		case problem != "":
			return bases, fmt.Errorf("%s: %s", part.name, problem)
		}
	}
	app, region := strings.ToLower(cfg.AppID), strings.ToLower(cfg.Region)
	return [2]string{
		restHost:   fmt.Sprintf("https://%s.api-%s.cometchat.io/v3", app, region),
		clientHost: fmt.Sprintf("https://%s.apiclient-%s.cometchat.io/v3", app, region),
	}, nil
}

func withoutUserinfo(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return redacted
	}
	u.User = nil
	u.RawQuery = ""
	return u.String()
}

// sign adds what the surface wants to be told. It is the only place where a
// secret enters a request, and a request gets exactly one.
func (c *Client) sign(header http.Header, host surface) {
	header.Set("Accept", "application/json")
	header.Set("Content-Type", "application/json")
	header.Set("User-Agent", clientName)
	if host == restHost {
		header.Set("apikey", c.cfg().Key)
		return
	}
	header.Set("authToken", c.cfg().Token)
	header.Set("resource", c.resource)
	header.Set("sdk", sdkName)
	if c.cfg().AppID != "" {
		header.Set("appid", c.cfg().AppID)
	}
}

// readingHost says through which surface users are read: an API key reads as
// the app, everybody else as the logged-in user.
func (c *Client) readingHost(op string) (surface, error) {
	switch {
	case c.cfg().Credential == model.APIKey:
		return restHost, nil
	case c.cfg().Token != "":
		return clientHost, nil
	}
	return 0, noCredential(op, "an Auth key reads nothing by itself; log in as somebody")
}

// needAPIKey refuses what only the REST API key reaches.
func (c *Client) needAPIKey(op string) error {
	if c.cfg().Credential == model.APIKey {
		return nil
	}
	return noCredential(op, "it needs a REST API key; at hand is an "+c.cfg().Credential.String())
}

// needKey refuses what either key reaches and a token does not.
func (c *Client) needKey(op string) error {
	if c.cfg().Key != "" {
		return nil
	}
	return noCredential(op, "it needs an API key or an Auth key; at hand is an "+c.cfg().Credential.String())
}

func noCredential(op, reason string) error {
	return fmt.Errorf("%s: %w: %s", op, ErrNoCredential, reason)
}

// may asks the policy whether the action is allowed at all. The user is given
// in the state the action is meant for: what state it is really in, the service
// decides.
func (c *Client) may(op string, action model.Action, u model.User) error {
	if v := model.May(c.Actor(), action, u); !v.Allowed() {
		return &RefusedError{Op: op, Reason: v.Reason}
	}
	return nil
}
