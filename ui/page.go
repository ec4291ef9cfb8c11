package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/words"
)

// page shows lines that may be more than fit, over the view below it.
type page struct {
	title string
	lines func(width int) []string
	top   int

	width, height int
}

func newPage(title string, lines func(width int) []string) *page {
	return &page{title: title, lines: lines}
}

func (p *page) Init() tea.Cmd             { return nil }
func (p *page) SetSize(width, height int) { p.width, p.height = width, height }
func (p *page) Scope() scope              { return inHelp }
func (p *page) Capturing() bool           { return false }
func (p *page) Unsaved() int              { return 0 }
func (p *page) Close()                    {}
func (p *page) Covers() extent            { return everything }

// Title adds which lines are on the screen when not all of them are.
func (p *page) Title() string {
	if n := len(p.lines(p.width)); n > p.height {
		return words.Join(" · ", p.title, linesOf(p.top, p.height, n))
	}
	return p.title
}

func (p *page) Keys() []hint {
	rest := quietly(cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)
	if len(p.lines(p.width)) <= p.height {
		return append(offers(cmdBack), rest...)
	}
	return append(offers(cmdBack, cmdDown, cmdUp), rest...)
}

func (p *page) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	cmd := lookUp(inHelp, k)
	if cmd == cmdBack || cmd == cmdHelp {
		return nav{close: p}, nil
	}
	p.top = scrolled(p.top, cmd, p.height, max(0, len(p.lines(p.width))-p.height))
	return nav{}, nil
}

func (p *page) View() string {
	lines := p.lines(p.width)
	top := max(0, min(p.top, len(lines)-p.height))
	return strings.Join(lines[top:], "\n")
}
