package model

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// CheckBaseURL says why an address cannot be the base of the API, worded for
// the person who configured it, or returns an empty string. Keys are sent to
// https addresses, and over plain http only to this machine; the address itself
// must not contain anything that could be a secret.
func CheckBaseURL(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return "must be an address such as https://example.com/v3 or http://127.0.0.1:7331/v3"
	case u.User != nil:
		return "must not contain a user name or password"
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return "must not contain a query or a fragment"
	case u.Scheme == "http" && !IsLoopback(u.Hostname()):
		return "must be https: plain http would expose the key to the network and is for this machine only"
	}
	return ""
}

// BaseURL normalises an address that [CheckBaseURL] accepts: host in lower
// case, no trailing slash.
func BaseURL(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	u.Host = strings.ToLower(u.Host)
	return strings.TrimRight(u.String(), "/")
}

const maxHostLabel = 63

// CheckHostLabel says why a text, such as an app ID, cannot be part of a host
// name, or returns an empty string. CometChat's app IDs are lower-case hex, but
// nothing guarantees that.
func CheckHostLabel(text string) string {
	const known = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
	switch {
	case text == "" || strings.Trim(text, known) != "" || strings.Trim(text, "-") != text:
		return "must be letters, digits and hyphens, as it is part of the host name"
	case len(text) > maxHostLabel:
		return fmt.Sprintf("must not be longer than %d characters, as it is part of the host name", maxHostLabel)
	}
	return ""
}

// IsLoopback reports whether a host without port is this machine: localhost,
// 127.0.0.0/8 or ::1.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
