package ui

import (
	"strings"
)

// help is every key that works in a view, from the key table; what does not work
// now is dimmed, with the reason.
type help struct {
	styles *styles
	of     scope
	hints  []hint
}

// newHelp shows the keys of a view.
func newHelp(e *env, v view) view {
	h := help{styles: e.styles, of: v.Scope(), hints: v.Keys()}
	return newPage("keys", h.lines)
}

func (h help) lines(width int) []string {
	var lines []string
	for _, group := range keyTable {
		rows := h.rows(group.bindings, width)
		if len(rows) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, " "+h.styles.bold.Render(group.title))
		lines = append(lines, rows...)
	}
	return lines
}

func (h help) rows(bindings []binding, width int) []string {
	s := h.styles
	const keysWidth = 16
	var lines []string
	for _, b := range bindings {
		if b.where&(h.of|everywhere) == 0 {
			continue
		}
		keys := fit(b.keyNames(), keysWidth)
		reason := h.reason(b)
		keyStyle, textStyle := s.accent, s.plain
		if reason != "" {
			keyStyle, textStyle = s.faint, s.faint
		}
		room := max(10, width-keysWidth-6)
		for i, l := range wrap(b.help, room) {
			if i > 0 {
				keys = strings.Repeat(" ", keysWidth)
			}
			lines = append(lines, "   "+keyStyle.Render(keys)+" "+textStyle.Render(l))
		}
		if reason != "" {
			for _, l := range wrap("not now: "+reason, room) {
				lines = append(lines, strings.Repeat(" ", keysWidth+4)+s.warning.Render(l))
			}
		}
	}
	return lines
}

// reason is why the command does not work in the view below now, if so.
func (h help) reason(b binding) string {
	for _, hint := range h.hints {
		if hint.cmd == b.cmd {
			return hint.reason
		}
	}
	return ""
}
