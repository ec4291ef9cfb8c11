package table

import "math"

// unbounded is the most a column without a bound can take.
const unbounded = math.MaxInt

// layout shares room cells among the columns, gaps included: it leaves out what
// does not fit, then lets the rest grow until they fill the room. A column that
// is left out has width 0. The sorted column, -1 for none, is the first to get
// room to spare, for its arrow.
func layout(columns []Column, sorted, room int) []int {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = c.natural()
	}
	leaveOut(columns, widths, room)
	for _, share := range sharing(sorted) {
		for grow(columns, widths, room-total(widths), share) {
		}
	}
	return widths
}

// natural is the width the column would have if it stood alone, before it grows.
func (c Column) natural() int {
	if c.Fixed > 0 {
		return c.Fixed
	}
	return c.least()
}

// least is the narrowest width the column is shown with, unless the room is too
// small for anything.
func (c Column) least() int {
	least := max(1, c.Min)
	if c.Fixed > 0 {
		least = min(least, c.Fixed)
	}
	return least
}

// total is the room the columns take with the gaps between them.
func total(widths []int) int {
	sum := 0
	for _, w := range widths {
		if w > 0 {
			sum += w + gap
		}
	}
	return max(0, sum-gap)
}

// leaveOut makes the columns fit: first it drops columns with automatic widths,
// then those a person fixed give in, are dropped, and at last all are cut.
func leaveOut(columns []Column, widths []int, room int) {
	for total(widths) > room && dropOne(columns, widths, false) {
	}
	if total(widths) > room {
		for i, c := range columns {
			widths[i] = min(widths[i], c.least())
		}
	}
	for total(widths) > room && dropOne(columns, widths, true) {
	}
	if over := total(widths) - room; over > 0 {
		shrink(widths, over)
	}
}

// dropOne leaves out the column that is the first to go, among the fixed ones or
// the others, and says whether there was one. The last column stays.
func dropOne(columns []Column, widths []int, fixed bool) bool {
	worst, shown := -1, 0
	for i, c := range columns {
		if widths[i] == 0 {
			continue
		}
		shown++
		if c.Drop > 0 && c.Fixed > 0 == fixed && (worst < 0 || c.Drop >= columns[worst].Drop) {
			worst = i
		}
	}
	if worst < 0 || shown == 1 {
		return false
	}
	widths[worst] = 0
	return true
}

// shrink takes what is too much from the last columns, down to nothing.
func shrink(widths []int, over int) {
	for i := len(widths) - 1; i >= 0 && over > 0; i-- {
		cut := min(over, widths[i])
		widths[i] -= cut
		over -= cut
		if widths[i] == 0 && cut > 0 {
			over -= gap
		}
	}
}

// share says how large a part of the room to spare column i takes, and up to
// which width.
type share func(i int, c Column) (part, most int)

// sharing lists who takes room to spare, one after the other: fixed columns that
// had to give in, the sorted column's arrow, then columns by their Grow up to
// their Max and past it, and at last any that is not fixed, texts before
// numbers, so that no part of a wide room stays empty.
func sharing(sorted int) []share {
	return []share{
		func(_ int, c Column) (part, most int) { return min(1, max(0, c.Fixed)), c.Fixed },
		func(i int, c Column) (part, most int) { return c.ifFree(i == sorted, 1), titleWidth(c) },
		func(_ int, c Column) (part, most int) { return c.ifFree(true, c.Grow), c.most() },
		func(_ int, c Column) (part, most int) { return c.ifFree(!c.Right, c.Grow), unbounded },
		func(_ int, c Column) (part, most int) { return c.ifFree(!c.Right, 1), unbounded },
		func(_ int, c Column) (part, most int) { return c.ifFree(true, 1), unbounded },
	}
}

// ifFree is the part, if the width is automatic and the column is one of those.
func (c Column) ifFree(isOne bool, part int) int {
	if c.Fixed > 0 || !isOne {
		return 0
	}
	return part
}

func (c Column) most() int {
	if c.Max == 0 {
		return unbounded
	}
	return c.Max
}

// grow hands out one round of the room left and says whether another round can
// hand out more.
func grow(columns []Column, widths []int, room int, of share) bool {
	parts := 0
	for i, c := range columns {
		parts += partOf(of, i, c, widths[i])
	}
	if room <= 0 || parts == 0 {
		return false
	}
	left := room
	for i, c := range columns {
		if part := partOf(of, i, c, widths[i]); part > 0 {
			_, most := of(i, c)
			more := min(left, max(1, room*part/parts), most-widths[i])
			widths[i] += more
			left -= more
		}
	}
	return left > 0 && left < room
}

// partOf is the part of a column of this width, 0 when it is left out or as wide
// as it may be.
func partOf(of share, i int, c Column, width int) int {
	part, most := of(i, c)
	if width == 0 || width >= most {
		return 0
	}
	return part
}
