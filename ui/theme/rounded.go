package theme

import (
	"cmp"
	"slices"
)

// In256 is the theme for a terminal with 256 colours. The nearest of them can make
// a pair unreadable, or a ground the same as another, so each role takes the
// nearest that does not.
func (t *Theme) In256() *Theme {
	if !t.HasGround() {
		return t
	}
	r := *t
	r.colors[Ground] = nearest(t.Color(Ground), func(Color) bool { return true })
	r.colors[Raised] = nearest(t.Color(Raised), func(c Color) bool { return c != r.Color(Ground) })
	for _, p := range pairs {
		if p.ground == Ground {
			r.colors[p.text] = nearest(t.Color(p.text), func(c Color) bool {
				return min(Contrast(c, r.Color(Ground)), Contrast(c, r.Color(Raised))) >= p.least
			})
		}
	}
	for _, role := range []Role{RowTint, Chip, Input, Selection, Focus, Old, New} {
		r.colors[role] = nearest(t.Color(role), func(c Color) bool { return c != r.Color(Ground) && r.carries(role, c) })
	}
	for _, role := range []Role{OnAccent, RowText} {
		r.colors[role] = nearest(t.Color(role), func(c Color) bool { return r.reads(role, c) })
	}
	for _, role := range []Role{Rule, Behind} {
		r.colors[role] = nearest(t.Color(role), func(Color) bool { return true })
	}
	return &r
}

// carries reports whether every text of a ground reads on a colour, but RowText,
// which is chosen after it.
func (t *Theme) carries(ground Role, c Color) bool {
	return !slices.ContainsFunc(pairs, func(p pair) bool {
		return p.ground == ground && p.text != RowText && t.OnRow(p.text) == p.text && Contrast(t.Color(p.text), c) < p.least
	})
}

// reads reports whether a colour reads on every ground of a text.
func (t *Theme) reads(text Role, c Color) bool {
	return !slices.ContainsFunc(pairs, func(p pair) bool {
		return p.text == text && Contrast(c, t.Color(p.ground)) < p.least
	})
}

// nearest is the colour of the 256 nearest to c among those that fit, or simply
// the nearest when none does.
func nearest(c Color, fits func(Color) bool) Color {
	byDistance := slices.SortedFunc(slices.Values(cube), func(a, b Color) int { return cmp.Compare(a.far(c), b.far(c)) })
	if i := slices.IndexFunc(byDistance, fits); i >= 0 {
		return byDistance[i]
	}
	return byDistance[0]
}

// cube are the colours 16 to 255 of xterm: a cube of six steps a channel and a
// row of greys. The first sixteen are whatever the person has made of them.
var cube = func() (all []Color) {
	steps := []uint8{0, 95, 135, 175, 215, 255}
	add := func(r, g, b uint8) {
		all = append(all, Color{kind: cubed, r: r, g: g, b: b, index: uint8(16 + len(all))})
	}
	for _, r := range steps {
		for _, g := range steps {
			for _, b := range steps {
				add(r, g, b)
			}
		}
	}
	for i := range uint8(24) {
		add(8+10*i, 8+10*i, 8+10*i)
	}
	return all
}()

// far is how different two colours look, by the "redmean" approximation
// (https://www.compuphase.com/cmetric.htm).
func (c Color) far(other Color) int {
	mean := (int(c.r) + int(other.r)) / 2
	r, g, b := int(c.r)-int(other.r), int(c.g)-int(other.g), int(c.b)-int(other.b)
	return ((512+mean)*r*r)>>8 + 4*g*g + ((767-mean)*b*b)>>8
}
