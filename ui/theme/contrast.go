package theme

import "fmt"

// The least contrast of text, and of what can be skipped.
const (
	readable  = 4.5
	skippable = 3
)

// pair is a text on a ground, and how much they differ at least.
type pair struct {
	text, ground Role
	least        float64
}

// pairs are the texts that are drawn on each ground. What is not among them is
// not drawn.
var pairs = func() []pair {
	on := map[Role][]Role{
		Ground:    {Text, Dim, Faint, Accent, Good, Warning, Danger, Mark, Key, String, Number},
		Raised:    {Text, Dim, Faint, Accent, Good, Warning, Danger, Mark, Key, String, Number},
		Chip:      {Text, Faint, Accent},
		Input:     {Text, Faint, Danger},
		Focus:     {Text, Faint, Danger},
		RowTint:   {RowText, Text, Dim, Accent, Good, Warning, Danger, Mark},
		Selection: {RowText},
		Accent:    {OnAccent},
		Old:       {Text, Danger},
		New:       {Text, Good},
	}
	var all []pair
	for _, ground := range Roles() {
		for _, text := range on[ground] {
			least := readable
			if text == Faint {
				least = skippable
			}
			all = append(all, pair{text, ground, least})
		}
	}
	return all
}()

// Fault is a text that is hard to read on a ground it is drawn on.
type Fault struct {
	Text, Ground Role
	Contrast     float64
	Least        float64
}

func (f Fault) String() string {
	return fmt.Sprintf("%s on %s has a contrast of %.1f, less than %.1f", f.Text, f.Ground, f.Contrast, f.Least)
}

// Faults are the texts of the theme that are hard to read: less than 4.5:1, for
// faint less than 3:1. Colours left to the terminal are not judged.
func (t *Theme) Faults() []Fault {
	var all []Fault
	for _, p := range pairs {
		if p.ground == RowTint && t.OnRow(p.text) != p.text {
			continue
		}
		text, ground := t.Color(p.text), t.Color(p.ground)
		if !text.isKnown() || !ground.isKnown() {
			continue
		}
		if c := Contrast(text, ground); c < p.least {
			all = append(all, Fault{p.text, p.ground, c, p.least})
		}
	}
	return all
}
