package theme

import "slices"

// Theme is a colour for each role. It never changes once it is made.
type Theme struct {
	name string
	// dark says for which ground the colours are chosen.
	dark bool
	// plainRow says that everything on the row under the cursor is RowText: states
	// are told by words and signs there.
	plainRow bool
	colors   [roleCount]Color
}

// Name is what the theme is called in settings, such as "catppuccin-mocha".
func (t *Theme) Name() string { return t.name }

// IsDark reports whether the colours are chosen for a dark ground.
func (t *Theme) IsDark() bool { return t.dark }

// Color is the colour of a role.
func (t *Theme) Color(r Role) Color { return t.colors[r] }

// OnRow is the role that a text of role r has on the row under the cursor, where
// not every colour can be read.
func (t *Theme) OnRow(r Role) Role {
	switch {
	case t.plainRow:
		return RowText
	case r == Faint:
		return Dim
	}
	return r
}

// HasGround reports whether the theme has a ground of its own. Without one it
// is read on whatever the terminal has.
func (t *Theme) HasGround() bool { return !t.colors[Ground].IsOwn() }

// PaintsGround reports whether the theme's ground has to be painted, for a
// terminal that has told its own ground, or has told nothing: the zero Color.
func (t *Theme) PaintsGround(terminal Color) bool {
	return t.HasGround() && (terminal.IsOwn() || len(t.on(terminal).Faults()) > 0)
}

// on is the theme over another ground than its own.
func (t *Theme) on(ground Color) *Theme {
	other := *t
	other.colors[Ground] = ground
	return &other
}

// named makes a theme of a parent and the colours that differ from it: a role
// that is not among them follows one that is, or is derived, or is the parent's.
func named(name string, parent *Theme, colors map[Role]Color) *Theme {
	t := &Theme{name: name, dark: parent.dark, colors: parent.colors}
	for r, c := range colors {
		t.colors[r] = c
	}
	changed := func(r Role) bool { _, ok := colors[r]; return ok }
	for _, r := range Roles() {
		if changed(r) {
			continue
		}
		switch row := roles[r]; {
		case row.derive != nil:
			t.colors[r] = row.derive(t)
		case row.follows != r && followed(r, changed) != r:
			t.colors[r] = t.colors[followed(r, changed)]
		}
	}
	if t.HasGround() {
		t.dark = t.Color(Ground).IsDark()
	}
	return t
}

// followed is the first role on the way that r follows that was changed, or r.
func followed(r Role, changed func(Role) bool) Role {
	for at := r; roles[at].follows != at; {
		if at = roles[at].follows; changed(at) {
			return at
		}
	}
	return r
}

// Auto is the name that stands for the theme that suits the terminal.
const Auto = "auto"

// Names are the themes in the box, in the order they are offered in.
func Names() []string {
	names := []string{Terminal}
	for _, t := range builtin {
		names = append(names, t.name)
	}
	return names
}

// Named is a theme of the box that has true colours; false when there is none of
// that name. [Terminal] is not among them: see [Sixteen].
func Named(name string) (*Theme, bool) {
	i := slices.IndexFunc(builtin, func(t *Theme) bool { return t.name == name })
	if i < 0 {
		return nil, false
	}
	return builtin[i], true
}
