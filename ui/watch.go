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

// lowBudget is the share of the rate limit below which a watch waits.
const lowBudget = 0.2

// budgetRounds is for how many rounds a low budget is believed. It is a minute's,
// and only another answer tells what is left of the next minute's.
const budgetRounds = int(time.Minute / watchEvery)

// watch is the reading anew every now and then that a person has asked for.
type watch struct {
	after func(time.Duration, tea.Msg) tea.Cmd // sends the message later

	on      bool
	round   int // counts switches, so that a tick of an earlier one is dropped
	reading bool
	// The users' version before and after the latest reading: who has changed
	// between them is shown so until the next one.
	since, until uint64
	skipped      int // rounds in a row that the rate limit left nothing for
}

// toggle begins or ends watching.
func (w *watch) toggle() (nav, tea.Cmd) {
	wasOn := w.on
	w.end()
	if wasOn {
		return info("not watching any more"), nil
	}
	w.on = true
	return info("reading again every 30 s; w ends that"), w.tick()
}

// end ends watching.
func (w *watch) end() { *w = watch{after: w.after, round: w.round + 1} }

func (w *watch) tick() tea.Cmd { return w.after(watchEvery, watchMsg{w.round}) }

// isTime reports whether the message is the watch's own and of now.
func (w *watch) isTime(msg watchMsg) bool { return w.on && msg.round == w.round }

// mayRead reports whether the rate limit has enough left for a round, and counts
// the rounds for which it has not.
func (w *watch) mayRead(b client.Budget) bool {
	if isLow(b) && w.skipped < budgetRounds {
		w.skipped++
		return false
	}
	w.skipped = 0
	return true
}

func isLow(b client.Budget) bool {
	return b.Known && float64(b.Remaining) < lowBudget*float64(b.Limit)
}

// begin notes that users are read for the watch, and which version they have.
func (w *watch) begin(version uint64) {
	w.reading, w.since, w.until = true, version, math.MaxUint64
}

// settle notes where the reading for the watch has ended: users that become known
// later have not changed.
func (w *watch) settle(isReading bool, version uint64) {
	if w.reading && !isReading {
		w.reading, w.until = false, version
	}
}

// hasChanged reports whether a user changed by the latest reading.
func (w *watch) hasChanged(s *roster.Snapshot, id uint32) bool {
	return w.on && s.ChangedSince(w.since, id) && !s.ChangedSince(w.until, id)
}

// word is what the top line says of the watch; inPart says that it reads only the
// users that the service lists first.
func (w *watch) word(inPart bool) string {
	switch {
	case !w.on:
		return ""
	case inPart:
		return "watching the first 1 000 of the service's list"
	case w.skipped > 0:
		return "watch waits: the rate limit is nearly used up"
	}
	return "watching"
}

// hint offers to watch, or to end it.
func (w *watch) hint(reason string) hint {
	h := hint{cmd: cmdWatch, reason: reason, quiet: true}
	if w.on {
		h.label = "end watching"
	}
	return h
}
