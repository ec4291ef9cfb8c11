package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"census/ui"
)

// planted are secrets that no output may contain.
var planted = map[string]string{
	"api_key":    "apikey0123456789abcdef0123456789abcdef012",
	"auth_key":   "authkey123456789abcdef0123456789abcdef012",
	"auth_token": "ann_1694667681aaaabbbbccccddddeeeeffff00",
}

// leaks names the secrets found in the text, whole or in large parts.
func leaks(text string) []string {
	var found []string
	for name, secret := range planted {
		if strings.Contains(text, secret[:12]) || strings.Contains(text, secret[12:]) {
			found = append(found, name)
		}
	}
	return found
}

// No command and no mistake prints a secret, wherever it occurs.
func TestSecretsAreNeverPrinted(t *testing.T) {
	const good = "[profiles.work]\napp_id=\"2468ace\"\nregion=\"us\"\n"
	lines := ""
	for name, secret := range planted {
		lines += name + " = \"" + secret + "\"\n"
	}
	files := map[string]string{
		"good":            good + lines,
		"no quotes":       good + strings.ReplaceAll(lines, "\"", ""),
		"one quote":       good + strings.ReplaceAll(lines, "\"\n", "\n"),
		"two on a line":   good + strings.ReplaceAll(lines, "\n", " "),
		"pasted alone":    good + planted["api_key"] + "\n",
		"at the top":      lines,
		"given twice":     good + lines + lines,
		"with blanks":     good + strings.ReplaceAll(lines, "\"\n", " x\"\n"),
		"in a list":       good + "api_key = [\"" + planted["api_key"] + "\"]\n",
		"in the address":  good + lines + "base_url = \"https://" + planted["api_key"] + "@example.com\"\n",
		"in the query":    good + lines + "base_url = \"https://example.com?apikey=" + planted["api_key"] + "\"\n",
		"in a bad escape": good + "base_url = \"https://example.com/%zz" + planted["api_key"] + "\"\n",
		"nothing":         "",
	}
	environs := map[string][]string{
		"nothing": nil,
		"good": {
			"CENSUS_APP_ID=abc", "CENSUS_REGION=us", "CENSUS_API_KEY=" + planted["api_key"],
			"CENSUS_AUTH_KEY=" + planted["auth_key"], "CENSUS_AUTH_TOKEN=" + planted["auth_token"],
		},
		"mistyped":    {"CENSUS_APIKEY=" + planted["api_key"]},
		"with blanks": {"CENSUS_API_KEY=" + planted["api_key"] + " x"},
		"alone":       {"CENSUS_AUTH_TOKEN=" + planted["auth_token"]},
		"in the address": {
			"CENSUS_AUTH_KEY=" + planted["auth_key"], "CENSUS_BASE_URL=https://a:" + planted["auth_key"] + "@x.example",
		},
	}
	commands := [][]string{{}, {"info"}, {"--help"}, {"--version"}, {"info", "--profile", "home"}, {"nonsense"}, {"--read-only"}}
	for fileName, file := range files {
		for environName, environ := range environs {
			b := newBench(t, environ...)
			b.config(t, file)
			b.onTerminal(func(context.Context, ui.Options) (string, error) {
				return "bye " + secretsOf(environ, file), errors.New("failed with " + secretsOf(environ, file))
			})
			for _, args := range commands {
				r := b.run(t.Context(), args...)
				if found := leaks(r.out + r.errOut); len(found) > 0 {
					t.Errorf("census %v (file %s, environment %s) prints %v:\n%s%s", args, fileName, environName, found, r.out, r.errOut)
				}
			}
		}
	}
}

// secretsOf is a message that repeats the secrets in force.
func secretsOf(environ []string, file string) string {
	for _, line := range environ {
		if strings.HasPrefix(line, "CENSUS_API_KEY=") {
			return strings.Join([]string{planted["api_key"], planted["auth_key"], planted["auth_token"]}, " ")
		}
		if name, value, _ := strings.Cut(line, "="); strings.HasPrefix(name, "CENSUS_AUTH") {
			return value
		}
	}
	if file == "" {
		return "nothing"
	}
	return strings.Join([]string{planted["api_key"], planted["auth_key"], planted["auth_token"]}, " ")
}

// A crash report is readable only by the person, and contains no secrets
// either.
func TestCrashReport(t *testing.T) {
	b := newBench(t, "CENSUS_AUTH_KEY="+planted["auth_key"], "CENSUS_BASE_URL=https://x.example")
	b.onTerminal(func(context.Context, ui.Options) (string, error) {
		return "", &ui.Crash{Value: "index out of range \x1b[31m " + planted["auth_key"], Stack: []byte("goroutine 1\n\tmain.go:3 " + planted["auth_key"])}
	})
	r := b.run(t.Context())
	path := filepath.Join(b.home, ".local", "state", "census", "crash-20231114T221320.000.txt")
	if want := "census: the program crashed; please report it with the file " + path + "\n"; r.code != exitFailure || r.errOut != want {
		t.Errorf("code %d, %q, want %q", r.code, r.errOut, want)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"census ", "go1.", "2023-11-14 22:13:20 UTC", `panic: index out of range \x1b[31m [redacted]`, "goroutine 1\n", "main.go:3"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if found := leaks(string(text)); len(found) > 0 {
		t.Errorf("the report holds %v", found)
	}

	// A second crash in the same millisecond does not overwrite the first
	// report.
	if r := b.run(t.Context()); r.code != exitFailure || !strings.Contains(r.errOut, "the report cannot be written") || !strings.Contains(r.errOut, "index out of range") {
		t.Errorf("%+v", r)
	}
}
