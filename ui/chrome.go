package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"census/model"
	"census/ui/words"
)

// chrome is what is around the views: the header, the footer, and a long notice above
// that.
type chrome struct {
	env           *env
	width, height int // of the terminal
	notice        notice

	spinning bool
	turn     int
}

// The smallest terminal the program draws in.
const (
	minWidth  = 40
	minHeight = 12
)

// tooSmall reports whether the terminal has no room for the screens.
func (c *chrome) tooSmall() bool { return c.width < minWidth || c.height < minHeight }

// leastBody is how many lines a view has at least, whatever there is to be told:
// enough for what its keys act on.
const leastBody = 4

// body is the room between the header and the footer, or a long notice.
func (c *chrome) body() (width, height int) {
	return c.width, max(0, c.height-2-len(c.longNotice()))
}

// segment is a piece of the header; the one with the lowest rank goes first
// when room is short.
type segment struct {
	text  string
	rank  int
	right bool
}

// titleRank is what the view says; it is cut rather than left out.
const titleRank = 8

// header says where you are, and what the view on show is about.
func (c *chrome) header(title string) string {
	segments := append(c.headerSegments(), segment{title, titleRank, true})
	for {
		left, right := assemble(segments, false), assemble(segments, true)
		over := visible(left) + visible(right) + 4 - c.width
		if over <= 0 {
			return split(" "+left, right+" ", c.width)
		}
		lowest := slices.MinFunc(segments, func(x, y segment) int { return x.rank - y.rank })
		if lowest.rank >= titleRank {
			title := &segments[len(segments)-1]
			title.text = ansi.Truncate(title.text, max(0, visible(title.text)-over), "…")
			return split(" "+left, assemble(segments, true)+" ", c.width)
		}
		segments = slices.DeleteFunc(segments, func(s segment) bool { return s.rank == lowest.rank })
	}
}

func assemble(segments []segment, right bool) string {
	var parts []string
	for _, s := range segments {
		if s.right == right && s.text != "" {
			parts = append(parts, s.text)
		}
	}
	return strings.Join(parts, "  ")
}

// headerSegments says where you are, as whom and with which rights.
func (c *chrome) headerSegments() []segment {
	s, session, actor := c.env.styles, c.env.session, c.env.known.Actor()
	profile := c.env.Profile
	if c.env.connected {
		profile = session.Profile
	}
	segments := []segment{
		{s.strong.Render("census"), 10, false},
		{s.bold.Render(model.Clean(profile)), 5, false},
	}
	if session.Profile != "" {
		app := model.Clean(words.Join(" · ", session.AppID, session.Region))
		segments = append(segments, segment{s.faint.Render(app), 2, false})
		if actor.ReadOnly {
			segments = append(segments, segment{s.warning.Render("read-only"), 9, false})
		}
		segments = append(segments, segment{actor.Credential.String(), 9, true})
		if actor.Me != "" {
			segments = append(segments, segment{s.faint.Render("you: ") + model.Clean(actor.Me), 4, true})
		}
	}
	return segments
}

// maxHints is how many keys the footer shows.
const maxHints = 7

var spinnerTurns = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// footer shows the keys of the moment at the left, and at the right what is in
// flight or what has happened.
func (c *chrome) footer(top view) string {
	right := c.status(top)
	if len(c.longNotice()) > 0 {
		right = ""
	}
	return split(c.hints(top, c.width-visible(right)-2), right+" ", c.width)
}

// hints are the keys of the moment in at most room cells, the important ones
// first and the help key always last.
func (c *chrome) hints(top view, room int) string {
	var texts []string
	last := ""
	for _, h := range top.Keys() {
		b, ok := bindingOf(top.Scope(), h.cmd)
		switch {
		case !ok:
		case h.cmd == cmdHelp:
			last = c.env.styles.hint(b, h)
		case !h.quiet && len(texts) < maxHints-1:
			texts = append(texts, c.env.styles.hint(b, h))
		}
	}
	for {
		line := " " + words.Join("  ", words.Join("  ", texts...), last)
		if len(texts) == 0 || visible(line) <= room {
			return line
		}
		texts = texts[:len(texts)-1]
	}
}

func (s *styles) hint(b binding, h hint) string {
	word := first(h.label, b.label)
	if h.reason != "" {
		return s.faint.Render("(" + keyName(b.keys[0]) + " " + word + ")")
	}
	return s.accent.Render(keyName(b.keys[0])) + " " + word
}

// status is the footer's right side.
func (c *chrome) status(top view) string {
	if c.notice.kind != noticeNone {
		text, style := c.env.styles.noticeText(c.notice)
		return style.Render(text)
	}
	if waiting := c.waitingText(top); waiting != "" {
		return c.env.styles.warning.Render(waiting)
	}
	if busy := c.env.busy(); busy != "" {
		return c.env.styles.faint.Render(spinnerTurns[c.turn%len(spinnerTurns)] + " " + busy + "…")
	}
	if counting, ok := top.(counter); ok {
		return c.env.styles.accent.Render(counting.Footer())
	}
	return ""
}

// canceller is a view in which the back key gives up a request of its own.
type canceller interface{ Cancels(r request) bool }

// waitingText says that a request waits, and how not to; nothing when none does.
func (c *chrome) waitingText(top view) string {
	r, left, reason, ok := c.env.waiting(c.env.Now)
	if !ok {
		return ""
	}
	text := fmt.Sprintf("%s, again in %d s", words.WaitsBecause(reason), int((left+time.Second-1)/time.Second))
	if giving, ok := top.(canceller); ok && giving.Cancels(r) {
		if b, ok := bindingOf(top.Scope(), cmdBack); ok {
			text += " · " + keyName(b.keys[0]) + " cancels"
		}
	}
	return text
}

// counter is a view that has something to say at the footer's right side while
// nothing else has.
type counter interface{ Footer() string }

// noticeText is a notice with its sign, and how it is drawn.
func (s *styles) noticeText(n notice) (string, lipgloss.Style) {
	switch n.kind {
	case noticeDone:
		return n.text + " ✓", s.good
	case noticeProblem:
		return "! " + n.text, s.danger
	}
	return n.text, s.plain
}

// longNotice is a notice that leaves the footer no room for a few keys: a rule, and
// the notice broken into as many lines as the view can spare; else nothing.
func (c *chrome) longNotice() []string {
	if c.notice.kind == noticeNone || c.tooSmall() {
		return nil
	}
	text, style := c.env.styles.noticeText(c.notice)
	if visible(text) <= max(30, c.width/2) {
		return nil
	}
	said := wrap(text, c.width-2)
	if most := c.height - 2 - leastBody - 1; len(said) > most {
		said = append(said[:most-1], cut(strings.Join(said[most-1:], " "), c.width-2))
	}
	lines := []string{c.env.styles.faint.Render(strings.Repeat("─", c.width))}
	for _, line := range said {
		lines = append(lines, fit(" "+style.Render(line), c.width))
	}
	return lines
}

// How often the spinner turns, and how often the seconds of a wait are told.
const (
	spinEvery = 100 * time.Millisecond
	waitEvery = time.Second
)

// spinner schedules the next turn while something is in flight, and nothing
// when the program is idle.
func (c *chrome) spinner(top view) tea.Cmd {
	if c.spinning || c.env.busy() == "" {
		return nil
	}
	c.spinning = true
	every := spinEvery
	if c.waitingText(top) != "" {
		every = waitEvery
	}
	return c.env.After(every, spinMsg{})
}
