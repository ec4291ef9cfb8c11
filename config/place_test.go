package config

import (
	"fmt"
	"strings"
	"testing"
)

// inPlace sets settings in one place: each value says where it comes from.
func inPlace(place string, names []string) map[string]string {
	set := map[string]string{}
	for _, name := range names {
		set[name] = place + "-" + strings.ReplaceAll(name, "_", "-")
		if name == regionName {
			set[name] = map[string]string{"file": "us", "env": "eu"}[place]
		}
		if name == baseURLName {
			set[name] = "https://" + place + ".example/v3"
		}
	}
	return set
}

// between returns sources with one profile and an environment that set these
// settings.
func between(file, env []string) Sources {
	text := "[profiles.work]\n"
	for name, value := range inPlace("file", file) {
		text += fmt.Sprintf("%s = %q\n", name, value)
	}
	src := sources(oneFile(text))
	for name, value := range inPlace("env", env) {
		src.Environ = append(src.Environ, settingOf(name).Env+"="+value)
	}
	return src
}

// connection shows where each part of the connection comes from.
func connection(s Settings) string {
	var parts []string
	for _, v := range []string{s.AppID, s.Region, s.BaseURL, s.APIKey.Reveal(), s.AuthKey.Reveal(), s.AuthToken.Reveal()} {
		if v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " ")
}

// Address and credential go together: what is set where, and the result.
func TestAddressAndCredentialComeFromTheSamePlace(t *testing.T) {
	type names = []string
	app, base, key := names{appIDName, regionName}, names{baseURLName}, names{apiKeyName}
	all := func(parts ...names) (all names) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	const mixed = "address and credential must come from the same place"
	const fileApp, fileBase, envApp, envBase = "file-app-id us", "https://file.example/v3", "env-app-id eu", "https://env.example/v3"
	const over = "CENSUS_API_KEY is used, not the profile's own api_key (" + defaultFile + ":"
	for _, test := range []struct {
		file, env names
		want      string // the connection, or part of the error
		override  bool
	}{
		{all(app, key), nil, fileApp + " file-api-key", false},
		{all(base, key), nil, fileBase + " file-api-key", false},
		{app, nil, "no credential is", false},
		{key, nil, "app_id is not", false},

		{all(app, key), names{appIDName}, "CENSUS_APP_ID: is set, but the credential is from the file", false},
		{all(app, key), names{regionName}, "CENSUS_REGION: is set, but the credential is from the file", false},
		{all(app, key), app, mixed, false},
		{all(app, key), base, "CENSUS_BASE_URL: is set, but the credential is from the file", false},
		{all(base, key), app, mixed, false},
		{all(base, key), base, mixed, false},
		{all(app, names{authKeyName}), base, mixed, false},
		{all(app, names{authTokenName}), base, mixed, false},
		{key, app, mixed, false},
		{key, base, mixed, false},

		{all(app, key), key, fileApp + " env-api-key", true},
		{all(app, names{authKeyName, authTokenName}), key, fileApp + " env-api-key", true},
		{all(base, key), key, fileBase + " env-api-key", true},
		{app, key, fileApp + " env-api-key", false},
		{base, key, fileBase + " env-api-key", false},
		{nil, key, "app_id is not", false},

		{all(app, key), all(app, key), envApp + " env-api-key", true},
		{all(app, key), all(base, key), envBase + " env-api-key", true},
		{all(base, key), all(app, key), envApp + " env-api-key", true},
		{all(base, key), all(base, key), envBase + " env-api-key", true},
		{app, all(base, key), envBase + " env-api-key", false},
		{nil, all(app, key), envApp + " env-api-key", false},
		{nil, all(base, key), envBase + " env-api-key", false},
		{all(app, key), all(names{appIDName}, key), "region is not", false},
		{all(app, key), all(names{regionName}, key), "app_id is not", false},
	} {
		t.Run(fmt.Sprintf("file %v, environment %v", test.file, test.env), func(t *testing.T) {
			s, err := Load(between(test.file, test.env))
			if err != nil {
				if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "file-api-key") {
					t.Errorf("got  %v\nwant %s", err, test.want)
				}
				return
			}
			if got := connection(s); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if got := s.Override; (got != "") != test.override || test.override && !strings.HasSuffix(got, ")") {
				t.Errorf("told at the start: %q, want it told: %v", got, test.override)
			}
		})
	}
	s, err := Load(between(all(base, key), key))
	if err != nil || !strings.HasPrefix(s.Override, over) {
		t.Errorf("%v, told %q, want %q", err, s.Override, over)
	}
}

// Of all 4096 ways to spread the connection's settings over the file and the
// environment, none sends a credential from the file to an address from the
// environment, and none combines an address from both.
func TestNoKeyOfTheFileGoesToTheEnvironmentsAddress(t *testing.T) {
	names := []string{appIDName, regionName, baseURLName, apiKeyName, authKeyName, authTokenName}
	chosen := func(bits int) (some []string) {
		for i, name := range names {
			if bits>>i&1 == 1 {
				some = append(some, name)
			}
		}
		return some
	}
	loaded := 0
	for file := range 1 << len(names) {
		for env := range 1 << len(names) {
			s, err := Load(between(chosen(file), chosen(env)))
			if err != nil || s.Local {
				continue
			}
			loaded++
			address := s.AppID + s.BaseURL
			key := s.APIKey.Reveal() + s.AuthKey.Reveal() + s.AuthToken.Reveal()
			mixedAddress := strings.Contains(address, "file") && strings.Contains(address, "env") ||
				strings.HasPrefix(s.AppID, "file") && s.Region == "eu" || strings.HasPrefix(s.AppID, "env") && s.Region == "us"
			switch {
			case strings.Contains(key, "file") && (strings.Contains(address, "env") || s.Region == "eu"),
				strings.Contains(key, "file") && strings.Contains(key, "env"), mixedAddress:
				t.Errorf("file %v, environment %v: %s", chosen(file), chosen(env), connection(s))
			case strings.Contains(key, "env") && file>>3 != 0 && s.Override == "":
				t.Errorf("file %v, environment %v: no message says that the profile's credential is not used", chosen(file), chosen(env))
			}
		}
	}
	if loaded < 1000 {
		t.Errorf("only %d of the combinations made a connection", loaded)
	}
}

// The built-in local server takes no part of a connection from anywhere.
func TestNothingOverridesTheLocalServer(t *testing.T) {
	src := between([]string{baseURLName, apiKeyName}, []string{apiKeyName, baseURLName})
	src.Flags["profile"] = LocalProfile
	if s := mustLoad(t, src); !s.Local || connection(s) != "" || s.Override != "" {
		t.Errorf("Local %v, %s, told %q", s.Local, connection(s), s.Override)
	}
}
