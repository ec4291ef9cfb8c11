package ui

import (
	"testing"

	"github.com/muesli/termenv"

	"census/ui/painter"
	"census/ui/theme"
)

func TestTheThemeSuitsTheTerminal(t *testing.T) {
	mine, err := theme.Parse("mine", []byte("accent = \"#FF8800\""))
	if err != nil {
		t.Fatal(err)
	}
	white, black := theme.RGB(255, 255, 255), theme.RGB(0, 0, 0)
	for _, test := range []struct {
		a    Appearance
		told theme.Color
		want string
		dark bool
	}{
		{Appearance{Colors: termenv.TrueColor}, theme.Color{}, "dark", true},
		{Appearance{Colors: termenv.TrueColor, Theme: "auto", Background: theme.LightGround}, theme.Color{}, "light", false},
		{Appearance{Colors: termenv.TrueColor, Background: theme.LightGround}, black, "dark", true},
		{Appearance{Colors: termenv.ANSI256}, white, "light", false},
		{Appearance{Colors: termenv.TrueColor, Theme: "high-contrast"}, white, "high-contrast", true},
		{Appearance{Colors: termenv.TrueColor, Theme: "mine", Own: []*theme.Theme{mine}}, theme.Color{}, "mine", true},
		{Appearance{Colors: termenv.TrueColor, Theme: "terminal"}, white, "terminal", false},
		{Appearance{Colors: termenv.ANSI, Theme: "light"}, black, "terminal", true}, // never rounded
	} {
		a := appearance{Appearance: test.a, told: test.told}
		if got := a.theme(); got.Name() != test.want || got.IsDark() != test.dark {
			t.Errorf("%+v on %v: theme %s, dark %v; want %s, %v", test.a, test.told, got.Name(), got.IsDark(), test.want, test.dark)
		}
	}
}

// The ground is painted unless the theme is known to be readable without.
func TestTheGroundIsPaintedUnlessTheTerminalsWillDo(t *testing.T) {
	for _, test := range []struct {
		ground  Ground
		told    theme.Color
		colors  termenv.Profile
		painted bool
	}{
		{GroundAuto, theme.Color{}, termenv.TrueColor, true},
		{GroundAuto, theme.RGB(0x10, 0x10, 0x18), termenv.TrueColor, false},
		{GroundAuto, theme.RGB(0x58, 0x58, 0x60), termenv.TrueColor, true}, // too light for the dark theme
		{GroundAuto, theme.Color{}, termenv.ANSI, false},
		{GroundAuto, theme.Color{}, termenv.Ascii, false},
		{GroundTheme, theme.RGB(0x10, 0x10, 0x18), termenv.TrueColor, true},
		{GroundTerminal, theme.Color{}, termenv.TrueColor, false},
	} {
		a := appearance{Appearance: Appearance{Colors: test.colors, Ground: test.ground}, told: test.told}
		base := a.base(a.theme())
		if got := base != (painter.Base{}); got != test.painted {
			t.Errorf("%s, told %v, %v colours: base %+v", test.ground, test.told, test.colors, base)
		}
	}
}

// What the terminal tells changes every frame to what it would have been from the
// start, and is remembered once.
func TestToldTheBackgroundEverythingIsDrawnAnew(t *testing.T) {
	remembered := []theme.Background{}
	app := func(b theme.Background) *App {
		a := failedStart(t, Options{Appearance: Appearance{Background: b, Remember: func(b theme.Background) error {
			remembered = append(remembered, b)
			return nil
		}}}, Session{}, nil)
		a.env.look.Colors = termenv.TrueColor
		a.env.restyle()
		return a
	}
	a, light := app(theme.Unknown), app(theme.LightGround)
	dark := a.View()
	for range 2 {
		_, cmd := a.Update(painter.Ground{R: 250, G: 250, B: 250})
		if cmd != nil {
			cmd()
		}
	}
	if got := a.View(); got != light.View() || got == dark {
		t.Errorf("drawn\n%q\nwant\n%q", got, light.View())
	}
	if len(remembered) != 1 || remembered[0] != theme.LightGround {
		t.Errorf("remembered %v", remembered)
	}
}
