package ui

import (
	"fmt"
	"strings"

	"census/client"
	"census/client/mirror"
	"census/model"
	"census/ui/table"
	"census/ui/words"
)

// damagedText stands in place of a value that could not be read.
const damagedText = "damaged"

// damagedCell is a cell of a damaged field; a time has room for less.
func damagedCell(key model.Key) table.Cell {
	if f, _ := model.FieldOf(key); f.Kind == model.KindTime {
		return table.Cell{Text: "?", Tone: toneWarning}
	}
	return table.Cell{Text: damagedText, Tone: toneWarning}
}

// damage says what of a user could not be read; empty when all could.
func damage(u model.User) string {
	if len(u.Damaged) == 0 {
		return ""
	}
	var labels []string
	for _, key := range u.Damaged {
		if f, ok := model.FieldOf(key); ok {
			labels = append(labels, f.Label)
		}
	}
	return damagedText + ": " + strings.Join(labels, ", ")
}

// leftOut says which rows of a page could not be read.
func leftOut(p client.Page) string {
	var rows []mirror.LeftOut
	for _, l := range p.LeftOut {
		rows = append(rows, mirror.LeftOut{Page: p.Number, LeftOut: l})
	}
	return leftOutOf(rows, len(rows))
}

// leftOutOf names the first of the rows that could not be read, n in all; empty
// when there are none.
func leftOutOf(rows []mirror.LeftOut, n int) string {
	if n == 0 {
		return ""
	}
	l := rows[0]
	where := fmt.Sprintf("page %s, row %d", words.Grouped(l.Page), l.Row)
	if l.UID != "" {
		where += ", uid " + l.UID
	}
	if n == 1 {
		return fmt.Sprintf("1 row is left out: %s: %s", where, l.Why)
	}
	return fmt.Sprintf("%s rows are left out; the first is %s: %s", words.Grouped(n), where, l.Why)
}
