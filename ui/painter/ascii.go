package painter

import (
	"fmt"
	"strings"
)

// ascii is what stands for the characters that census draws with where only ASCII
// can be shown. Each takes one cell. All others are escaped.
var ascii = map[string]string{
	"│": "|", "─": "-", "▌": ">", "▏": ">", "█": "#", "░": ".", "▼": "v", "▲": "^",
	"●": "*", "○": "o", "⊘": "x", "⊛": "@", "•": "*", "✓": "+", "×": "x", "±": "~",
	"·": "-", "–": "-", "…": "~", "→": ">", "←": "<", "↑": "^", "↓": "v", "‹": "<", "›": ">", "⌫": "<",
	"“": `"`, "”": `"`,
	"⠋": "|", "⠙": "/", "⠹": "-", "⠸": `\`, "⠼": "|", "⠴": "/", "⠦": "-", "⠧": `\`, "⠇": "|", "⠏": "/",
}

// ASCII is running text for where only ASCII can be shown: census's own characters
// have a substitute each, and others become \u and four hexadecimal digits, or \U
// and eight.
func ASCII(text string) string {
	if isASCII(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if substitute, ok := ascii[string(r)]; ok {
			b.WriteString(substitute)
		} else {
			b.WriteString(escape(string(r)))
		}
	}
	return b.String()
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7e })
}

// escape spells the characters of a text in ASCII.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r <= 0x7e:
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// unknown takes the cell of a character that there is no room to escape.
const unknown = "?"

// asciiLine is [ASCII] for a line of a frame. Each column begins where it did:
// what is escaped takes up the blanks behind it, all but two, and where they do not
// suffice each cell of a character is a question mark.
func asciiLine(line string) string {
	if isASCII(line) {
		return line
	}
	all := pieces(line)
	var b strings.Builder
	written := 0
	for _, s := range segments(all) {
		writeBlanks(&b, all[written:s.from], 0)
		taken := s.writeASCII(&b, all)
		written = s.next(all)
		writeBlanks(&b, all[s.to:written], taken)
	}
	writeBlanks(&b, all[written:], 0)
	return b.String()
}

// writeASCII writes the segment and returns how many cells more than before that
// takes.
func (s segment) writeASCII(b *strings.Builder, all []piece) (taken int) {
	spare := s.spare(all)
	for _, p := range all[s.from:s.to] {
		text := p.text
		substitute, isOurs := ascii[text]
		switch {
		case isASCII(text):
		case !isDrawn(p):
			text = "" // a control character of eight bits
		case isOurs:
			text = substitute
		default:
			text = escape(text)
			if more := len(text) - p.width; more <= spare-taken {
				taken += more
			} else {
				text = strings.Repeat(unknown, p.width)
			}
		}
		b.WriteString(text)
	}
	return taken
}

// spare is how many blanks stand behind the segment, but for those that part it
// from the next one.
func (s segment) spare(all []piece) int {
	width := 0
	for _, p := range all[s.from:s.to] {
		width += p.width
	}
	return max(0, s.room-width-gap)
}

// next is where the blanks and sequences behind the segment end.
func (s segment) next(all []piece) int {
	for i, p := range all[s.to:] {
		if isDrawn(p) && !p.isBlank() {
			return s.to + i
		}
	}
	return len(all)
}

// writeBlanks writes sequences and blanks, but for so many of the blanks.
func writeBlanks(b *strings.Builder, all []piece, without int) {
	for _, p := range all {
		if without > 0 && p.isBlank() {
			without--
		} else if isASCII(p.text) {
			b.WriteString(p.text)
		}
	}
}
