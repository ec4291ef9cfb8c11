package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/words"
)

// page shows lines that may be more than fit, over the view below it.
type page struct {
	fullSheet
	scroller
	title string
	lines func(width int) []string
}

func newPage(title string, lines func(width int) []string) *page {
	return &page{title: title, lines: lines}
}

func (p *page) Scope() scope { return inHelp }

// Title adds which lines are on the screen when not all of them are.
func (p *page) Title() string {
	return words.Join(" · ", p.title, p.position(p.height, len(p.lines(p.width))))
}

func (p *page) Keys() []hint {
	return p.keys(p.height, len(p.lines(p.width)))
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
	p.scroll(cmd, p.height, len(p.lines(p.width)))
	return nav{}, nil
}

func (p *page) View() string {
	lines := p.lines(p.width)
	return strings.Join(lines[p.first(p.height, len(lines)):], "\n")
}
