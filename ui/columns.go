package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"census/client/query"
	"census/client/roster"
	"census/model"
	"census/ui/layouts"
	"census/ui/table"
	"census/ui/words"
)

// column is one column of the user table: where its value comes from, how it is
// drawn and by what it sorts.
type column struct {
	key  string // as it is kept on the disk
	spec table.Column
	sort roster.Sort
	cell func(e *env, u model.User) table.Cell
}

// metaPrefix begins the key of a column that shows a value of the metadata.
const metaPrefix = "meta."

// fieldColumns are the columns there can be beside those of the metadata, in the
// order in which they are offered. The first six are shown unless somebody chose
// others; of these, what is dropped first is what the detail says best. The rest
// is there because somebody asked for it, and stays longer.
var fieldColumns = []column{
	{"name", table.Column{Title: "NAME", Min: 19, Max: 40, Grow: 4}, roster.Sort{By: model.KeyName}, nameCell},
	{"uid", table.Column{Title: "UID", Min: 15, Max: 40, Grow: 4}, roster.Sort{By: model.KeyUID}, uidCell},
	{"role", table.Column{Title: "ROLE", Min: 9, Max: 16, Grow: 1, Drop: 4}, roster.Sort{By: model.KeyRole}, roleCell},
	{"status", table.Column{Title: "STATUS", Min: 10, Drop: 2}, roster.Sort{By: model.KeyStatus}, statusCell},
	{"tags", table.Column{Title: "TAGS", Min: 6, Max: 40, Grow: 3, Drop: 5}, roster.Sort{By: model.KeyTags}, tagsCell},
	{"seen", table.Column{Title: "SEEN", Min: 5, Drop: 3, Right: true}, roster.Sort{By: model.KeyLastActiveAt, Descending: true}, seenCell},
	{"message", textColumn("MESSAGE"), roster.Sort{By: model.KeyStatusMessage}, messageCell},
	{"created", timeColumn("CREATED"), roster.Sort{By: model.KeyCreatedAt, Descending: true}, createdCell},
	{"updated", timeColumn("UPDATED"), roster.Sort{By: model.KeyUpdatedAt, Descending: true}, updatedCell},
	{"deactivated", timeColumn("DEACTIVATED"), roster.Sort{By: model.KeyDeactivatedAt, Descending: true}, deactivatedCell},
	{"link", textColumn("LINK"), roster.Sort{By: model.KeyLink}, linkCell},
	{"avatar", textColumn("AVATAR"), roster.Sort{By: model.KeyAvatar}, avatarCell},
}

// shownAtFirst is how many of them are shown unless somebody chose others; those
// after the first shownAnywhere only where there is room to spare.
const (
	shownAtFirst  = 8
	shownAnywhere = 6
)

func textColumn(title string) table.Column {
	return table.Column{Title: title, Min: 12, Max: 40, Grow: 3, Drop: 1}
}

func timeColumn(title string) table.Column {
	return table.Column{Title: title, Min: len(title), Drop: 1, Right: true}
}

func defaultColumns() []column {
	const roomy = 20 // what a column is worth leaving blanks for
	all := slices.Clone(fieldColumns[:shownAtFirst])
	for i := shownAnywhere; i < shownAtFirst; i++ {
		all[i].spec.Drop = i
		if all[i].spec.Grow > 0 {
			all[i].spec.Min = roomy
		}
	}
	return all
}

// columnNamed is the column with the key; ok is false when there is none.
func columnNamed(key string) (column, bool) {
	if path, isMeta := strings.CutPrefix(key, metaPrefix); isMeta && path != "" {
		return metaColumn(path), true
	}
	i := slices.IndexFunc(fieldColumns, func(c column) bool { return c.key == key })
	if i < 0 {
		return column{}, false
	}
	return fieldColumns[i], true
}

// metaColumn shows the value at a path in the metadata. The title of a long path
// is its end, which tells it from its neighbours.
func metaColumn(path string) column {
	const mostTitle = 24
	title := strings.ToUpper(model.Clean(path))
	if over := visible(title) - mostTitle; over > 0 {
		title = ansi.TruncateLeft(title, over+1, "…")
	}
	return column{
		key:  metaPrefix + path,
		spec: table.Column{Title: title, Min: max(8, min(visible(title), 16)), Max: 30, Grow: 2, Drop: 1},
		sort: roster.Sort{By: model.KeyMetadata, Path: path},
		cell: func(_ *env, u model.User) table.Cell {
			return table.Cell{Text: model.Clean(query.MetaValue(u.Metadata, path))}
		},
	}
}

// metaColumns are the columns of paths that are not too long to be kept.
func metaColumns(paths []string) []column {
	var all []column
	for _, path := range paths {
		if len(metaPrefix+path) <= layouts.MaxKey {
			all = append(all, metaColumn(path))
		}
	}
	return all
}

// columnsOf are the columns a person has chosen, or else those shown at first.
func columnsOf(chosen []layouts.Column) []column {
	var all []column
	for _, c := range chosen {
		if column, ok := columnNamed(c.Key); ok {
			column.spec.Fixed = c.Width
			all = append(all, column)
		}
	}
	if len(all) == 0 {
		return defaultColumns()
	}
	return all
}

// chosen is the opposite of columnsOf; nil when they are those shown at first.
func chosen(columns []column) []layouts.Column {
	all := make([]layouts.Column, len(columns))
	first := defaultColumns()
	isDefault := len(columns) == len(first)
	for i, c := range columns {
		all[i] = layouts.Column{Key: c.key, Width: c.spec.Fixed}
		isDefault = isDefault && c.key == first[i].key && c.spec == first[i].spec
	}
	if isDefault {
		return nil
	}
	return all
}

func specs(columns []column) []table.Column {
	all := make([]table.Column, len(columns))
	for i, c := range columns {
		all[i] = c.spec
	}
	return all
}

// sortedColumn is which of the columns the users are sorted by, -1 for none.
func sortedColumn(columns []column, s roster.Sort) int {
	if s.By == "" {
		return -1
	}
	return slices.IndexFunc(columns, func(c column) bool { return c.sort.By == s.By && c.sort.Path == s.Path })
}

func nameCell(e *env, u model.User) table.Cell {
	name := words.Called(u)
	if u.IsDamaged(model.KeyName) {
		name = damagedText
	}
	if e.known.Actor().IsMe(u.UID) {
		name += " (you)"
	}
	if len(u.Damaged) > 0 {
		return table.Cell{Text: "! " + name, Tone: toneWarning}
	}
	return table.Cell{Text: name}
}

func uidCell(_ *env, u model.User) table.Cell {
	return table.Cell{Text: model.Clean(u.UID), Tone: toneFaint}
}

func roleCell(_ *env, u model.User) table.Cell { return table.Cell{Text: model.Clean(u.Role)} }

func statusCell(_ *env, u model.User) table.Cell {
	switch {
	case u.Deactivated():
		return table.Cell{Text: "× inactive", Tone: toneWarning}
	case u.BlockedByMe:
		return table.Cell{Text: "⊘ blocked", Tone: toneWarning}
	case u.IsDamaged(model.KeyStatus):
		return damagedCell(model.KeyStatus)
	case u.Status.Online():
		return table.Cell{Text: "● online", Tone: toneOnline}
	}
	return table.Cell{Text: "○ offline", Tone: toneFaint}
}

func tagsCell(_ *env, u model.User) table.Cell {
	return table.Cell{Text: model.Clean(strings.Join(u.Tags, ", ")), Tone: toneFaint}
}

func seenCell(e *env, u model.User) table.Cell {
	return table.Cell{Text: seen(e, u), Tone: toneFaint}
}

func messageCell(_ *env, u model.User) table.Cell {
	return table.Cell{Text: model.Clean(u.StatusMessage)}
}

func createdCell(e *env, u model.User) table.Cell     { return ageCell(e, u.CreatedAt) }
func updatedCell(e *env, u model.User) table.Cell     { return ageCell(e, u.UpdatedAt) }
func deactivatedCell(e *env, u model.User) table.Cell { return ageCell(e, u.DeactivatedAt) }

func ageCell(e *env, t model.UnixTime) table.Cell {
	return table.Cell{Text: words.Age(t, e.Now()), Tone: toneFaint}
}

func linkCell(_ *env, u model.User) table.Cell {
	return table.Cell{Text: model.Clean(u.Link), Tone: toneFaint}
}

func avatarCell(_ *env, u model.User) table.Cell {
	return table.Cell{Text: model.Clean(u.Avatar), Tone: toneFaint}
}

// seen is when the user was last active, in four cells.
func seen(e *env, u model.User) string {
	if u.Status.Online() && !u.Deactivated() {
		return "now"
	}
	return words.Age(u.LastActiveAt, e.Now())
}
