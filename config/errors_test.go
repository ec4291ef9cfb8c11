package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each fault in the file is reported with file, line and key.
func TestFaultsOfTheFile(t *testing.T) {
	const work = "[profiles.work]\n"
	for _, test := range []struct{ name, file, want string }{
		{"mistyped key", work + "regoin = \"us\"", ":2: profiles.work.regoin: unknown key; did you mean region?"},
		{"unknown key", work + "colour = \"us\"", ":2: profiles.work.colour: unknown key; use one of app_id, region, api_key, auth_key, auth_token, me, base_url, read_only, theme, ground"},
		{"mistyped key at the top", "\nthem = \"dark\"", ":2: them: unknown key; did you mean theme?"},
		{"mistyped table", "[profile.work]\n", ":1: profile: must not be a table; the only tables are [profiles.NAME]"},
		{"unknown table", "[servers]\n", ":1: servers: must not be a table; the only tables are [profiles.NAME]"},
		{"key in the wrong place", "app_id = \"x\"", ":1: app_id: belongs in a profile's table, [profiles.NAME]"},
		{"key in the wrong table", work + "mouse = true", ":2: profiles.work.mouse: belongs at the top of the file, before the first table"},
		{"table in a profile", "[profiles.work.me]\n", ":1: profiles.work.me: a profile cannot contain tables"},
		{"several tables", "[[profiles.work]]\n", ":1: profiles.work: must be one table in single brackets"},
		{"no table", "profiles = 3", ":1: profiles: must be a table, as in [profiles.NAME]"},
		{"no table in it", "[profiles]\nwork = \"x\"", ":2: profiles.work: must be a table, as in [profiles.NAME]"},
		{"inline key", "[profiles]\nw = { regio = \"us\" }", ":2: profiles.w.regio: unknown key; did you mean region?"},
		{"bad region", work + "region = \"mars\"", ":2: profiles.work.region: must be us, eu or in"},
		{"bad review", "review = \"never\"", ":1: review: must be always or several"},
		{"open quote", "editor = \"vi 'x\"", ":1: editor: must not end inside a quote or with a backslash"},
		{"blank editor", "editor = \" \"", ":1: editor: must name a command"},
		{"bad theme", "theme = \"My Theme\"", ":1: theme: must be the name of a theme: lower-case letters, digits and hyphens"},
		{"number for text", work + "\n\nregion = 3", ":4: profiles.work.region: must be text in double quotes"},
		{"text for a switch", "mouse = \"no\"", ":1: mouse: must be true or false, without quotes"},
		{"empty", work + "me = \"\"", ":2: profiles.work.me: must not be empty; remove the line instead"},
		{"bad uid", work + "me = \"..\"", ":2: profiles.work.me: is a path step, which no request can name"},
		{"uid of two lines", work + "me = \"a\\nb\"", ":2: profiles.work.me: must be one line without control characters"},
		{"bad app", work + "app_id = \"a.b\"", ":2: profiles.work.app_id: must be letters, digits and hyphens, as it is part of the host name"},
		{"bad address", work + "base_url = \"example.com\"", ":2: profiles.work.base_url: must be an address such as https://example.com/v3 or http://127.0.0.1:7331/v3"},
		{"plain http", work + "base_url = \"http://example.com\"", ":2: profiles.work.base_url: must be https: plain http would expose the key to the network and is for this machine only"},
		{"password in the address", work + "base_url = \"https://a:hush@example.com\"", ":2: profiles.work.base_url: must not contain a user name or password"},
		{"query in the address", work + "base_url = \"https://example.com?apikey=hush\"", ":2: profiles.work.base_url: must not contain a query or a fragment"},
		{"blank in a key", work + "api_key = \"hush hush\"", ":2: profiles.work.api_key: must not contain spaces, line breaks or anything but plain ASCII"},
		{"no quotes", work + "api_key = hush", ":2: api_key: not valid TOML at column 11: put text in double quotes"},
		{"an invalid number", work + "api_key = 1e999999", ":2: api_key: not valid TOML at column 11: put text in double quotes"},
		{"pasted alone", "hush==\n", ":1: not valid TOML at column 6: put text in double quotes"},
		{"twice", work + "me = \"a\"\nme = \"b\"", ":3: me: is already set in the file"},
		{"same table twice", work + work, ":2: profiles.work: is already set in the file"},
		{"escape sequence", "\"a\\u001b[31m\" = 1", `:1: a\x1b[31m: unknown key; use one of profile, mouse, theme, ground, review, drafts, journal_private, cache, editor, profiles`},
		{"unknown profile", "profile = \"wrok\"\n" + work, `:1: profile: unknown profile "wrok" in ` + defaultFile + `; did you mean work?`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load(sources(oneFile(test.file)))
			var fault *Error
			if !errors.As(err, &fault) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if got := err.Error(); got != defaultFile+test.want {
				t.Errorf("got  %s\nwant %s", got, defaultFile+test.want)
			}
			if strings.Contains(err.Error(), "hush") {
				t.Error("the message holds the secret")
			}
		})
	}
}

func TestFaultsElsewhere(t *testing.T) {
	const work = "[profiles.work]\nbase_url = \"https://a.example\"\nauth_key = \"k\"\n"
	const setCredential = "set CENSUS_API_KEY or CENSUS_AUTH_KEY or CENSUS_AUTH_TOKEN, or write api_key or auth_key or auth_token under [profiles."
	for _, test := range []struct {
		name, file string
		flags      map[string]string
		environ    []string
		want       string
	}{
		{name: "mistyped variable", environ: []string{"CENSUS_APIKEY=hush"}, want: "CENSUS_APIKEY: unknown variable; did you mean CENSUS_API_KEY?"},
		{
			name: "unknown variable", environ: []string{"CENSUS_READ_ONLY=1"},
			want: "CENSUS_READ_ONLY: unknown variable; use one of CENSUS_PROFILE, CENSUS_CONFIG, CENSUS_APP_ID, CENSUS_REGION, CENSUS_API_KEY, CENSUS_AUTH_KEY, CENSUS_AUTH_TOKEN, CENSUS_ME, CENSUS_BASE_URL, CENSUS_DEBUG",
		},
		{name: "bad variable", environ: []string{"CENSUS_REGION=asia"}, want: "CENSUS_REGION: must be us, eu or in"},
		{name: "bad key", environ: []string{"CENSUS_AUTH_KEY=hush\n"}, want: "CENSUS_AUTH_KEY: must not contain spaces, line breaks or anything but plain ASCII"},
		{name: "empty flag", flags: map[string]string{"profile": ""}, want: "--profile: must not be empty"},
		{name: "no such profile", file: work, flags: map[string]string{"profile": "home"}, want: `--profile: unknown profile "home" in ` + defaultFile + "; use one of work, local"},
		{name: "no profile at all", environ: []string{"CENSUS_PROFILE=home"}, want: `CENSUS_PROFILE: unknown profile "home" in ` + defaultFile + "; write one: [profiles.home]"},
		{name: "no such file", flags: map[string]string{"config": "/no/such"}, want: "/no/such: cannot be read: file does not exist"},
		{name: "several profiles", file: work + "[profiles.home]\n", want: defaultFile + `: has several profiles and none is chosen: use --profile, or write profile = "NAME" at the top; the profiles are work, home`},
		{
			name: "app without credential", environ: []string{"CENSUS_APP_ID=abc"},
			want: "CENSUS_APP_ID: is set, but no credential is: " + setCredential + "NAME] in " + defaultFile + "; without any of these settings, census starts its local server",
		},
		{
			name: "address without credential", file: "[profiles.work]\nbase_url = \"https://a.example\"\n",
			want: defaultFile + ":2: profiles.work.base_url: is set, but no credential is: " + setCredential + "work] in " + defaultFile + "; without any of these settings, census starts its local server",
		},
		{
			name: "profile without anything", file: "\n[profiles.work]\nread_only = true\n",
			want: defaultFile + ":2: profiles.work: has no credential: " + setCredential + "work] in " + defaultFile + "; for the local server use --profile local",
		},
		{
			name: "credential without app", environ: []string{"CENSUS_API_KEY=hush"},
			want: "CENSUS_API_KEY: is set, but app_id is not: set CENSUS_APP_ID, or write app_id under [profiles.NAME] in " + defaultFile + ", or use base_url",
		},
		{
			name: "credential without region", environ: []string{"CENSUS_AUTH_TOKEN=hush", "CENSUS_APP_ID=abc"},
			want: "CENSUS_AUTH_TOKEN: is set, but region is not: set CENSUS_REGION, or write region under [profiles.NAME] in " + defaultFile + ", or use base_url",
		},
		{
			name: "credential of the file without app", file: "[profiles.work]\nauth_key = \"hush\"\n",
			want: defaultFile + ":2: profiles.work.auth_key: is set, but app_id is not: set CENSUS_APP_ID, or write app_id under [profiles.work] in " + defaultFile + ", or use base_url",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := sources(oneFile(test.file), test.environ...)
			if test.flags != nil {
				src.Flags = test.flags
			}
			_, err := Load(src)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestBaseURL(t *testing.T) {
	for address, fine := range map[string]bool{
		"https://example.com/v3":    true,
		"https://example.com:8443":  true,
		"http://127.0.0.1:7331/v3":  true,
		"http://127.9.9.9":          true,
		"http://[::1]:80/v3":        true,
		"http://LocalHost:1":        true,
		"http://10.0.0.1":           false,
		"http://localhost.evil.com": false,
		"http://127.0.0.1.evil.com": false,
		"ftp://example.com":         false,
		"https://":                  false,
		"https://:80":               false,
		"https://u@example.com":     false,
		"https://example.com/?":     false,
		"https://example.com/#":     false,
		"/v3":                       false,
		"":                          false,
	} {
		if problem := checkBaseURL(address); (problem == "") != fine {
			t.Errorf("%q: %q", address, problem)
		}
	}
}

// A secret shows only its beginning, however it is printed.
func TestSecretMasks(t *testing.T) {
	const text = "0123456789abcdef0123456789abcdef01234567"
	secret := Secret(text)
	marshalled, err := json.Marshal(struct{ Key Secret }{secret})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", secret, "all", fmt.Sprint(Settings{APIKey: secret}))
	shown := []string{string(marshalled), log.String(), secret.GoString()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10.40s"} {
		shown = append(shown, fmt.Sprintf(verb, secret), fmt.Sprintf(verb, Settings{AuthKey: secret}), fmt.Sprintf(verb, []any{&secret}))
	}
	for _, s := range shown {
		if strings.Contains(s, text[:8]) || strings.Contains(s, fmt.Sprintf("%x", text[:8])) {
			t.Errorf("the secret is in %s", s)
		}
	}
	for in, want := range map[string]string{text: "01234…", text + text: "01234…", "short": "…", "0123456789": "…", "": ""} {
		if got := Secret(in).String(); got != want {
			t.Errorf("mask of %q is %q, want %q", in, got, want)
		}
	}
	if secret.Reveal() != text {
		t.Error("Reveal must give the secret itself")
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte("\ufefftheme = \"dark\"\r\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	text, mode, err := ReadFile(path)
	if err != nil || !strings.Contains(string(text), "dark") || mode&0o700 != 0o600 {
		t.Errorf("got %q, mode %o, %v", text, mode, err)
	}
	if d, err := parse(path, text); err != nil || d.top[themeName].text != "dark" {
		t.Errorf("a byte order mark and CRLF: %v, %v", d, err)
	}
	if _, _, err := ReadFile(dir); err == nil {
		t.Error("a directory was read as a file")
	}
	big := filepath.Join(dir, "big")
	if err := os.WriteFile(big, make([]byte, maxFileSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ReadFile(big); err == nil {
		t.Error("a file of more than 1 MiB must be refused")
	}
}

// Whatever the file contains, reading it neither panics nor repeats a secret.
func FuzzParse(f *testing.F) {
	f.Add(whole)
	f.Add("[profiles]\na = { me = \"x\", b = { c = 1 } }\n[[profiles]]\n")
	f.Add("a.b.c = [1, {x = 2}]\n[profiles.\"a b\"]\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parse("f", []byte(text))
		var fault *Error
		if err != nil && (!errors.As(err, &fault) || strings.ContainsAny(err.Error(), "\n\x1b")) {
			t.Errorf("the error is not a one-line *Error: %q", err)
		}
		if err == nil && len(d.names) != len(d.profiles) {
			t.Errorf("%d names for %d profiles", len(d.names), len(d.profiles))
		}
	})
}
