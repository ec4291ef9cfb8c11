package theme

import (
	"fmt"
	"math"
	"testing"

	"github.com/muesli/termenv"
)

func TestEveryTextIsReadable(t *testing.T) {
	for _, theme := range builtin {
		for _, fault := range theme.Faults() {
			t.Errorf("%s: %v", theme.Name(), fault)
		}
	}
}

func TestHighContrastIsHigh(t *testing.T) {
	theme, _ := Named("high-contrast")
	for _, p := range pairs {
		if c := Contrast(theme.Color(p.text), theme.Color(p.ground)); c < 7 {
			t.Errorf("%v on %v has %.1f", p.text, p.ground, c)
		}
	}
}

func TestEveryTextIsReadableIn256Colours(t *testing.T) {
	for _, theme := range builtin {
		in256 := theme.In256()
		for _, fault := range in256.Faults() {
			t.Errorf("%s: %v", theme.Name(), fault)
		}
		for _, r := range Roles() {
			// Its colour is what the terminal shows for its number.
			c := in256.Color(r)
			if shown := seen(termenv.ANSI256.Color(c.String())); shown != RGB(c.r, c.g, c.b) {
				t.Errorf("%s: %v is %v, which is %v", theme.Name(), r, c, shown)
			}
		}
		for _, ground := range []Role{Raised, RowTint, Chip, Input} {
			if in256.Color(ground) == in256.Color(Ground) {
				t.Errorf("%s: %v is the ground itself", theme.Name(), ground)
			}
		}
	}
}

// seen is the colour that a terminal shows.
func seen(c termenv.Color) Color {
	rgb := termenv.ConvertToRGB(c)
	channel := func(v float64) uint8 { return uint8(math.Round(v * 255)) }
	return RGB(channel(rgb.R), channel(rgb.G), channel(rgb.B))
}

// The sixteen colours of terminals that are known, 0 to 15.
var palettes = map[string][16]string{
	"xterm": {
		"#000000", "#CD0000", "#00CD00", "#CDCD00", "#0000EE", "#CD00CD", "#00CDCD", "#E5E5E5",
		"#7F7F7F", "#FF0000", "#00FF00", "#FFFF00", "#5C5CFF", "#FF00FF", "#00FFFF", "#FFFFFF",
	},
	"linux console": {
		"#000000", "#AA0000", "#00AA00", "#AA5500", "#0000AA", "#AA00AA", "#00AAAA", "#AAAAAA",
		"#555555", "#FF5555", "#55FF55", "#FFFF55", "#5555FF", "#FF55FF", "#55FFFF", "#FFFFFF",
	},
}

// A terminal's own text is what it is; the other colours of sixteen are measured,
// on black or on white, and on both where the ground is not known.
func TestSixteenColoursAreReadable(t *testing.T) {
	for _, c := range []struct {
		palette   string
		known     Background
		ground    string
		tolerated map[Role]float64 // of what has no better colour
	}{
		{"xterm", DarkGround, "#000000", nil},
		{"xterm", LightGround, "#FFFFFF", nil},
		{"xterm", Unknown, "#000000", map[Role]float64{Accent: 4.4}},
		{"xterm", Unknown, "#FFFFFF", nil},
		// Its only grey between black and its text.
		{"linux console", DarkGround, "#000000", map[Role]float64{Faint: 2.8}},
	} {
		shown := onPalette(Sixteen(c.known), palettes[c.palette], hex(c.ground))
		for _, fault := range shown.Faults() {
			if fault.Contrast < c.tolerated[fault.Text] || c.tolerated[fault.Text] == 0 {
				t.Errorf("%s on %s: %v", c.palette, c.ground, fault)
			}
		}
	}
}

// onPalette is what a terminal with these sixteen colours shows of a theme.
func onPalette(t *Theme, palette [16]string, ground Color) *Theme {
	shown := *t
	for _, r := range Roles() {
		if c := t.Color(r); c.kind == indexed {
			shown.colors[r] = hex(palette[c.index])
		}
	}
	shown.colors[Ground] = ground
	return &shown
}

// Who does not see red or green tells the states of the theme made for them apart
// better than those of the default one.
func TestColorBlindStatesDiffer(t *testing.T) {
	least := func(name, blindness string) (float64, string) {
		theme, _ := Named(name)
		smallest, between := math.Inf(1), ""
		states := []Role{Good, Warning, Danger, Accent}
		for i, a := range states {
			for _, b := range states[:i] {
				d := distance(simulate(theme.Color(a), blindness), simulate(theme.Color(b), blindness))
				if d < smallest {
					smallest, between = d, fmt.Sprint(a, " and ", b)
				}
			}
		}
		return smallest, between
	}
	for blindness := range deficiencies {
		mine, between := least("color-blind", blindness)
		others, _ := least("dark", blindness)
		if mine < 20 || mine < 1.5*others {
			t.Errorf("%s: %s differ by %.0f, in the default theme the least difference is %.0f", blindness, between, mine, others)
		}
	}
}

// deficiencies are matrices over linear RGB that show what people see who lack a
// kind of cone: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
// Simulation of Color Vision Deficiency" (2009), severity 1.
var deficiencies = map[string][3][3]float64{
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
}

func simulate(c Color, blindness string) [3]float64 {
	in := [3]float64{linear(c.r), linear(c.g), linear(c.b)}
	var out [3]float64
	for i, row := range deficiencies[blindness] {
		for j, weight := range row {
			out[i] += weight * in[j]
		}
		out[i] = min(1, max(0, out[i]))
	}
	return out
}

// distance is the Euclidean one in CIELAB, of two colours of linear RGB.
func distance(a, b [3]float64) float64 {
	x, y := lab(a), lab(b)
	return math.Sqrt((x[0]-y[0])*(x[0]-y[0]) + (x[1]-y[1])*(x[1]-y[1]) + (x[2]-y[2])*(x[2]-y[2]))
}

func lab(c [3]float64) [3]float64 {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.9505)
	y := f(0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2])
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.0890)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
