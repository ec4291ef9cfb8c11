package keyboard

import (
	"bytes"
	"unicode/utf8"
)

const (
	ctrlC  = 0x03
	bell   = 0x07
	escape = 0x1b
	del    = 0x7f

	// maxSequence bounds an escape sequence that is no string. All keys are shorter.
	maxSequence = 64
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// fate is what becomes of the bytes at the beginning of what has arrived.
type fate int

const (
	open   fate = iota // it depends on what follows them
	handOn             // they are a unit
	drop               // they are nothing for the program
)

// first looks at the beginning of what has arrived, of at least one byte, and says
// how many bytes belong together and what becomes of them.
func first(b []byte) (n int, f fate) {
	switch c := b[0]; {
	case c == escape:
		return afterEscape(b)
	case isControl(c):
		return 1, handOn
	case c < utf8.RuneSelf || utf8.FullRune(b):
		if n = run(b); n == 0 {
			return 1, drop // no character begins like this
		}
		return n, handOn
	}
	return 0, open
}

func isControl(c byte) bool { return c < ' ' || c == del }

// run is the length of the characters at the beginning.
func run(b []byte) (n int) {
	for n < len(b) && !isControl(b[n]) {
		r, w := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && w <= 1 {
			break
		}
		n += w
	}
	return n
}

func afterEscape(b []byte) (int, fate) {
	if len(b) == 1 {
		return 0, open
	}
	switch c := b[1]; {
	case c == '[':
		return controlSequence(b)
	case c == 'O':
		return shiftThree(b)
	case bytes.IndexByte([]byte("]PX^_"), c) >= 0:
		return controlString(b)
	case c == escape:
		return afterTwoEscapes(b)
	case c == ctrlC:
		return 1, handOn // the escape alone
	case c >= utf8.RuneSelf && !utf8.FullRune(b[1:]):
		return 0, open
	case isControl(c):
		return 2, handOn // alt with a control key
	}
	_, w := utf8.DecodeRune(b[1:])
	if w == 1 && b[1] >= utf8.RuneSelf {
		return 1, handOn
	}
	return 1 + w, handOn // alt with a character
}

// afterTwoEscapes takes the first one for alt only before keys of which it is
// known that terminals send them so, else for the key: Bubble Tea would take other
// sequences apart.
func afterTwoEscapes(b []byte) (int, fate) {
	if len(b) == 2 {
		return 0, open
	}
	n, f := first(b[1:])
	switch {
	case b[2] != '[' && b[2] != 'O':
		return 1, handOn
	case f == open:
		return 0, open
	case f == handOn && isPlainKey(b[1:1+n]):
		return 1 + n, handOn
	}
	return 1, handOn
}

// isPlainKey tells the sequences of arrows, Home and its neighbours, and the first
// function keys.
func isPlainKey(sequence []byte) bool {
	switch inside := sequence[2:]; {
	case sequence[1] == 'O':
		return true
	case len(inside) == 1:
		return bytes.IndexByte([]byte("ABCDFHZ"), inside[0]) >= 0
	default:
		return len(inside) == 2 && '1' <= inside[0] && inside[0] <= '8' && inside[1] == '~'
	}
}

// controlSequence is what begins with ESC [.
func controlSequence(b []byte) (int, fate) {
	if len(b) == 2 {
		return 0, open
	}
	switch b[2] {
	case 'M':
		return oldMouse(b)
	case '[', 'O': // function keys of the Linux console, arrows with shift
		return oneMore(b)
	}
	i := 2
	for i < len(b) && '0' <= b[i] && b[i] <= '?' {
		i++
	}
	if i == 3 && i < len(b) && b[i] == '$' { // keys of rxvt with shift
		if b[2] == '7' || b[2] == '8' {
			return 4, handOn
		}
		return 4, drop
	}
	for i < len(b) && ' ' <= b[i] && b[i] <= '/' {
		i++
	}
	switch {
	case i == len(b):
		return 0, open
	case b[i] < '@' || b[i] > '~':
		return i, drop // it is not the sequence's
	}
	return i + 1, handOn
}

// oneMore is ESC [ and two more bytes, the last of which is a letter.
func oneMore(b []byte) (int, fate) {
	letters := "ABCDE"
	if b[2] == 'O' {
		letters = "ABCDabcd"
	}
	switch {
	case len(b) == 3:
		return 0, open
	case bytes.IndexByte([]byte(letters), b[3]) >= 0:
		return 4, handOn
	}
	return 3, drop
}

// oldMouse is a report of the mouse from terminals that know no other form: three
// bytes, none of them a control character.
func oldMouse(b []byte) (int, fate) {
	const length = 6
	for i := 3; i < min(length, len(b)); i++ {
		if b[i] < ' ' {
			return i, drop
		}
	}
	if len(b) < length {
		return 0, open
	}
	return length, handOn
}

// shiftThree is what begins with ESC O: a letter, which digits may precede. Bubble
// Tea knows some of them, and would take the others apart.
func shiftThree(b []byte) (int, fate) {
	i := 2
	for i < len(b) && ('0' <= b[i] && b[i] <= '9' || b[i] == ';') {
		i++
	}
	switch {
	case i == len(b):
		return 0, open
	case b[i] < '@' || b[i] > '~':
		return i, drop
	case i == 2 && bytes.IndexByte([]byte("ABCDPQRS"), b[i]) >= 0:
		return 3, handOn
	}
	return i + 1, drop
}

// controlString is what begins with ESC and one of ] P X ^ _ and ends with BEL or
// ESC \: an answer of the terminal. Any other control character ends it too, and
// is none of it.
func controlString(b []byte) (int, fate) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c == bell:
			return i + 1, drop
		case c == escape && i+1 == len(b):
			return 0, open
		case c == escape && b[i+1] == '\\':
			return i + 2, drop
		case isControl(c):
			return i, drop
		}
	}
	return 0, open
}
