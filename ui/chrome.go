package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"census/model"
	"census/ui/words"
)

// segment is a piece of the header; the one with the lowest rank goes first
// when room is short.
type segment struct {
	text  string
	rank  int
	right bool
}

// titleRank is what the view says; it is cut rather than left out.
const titleRank = 8

func (a *App) header() string {
	segments := a.headerSegments()
	for {
		left, right := assemble(segments, false), assemble(segments, true)
		over := visible(left) + visible(right) + 4 - a.width
		if over <= 0 {
			return split(" "+left, right+" ", a.width)
		}
		lowest := slices.MinFunc(segments, func(x, y segment) int { return x.rank - y.rank })
		if lowest.rank >= titleRank {
			title := &segments[len(segments)-1]
			title.text = ansi.Truncate(title.text, max(0, visible(title.text)-over), "…")
			return split(" "+left, assemble(segments, true)+" ", a.width)
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
func (a *App) headerSegments() []segment {
	s, session, actor := a.env.styles, a.env.session, a.env.known.Actor()
	profile := a.env.Profile
	if a.env.connected {
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
	return append(segments, segment{a.title(), titleRank, true})
}

// maxHints is how many keys the footer shows.
const maxHints = 7

var spinnerTurns = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// footer shows the keys of the moment at the left, and at the right what is in
// flight or what has happened.
func (a *App) footer() string {
	right := a.status()
	if len(a.longNotice()) > 0 {
		right = ""
	}
	return split(a.hints(a.width-visible(right)-2), right+" ", a.width)
}

// hints are the keys of the moment in at most room cells, the important ones
// first and the help key always last.
func (a *App) hints(room int) string {
	top := a.top()
	var texts []string
	last := ""
	for _, h := range top.Keys() {
		b, ok := bindingOf(top.Scope(), h.cmd)
		switch {
		case !ok:
		case h.cmd == cmdHelp:
			last = a.env.styles.hint(b, h)
		case !h.quiet && len(texts) < maxHints-1:
			texts = append(texts, a.env.styles.hint(b, h))
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
func (a *App) status() string {
	if a.notice.kind != noticeNone {
		text, style := a.env.styles.noticeText(a.notice)
		return style.Render(text)
	}
	if waiting := a.waitingText(); waiting != "" {
		return a.env.styles.warning.Render(waiting)
	}
	if busy := a.env.busy(); busy != "" {
		return a.env.styles.faint.Render(spinnerTurns[a.turn%len(spinnerTurns)] + " " + busy + "…")
	}
	if c, ok := a.top().(counter); ok {
		return a.env.styles.accent.Render(c.Footer())
	}
	return ""
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
func (a *App) longNotice() []string {
	if a.notice.kind == noticeNone || a.tooSmall() {
		return nil
	}
	text, style := a.env.styles.noticeText(a.notice)
	if visible(text) <= max(30, a.width/2) {
		return nil
	}
	said := wrap(text, a.width-2)
	if most := a.height - 2 - leastBody - 1; len(said) > most {
		said = append(said[:most-1], cut(strings.Join(said[most-1:], " "), a.width-2))
	}
	lines := []string{a.env.styles.faint.Render(strings.Repeat("─", a.width))}
	for _, line := range said {
		lines = append(lines, fit(" "+style.Render(line), a.width))
	}
	return lines
}
