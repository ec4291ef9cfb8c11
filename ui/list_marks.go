package ui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// mark does what the marking keys ask for.
func (l *list) mark(cmd command) (nav, tea.Cmd) {
	u, ok := l.current()
	if !ok {
		return nav{}, nil
	}
	switch cmd {
	case cmdMark:
		if l.marks.anchor != "" {
			l.markRange()
			return nav{}, nil
		}
		l.marks.set(u.UID, !l.marks.has(u.UID))
		return nav{}, l.move(cmdDown)
	case cmdRange:
		if l.marks.anchor != "" {
			l.markRange()
			return nav{}, nil
		}
		l.marks.anchor = u.UID
		return info("a range begins here: move, then v again marks it"), nil
	}
	return nav{}, l.markAll()
}

// rangeRows are the rows from where the range began to the cursor; ok is false
// when none has begun, or not among these rows.
func (l *list) rangeRows() (from, to int, ok bool) {
	at := l.row(l.marks.anchor)
	if at < 0 {
		return 0, 0, false
	}
	return min(at, l.table.Cursor()), max(at, l.table.Cursor()), true
}

// inRange reports whether a row is in the range that is being marked.
func (l *list) inRange(row int) bool {
	if l.marks.anchor == "" {
		return false
	}
	from, to, ok := l.rangeRows()
	return ok && from <= row && row <= to
}

// markRange marks the range and ends it.
func (l *list) markRange() {
	from, to, ok := l.rangeRows()
	l.marks.anchor = ""
	if !ok {
		return
	}
	for row := from; row <= to; row++ {
		l.marks.set(l.shown.snapshot.UID(l.shown.rows[row]), true)
	}
}

// markAll marks all rows, or takes the marks off when all have one. There may be
// a million, so a command does it.
func (l *list) markAll() tea.Cmd {
	return gatherUIDs(l.ctx, l.env.number(), l.shown)
}

// markedAll takes the uids of all rows.
func (l *list) markedAll(msg uidsMsg) nav {
	if msg.filter != l.filter {
		return nav{}
	}
	if len(msg.uids) > 0 && len(msg.uids) == l.marks.len() {
		l.marks.clear()
		return nav{}
	}
	l.marks.add(msg.uids)
	return nav{}
}

// Footer counts the marks.
func (l *list) Footer() string {
	if n := l.marks.len(); n > 0 {
		return grouped(n) + " marked"
	}
	return ""
}
