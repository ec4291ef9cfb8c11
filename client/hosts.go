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
// credential, headers and the names of list parameters.
type surface int

const (
	// restHost is the admin surface: header apikey.
	restHost surface = iota
	// clientHost is the host the SDKs use as one user: header authToken.
	clientHost
)

// clientName is how census identifies itself, in User-Agent and in the client
// host's sdk header, whose published form is platform@version.
const (
	clientName = "census"
	sdkName    = clientName + "@1"
)

// addresses returns the base of each surface, without a trailing slash and with
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
			return bases, fmt.Errorf("%s: missing; give app id and region, or a base URL", part.name)
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

// sign adds the headers that the surface expects. It is the only place where a
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

// readingHost says which surface users are read through: an API key reads as
// the app, any other credential as the logged-in user.
func (c *Client) readingHost(op string) (surface, error) {
	switch {
	case c.cfg().Credential == model.APIKey:
		return restHost, nil
	case c.cfg().Token != "":
		return clientHost, nil
	}
	return 0, noCredential(op, "an Auth key alone cannot read; log in as a user")
}

// needAPIKey refuses operations that only a REST API key may perform.
func (c *Client) needAPIKey(op string) error {
	if c.cfg().Credential == model.APIKey {
		return nil
	}
	return noCredential(op, "it needs a REST API key, not an "+c.cfg().Credential.String())
}

// needKey refuses operations that need either key.
func (c *Client) needKey(op string) error {
	if c.cfg().Key != "" {
		return nil
	}
	return noCredential(op, "it needs an API key or an Auth key, not an "+c.cfg().Credential.String())
}

func noCredential(op, reason string) error {
	return fmt.Errorf("%s: %w: %s", op, ErrNoCredential, reason)
}

// may asks the policy whether the action is allowed at all. u is assumed to be
// in the state the action is meant for; its real state is for the service to
// judge.
func (c *Client) may(op string, action model.Action, u model.User) error {
	if v := model.May(c.Actor(), action, u); !v.Allowed() {
		return &RefusedError{Op: op, Reason: v.Reason}
	}
	return nil
}
