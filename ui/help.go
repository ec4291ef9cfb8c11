package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// help shows every key that works in the view below it, from the key table;
// what does not work now is dimmed, with the reason.
type help struct {
	env           *env
	of            scope
	hints         []hint
	top           int
	width, height int
}

func newHelp(e *env, v view) view {
	return &help{env: e, of: v.Scope(), hints: v.Keys()}
}

func (h *help) Init() tea.Cmd             { return nil }
func (h *help) SetSize(width, height int) { h.width, h.height = width, height }
func (h *help) Scope() scope              { return inHelp }
func (h *help) Capturing() bool           { return false }
func (h *help) Unsaved() int              { return 0 }
func (h *help) Close()                    {}
func (h *help) Covers() extent            { return everything }

// Title says which lines are on the screen when not all of them are.
func (h *help) Title() string {
	if n := len(h.lines()); n > h.height {
		return join(" · ", "keys", linesOf(h.top, h.height, n))
	}
	return "keys"
}

func (h *help) Keys() []hint {
	if len(h.lines()) <= h.height {
		return offers(cmdBack)
	}
	return append(offers(cmdBack, cmdDown, cmdUp), quietly(cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

func (h *help) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	cmd := lookUp(inHelp, k)
	if cmd == cmdBack || cmd == cmdHelp {
		return nav{close: h}, nil
	}
	h.top = scrolled(h.top, cmd, h.height, max(0, len(h.lines())-h.height))
	return nav{}, nil
}

func (h *help) View() string {
	lines := h.lines()
	top := max(0, min(h.top, len(lines)-h.height))
	return strings.Join(lines[top:], "\n")
}

func (h *help) lines() []string {
	var lines []string
	for _, group := range keyTable {
		rows := h.rows(group.bindings)
		if len(rows) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, " "+h.env.styles.bold.Render(group.title))
		lines = append(lines, rows...)
	}
	return lines
}

func (h *help) rows(bindings []binding) []string {
	s := h.env.styles
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
		room := max(10, h.width-keysWidth-6)
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
func (h *help) reason(b binding) string {
	for _, hint := range h.hints {
		if hint.cmd == b.cmd {
			return hint.reason
		}
	}
	return ""
}
