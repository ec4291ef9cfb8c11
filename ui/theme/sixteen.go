package theme

// Terminal is the name of the theme that uses the terminal's own sixteen colours
// and its own ground.
const Terminal = "terminal"

// Background is what is known of a terminal's ground.
type Background int

// What may be known.
const (
	Unknown Background = iota
	DarkGround
	LightGround
)

// Sixteen is the theme of sixteen colours for what is known of the terminal's
// ground. Not knowing leaves all but the accent to the terminal, and uses only
// colours that read on black and on white.
func Sixteen(ground Background) *Theme {
	t := &Theme{name: Terminal, dark: ground != LightGround, plainRow: true}
	for r, c := range sixteen[ground] {
		t.colors[r] = Index(c)
	}
	return t
}

// sixteen are the colours by hand, of xterm's palette and of the Linux console's.
// A role that is missing is the terminal's own.
var sixteen = [...]map[Role]uint8{
	Unknown: {
		Faint: 8, Accent: 5, OnAccent: 15, Rule: 8,
		RowTint: 4, RowText: 15, Selection: 4, Behind: 8,
	},
	DarkGround: {
		Faint: 8, Accent: 14, OnAccent: 0, Good: 2, Warning: 11, Danger: 9, Rule: 8,
		RowTint: 4, RowText: 15, Mark: 6, Key: 6, String: 2, Number: 13, Selection: 4, Behind: 8,
	},
	LightGround: {
		Faint: 8, Accent: 4, OnAccent: 15, Warning: 5, Danger: 1, Rule: 8,
		RowTint: 4, RowText: 15, Mark: 5, Key: 4, Number: 5, Selection: 4, Behind: 8,
	},
}
