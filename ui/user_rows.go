package ui

import (
	"census/model"
	"census/ui/table"
)

// userRows are the rows of the table: the users that are shown, and the signs before
// them.
type userRows struct {
	env    *env
	people *people
	layout *layout
	marks  *marks
	watch  *watch
}

// Len is the number of rows.
func (r userRows) Len() int { return len(r.people.shown.rows) }

// Cells fills one row of the table.
func (r userRows) Cells(row int, cells []table.Cell) {
	u := r.people.user(row)
	for i, column := range r.layout.columns {
		if key := column.sort.By; u.IsDamaged(key) && key != model.KeyName && key != model.KeyStatus {
			cells[i] = damagedCell(key)
			continue
		}
		cells[i] = column.cell(r.env, u)
	}
}

// Mark tells which signs stand before a row.
func (r userRows) Mark(row int) table.Mark {
	var mark table.Mark
	shown := &r.people.shown
	if r.marks.isMarked(shown.rows, row, r.people.table.Cursor()) {
		mark |= table.Marked
	}
	if r.watch.hasChanged(shown.snapshot, shown.rows[row]) {
		mark |= table.Changed
	}
	return mark
}
