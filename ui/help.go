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
func (h *help) Title() string             { return "keys" }
func (h *help) Capturing() bool           { return false }
func (h *help) Unsaved() int              { return 0 }
func (h *help) Close()                    {}

func (h *help) Keys() []hint {
	return append(offers(cmdBack, cmdDown, cmdUp), quietly(cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

func (h *help) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	cmd := lookUp(inHelp, k)
	if cmd == cmdBack || cmd == cmdHelp {
		return nav{pop: 1}, nil
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
	s := h.env.styles
	var lines []string
	for _, b := range bindings {
		if b.where&(h.of|everywhere) == 0 {
			continue
		}
		keys := fit(b.keyNames(), 18)
		if reason, works := h.works(b); works {
			lines = append(lines, " "+s.accent.Render(keys)+" "+b.help)
		} else {
			lines = append(lines, " "+s.faint.Render(keys+" "+b.help))
			for _, l := range wrap(reason, max(10, h.width-22)) {
				lines = append(lines, strings.Repeat(" ", 20)+s.warning.Render(l))
			}
		}
	}
	return lines
}

// works tells whether the view below offers the command, and the reason when it
// offers it disabled.
func (h *help) works(b binding) (reason string, ok bool) {
	for _, hint := range h.hints {
		if hint.cmd == b.cmd {
			return hint.reason, hint.reason == ""
		}
	}
	return "", true
}
