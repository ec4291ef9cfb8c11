package model

import "testing"

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
