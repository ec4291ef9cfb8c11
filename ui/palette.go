package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"census/model"
)

// commander is a view whose commands can be chosen from the palette.
type commander interface {
	view
	pressed(cmd command) (nav, tea.Cmd)
}

// offer is one line of the palette: a command of the view below, and why it does
// not work now if it does not.
type offer struct {
	cmd          command
	keys, label  string
	help, reason string
}

// palette finds any command of the view below by typing.
type palette struct {
	lowSheet
	picker
	env    *env
	of     commander
	field  *lineInput
	offers []offer
}

func newPalette(e *env, of commander) *palette {
	p := &palette{env: e, of: of, field: newLineInput(e.styles)}
	for _, h := range of.Keys() {
		if b, ok := bindingOf(of.Scope(), h.cmd); ok && h.cmd != cmdHelp && h.cmd != cmdPalette && h.cmd != cmdSuspend {
			p.offers = append(p.offers, offer{h.cmd, b.keyNames(), first(h.label, b.label), b.help, h.reason})
		}
	}
	return p
}

func (p *palette) Scope() scope    { return inPalette }
func (p *palette) Capturing() bool { return true }
func (p *palette) Keys() []hint {
	return append(offers(cmdChoose, cmdBack), quietly(cmdDown, cmdUp)...)
}

func (p *palette) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	found := p.found()
	switch cmd := lookUp(inPalette, k); cmd {
	case cmdBack:
		return nav{close: p}, nil
	case cmdDown, cmdUp:
		p.move(cmd, p.rows(), len(found))
	case cmdChoose:
		if p.at >= len(found) {
			return nav{}, nil
		}
		if o := found[p.at]; o.reason != "" {
			return problem(o.label + ": " + o.reason), nil
		}
		n, c := p.of.pressed(found[p.at].cmd)
		return n.and(p), c
	default:
		p.field.update(k)
		p.at = 0
	}
	return nav{}, nil
}

// found are the offers that match what is typed, the best first: those whose
// word begins with it, then those whose word has its letters in order, then those
// whose help has.
func (p *palette) found() []offer {
	typed := strings.ToLower(strings.TrimSpace(p.field.text()))
	if typed == "" {
		return p.offers
	}
	var found []offer
	words, helps := make([]string, len(p.offers)), make([]string, len(p.offers))
	for i, o := range p.offers {
		words[i], helps[i] = strings.ToLower(o.label), strings.ToLower(o.help)
		if strings.HasPrefix(words[i], typed) {
			found = append(found, o)
		}
	}
	for _, names := range [][]string{words, helps} {
		for _, match := range fuzzy.Find(typed, names) {
			if o := p.offers[match.Index]; !slices.Contains(found, o) {
				found = append(found, o)
			}
		}
	}
	return found
}

func (p *palette) rows() int { return sheetRows(min(12, p.height/2), p.height) }

func (p *palette) View() string {
	s := p.env.styles
	lines := []string{" " + s.strong.Render(":") + " " + p.field.view(max(10, p.width-4), true)}
	found, rows := p.found(), p.rows()
	from, to := p.window(rows, len(found))
	for i := from; i < to; i++ {
		lines = append(lines, p.line(found[i], i == p.at))
	}
	if len(found) == 0 {
		nothing := "no command matches “" + model.Clean(strings.TrimSpace(p.field.text())) + "”"
		lines = append(lines, fit("   "+s.faint.Render(nothing), p.width))
	}
	for len(lines) < rows+1 {
		lines = append(lines, "")
	}
	return strings.Join(lines, "\n")
}

func (p *palette) line(o offer, under bool) string {
	s := p.env.styles
	mark, name, text := "   ", s.plain, o.help
	if under {
		mark, name = " "+s.bar()+" ", s.bold
	}
	if o.reason != "" {
		name, text = s.faint, "not now: "+o.reason
	}
	return fit(mark+name.Render(fit(o.label, 14))+" "+s.accent.Render(fit(o.keys, 12))+" "+s.faint.Render(text), p.width)
}
