package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"census/ui"
	"census/ui/theme"
)

func (b *bench) theme(t *testing.T, name, text string) {
	t.Helper()
	dir := filepath.Join(b.home, ".config", "census", "themes")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOwnThemes(t *testing.T) {
	b := newBench(t)
	b.config(t, "theme = \"mine\"\nground = \"theme\"\n")
	b.theme(t, "mine", "accent = \"#FF8800\"\n")
	b.theme(t, "broken", "accent = \n")
	var got ui.Appearance
	b.onTerminal(func(_ context.Context, o ui.Options) (string, error) { got = o.Appearance; return "", nil })
	if r := b.run(t.Context()); r.code != exitOK {
		t.Fatalf("%+v", r)
	}
	if got.Theme != "mine" || got.Ground != ui.GroundTheme || len(got.Own) != 1 || got.Own[0].Color(theme.Accent).String() != "#FF8800" {
		t.Errorf("appearance %+v", got)
	}
}

func TestFaultsOfThemesSayWhere(t *testing.T) {
	b := newBench(t)
	b.onTerminal(func(context.Context, ui.Options) (string, error) { return "", nil })
	b.theme(t, "broken", "accent = \"#FF8800\"\ntint = \"#FF8800\"\n")
	for name, want := range map[string]string{
		"broken":  "themes/broken.toml, line 2: tint: no such role",
		"missing": "config.toml:1: theme: there is no theme \"missing\"; the themes are auto, terminal, dark, light,",
	} {
		b.config(t, "theme = \""+name+"\"\n")
		if r := b.run(t.Context()); r.code == exitOK || !strings.Contains(r.errOut, want) {
			t.Errorf("%s: %+v, want %s", name, r, want)
		}
	}
}

// What the terminal has told is what the next start begins with, until the
// environment says otherwise.
func TestTheBackgroundIsRemembered(t *testing.T) {
	b := newBench(t, "TERM_PROGRAM=iTerm.app")
	b.onTerminal(func(_ context.Context, o ui.Options) (string, error) {
		if got := o.Appearance.Background; got != theme.Unknown {
			t.Errorf("background %v before it was told", got)
		}
		return "", o.Appearance.Remember(theme.LightGround)
	})
	if r := b.run(t.Context()); r.code != exitOK {
		t.Fatalf("%+v", r)
	}
	for environ, want := range map[string]theme.Background{
		"":                            theme.LightGround,
		"TERM_PROGRAM=Apple_Terminal": theme.Unknown,
		"SSH_TTY=/dev/pts/1":          theme.Unknown,
		"COLORFGBG=15;0":              theme.DarkGround,
	} {
		other := *b
		other.environ = append([]string{environ}, b.environ...)
		other.onTerminal(func(_ context.Context, o ui.Options) (string, error) {
			if got := o.Appearance.Background; got != want {
				t.Errorf("with %q the background is %v, want %v", environ, got, want)
			}
			return "", nil
		})
		if r := other.run(t.Context()); r.code != exitOK {
			t.Fatalf("%+v", r)
		}
	}
}

func TestTheLinuxConsoleIsNotAsked(t *testing.T) {
	for term, want := range map[string]bool{"linux": false, "xterm-256color": true, "screen": true} {
		b := newBench(t)
		b.environ = append([]string{"TERM=" + term}, b.environ...)
		b.onTerminal(func(_ context.Context, o ui.Options) (string, error) {
			if o.Appearance.Ask != want || o.OwnErase != (term == "screen") {
				t.Errorf("%s: asked %v, erases itself %v", term, o.Appearance.Ask, o.OwnErase)
			}
			return "", nil
		})
		b.run(t.Context())
	}
}
