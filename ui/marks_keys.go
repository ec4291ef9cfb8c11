package ui

import (
	"slices"

	"census/client/changes"
	"census/client/roster"
	"census/ui/words"
)

// markable is the rows that the marking keys act on.
type markable struct {
	rows      []uint32
	cursor    int
	searching bool // more rows may come
	complete  bool // all users are known
}

// press does what a marking key asks for. It reports whether the cursor moves on.
func (m *marks) press(cmd command, in markable) (n nav, moves bool) {
	id := in.rows[in.cursor]
	switch {
	case cmd == cmdMarkAll:
		return m.toggleAll(in), false
	case m.span.begun:
		return m.takeRange(in.rows, in.cursor), false
	case cmd == cmdRange:
		m.begin(id, in.cursor)
		return info("a range begins here: move, then v marks it"), false
	}
	m.set(id, !m.has(id))
	return nav{}, true
}

// rangeTo are the rows from where the range began to the cursor; ok is false when
// none has begun, or that user is not shown.
func (m *marks) rangeTo(cursor int) (from, to int, ok bool) {
	s := m.span
	if !s.begun || s.row < 0 || cursor < 0 {
		return 0, 0, false
	}
	return min(s.row, cursor), max(s.row, cursor), true
}

// isMarked reports whether the row has a mark, or will have one once the range ends
// at the cursor.
func (m *marks) isMarked(rows []uint32, row, cursor int) bool {
	from, to, ok := m.rangeTo(cursor)
	return ok && from <= row && row <= to || m.has(rows[row])
}

// takeRange marks the range and ends it.
func (m *marks) takeRange(rows []uint32, cursor int) nav {
	from, to, ok := m.rangeTo(cursor)
	m.span = span{}
	if !ok {
		return info("where the range began is not shown any more; v begins another")
	}
	for _, id := range rows[from : to+1] {
		m.set(id, true)
	}
	return nav{}
}

// toggleAll marks all rows, or unmarks them when all are marked.
func (m *marks) toggleAll(in markable) nav {
	if in.searching {
		return info("still searching: ctrl+a marks all once they are found")
	}
	m.span = span{}
	on := m.count(in.rows) < len(in.rows)
	for _, id := range in.rows {
		m.set(id, on)
	}
	if on && !in.complete {
		return info("marked all " + words.Grouped(len(in.rows)) + " that are loaded; M loads the others")
	}
	return nav{}
}

// inUse reports whether a command may be about marked users.
func (m *marks) inUse() bool { return m.len() > 0 || m.span.begun }

// takeBack ends the range or, without one, unmarks all users. It reports whether
// there was anything to take back.
func (m *marks) takeBack() bool {
	switch {
	case m.span.begun:
		m.span = span{}
	case m.len() > 0:
		m.clear()
	default:
		return false
	}
	return true
}

// backLabel is what [marks.takeBack] would do, empty for nothing.
func (m *marks) backLabel() string {
	switch {
	case m.span.begun:
		return "end the range"
	case m.len() > 0:
		return "unmark"
	}
	return ""
}

// rank puts first what can be done with the marked users.
func (m *marks) rank(hints []hint) {
	if !m.inUse() {
		return
	}
	if i := slices.IndexFunc(hints, func(h hint) bool { return h.cmd == cmdMark }); i >= 0 && m.span.begun {
		hints[i].label = "mark the range"
	}
	first := []command{cmdDeactivate, cmdBack, cmdMark}
	rank := func(h hint) int {
		if i := slices.Index(first, h.cmd); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(hints, func(a, b hint) int { return rank(a) - rank(b) })
}

// settle unmarks the users that are done with: those that failed stay marked, to
// be tried again.
func (m *marks) settle(s *roster.Snapshot, results []changes.UserResult) {
	for _, r := range results {
		if isSettled(r) {
			m.unmark(s, r.UID)
		}
	}
}

func (m *marks) unmark(s *roster.Snapshot, uid string) {
	if id, ok := s.Find(uid); ok {
		m.set(id, false)
	}
}

// footer counts the marks and the range.
func (m *marks) footer(cursor int) string {
	marked := ""
	if n := m.len(); n > 0 {
		marked = words.Grouped(n) + " marked"
	}
	if from, to, ok := m.rangeTo(cursor); ok {
		return words.Join(" · ", "range of "+words.Grouped(to-from+1), marked)
	}
	return marked
}

// called says of how many users a command for the marked ones would be.
func (m *marks) called() string {
	if m.span.begun {
		return "marked"
	}
	return words.Grouped(m.len())
}
