package keyboard

import (
	"bytes"
	"unicode/utf8"
)

// maxPaste bounds a pasted text that is one unit, in bytes.
const maxPaste = 1 << 20

// unit is what belongs together.
type unit struct {
	bytes []byte // as Bubble Tea reads them
	// pasted is the text of a paste, whose bytes are its two ends only.
	pasted  string
	isPaste bool
}

// isRun tells characters from keys, reports and pastes.
func (u unit) isRun() bool { return !u.isPaste && !isControl(u.bytes[0]) }

// isLong tells a run of more than one character: Bubble Tea would take it apart at
// blanks, and where a read of it ends.
func (u unit) isLong() bool {
	_, first := utf8.DecodeRune(u.bytes)
	return u.isRun() && len(u.bytes) > first
}

// parser puts what arrives in pieces together.
type parser struct {
	rest []byte // has arrived, and may be the beginning of something

	pasting bool
	text    []byte // of the paste, without rest
	// interrupted says that ctrl+c was pressed in the paste: its end got lost.
	interrupted bool
	// torn says that a paste was given up for which an end may still come.
	torn bool

	// expects says that the terminal has been asked, and may answer at any time; due
	// that it should within moments.
	expects, due bool
	answers      []Answer
	// escaped says that an escape was a key for want of more, just now.
	escaped bool
}

// waiting is what has to come before what has arrived means something.
type waiting int

const (
	forNothing waiting = iota
	shortly            // it may be whole already, as an escape, or is not wanted any more
	longer             // it cannot be whole
	endlessly          // the next key ends it, if nothing else does
)

func isEscapes(b []byte) bool { return len(bytes.Trim(b, "\x1b")) == 0 }

// waits says for what, and with that how long.
func (p *parser) waits() waiting {
	switch {
	case p.pasting && p.interrupted:
		return shortly
	case p.pasting:
		return longer
	case len(p.rest) == 0:
		return forNothing
	case isEscapes(p.rest) && !p.due:
		return shortly
	case p.expects && isBegunAnswer(p.rest):
		return endlessly
	}
	return longer
}

// feed takes a piece and returns the units that are whole now.
func (p *parser) feed(piece []byte) (units []unit) {
	if p.escaped && lateAnswer.Match(piece) {
		p.rest = append(p.rest, escape)
	}
	p.escaped = false
	p.rest = append(p.rest, piece...)
	for more := true; more && len(p.rest) > 0; {
		var u []unit
		if p.isPasted() {
			u, more = p.paste()
		} else {
			u, more = p.keys()
		}
		units = append(units, u...)
	}
	p.rest = append([]byte(nil), shortened(p.rest)...)
	return units
}

// isPasted reports whether what has arrived begins with pasted text: also that of
// a paste that was given up too early, whose end has now been seen.
func (p *parser) isPasted() bool {
	if !p.pasting && p.torn {
		end, start := bytes.Index(p.rest, []byte(pasteEnd)), bytes.Index(p.rest, []byte(pasteStart))
		p.pasting = end >= 0 && (start < 0 || end < start)
	}
	return p.pasting
}

// keys takes the first unit off that is no paste.
func (p *parser) keys() (units []unit, more bool) {
	n, f := first(p.rest)
	sequence := p.rest[:n]
	p.rest = p.rest[n:]
	a, isAnswer := answer(sequence)
	switch {
	case f == open && p.expects && brokenAnswer(p.rest) > 0:
		p.rest = p.rest[brokenAnswer(p.rest):]
	case f == open:
		return nil, false
	case isAnswer:
		p.answers = append(p.answers, a)
	case f == drop, string(sequence) == pasteEnd, sequence[0] == escape && n > maxSequence:
	case string(sequence) == pasteStart:
		p.pasting, p.interrupted, p.torn = true, false, false
	default:
		units = []unit{{bytes: bytes.Clone(sequence)}}
	}
	return units, true
}

// paste takes text up to the paste's end, to what interrupts it, or all there is.
func (p *parser) paste() (units []unit, more bool) {
	n, by := interruption(p.rest)
	p.text = append(p.text, p.rest[:n]...)
	p.rest = p.rest[n+len(by):]
	switch by {
	case pasteEnd:
		units = p.handOn(len(p.text))
		p.pasting, p.torn = false, false
	case pasteStart: // the last one's end got lost
		units = p.handOn(len(p.text))
		p.interrupted = false
	case string(rune(ctrlC)):
		p.interrupted = true
		units = append(p.handOn(len(p.text)), unit{bytes: []byte{ctrlC}})
	default:
		if len(p.text) >= maxPaste {
			units = p.handOn(len(p.text) - tornRune(p.text))
		}
	}
	return units, by != ""
}

// interruption finds what ends a pasted text or interrupts it, after n bytes of
// text; "" for nothing. Bytes that may be the beginning of it are no text yet.
func interruption(b []byte) (n int, by string) {
	for i, c := range b {
		switch rest := b[i:]; {
		case c == ctrlC:
			return i, string(rune(ctrlC))
		case c != escape:
		case bytes.HasPrefix(rest, []byte(pasteEnd)):
			return i, pasteEnd
		case bytes.HasPrefix(rest, []byte(pasteStart)):
			return i, pasteStart
		case bytes.HasPrefix([]byte(pasteEnd), rest), bytes.HasPrefix([]byte(pasteStart), rest):
			return i, ""
		}
	}
	return len(b), ""
}

// handOn makes the first n bytes of the pasted text a unit, if there are any.
func (p *parser) handOn(n int) (units []unit) {
	if n > 0 {
		units = []unit{{bytes: []byte(pasteStart + pasteEnd), pasted: string(p.text[:n]), isPaste: true}}
	}
	p.text = append([]byte(nil), p.text[n:]...)
	return units
}

// giveUp makes do with what has arrived: nothing more will come. Escapes are keys,
// a paste is what there is of it, and the beginning of something else is nothing.
func (p *parser) giveUp() (units []unit) {
	switch {
	case p.pasting:
		units = p.handOn(len(p.text))
		p.pasting, p.torn = false, true
	case isEscapes(p.rest):
		for range p.rest {
			units = append(units, unit{bytes: []byte{escape}})
		}
		p.escaped = p.expects && len(p.rest) == 1
	}
	p.rest = nil
	return units
}

// shortened takes the middle out of a sequence that is still open and longer than
// any key, so that what is kept of it is bounded.
func shortened(b []byte) []byte {
	if len(b) <= maxSequence {
		return b
	}
	if b[len(b)-1] == escape {
		return append(bytes.Clone(b[:maxSequence]), escape)
	}
	return b[:maxSequence]
}

// tornRune is how many bytes at the end are the beginning of a character.
func tornRune(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if tail := text[len(text)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
