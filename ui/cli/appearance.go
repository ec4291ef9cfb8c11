package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"census/config"
	"census/ui"
	"census/ui/background"
	"census/ui/theme"
)

// appearance is how the screens are drawn on this terminal.
func (p *program) appearance(s config.Settings) (ui.Appearance, error) {
	own, err := ownThemes(s.Dirs.Themes(), s.Theme)
	if err != nil {
		return ui.Appearance{}, err
	}
	if err := checkTheme(s, own); err != nil {
		return ui.Appearance{}, err
	}
	known := p.grounds(s.Dirs)
	return ui.Appearance{
		Colors: p.colors(), Theme: s.Theme, Own: own, Ground: ui.Ground(s.Ground),
		Background: known.now(), Ask: p.canBeAsked(), Remember: known.remember,
	}, nil
}

// checkTheme refuses a theme that does not exist.
func checkTheme(s config.Settings, own []*theme.Theme) error {
	names := append([]string{theme.Auto}, theme.Names()...)
	for _, t := range own {
		names = append(names, t.Name())
	}
	if slices.Contains(names, s.Theme) {
		return nil
	}
	return s.Fault("theme", fmt.Sprintf("there is no theme %q; the themes are %s; your own are files in %s",
		s.Theme, strings.Join(names, ", "), s.Dirs.Themes()))
}

// themeSuffix ends the name of a theme file.
const themeSuffix = ".toml"

// ownThemes reads the person's own themes, in the order of their names. A fault in
// one that is not in use is left for when it is.
func ownThemes(dir, used string) ([]*theme.Theme, error) {
	if dir == "" {
		return nil, nil
	}
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read your themes: %w", err)
	}
	var own []*theme.Theme
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), themeSuffix)
		if !ok {
			continue
		}
		t, err := readTheme(filepath.Join(dir, f.Name()), name)
		switch {
		case err == nil:
			own = append(own, t)
		case name == used:
			return nil, err
		}
	}
	return own, nil
}

// readTheme reads a theme file. Its errors name the file and the line.
func readTheme(path, name string) (*theme.Theme, error) {
	text, _, err := config.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("theme %s: %s: %w", name, path, err)
	}
	t, err := theme.Parse(name, text)
	var fault *theme.Error
	if errors.As(err, &fault) {
		return nil, fmt.Errorf("theme %s: %s, %w", name, path, fault)
	}
	return t, err
}

// canBeAsked reports whether the terminal understands a question for its background:
// the Linux console would show parts of it.
func (p *program) canBeAsked() bool { return p.getenv("TERM") != "linux" }

// erasesItself reports whether the terminal erases with its own background whatever
// is set, as GNU screen does; tmux, which calls itself the same, does not.
func (p *program) erasesItself() bool {
	return strings.HasPrefix(p.getenv("TERM"), "screen") && p.getenv("TMUX") == ""
}

// known turns COLORFGBG into what is known of the background.
func known(colorfgbg string) theme.Background {
	switch dark, ok := background.Known(colorfgbg); {
	case !ok:
		return theme.Unknown
	case dark:
		return theme.DarkGround
	}
	return theme.LightGround
}
