package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/roster"
)

// watchEvery is how often a watched list is read anew.
const watchEvery = 30 * time.Second

// lowBudget is the share of the rate limit below which nobody watches.
const lowBudget = 0.2

// watch is the reading anew every now and then that a person has asked for.
type watch struct {
	on    bool
	round int    // counts switches, so that a tick of an earlier one is dropped
	since uint64 // the users' version before they were read last
	waits string // why the latest round did not read
}

// word is what the top line says of it.
func (w *watch) word() string {
	switch {
	case !w.on:
		return ""
	case w.waits != "":
		return "watch waits: " + w.waits
	}
	return "watching"
}

// hasChanged reports whether a user changed by the latest reading.
func (w *watch) hasChanged(s *roster.Snapshot, id uint32) bool {
	return w.on && s.ChangedSince(w.since, id)
}

// toggleWatch begins or ends watching.
func (l *list) toggleWatch() tea.Cmd {
	w := &l.watch
	*w = watch{on: !w.on, round: w.round + 1, since: l.env.users.Version()}
	if !w.on {
		return nil
	}
	return l.env.After(watchEvery, watchMsg{w.round})
}

// watched reads anew, unless something else matters more now.
func (l *list) watched(msg watchMsg) tea.Cmd {
	w := &l.watch
	if !w.on || msg.round != w.round {
		return nil
	}
	next := l.env.After(watchEvery, watchMsg{w.round})
	switch b := l.env.mirror.budget; {
	case l.env.editing():
		w.waits = "a form is open"
	case b.Known && float64(b.Remaining) < lowBudget*float64(b.Limit):
		w.waits = "the rate limit is nearly used up"
	case !l.env.connected || l.walk.request != 0 || l.env.mirror.isRunning():
	default:
		w.waits, w.since = "", l.env.users.Version()
		return tea.Batch(next, l.again(""))
	}
	return next
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
