package query

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"census/model"
)

// maxDepth is how deeply metadata is followed: as far as encoding/json goes.
const maxDepth = 10_000

// scanner walks JSON text without building anything. It takes valid JSON for
// what it is; in anything else it stops where it no longer makes sense, and what
// came before counts.
type scanner struct {
	text []byte
	at   int
	// buffer holds one string without its escapes, until the next one.
	buffer []byte
}

// stop ends the walk: every loop over members and elements ends with the text.
func (s *scanner) stop() { s.at = len(s.text) }

// peek gives the next byte that is not white space, 0 at the end.
func (s *scanner) peek() byte {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// more reports whether a member or element follows, after the opening byte or
// after another; it passes the comma or the closing byte.
func (s *scanner) more(closer byte) bool {
	c := s.peek()
	if c == ',' {
		s.at++
		c = s.peek()
	}
	if c == closer {
		s.at++
		return false
	}
	return s.at < len(s.text)
}

// key reads a key and its colon and gives the key without escapes, until the
// next string is read.
func (s *scanner) key() []byte {
	if s.peek() != '"' {
		s.stop()
		return nil
	}
	key := s.plain(s.str())
	if s.peek() != ':' {
		s.stop()
		return nil
	}
	s.at++
	return key
}

// str reads a string, at its opening quote, and gives what stands between the
// quotes and whether there are escapes in it.
func (s *scanner) str() (raw []byte, escaped bool) {
	start := s.at + 1
	for at := start; ; at++ {
		n := bytes.IndexByte(s.text[at:], '"')
		if n < 0 {
			s.stop()
			return nil, false
		}
		at += n
		if !escapes(s.text[start:at]) {
			s.at = at + 1
			return s.text[start:at], bytes.IndexByte(s.text[start:at], '\\') >= 0
		}
	}
}

// escapes reports whether what follows the text is escaped by its last backslash.
func escapes(text []byte) bool {
	return (len(text)-len(bytes.TrimRight(text, `\`)))%2 == 1
}

// plain is a string without its escapes.
func (s *scanner) plain(raw []byte, escaped bool) []byte {
	if !escaped {
		return raw
	}
	s.buffer = appendUnescaped(s.buffer[:0], raw)
	return s.buffer
}

// delimiters end a number or a word.
var delimiters = func() (table [256]bool) {
	for _, c := range []byte(" \t\r\n,:\"{}[]") {
		table[c] = true
	}
	return table
}()

// bare reads a number, true, false or null; anything else stops the walk.
func (s *scanner) bare() []byte {
	start := s.at
	for s.at < len(s.text) && !delimiters[s.text[s.at]] {
		s.at++
	}
	if s.at == start {
		s.stop()
		return nil
	}
	return s.text[start:s.at]
}

// skip passes one value.
func (s *scanner) skip() {
	for depth := 0; ; {
		switch s.peek() {
		case '{', '[':
			s.at++
			depth++
		case '}', ']':
			s.at++
			depth--
		case ',', ':':
			s.at++
		case '"':
			s.str()
		default:
			s.bare()
		}
		if depth <= 0 || s.at >= len(s.text) {
			return
		}
	}
}

// values visits the strings and numbers of one value, at all depths, but for what
// stands under @private at the top.
func (s *scanner) values(depth int, visit func(raw []byte, escaped bool)) {
	if depth > maxDepth {
		s.stop()
		return
	}
	switch s.peek() {
	case '{':
		s.at++
		for s.more('}') {
			if key := s.key(); depth == 0 && isPrivate(key) {
				s.skip()
				continue
			}
			s.values(depth+1, visit)
		}
	case '[':
		s.at++
		for s.more(']') {
			s.values(depth+1, visit)
		}
	case '"':
		if raw, escaped := s.str(); raw != nil {
			visit(raw, escaped)
		}
	default:
		if word := s.bare(); isNumber(word) {
			visit(word, false)
		}
	}
}

func isPrivate(key []byte) bool { return string(key) == model.PrivateKey }

func isNumber(word []byte) bool {
	return len(word) > 0 && (word[0] == '-' || word[0] >= '0' && word[0] <= '9')
}

// appendUnescaped appends what stands between the quotes of a JSON string with
// its escapes resolved, as encoding/json does it: half of a pair is U+FFFD.
func appendUnescaped(dst, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			dst = append(dst, raw[i])
			continue
		}
		i++
		if raw[i] != 'u' {
			dst = append(dst, unescaped(raw[i]))
			continue
		}
		r, ok := hexRune(raw[i+1:])
		if !ok {
			dst = append(dst, 'u')
			continue
		}
		i += 4
		if low, paired := pairedRune(raw[i+1:]); utf16.IsSurrogate(r) && paired {
			if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
				r = whole
				i += 6
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

func pairedRune(rest []byte) (low rune, ok bool) {
	if len(rest) < 2 || rest[0] != '\\' || rest[1] != 'u' {
		return 0, false
	}
	return hexRune(rest[2:])
}

func hexRune(rest []byte) (r rune, ok bool) {
	if len(rest) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(rest[:4]), 16, 16)
	return rune(n), err == nil
}
