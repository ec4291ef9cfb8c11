package table

// layout shares room cells among the columns: it leaves out what does not fit,
// then lets the rest grow until they fill the room, gaps included. A column
// that is left out has width 0.
func layout(columns []Column, room int) []int {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = c.Min
	}
	for total(widths) > room && dropOne(columns, widths) {
	}
	if over := total(widths) - room; over > 0 {
		shrink(widths, over)
	}
	for grow(columns, widths, room-total(widths)) {
	}
	return widths
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

// dropOne leaves out the column that is the first to go.
func dropOne(columns []Column, widths []int) bool {
	worst := -1
	for i, c := range columns {
		if widths[i] > 0 && c.Drop > 0 && (worst < 0 || c.Drop > columns[worst].Drop) {
			worst = i
		}
	}
	if worst < 0 {
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

// grow hands out one round of the room left, by the columns' shares, and says
// whether another round can hand out more.
func grow(columns []Column, widths []int, room int) bool {
	shares := 0
	for i, c := range columns {
		if canGrow(c, widths[i]) {
			shares += c.Grow
		}
	}
	if room <= 0 || shares == 0 {
		return false
	}
	left := room
	for i, c := range columns {
		if !canGrow(c, widths[i]) {
			continue
		}
		more := min(left, max(1, room*c.Grow/shares))
		if c.Max > 0 {
			more = min(more, c.Max-widths[i])
		}
		widths[i] += more
		left -= more
	}
	return left > 0 && left < room
}

func canGrow(c Column, width int) bool {
	return width > 0 && c.Grow > 0 && (c.Max == 0 || width < c.Max)
}
