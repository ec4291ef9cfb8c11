package theme

import (
	"strings"
	"testing"
)

func TestAFileChangesRolesOfItsParent(t *testing.T) {
	mine, err := Parse("mine", []byte("\ufeff# my colours\nparent = \"light\"\naccent = \"#aa0044\" # mine\n'row-tint' = \"#ffeedd\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	parent, _ := Named("light")
	if mine.Name() != "mine" || mine.IsDark() {
		t.Errorf("name %q, dark %v", mine.Name(), mine.IsDark())
	}
	for role, want := range map[Role]string{
		Accent:    "#AA0044",
		Key:       "#AA0044", // follows accent
		Mark:      "#AA0044",
		OnAccent:  "#FFFFFF", // reads on it
		RowTint:   "#FFEEDD",
		Selection: "#FFEEDD", // follows row-tint
		Text:      parent.Color(Text).String(),
		Danger:    parent.Color(Danger).String(),
	} {
		if got := mine.Color(role).String(); got != want {
			t.Errorf("%v is %s, want %s", role, got, want)
		}
	}
}

// A theme written before a role existed must stay readable: the role follows one
// that the theme does name.
func TestALeftOutRoleFollowsTheOneItBelongsTo(t *testing.T) {
	mine, err := Parse("mine", []byte("ground = \"#ffffff\"\ntext = \"#000000\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if mine.IsDark() {
		t.Error("a white ground is not dark")
	}
	for role, want := range map[Role]string{Dim: "#000000", Faint: "#000000", RowText: "#000000", Raised: "#FFFFFF", Chip: "#FFFFFF", Focus: "#FFFFFF"} {
		if got := mine.Color(role).String(); got != want {
			t.Errorf("%v is %s, want %s", role, got, want)
		}
	}
}

func TestFaultsOfAFileNameLineAndRole(t *testing.T) {
	for text, want := range map[string]string{
		"accent = \"#FF8800\"\n\ntint = \"#FF8800\"\n": "line 3: tint: no such role; the roles are text, dim,",
		"accent = \"red\"":                       "line 1: accent: a colour is # and six hexadecimal digits",
		"accent = \"#FF88\"":                     "line 1: accent: a colour is #",
		"accent = 4":                             "line 1: accent: must be text in double quotes",
		"\nparent = \"solarized\"":               "line 2: parent: there is no theme \"solarized\" to change; the themes are dark, light,",
		"parent = \"terminal\"":                  "line 1: parent: there is no theme \"terminal\"",
		"[colors]\naccent = \"#FF8800\"":         "line 1: colors: a theme has no tables",
		"accent.dark = \"#FF8800\"":              "line 1: accent.dark: no such role",
		"accent = #FF8800":                       "line 1: accent: not valid TOML",
		"good = \"#FF8800\"\ngood = \"#FF8801\"": "line 2: good: not valid TOML",
	} {
		_, err := Parse("mine", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, want %s…", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("accent = \"#FF8800\"")
	f.Add("parent = \"light\"\nrow-tint = \"#000000\"")
	f.Fuzz(func(t *testing.T, text string) {
		theme, err := Parse("mine", []byte(text))
		if (theme == nil) == (err == nil) {
			t.Fatalf("theme %v, error %v", theme, err)
		}
	})
}
