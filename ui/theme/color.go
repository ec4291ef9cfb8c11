package theme

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Color is one colour: of 24 bits, one of the 256 that a terminal numbers, or the
// terminal's own. The zero value is the terminal's own.
type Color struct {
	kind    kind
	r, g, b uint8 // but for the first sixteen of the 256, which are not known
	index   uint8 // of the 256
}

type kind uint8

const (
	terminals kind = iota
	rgb
	indexed // one of sixteen
	cubed   // one of the other 240, which look alike on all terminals
)

// RGB is a colour of 24 bits.
func RGB(r, g, b uint8) Color { return Color{kind: rgb, r: r, g: g, b: b} }

// Index is one of the terminal's sixteen colours, 0 to 15.
func Index(i uint8) Color { return Color{kind: indexed, index: i} }

// ParseHex reads a colour such as "#1D2130". The digits may be of either case.
func ParseHex(text string) (Color, error) {
	digits, ok := strings.CutPrefix(text, "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 6 {
		return Color{}, errors.New("a colour is # and six hexadecimal digits, such as #9FB2FF")
	}
	return RGB(uint8(n>>16), uint8(n>>8), uint8(n)), nil
}

// hex is ParseHex for colours written in this package.
func hex(text string) Color {
	c, err := ParseHex(text)
	if err != nil {
		panic(err)
	}
	return c
}

// IsOwn reports whether the colour is left to the terminal.
func (c Color) IsOwn() bool { return c.kind == terminals }

// String is the colour as lipgloss and termenv read it: "#9FB2FF", "234", or ""
// for the terminal's own.
func (c Color) String() string {
	switch c.kind {
	case rgb:
		return fmt.Sprintf("#%02X%02X%02X", c.r, c.g, c.b)
	case indexed, cubed:
		return strconv.Itoa(int(c.index))
	}
	return ""
}

// Mix is the colour on the way from c to other, where share is 0 for c and 1 for
// other. Only colours of 24 bits can be mixed; others stay c.
func (c Color) Mix(other Color, share float64) Color {
	if c.kind != rgb || other.kind != rgb {
		return c
	}
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + share*(float64(b)-float64(a)))) }
	return RGB(mix(c.r, other.r), mix(c.g, other.g), mix(c.b, other.b))
}

// Contrast is the contrast between two colours, 1 to 21, by the
// formula of WCAG 2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). It is 0
// where the terminal decides on one of them.
func Contrast(a, b Color) float64 {
	if !a.isKnown() || !b.isKnown() {
		return 0
	}
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// isKnown reports whether it is known what the colour looks like.
func (c Color) isKnown() bool { return c.kind == rgb || c.kind == cubed }

// luminance is the relative luminance of WCAG 2, 0 to 1.
func (c Color) luminance() float64 {
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// linear takes the gamma of sRGB off a channel.
func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// IsDark reports whether white reads better on the colour than black.
func (c Color) IsDark() bool {
	return Contrast(c, RGB(255, 255, 255)) > Contrast(c, RGB(0, 0, 0))
}

// TextOn is black or white, whichever reads better on a ground.
func TextOn(ground Color) Color {
	if ground.IsDark() {
		return RGB(255, 255, 255)
	}
	return RGB(0, 0, 0)
}
