package ui

import (
	"strings"

	"census/model"
	"census/ui/table"
)

// The user table's columns.
const (
	columnName = iota
	columnUID
	columnRole
	columnStatus
	columnTags
	columnSeen
)

// userColumns fit from 40 cells up; what is dropped first is what the detail
// says best.
var userColumns = []table.Column{
	columnName:   {Title: "NAME", Min: 19, Max: 40, Grow: 4},
	columnUID:    {Title: "UID", Min: 15, Max: 40, Grow: 4},
	columnRole:   {Title: "ROLE", Min: 9, Max: 16, Grow: 1, Drop: 3},
	columnStatus: {Title: "STATUS", Min: 10, Drop: 1},
	columnTags:   {Title: "TAGS", Min: 7, Grow: 3, Drop: 4},
	columnSeen:   {Title: "SEEN", Min: 4, Drop: 2},
}

// Len is the number of rows.
func (l *list) Len() int { return len(l.users) }

// Cells fills one row of the table.
func (l *list) Cells(i int, cells []table.Cell) {
	u := l.env.known(l.users[i])
	name := model.Clean(u.Name)
	if l.env.session.Actor.IsMe(u.UID) {
		name += " (you)"
	}
	cells[columnName] = table.Cell{Text: name}
	cells[columnUID] = table.Cell{Text: model.Clean(u.UID), Tone: toneFaint}
	cells[columnRole] = table.Cell{Text: model.Clean(u.Role)}
	cells[columnStatus] = statusCell(u)
	cells[columnTags] = table.Cell{Text: model.Clean(strings.Join(u.Tags, ", ")), Tone: toneFaint}
	cells[columnSeen] = table.Cell{Text: seen(l.env, u), Tone: toneFaint}
}

func statusCell(u model.User) table.Cell {
	switch {
	case u.Deactivated():
		return table.Cell{Text: "× inactive", Tone: toneWarning}
	case u.BlockedByMe:
		return table.Cell{Text: "⊘ blocked", Tone: toneWarning}
	case u.Status.Online():
		return table.Cell{Text: "● online", Tone: toneOnline}
	}
	return table.Cell{Text: "○ offline", Tone: toneFaint}
}

// seen is when the user was last active, in four cells.
func seen(e *env, u model.User) string {
	if u.Status.Online() && !u.Deactivated() {
		return "now"
	}
	return age(u.LastActiveAt, e.Now())
}
