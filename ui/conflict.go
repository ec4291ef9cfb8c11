package ui

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/model"
	"census/ui/words"
)

// side is whose value is taken where two people have changed the same.
type side int

const (
	undecided side = iota
	takeMine
	takeTheirs
	takeBase
	takeWritten // by hand
)

// conflict shows every place that two people have changed differently, in three
// columns, and asks which value to keep. Nothing is sent until all are decided.
type conflict struct {
	fullSheet
	picker
	env     *env
	title   string
	review  changes.Review
	sides   []side
	written []model.Value // what was written by hand
	decided func(r changes.Review, merged model.User) (nav, tea.Cmd)
}

func newConflict(e *env, title string, r changes.Review, decided func(changes.Review, model.User) (nav, tea.Cmd)) *conflict {
	return &conflict{env: e, title: title, review: r, decided: decided,
		sides: make([]side, len(r.Merged.Collisions)), written: make([]model.Value, len(r.Merged.Collisions))}
}

func (c *conflict) Scope() scope { return inConflict }
func (c *conflict) Asks() bool   { return true }

func (c *conflict) Title() string {
	return c.env.styles.warning.Render(fmt.Sprintf("%d of %d decided", len(c.sides)-c.open(), len(c.sides)))
}

// open is how many places are still to be decided.
func (c *conflict) open() int {
	n := 0
	for _, s := range c.sides {
		if s == undecided {
			n++
		}
	}
	return n
}

func (c *conflict) Keys() []hint {
	save := hint{cmd: cmdSave, label: "go on"}
	if n := c.open(); n > 0 {
		save.reason = words.Plural(n, "place") + " still to be decided"
	}
	return append([]hint{{cmd: cmdTakeMine}, {cmd: cmdTakeTheirs}, {cmd: cmdTakeBase}, {cmd: cmdEdit}, save, {cmd: cmdBack}, {cmd: cmdHelp}},
		quietly(cmdDown, cmdUp, cmdTop, cmdBottom)...)
}

func (c *conflict) Update(msg tea.Msg) (nav, tea.Cmd) {
	if n, closes := closedByLogIn(c, msg); closes {
		return n, nil
	}
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	switch cmd := lookUp(inConflict, k); cmd {
	case cmdTakeMine:
		c.choose(takeMine)
	case cmdTakeTheirs:
		c.choose(takeTheirs)
	case cmdTakeBase:
		c.choose(takeBase)
	case cmdEdit:
		return nav{push: c.ask()}, nil
	case cmdSave:
		return c.goOn()
	case cmdBack:
		return nav{close: c}, nil
	default:
		c.move(cmd, c.height, len(c.sides))
	}
	return nav{}, nil
}

// choose decides the place under the cursor and goes to the next one.
func (c *conflict) choose(s side) {
	c.sides[c.at] = s
	c.at = min(c.at+1, len(c.sides)-1)
}

func (c *conflict) goOn() (nav, tea.Cmd) {
	if n := c.open(); n > 0 {
		return problem(words.Plural(n, "place") + " still to be decided"), nil
	}
	merged := c.review.Merged
	for i, collision := range c.review.Merged.Collisions {
		merged = merged.Decide(collision.Key, collision.Path, c.value(i, c.sides[i]))
	}
	n, cmd := c.decided(c.review, merged.User)
	return n.and(c), cmd
}

func (c *conflict) value(i int, s side) model.Value {
	collision := c.review.Merged.Collisions[i]
	switch s {
	case takeMine:
		return collision.Mine
	case takeBase:
		return collision.Base
	case takeWritten:
		return c.written[i]
	}
	return collision.Theirs
}

// ask lets the person write the value under the cursor, beginning with their
// own.
func (c *conflict) ask() view {
	i, collision := c.at, c.review.Merged.Collisions[c.at]
	f, _ := model.FieldOf(collision.Key)
	t := newTyped(c.env, "The value of "+f.Label, nil, "value", "take it")
	start, _ := model.Strip(collision.Mine.Text)
	if collision.Key == model.KeyMetadata {
		start = model.EscapeJSON(string(model.Metadata(collision.Mine.Text).Compact()))
	}
	t.field.set(start)
	t.answer = func(text string) (string, nav, tea.Cmd) {
		v := model.Value{Text: text}
		if wrong := wrongValue(f, collision.Path, v); wrong != "" {
			return wrong, nav{}, nil
		}
		c.written[i] = v
		c.at = i
		c.choose(takeWritten)
		return "", nav{close: t}, nil
	}
	return t
}

// wrongValue judges what was written: by the field's rule, or as a JSON value.
func wrongValue(f model.Field, path model.Path, v model.Value) string {
	if len(path) > 0 {
		if v.Text != "" && !json.Valid([]byte(v.Text)) {
			return "not valid JSON: put text in double quotes"
		}
		return ""
	}
	var fault *model.FieldError
	if errors.As(f.Validate(v), &fault) {
		return fault.Problem
	}
	return ""
}

func (c *conflict) View() string {
	s := c.env.styles
	var lines []string
	for _, line := range wrap(c.title+" Which value do you want to keep?", max(10, c.width-2)) {
		lines = append(lines, " "+s.bold.Render(line))
	}
	lines = append(lines, "")
	from, to := 0, 0
	for i := range c.sides {
		if i == c.at {
			from = len(lines)
		}
		lines = append(lines, c.place(i)...)
		if i == c.at {
			to = len(lines)
		}
	}
	top := max(0, min(from, to-c.height))
	return strings.Join(lines[top:], "\n")
}

// place draws one collision, its values side by side where there is room.
func (c *conflict) place(i int) []string {
	s := c.env.styles
	collision := c.review.Merged.Collisions[i]
	f, _ := model.FieldOf(collision.Key)
	name := f.Label
	if len(collision.Path) > 0 {
		name += "  " + collision.Path.String()
	}
	mark, style := " ", s.plain
	if i == c.at {
		mark, style = s.bar(), s.bold
	}
	lines := []string{mark + " " + style.Render(model.Clean(name))}
	columns := []struct {
		side  side
		label string
		value model.Value
	}{{takeMine, "mine", collision.Mine}, {takeTheirs, "theirs", collision.Theirs}, {takeBase, "base", collision.Base}}
	if c.sides[i] == takeWritten {
		columns[0].side, columns[0].label, columns[0].value = takeWritten, "written", c.written[i]
	}
	if c.width < twoColumns {
		for _, column := range columns {
			lines = append(lines, c.cell(i, column.side, column.label, collision, column.value, c.width-4))
		}
		return append(lines, "")
	}
	width := (c.width - 6) / len(columns)
	row := "    "
	for _, column := range columns {
		row += fit(c.cell(i, column.side, column.label, collision, column.value, width-2), width)
	}
	return append(lines, row, "")
}

func (c *conflict) cell(i int, s side, label string, collision model.Collision, v model.Value, w int) string {
	text := model.Clean(v.Text)
	switch {
	case v.Text == "" && collision.Key == model.KeyMetadata:
		text = "not there"
	case v.Text == "":
		text = "empty"
	case collision.Key == model.KeyMetadata:
		text = jsonValue(collision.Path, []byte(v.Text))
	}
	mark, style := "○ ", c.env.styles.faint
	if c.sides[i] == s {
		mark, style = "● ", c.env.styles.good
	}
	return "  " + style.Render(fit(mark+fit(label, 8)+text, max(8, w-2)))
}
