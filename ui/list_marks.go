package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/ui/words"
)

// mark does what the marking keys ask for.
func (l *list) mark(cmd command) (nav, tea.Cmd) {
	if _, ok := l.current(); !ok {
		return nav{}, nil
	}
	row := l.table.Cursor()
	id := l.shown.rows[row]
	switch {
	case cmd == cmdMarkAll:
		return l.markAll(), nil
	case l.marks.span.begun:
		return l.markRange(), nil
	case cmd == cmdRange:
		l.marks.begin(id, row)
		return info("a range begins here: move, then v marks it"), nil
	}
	l.marks.set(id, !l.marks.has(id))
	return nav{}, l.move(cmdDown)
}

// rangeRows are the rows from where the range began to the cursor; ok is false
// when none has begun, or that user is not shown.
func (l *list) rangeRows() (from, to int, ok bool) {
	s, at := l.marks.span, l.table.Cursor()
	if !s.begun || s.row < 0 || at < 0 {
		return 0, 0, false
	}
	return min(s.row, at), max(s.row, at), true
}

// isMarked reports whether the row has a mark, or is to have one.
func (l *list) isMarked(row int) bool {
	from, to, ok := l.rangeRows()
	return ok && from <= row && row <= to || l.marks.has(l.shown.rows[row])
}

// markRange marks the range and ends it.
func (l *list) markRange() nav {
	from, to, ok := l.rangeRows()
	l.marks.span = span{}
	if !ok {
		return info("where the range began is not shown any more; v begins another")
	}
	for _, id := range l.shown.rows[from : to+1] {
		l.marks.set(id, true)
	}
	return nav{}
}

// markAll marks all rows, or takes their marks off when all have one.
func (l *list) markAll() nav {
	if l.shown.partly() {
		return info("still searching: ctrl+a marks all once they are found")
	}
	l.marks.span = span{}
	rows := l.shown.rows
	on := l.marks.count(rows) < len(rows)
	for _, id := range rows {
		l.marks.set(id, on)
	}
	if on && !l.env.mirror.complete {
		return info("marked all " + words.Grouped(len(rows)) + " that are loaded; M loads the others")
	}
	return nav{}
}

// isMarking reports whether a command may be about marked users.
func (l *list) isMarking() bool { return l.marks.len() > 0 || l.marks.span.begun }

// forMarks puts first what can be done with the marked users.
func (l *list) forMarks(hints []hint) {
	if i := slices.IndexFunc(hints, func(h hint) bool { return h.cmd == cmdMark }); i >= 0 && l.marks.span.begun {
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

// settled takes the marks off users of whom no more is wanted: those that failed
// keep theirs, to be tried again.
func (l *list) settled(results []changes.UserResult) {
	for _, r := range results {
		if isSettled(r) {
			l.unmark(r.UID)
		}
		if isAbsent(r) {
			l.env.known.Users().Remove(r.UID)
		}
	}
}

func (l *list) unmark(uid string) {
	if id, ok := l.shown.snapshot.Find(uid); ok {
		l.marks.set(id, false)
	}
}

// Footer counts the marks and the range.
func (l *list) Footer() string {
	marked := ""
	if n := l.marks.len(); n > 0 {
		marked = words.Grouped(n) + " marked"
	}
	if from, to, ok := l.rangeRows(); ok {
		return words.Join(" · ", "range of "+words.Grouped(to-from+1), marked)
	}
	return marked
}

// marked is how many users a command for the marked ones would be for.
func (l *list) marked() string {
	if l.marks.span.begun {
		return "marked"
	}
	return words.Grouped(l.marks.len())
}

// backHint says what esc takes back here.
func (l *list) backHint(ok bool) hint {
	h := hint{cmd: cmdBack, label: "clear", quiet: ok || !l.filter.isFiltered()}
	switch {
	case l.isWaiting():
		h.label, h.quiet = "cancel", false
	case l.marks.span.begun:
		h.label, h.quiet = "end the range", false
	case l.marks.len() > 0:
		h.label, h.quiet = "unmark", false
	case l.layout.view != 0:
		h.label, h.quiet = "leave view", false
	}
	return h
}
