package config

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"testing"
)

const home = "/home/ann"

// defaultFile is the default location of the file in these tests.
const defaultFile = home + "/.config/census/config.toml"

// sources are Sources over a map of files, all readable by the owner only.
func sources(files map[string]string, environ ...string) Sources {
	return Sources{
		Flags:   map[string]string{},
		Environ: append([]string{"HOME=" + home}, environ...),
		ReadFile: func(path string) ([]byte, fs.FileMode, error) {
			text, ok := files[path]
			if !ok {
				return nil, 0, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			}
			return []byte(text), 0o600, nil
		},
	}
}

func oneFile(text string) map[string]string { return map[string]string{defaultFile: text} }

func mustLoad(t *testing.T, src Sources) Settings {
	t.Helper()
	s, err := Load(src)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return s
}

// field returns the value in s of the setting with the name.
func field(t *testing.T, s Settings, name string) string {
	t.Helper()
	switch name {
	case profileName:
		return s.Profile
	case configName:
		return s.File
	case appIDName:
		return s.AppID
	case regionName:
		return s.Region
	case apiKeyName:
		return s.APIKey.Reveal()
	case authKeyName:
		return s.AuthKey.Reveal()
	case authTokenName:
		return s.AuthToken.Reveal()
	case meName:
		return s.Me
	case baseURLName:
		return s.BaseURL
	case readOnlyName:
		return fmt.Sprint(s.ReadOnly)
	case mouseName:
		return fmt.Sprint(s.Mouse)
	case themeName:
		return s.Theme
	case groundName:
		return string(s.Ground)
	case reviewName:
		return string(s.Review)
	case draftsName:
		return fmt.Sprint(s.Drafts)
	case privateName:
		return fmt.Sprint(s.JournalPrivate)
	case cacheName:
		return fmt.Sprint(s.Cache)
	case editorName:
		return strings.Join(s.Editor, " ")
	case debugName:
		return s.Debug
	}
	t.Fatalf("no field for the setting %s", name)
	return ""
}

// samples holds two valid values per setting, so a test can tell which of two
// levels has won.
var samples = map[string][2]string{
	profileName:   {"one", "two"},
	configName:    {"/etc/a.toml", "/etc/b.toml"},
	appIDName:     {"app-one", "app-two"},
	regionName:    {"us", "eu"},
	apiKeyName:    {"api-key-one", "api-key-two"},
	authKeyName:   {"auth-key-one", "auth-key-two"},
	authTokenName: {"token-one", "token-two"},
	meName:        {"ann", "bob"},
	baseURLName:   {"https://one.example/v3", "https://two.example/v3"},
	readOnlyName:  {"true", "false"},
	mouseName:     {"false", "true"},
	themeName:     {"dark", "light"},
	groundName:    {"theme", "terminal"},
	reviewName:    {"several", "always"},
	draftsName:    {"false", "true"},
	privateName:   {"false", "true"},
	cacheName:     {"false", "true"},
	editorName:    {"code --wait", "nano"},
	debugName:     {"/tmp/a.log", "b.log"},
}

// at returns sources in which each given level sets the setting to its own
// value. Everything else is what a complete configuration needs.
func at(s Setting, values map[Level]string) Sources {
	files := map[string]string{}
	src := sources(files)
	if text, ok := values[Flag]; ok {
		if s.negated {
			text = map[string]string{"true": "false", "false": "true"}[text]
		}
		src.Flags[s.Flag] = text
	}
	if text, ok := values[Environment]; ok {
		src.Environ = append(src.Environ, s.Env+"="+text)
		if s.isAddress() { // an address in the environment must be complete there
			for name, text := range map[string]string{apiKeyName: "other-key", appIDName: "other-app", regionName: "in"} {
				if name != s.Name {
					src.Environ = append(src.Environ, settingOf(name).Env+"="+text)
				}
			}
		}
	}
	top, one := "", ""
	if s.Place == TopLevel && s.Name != profileName {
		top = "profile = \"one\"\n"
	}
	if s.Name == configName || s.Name == profileName {
		top = ""
	}
	if text, ok := values[File]; ok {
		line := fmt.Sprintf("%s = %q\n", s.Name, text)
		if s.Switch {
			line = fmt.Sprintf("%s = %s\n", s.Name, text)
		}
		if s.Place == TopLevel {
			top += line
		} else {
			one = line
		}
	}
	base := ""
	for key, text := range map[string]string{apiKeyName: "base-key", appIDName: "base-app", regionName: "in"} {
		if key != s.Name {
			base += fmt.Sprintf("%s = %q\n", key, text)
		}
	}
	file := top + "[profiles.one]\n" + base + one
	if s.Name == profileName {
		file += "[profiles.two]\n" + base + one
	}
	for _, path := range []string{defaultFile, samples[configName][0], samples[configName][1]} {
		files[path] = file
	}
	return src
}

// levelsOf lists the levels at which a setting can be set.
func levelsOf(s Setting) []Level {
	var levels []Level
	if s.Place != Nowhere {
		levels = append(levels, File)
	}
	if s.Env != "" {
		levels = append(levels, Environment)
	}
	if s.Flag != "" {
		levels = append(levels, Flag)
	}
	return levels
}

func TestPrecedence(t *testing.T) {
	for _, s := range Table() {
		levels := levelsOf(s)
		for i, low := range levels {
			for _, high := range levels[i:] {
				t.Run(fmt.Sprintf("%s/%d over %d", s.Name, high, low), func(t *testing.T) {
					for _, v := range [][2]string{samples[s.Name], {samples[s.Name][1], samples[s.Name][0]}} {
						loser, winner := v[0], v[1]
						got := mustLoad(t, at(s, map[Level]string{low: loser, high: winner}))
						if text := field(t, got, s.Name); text != winner {
							t.Errorf("%s = %q, want %q", s.Name, text, winner)
						}
						if o := originOf(got, s.Name); o.Level != high {
							t.Errorf("origin %v (level %d), want level %d", o, o.Level, high)
						}
					}
				})
			}
		}
	}
}

func originOf(s Settings, name string) Origin {
	for _, v := range s.Values {
		if v.Setting.Name == name {
			return v.Origin
		}
	}
	return Origin{Level: -1}
}

func TestDefaults(t *testing.T) {
	s := mustLoad(t, sources(nil))
	if !s.Local || s.Profile != LocalProfile || s.Me != LocalMe {
		t.Errorf("Local %v, Profile %q, Me %q; want the local server and its first user", s.Local, s.Profile, s.Me)
	}
	if s.ReadOnly || !s.Mouse || s.Theme != AutoTheme {
		t.Errorf("ReadOnly %v, Mouse %v, Theme %q; want false, true, auto", s.ReadOnly, s.Mouse, s.Theme)
	}
	if s.Review != ReviewAlways || !s.Drafts || !s.JournalPrivate || !s.Cache {
		t.Errorf("Review %q, Drafts %v, JournalPrivate %v, Cache %v; want always, true, true, true", s.Review, s.Drafts, s.JournalPrivate, s.Cache)
	}
	if s.File != defaultFile || s.FileFound {
		t.Errorf("File %q (found %v), want %q (false)", s.File, s.FileFound, defaultFile)
	}
	for _, v := range s.Values {
		if v.Origin.Level != Default {
			t.Errorf("%s comes from %v, want default", v.Setting.Name, v.Origin)
		}
	}
	if len(s.Values) != len(Table()) {
		t.Errorf("%d values for %d settings", len(s.Values), len(Table()))
	}
}

// whole is a file that uses every key.
const whole = `# census
profile = "work"
mouse = false
theme = "light"
review = "several"
drafts = false
journal_private = false
cache = false
editor = "nvim -n"

[profiles.work]
app_id = "2468ace"
region = "eu"
api_key = "0123456789abcdef0123456789abcdef01234567"
auth_key = "fedcba9876543210fedcba9876543210fedcba98"
auth_token = "ann_1694667681aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
me = "Ann"
base_url = "https://proxy.example/v3/"
read_only = true

[profiles]
local2 = { base_url = "http://127.0.0.1:7331/v3", auth_key = "k" }
`

func TestWholeFile(t *testing.T) {
	s := mustLoad(t, sources(oneFile(whole)))
	want := map[string]string{
		profileName: "work", configName: defaultFile, appIDName: "2468ace", regionName: "eu",
		apiKeyName: "0123456789abcdef0123456789abcdef01234567", authKeyName: "fedcba9876543210fedcba9876543210fedcba98",
		authTokenName: "ann_1694667681aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", meName: "ann",
		baseURLName: "https://proxy.example/v3", readOnlyName: "true", mouseName: "false", themeName: "light",
		reviewName: "several", draftsName: "false", privateName: "false", cacheName: "false", editorName: "nvim -n",
	}
	for name, text := range want {
		if got := field(t, s, name); got != text {
			t.Errorf("%s = %q, want %q", name, got, text)
		}
	}
	if got := originOf(s, regionName).String(); got != defaultFile+":13" {
		t.Errorf("region comes from %s, want line 13", got)
	}
	if s.Key() != s.APIKey {
		t.Error("the API key must sign when there are both keys")
	}
	src := sources(oneFile(whole))
	src.Flags["profile"] = "local2"
	other := mustLoad(t, src)
	if other.BaseURL != "http://127.0.0.1:7331/v3" || other.AuthKey != "k" || other.APIKey != "" || other.Me != "" {
		t.Errorf("the inline profile was read as %+v", other)
	}
}

func TestProfileChoice(t *testing.T) {
	const two = "[profiles.a]\nbase_url=\"https://a.example\"\nauth_key=\"ka\"\n[profiles.b]\nbase_url=\"https://b.example\"\nauth_key=\"kb\"\n"
	for _, test := range []struct {
		name, file string
		flag       string
		environ    []string
		want       string
		local      bool
	}{
		{name: "no file", want: LocalProfile, local: true},
		{name: "empty file", file: "\n# nothing\n", want: LocalProfile, local: true},
		{name: "the only one", file: "[profiles.a]\nbase_url=\"https://a.example\"\nauth_key=\"k\"\n", want: "a"},
		{name: "chosen by the file", file: "profile=\"b\"\n" + two, want: "b"},
		{name: "chosen by name", file: two, flag: "a", want: "a"},
		{name: "the program's own server", file: "profile=\"b\"\n" + two, flag: "local", want: "local", local: true},
		{
			name: "the program's own server, whatever the environment holds",
			flag: "local", environ: []string{"CENSUS_API_KEY=k", "CENSUS_BASE_URL=https://x.example"},
			want: "local", local: true,
		},
		{
			name: "a profile may be called local", file: "[profiles.local]\nbase_url=\"http://127.0.0.1:7331/v3\"\napi_key=\"k\"\n",
			flag: "local", want: "local",
		},
		{
			name: "the environment alone", file: two,
			environ: []string{"CENSUS_API_KEY=k", "CENSUS_BASE_URL=https://x.example"}, want: EnvironmentProfile,
		},
		{name: "empty variables count as unset", environ: []string{"CENSUS_API_KEY=", "CENSUS_PROFILE="}, want: LocalProfile, local: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := sources(oneFile(test.file), test.environ...)
			if test.flag != "" {
				src.Flags["profile"] = test.flag
			}
			s := mustLoad(t, src)
			if s.Profile != test.want || s.Local != test.local {
				t.Errorf("Profile %q, Local %v; want %q, %v", s.Profile, s.Local, test.want, test.local)
			}
			if s.Local && (s.AppID+s.Region+s.BaseURL != "" || s.Key() != "" || s.AuthToken != "") {
				t.Errorf("the local server must have no connection of its own, got %+v", s)
			}
		})
	}
}

func TestLocalMeCanBeSet(t *testing.T) {
	if s := mustLoad(t, sources(nil, "CENSUS_ME=cometchat-uid-3")); !s.Local || s.Me != "cometchat-uid-3" {
		t.Errorf("Local %v, Me %q; want the local server as cometchat-uid-3", s.Local, s.Me)
	}
}

func TestFlagsOfSwitchesWorkBothWays(t *testing.T) {
	src := sources(oneFile(whole))
	src.Flags["read-only"], src.Flags["no-mouse"], src.Flags["no-cache"] = "false", "false", "false"
	if s := mustLoad(t, src); s.ReadOnly || !s.Mouse || !s.Cache {
		t.Errorf("ReadOnly %v, Mouse %v, Cache %v; want the flags to undo the file", s.ReadOnly, s.Mouse, s.Cache)
	}
}

func TestDirs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the paths of this test are Unix paths")
	}
	for _, test := range []struct {
		name    string
		environ []string
		want    Dirs
	}{
		{"home", []string{"HOME=/h"}, Dirs{"/h/.config/census", "/h/.local/share/census", "/h/.local/state/census", "/h/.cache/census"}},
		{
			"named", []string{"HOME=/h", "XDG_CONFIG_HOME=/c", "XDG_DATA_HOME=/d", "XDG_STATE_HOME=/s", "XDG_CACHE_HOME=/x"},
			Dirs{"/c/census", "/d/census", "/s/census", "/x/census"},
		},
		{
			"relative", []string{"HOME=/h", "XDG_CONFIG_HOME=c", "XDG_CACHE_HOME=./x"},
			Dirs{"/h/.config/census", "/h/.local/share/census", "/h/.local/state/census", "/h/.cache/census"},
		},
		{"nowhere", nil, Dirs{}},
	} {
		if got := DirsOf(test.environ); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
	none := Dirs{}
	if got := none.File() + none.Database() + none.Journal() + none.Drafts() + none.Layouts() + none.Edits() + none.Mirror(); got != "" {
		t.Errorf("no directory must give no file, got %q", got)
	}
	if got := (Dirs{Cache: "/x/census"}).Mirror(); got != "/x/census/mirror" {
		t.Errorf("the mirror is in %q", got)
	}
}

func TestWarnsAboutSecretsOthersCanRead(t *testing.T) {
	for _, test := range []struct {
		mode fs.FileMode
		file string
		want bool
	}{
		{0o600, whole, false},
		{0o640, whole, true},
		{0o604, whole, true},
		{0o644, "theme = \"dark\"\n", false},
	} {
		src := sources(nil)
		src.ReadFile = func(string) ([]byte, fs.FileMode, error) { return []byte(test.file), test.mode, nil }
		s := mustLoad(t, src)
		if got := len(s.Warnings) == 1 && strings.Contains(s.Warnings[0], "chmod 600"); got != test.want {
			t.Errorf("mode %o: warnings %q, want one: %v", test.mode, s.Warnings, test.want)
		}
	}
}

// Documentation, flags and environment are derived from the table, so it must
// be consistent.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Table() {
		for _, name := range []string{s.Name, s.Env, s.Flag} {
			if name != "" && name != s.Flag && seen[name] {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = true
		}
		if s.Secret && s.Flag != "" {
			t.Errorf("%s is a secret and must not be a flag", s.Name)
		}
		if (s.Flag != "") != (s.FlagDoc != "") || (s.FlagValue != "") != (s.Flag != "" && !s.Switch) {
			t.Errorf("%s: its flag and the flag's documentation do not go together", s.Name)
		}
		if s.check == nil || s.Doc == "" || len(levelsOf(s)) == 0 {
			t.Errorf("%s has no check, no documentation or no way to be set", s.Name)
		}
		for _, text := range samples[s.Name] {
			if problem := s.check(text); problem != "" {
				t.Errorf("%s refuses %q: %s", s.Name, text, problem)
			}
		}
		if !strings.Contains(markdown(), "| `"+s.Name+"` |") {
			t.Errorf("the documentation does not mention %s", s.Name)
		}
	}
}

func TestUnreadableFile(t *testing.T) {
	src := sources(nil)
	src.ReadFile = func(path string) ([]byte, fs.FileMode, error) {
		return nil, 0, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
	}
	_, err := Load(src)
	var fault *Error
	if !errors.As(err, &fault) || fault.Error() != defaultFile+": cannot be read: permission denied" {
		t.Errorf("got %v", err)
	}
}

// What a profile says about the looks counts for that profile, what stands at the
// top for the others.
func TestAProfileMayHaveItsOwnTheme(t *testing.T) {
	file := "theme = \"light\"\n[profiles.one]\nbase_url = \"https://a.example\"\napi_key = \"key\"\ntheme = \"high-contrast\"\n" +
		"[profiles.two]\nbase_url = \"https://b.example\"\napi_key = \"key\"\n"
	for profile, want := range map[string]string{"one": "high-contrast", "two": "light", "local": "light"} {
		src := sources(oneFile(file))
		src.Flags["profile"] = profile
		s := mustLoad(t, src)
		if s.Theme != want {
			t.Errorf("%s has the theme %q, want %q", profile, s.Theme, want)
		}
	}
}
