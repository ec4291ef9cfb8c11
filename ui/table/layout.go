package table

import "math"

// unbounded is the width limit of a column without one.
const unbounded = math.MaxInt

// layout divides room cells among the columns and their gaps: it leaves out
// what does not fit, then lets the rest grow to fill the room. A column that is
// left out has width 0. The sorted column, -1 for none, gets spare room first,
// for its arrow.
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

// natural is the column's width before it grows.
func (c Column) natural() int {
	if c.Fixed > 0 {
		return c.Fixed
	}
	return c.least()
}

// least is the column's minimum width, unless there is no room for anything.
func (c Column) least() int {
	least := max(1, c.Min)
	if c.Fixed > 0 {
		least = min(least, c.Fixed)
	}
	return least
}

// total is the width of the columns including the gaps between them.
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
// then it shrinks those with fixed widths, then drops those, and finally it
// cuts all.
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

// dropOne drops the next column, among those with fixed widths or the others,
// and reports whether there was one. The last column stays.
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

// shrink takes the excess from the last columns, down to nothing.
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

// share returns column i's share of the spare room, and its maximum width.
type share func(i int, c Column) (part, most int)

// sharing lists who gets spare room, in this order: fixed columns that were
// shrunk, the sorted column's arrow, columns by their Grow up to their Max and
// then beyond it, and finally any column without a fixed width, texts before
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

// ifFree is the part, if the width is automatic and isOne holds.
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

// grow distributes one round of the remaining room and reports whether another
// round could distribute more.
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

// partOf is the share of a column at this width, 0 if it is left out or at its
// maximum.
func partOf(of share, i int, c Column, width int) int {
	part, most := of(i, c)
	if width == 0 || width >= most {
		return 0
	}
	return part
}
