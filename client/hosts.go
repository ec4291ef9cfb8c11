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

// addresses gives the base of each surface, without a slash at the end.
func addresses(cfg Config) (bases [2]string, err error) {
	if cfg.BaseURL != "" {
		base, err := checkBase(cfg.BaseURL)
		return [2]string{restHost: base, clientHost: base}, err
	}
	region := strings.ToLower(cfg.Region)
	if !isHostLabel(cfg.AppID) || !isHostLabel(region) {
		return bases, errors.New("an app id and a region such as us, eu or in are needed, letters and digits only, or a base URL")
	}
	return [2]string{
		restHost:   fmt.Sprintf("https://%s.api-%s.cometchat.io/v3", cfg.AppID, region),
		clientHost: fmt.Sprintf("https://%s.apiclient-%s.cometchat.io/v3", cfg.AppID, region),
	}, nil
}

// isHostLabel keeps app id and region from becoming anything but a part of the
// host name they are pasted into.
func isHostLabel(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return s != "" && len(s) <= 50 && strings.Trim(s, letters) == ""
}

// checkBase brings an address that a key may go to into the form without a
// slash at the end. The error never quotes the address.
func checkBase(raw string) (string, error) {
	if problem := model.CheckBaseURL(raw); problem != "" {
		return "", errors.New("base URL: " + problem)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", errors.New("base URL: not an address")
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/"), nil
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
