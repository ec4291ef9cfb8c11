package model

import (
	"strings"
	"testing"
)

func TestCheckBaseURL(t *testing.T) {
	for address, fine := range map[string]bool{
		"https://example.com/v3":        true,
		"http://127.0.0.1:7331/v3":      true,
		"http://127.8.8.8/v3":           true,
		"http://localhost:1/v3":         true,
		"http://LOCALHOST/v3":           true,
		"http://[::1]:7331/v3":          true,
		"http://example.com/v3":         false,
		"http://127.0.0.1.example.com":  false,
		"http://localhost.example.com":  false,
		"http://10.0.0.1/v3":            false,
		"https://user:pass@example.com": false,
		"https://example.com/v3?key=1":  false,
		"https://example.com/v3?":       false,
		"https://example.com/v3#":       false,
		"ftp://example.com":             false,
		"https://":                      false,
		"https://:443/v3":               false,
		"127.0.0.1:7331":                false,
		"https://exa mple.com":          false,
		"":                              false,
	} {
		if problem := CheckBaseURL(address); (problem == "") != fine {
			t.Errorf("%q: %q, want it fine: %v", address, problem, fine)
		}
	}
}

func TestBaseURL(t *testing.T) {
	for text, want := range map[string]string{
		"https://Example.COM/V3/":      "https://example.com/V3",
		"HTTP://LOCALHOST:7331/v3":     "http://localhost:7331/v3",
		"http://[::FFFF:127.0.0.1]:1/": "http://[::ffff:127.0.0.1]:1",
		"https://example.com/a%2Fb":    "https://example.com/a%2Fb",
		"https://[FE80::1%25en0]:1/v3": "https://[fe80::1%25en0]:1/v3",
		"":                             "",
	} {
		if got := BaseURL(text); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestCheckHostLabel(t *testing.T) {
	for text, fine := range map[string]bool{
		"2468ace013579bdf":      true,
		"A1-b2":                 true,
		strings.Repeat("a", 63): true,
		strings.Repeat("a", 64): false,
		"":                      false,
		"-a":                    false,
		"a-":                    false,
		"a.b":                   false,
		"a/b":                   false,
		"a@b":                   false,
		"ä":                     false,
	} {
		if problem := CheckHostLabel(text); (problem == "") != fine {
			t.Errorf("%q: %q, want it fine: %v", text, problem, fine)
		}
	}
}
