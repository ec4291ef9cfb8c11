package keyboard

import "bytes"

const (
	// maxUnits and maxBytes bound what nobody has read yet; beyond them nothing is
	// read from the terminal. One piece may exceed them.
	maxUnits = 1024
	maxBytes = 2 * maxPaste
	// maxTurns is how many turns of the wheel in a row are worth to be kept: a
	// program that is behind by more gains nothing by making up for them.
	maxTurns = 8
)

// backlog is the units that nobody has read yet, in their order.
type backlog struct {
	units []unit
	bytes int
}

func (b *backlog) isFull() bool { return len(b.units) >= maxUnits || b.bytes >= maxBytes }

// add appends a unit; false if it is none of its own: it adds nothing to what is
// there, or goes on with it.
func (b *backlog) add(u unit) bool {
	if b.isMoot(u) || b.continues(u) {
		return false
	}
	b.units = append(b.units, u)
	b.bytes += len(u.bytes) + len(u.pasted)
	return true
}

// continues makes characters a part of the run that is the last unit, if it is one:
// a text that comes in pieces, faster than it is read, is one unit.
func (b *backlog) continues(u unit) bool {
	if len(b.units) == 0 || !u.isRun() {
		return false
	}
	last := &b.units[len(b.units)-1]
	if !last.isRun() || len(last.bytes) >= maxPaste {
		return false
	}
	last.bytes = append(last.bytes, u.bytes...)
	b.bytes += len(u.bytes)
	return true
}

// isMoot tells reports of the mouse that are too many.
func (b *backlog) isMoot(u unit) bool {
	button, isSteady := steadyMouse(u.bytes)
	if !isSteady || len(b.units) < maxTurns {
		return false
	}
	for _, earlier := range b.units[len(b.units)-maxTurns:] {
		if !bytes.HasPrefix(earlier.bytes, button) {
			return false
		}
	}
	return true
}

// steadyMouse tells reports of the mouse that come in quantities, those of the
// wheel and of motion, and their beginning, which names the button: ESC [ < 64 ;
func steadyMouse(report []byte) (button []byte, is bool) {
	const wheel, motion = 64, 32
	number, ok := bytes.CutPrefix(report, []byte("\x1b[<"))
	number, _, found := bytes.Cut(number, []byte(";"))
	if !ok || !found || len(number) > 3 {
		return nil, false
	}
	n := 0
	for _, digit := range number {
		n = 10*n + int(digit-'0')
	}
	return report[:len("\x1b[<")+len(number)+1], n&(wheel|motion) != 0
}

// take removes the first unit.
func (b *backlog) take() unit {
	u := b.units[0]
	b.units = b.units[1:]
	b.bytes -= len(u.bytes) + len(u.pasted)
	return u
}
