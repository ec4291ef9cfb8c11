package theme

// Role is what a colour means. A theme has one colour for each.
type Role int

// The roles. Those from Focus on are derived from others unless a theme names
// them.
const (
	Text      Role = iota // what is read
	Dim                   // labels, titles, what is read second
	Faint                 // what can be skipped
	Accent                // where you are
	OnAccent              // text on the ground Accent
	Good                  // done, online
	Warning               // needs attention
	Danger                // failed, destroys
	Rule                  // lines between things
	Ground                // behind everything
	Raised                // the ground of the header strip and of panels
	RowTint               // the ground of the row under the cursor
	RowText               // text on RowTint and on Selection
	Mark                  // marked rows
	Key                   // keys of JSON, links
	String                // strings of JSON
	Number                // numbers, true, false and null of JSON
	Chip                  // the ground of what can be pressed
	Input                 // the ground of a text field
	Selection             // the ground of selected text
	Focus                 // the ground of the text field that has the keys
	Old                   // the ground of words that go
	New                   // the ground of words that come
	Behind                // rows behind a panel; decoration only
	roleCount
)

// role is a row of the table of roles.
type role struct {
	name string
	// follows is the role whose colour this one takes in a theme that names that
	// one and not this; itself for none.
	follows Role
	// derive makes the colour of a theme that does not name it from the others;
	// nil when the parent's is taken.
	derive func(t *Theme) Color
}

var roles = [roleCount]role{
	Text:      {name: "text", follows: Text},
	Dim:       {name: "dim", follows: Text},
	Faint:     {name: "faint", follows: Dim},
	Accent:    {name: "accent", follows: Accent},
	OnAccent:  {name: "on-accent", follows: OnAccent, derive: func(t *Theme) Color { return TextOn(t.Color(Accent)) }},
	Good:      {name: "good", follows: Good},
	Warning:   {name: "warning", follows: Warning},
	Danger:    {name: "danger", follows: Danger},
	Rule:      {name: "rule", follows: Rule},
	Ground:    {name: "ground", follows: Ground},
	Raised:    {name: "raised", follows: Ground},
	RowTint:   {name: "row-tint", follows: RowTint},
	RowText:   {name: "row-text", follows: Text},
	Mark:      {name: "mark", follows: Accent},
	Key:       {name: "key", follows: Accent},
	String:    {name: "string", follows: Good},
	Number:    {name: "number", follows: Accent},
	Chip:      {name: "chip", follows: Raised},
	Input:     {name: "input", follows: Raised},
	Selection: {name: "selection", follows: RowTint},
	Focus:     {name: "focus", follows: Input},
	Old:       {name: "old", follows: Old, derive: func(t *Theme) Color { return t.Color(Ground).Mix(t.Color(Danger), 0.12) }},
	New:       {name: "new", follows: New, derive: func(t *Theme) Color { return t.Color(Ground).Mix(t.Color(Good), 0.12) }},
	Behind:    {name: "behind", follows: Behind, derive: func(t *Theme) Color { return t.Color(Faint).Mix(t.Color(Ground), 0.4) }},
}

// String is the role's name in a theme file, such as "row-tint".
func (r Role) String() string { return roles[r].name }

// Roles are all roles in the order of their table.
func Roles() []Role {
	all := make([]Role, roleCount)
	for i := range all {
		all[i] = Role(i)
	}
	return all
}

// roleNamed finds a role by its name in a theme file.
func roleNamed(name string) (Role, bool) {
	for r := range roleCount {
		if roles[r].name == name {
			return r, true
		}
	}
	return 0, false
}
