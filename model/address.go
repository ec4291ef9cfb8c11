package model

import (
	"net"
	"net/url"
	"strings"
)

// CheckBaseURL says what keeps an address from being the base of the API, in
// words for the person who configured it; empty when nothing does. A key goes
// to https addresses, and over plain http only to this machine; the address
// itself must carry nothing that could be a secret.
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
		return "must be https: plain http would show the key to the network, and is for this machine only"
	}
	return ""
}

// IsLoopback reports whether a host, without its port, is this machine:
// localhost, 127.0.0.0/8 or ::1.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
