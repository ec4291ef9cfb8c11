package painter

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Base is what text looks like where a frame asks for nothing: the parameters of
// SGR for a foreground and a background, such as "38;2;220;223;234" and
// "48;5;234". The zero value leaves both to the terminal.
type Base struct{ Foreground, Background string }

// Grounded is a [tea.Model] that paints its own ground. Base is asked for before
// each frame.
type Grounded interface{ Base() Base }

// look is how text is drawn.
type look struct {
	attributes             uint16 // a bit for each SGR parameter from 1 to 9
	foreground, background string // parameters, "" for the base's
}

// pen draws lines over a base. It writes only what differs from how the last text
// was drawn, and nothing for looks in which nothing is drawn.
type pen struct {
	base   Base
	actual look // of the terminal
	wanted look // by the frame
}

// reset puts the pen into the look of the base, whatever the terminal had.
func (p *pen) reset(out []byte) []byte {
	p.actual, p.wanted = look{}, look{}
	out = append(out, "\x1b[0"...)
	for _, parameters := range []string{p.base.Foreground, p.base.Background} {
		if parameters != "" {
			out = append(append(out, ';'), parameters...)
		}
	}
	return append(out, 'm')
}

// draw appends a part of a frame.
func (p *pen) draw(out []byte, text string) []byte {
	for text != "" {
		start := strings.IndexByte(text, '\x1b')
		if start != 0 {
			if start < 0 {
				start = len(text)
			}
			out = append(p.change(out), text[:start]...)
			text = text[start:]
			continue
		}
		sequence, _, n, _ := ansi.DecodeSequence(text, ansi.NormalState, nil)
		if parameters, ok := styling(sequence); ok {
			p.wanted.take(parameters)
		} else {
			// It may erase, which fills with the background of now.
			out = append(p.change(out), sequence...)
		}
		text = text[n:]
	}
	return out
}

// styling is the parameters of a sequence that changes how text looks.
func styling(sequence string) (parameters string, ok bool) {
	inside, ok := strings.CutPrefix(sequence, "\x1b[")
	if !ok || !strings.HasSuffix(inside, "m") {
		return "", false
	}
	inside = inside[:len(inside)-1]
	return inside, strings.Trim(inside, "0123456789;:") == ""
}

// change appends what makes the terminal draw as wanted.
func (p *pen) change(out []byte) []byte {
	if p.actual == p.wanted {
		return out
	}
	start := len(out)
	out = append(out, "\x1b["...)
	out = p.changeAttributes(out)
	if p.actual.foreground != p.wanted.foreground {
		out = appendParameter(out, or(p.wanted.foreground, or(p.base.Foreground, "39")))
	}
	if p.actual.background != p.wanted.background {
		out = appendParameter(out, or(p.wanted.background, or(p.base.Background, "49")))
	}
	p.actual = p.wanted
	if len(out) == start+2 {
		return out[:start]
	}
	out[len(out)-1] = 'm' // in place of the last semicolon
	return out
}

// changeAttributes appends the attributes that end and those that begin. Bold and
// faint end together.
func (p *pen) changeAttributes(out []byte) []byte {
	ending := p.actual.attributes &^ p.wanted.attributes
	lasting := p.actual.attributes &^ ending
	for n, off := range endings {
		if bit := uint16(1) << n; off != 0 && ending&bit != 0 {
			out = appendParameter(out, strconv.Itoa(off))
			if off == endOfWeight {
				lasting &^= weights
				ending &^= weights
			}
		}
	}
	for n := 1; n < len(endings); n++ {
		if bit := uint16(1) << n; p.wanted.attributes&^lasting&bit != 0 {
			out = appendParameter(out, strconv.Itoa(n))
		}
	}
	return out
}

// endings are the SGR parameters that end those from 1 to 9.
var endings = [...]int{1: endOfWeight, 2: endOfWeight, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29}

const (
	endOfWeight = 22
	weights     = 1<<1 | 1<<2
)

// take applies parameters of SGR.
func (l *look) take(parameters string) {
	for more := true; more; {
		var first string
		first, parameters, more = cutParameter(parameters)
		l.apply(first)
	}
}

// cutParameter cuts the first parameter off, with what belongs to it: a colour has
// several.
func cutParameter(parameters string) (first, rest string, more bool) {
	first, rest, more = strings.Cut(parameters, ";")
	if first != "38" && first != "48" {
		return first, rest, more
	}
	kind, _, _ := strings.Cut(rest, ";")
	length := map[string]int{"5": 2, "2": 4}[kind]
	for range length {
		var part string
		part, rest, more = strings.Cut(rest, ";")
		first += ";" + part
	}
	return first, rest, more
}

// apply applies one parameter, a colour with all of its parts.
func (l *look) apply(parameter string) {
	code, _, _ := strings.Cut(strings.ReplaceAll(parameter, ":", ";"), ";")
	n, _ := strconv.Atoi(code) // empty is 0
	switch {
	case n == 0:
		*l = look{}
	case n < len(endings):
		l.attributes |= 1 << n
	case n >= endOfWeight && n <= 29:
		for attribute, off := range endings {
			if off == n {
				l.attributes &^= 1 << attribute
			}
		}
	case n == 39:
		l.foreground = ""
	case n == 49:
		l.background = ""
	case n >= 30 && n <= 38, n >= 90 && n <= 97:
		l.foreground = parameter
	case n >= 40 && n <= 48, n >= 100 && n <= 107:
		l.background = parameter
	}
}

func appendParameter(out []byte, parameter string) []byte {
	return append(append(out, parameter...), ';')
}

func or(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}
