package ui

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"census/ui/painter"
	"census/ui/theme"
)

// Ground says who decides about the background that the screens are drawn on.
type Ground string

// The ways. GroundAuto paints the theme's ground unless the terminal has told its
// own and every text of the theme is readable on that.
const (
	GroundAuto     Ground = "auto"
	GroundTheme    Ground = "theme"
	GroundTerminal Ground = "terminal"
)

// Appearance is how the screens are drawn, as far as it is chosen from outside.
type Appearance struct {
	// Colors is how many colours the terminal shows; termenv.Ascii means none.
	Colors termenv.Profile
	// Theme is the name of a theme, of those in the box or of Own. Empty or
	// [theme.Auto] takes dark or light, whichever suits the terminal. With sixteen
	// colours it is always [theme.Terminal].
	Theme string
	Own   []*theme.Theme
	// Ground is who decides about the background; empty is GroundAuto.
	Ground Ground
	// Background is what is known of the terminal's, or was seen the last time, until
	// the terminal itself tells.
	Background theme.Background
	// Ask says to ask the terminal. Remember is told what it answers, when that is
	// not Background; it runs as a command. Nil forgets it.
	Ask      bool
	Remember func(theme.Background) error
}

// appearance picks the theme for what is known of the terminal by now.
type appearance struct {
	Appearance
	told theme.Color // the terminal's background; the terminal's own until it tells
}

// background is whether the terminal is light or dark, as far as that is known.
func (a *appearance) background() theme.Background {
	switch {
	case a.told.IsOwn():
		return a.Background
	case a.told.IsDark():
		return theme.DarkGround
	}
	return theme.LightGround
}

// theme is what the screens are drawn with.
func (a *appearance) theme() *theme.Theme {
	switch {
	case a.Colors == termenv.Ascii:
		return theme.Sixteen(theme.Unknown)
	case a.Colors == termenv.ANSI || a.Theme == theme.Terminal:
		return theme.Sixteen(a.background())
	case a.Colors == termenv.ANSI256:
		return a.chosen().In256()
	}
	return a.chosen()
}

// chosen is the theme that is named, or suits the terminal.
func (a *appearance) chosen() *theme.Theme {
	for _, t := range a.Own {
		if t.Name() == a.Theme {
			return t
		}
	}
	name := a.Theme
	if name == "" || name == theme.Auto {
		name = "dark"
		if a.background() == theme.LightGround {
			name = "light"
		}
	}
	t, ok := theme.Named(name)
	if !ok {
		t, _ = theme.Named("dark")
	}
	return t
}

// base is what everything is drawn over: nothing where the terminal's ground is
// left as it is.
func (a *appearance) base(t *theme.Theme) painter.Base {
	paints := t.HasGround()
	switch a.Ground {
	case GroundTerminal:
		paints = false
	case GroundAuto, "":
		paints = t.PaintsGround(a.told)
	}
	if !paints || a.Colors == termenv.Ascii {
		return painter.Base{}
	}
	return painter.Base{
		Foreground: a.Colors.Color(t.Color(theme.Text).String()).Sequence(false),
		Background: a.Colors.Color(t.Color(theme.Ground).String()).Sequence(true),
	}
}

// Base is what the frames are drawn over.
func (a *App) Base() painter.Base { return a.env.look.base(a.env.look.theme()) }

// learnGround takes over what the terminal has told of its background.
func (e *env) learnGround(msg painter.Ground) tea.Cmd {
	e.look.told = theme.RGB(msg.R, msg.G, msg.B)
	e.restyle()
	ground := e.look.background()
	if ground == e.look.Background || e.look.Remember == nil {
		return nil
	}
	e.look.Background = ground
	return remember(e.look.Remember, ground)
}

// remember keeps the background for the next start.
func remember(keep func(theme.Background) error, ground theme.Background) tea.Cmd {
	return func() tea.Msg {
		_ = keep(ground) // the next start asks again
		return nil
	}
}
