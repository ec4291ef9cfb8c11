package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"census/client/statefile"
	"census/config"
	"census/ui/theme"
)

// grounds remembers which terminals are light or dark, from what they told, so that
// the next start need not guess.
type grounds struct {
	file     string // empty where there is no place to keep it
	terminal string // what tells terminals apart
	declared theme.Background
}

// mostGrounds bounds the file; no machine is used from so many terminals.
const mostGrounds = 64

// grounds are those of this person's terminals.
func (p *program) grounds(dirs config.Dirs) grounds {
	g := grounds{declared: known(p.getenv("COLORFGBG"))}
	g.terminal = p.getenv("TERM_PROGRAM") + " " + p.getenv("TERM")
	if p.isRemote() {
		g.terminal += " remote"
	}
	if dirs.State != "" {
		g.file = filepath.Join(dirs.State, "terminals.json")
	}
	return g
}

// now is what the environment declares or, without that, what was told last.
func (g grounds) now() theme.Background {
	if g.declared != theme.Unknown {
		return g.declared
	}
	switch g.read()[g.terminal] {
	case "light":
		return theme.LightGround
	case "dark":
		return theme.DarkGround
	}
	return theme.Unknown
}

// read is what the file has; nothing where it cannot be read, since the terminal is
// asked again anyway.
func (g grounds) read() map[string]string {
	all := map[string]string{}
	if g.file == "" {
		return all
	}
	if text, err := os.ReadFile(g.file); err == nil {
		_ = json.Unmarshal(text, &all) // a file that is broken knows nothing
	}
	return all
}

// remember keeps what the terminal has told.
func (g grounds) remember(b theme.Background) error {
	if g.file == "" {
		return nil
	}
	all := g.read()
	if len(all) >= mostGrounds {
		clear(all)
	}
	all[g.terminal] = map[theme.Background]string{theme.DarkGround: "dark", theme.LightGround: "light"}[b]
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		return err
	}
	if err := statefile.Folder(filepath.Dir(g.file)); err != nil {
		return err
	}
	return statefile.Replace(context.Background(), g.file, append(text, '\n'))
}
