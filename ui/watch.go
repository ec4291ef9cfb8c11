package ui

import (
	"math"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/roster"
)

// watchEvery is how often a watched list is read anew.
const watchEvery = 30 * time.Second

// lowBudget is the share of the rate limit below which nobody watches.
const lowBudget = 0.2

// budgetRounds is for how many rounds a low budget is believed. It is a minute's,
// and only another answer tells what is left of the next minute's.
const budgetRounds = int(time.Minute / watchEvery)

// watch is the reading anew every now and then that a person has asked for.
type watch struct {
	on      bool
	round   int // counts switches, so that a tick of an earlier one is dropped
	reading bool
	// The users' version before and after the latest reading: who has changed
	// between them is shown so until the next one.
	since, until uint64
	skipped      int // rounds in a row that the rate limit left nothing for
}

// watchWord is what the top line says of the watch. Of a large app the users that
// the service lists first are read, unless the rows are in its order.
func (l *list) watchWord() string {
	w := &l.watch
	switch {
	case !w.on:
		return ""
	case l.env.mirror.complete && !l.env.mirror.canRepeat() && !l.isAsListed():
		return "watching the first 1 000 of the service's list"
	case w.skipped > 0:
		return "watch waits: the rate limit is nearly used up"
	}
	return "watching"
}

// hasChanged reports whether a user changed by the latest reading.
func (w *watch) hasChanged(s *roster.Snapshot, id uint32) bool {
	return w.on && s.ChangedSince(w.since, id) && !s.ChangedSince(w.until, id)
}

// end ends watching.
func (w *watch) end() { *w = watch{round: w.round + 1} }

// toggleWatch begins or ends watching.
func (l *list) toggleWatch() (nav, tea.Cmd) {
	w := &l.watch
	if w.on {
		w.end()
		return info("not watching any more"), nil
	}
	w.end()
	w.on = true
	return info("reading again every 30 s; w ends that"), l.env.After(watchEvery, watchMsg{w.round})
}

// watched reads anew, unless something else matters more now.
func (l *list) watched(msg watchMsg) tea.Cmd {
	w := &l.watch
	if !w.on || msg.round != w.round {
		return nil
	}
	next := l.env.After(watchEvery, msg)
	switch {
	case l.env.editing() || l.env.writing() != "" || l.isReading():
		return next
	case isLow(l.env.mirror.budget) && w.skipped < budgetRounds:
		w.skipped++
		return next
	}
	w.reading, w.skipped, w.since, w.until = true, 0, l.env.known.Users().Version(), math.MaxUint64
	return tea.Batch(next, l.again(""))
}

func isLow(b client.Budget) bool {
	return b.Known && float64(b.Remaining) < lowBudget*float64(b.Limit)
}

// isReading reports whether users are being read, a page or all of them.
func (l *list) isReading() bool { return l.walk.request != 0 || l.env.mirror.isRunning() }

// settleWatch notes where the reading for the watch has ended: users that become
// known later have not changed.
func (l *list) settleWatch() {
	if w := &l.watch; w.reading && !l.isReading() {
		w.reading, w.until = false, l.env.known.Users().Version()
	}
}

// watchHint offers to watch, or to end it.
func (l *list) watchHint() hint {
	h := hint{cmd: cmdWatch, reason: l.unready(), quiet: true}
	if l.watch.on {
		h.label = "end watching"
	}
	return h
}

// mirrorHint offers to read all users, or to stop it.
func (l *list) mirrorHint() hint {
	h := hint{cmd: cmdMirror, reason: l.unready(), quiet: l.env.mirror.offer == 0 && !l.env.mirror.holdsBack()}
	if l.env.mirror.isRunning() {
		h.label = "stop reading"
	}
	return h
}
