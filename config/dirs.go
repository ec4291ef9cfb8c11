package config

import (
	"path/filepath"
	"runtime"
	"strings"
)

// Dirs are the program's own directories. A directory is empty if the
// environment does not say where home is; none of them needs to exist.
type Dirs struct {
	Config string // config.toml, themes
	Data   string // local.db, the local server's database
	State  string // journal, drafts, layouts, texts being edited, crash reports
	Cache  string // what can be read again: the users of an app
}

// DirsOf returns the directories according to the XDG base directory
// specification, from an environment of "NAME=value" lines. As the
// specification demands, a relative XDG_… path counts as unset. On Windows the
// defaults are the user's AppData directories, elsewhere those under HOME.
func DirsOf(environ []string) Dirs {
	env := mapOf(environ)
	place := func(name, fallback string) string {
		base := env[name]
		if !filepath.IsAbs(base) {
			base = fallback
		}
		if base == "" {
			return ""
		}
		return filepath.Join(base, "census")
	}
	under := func(path ...string) string {
		if env["HOME"] == "" {
			return ""
		}
		return filepath.Join(append([]string{env["HOME"]}, path...)...)
	}
	if runtime.GOOS == "windows" {
		return Dirs{
			Config: place("XDG_CONFIG_HOME", env["APPDATA"]),
			Data:   place("XDG_DATA_HOME", env["LOCALAPPDATA"]),
			State:  place("XDG_STATE_HOME", env["LOCALAPPDATA"]),
			Cache:  place("XDG_CACHE_HOME", env["LOCALAPPDATA"]),
		}
	}
	return Dirs{
		Config: place("XDG_CONFIG_HOME", under(".config")),
		Data:   place("XDG_DATA_HOME", under(".local", "share")),
		State:  place("XDG_STATE_HOME", under(".local", "state")),
		Cache:  place("XDG_CACHE_HOME", under(".cache")),
	}
}

// File is the default location of the configuration file.
func (d Dirs) File() string { return inside(d.Config, "config.toml") }

// Database is the local server's database.
func (d Dirs) Database() string { return inside(d.Data, "local.db") }

// Journal is the folder of the record of changes.
func (d Dirs) Journal() string { return inside(d.State, "journal") }

// Drafts is the folder for typed text that is not saved yet.
func (d Dirs) Drafts() string { return inside(d.State, "drafts") }

// Layouts is the folder for the arrangements of the list.
func (d Dirs) Layouts() string { return inside(d.State, "layouts") }

// Edits is the folder for texts open in the person's editor.
func (d Dirs) Edits() string { return inside(d.State, "edits") }

// Mirror is the folder for users of an app as last read.
func (d Dirs) Mirror() string { return inside(d.Cache, "mirror") }

// Themes is the folder for the person's own themes.
func (d Dirs) Themes() string { return inside(d.Config, "themes") }

func inside(dir, name string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, name)
}

// mapOf turns "NAME=value" lines into a map. The first of repeated names
// counts, as in package os.
func mapOf(environ []string) map[string]string {
	env := make(map[string]string, len(environ))
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if _, twice := env[name]; !twice {
			env[name] = value
		}
	}
	return env
}
