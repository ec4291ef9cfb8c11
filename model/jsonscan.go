package model

import (
	"bytes"
	"unicode/utf8"
)

// JSONScanner walks JSON text from token to token, and builds nothing. It takes valid
// JSON for what it is. In any other text it stops where that no longer makes sense,
// and what came before counts; [CheckObject] says what is wrong with a text. Every
// loop over members, elements or tokens ends with the text.
type JSONScanner struct {
	text []byte
	at   int
}

// ScanJSON begins a walk. What the scanner returns are parts of the text.
func ScanJSON(text []byte) JSONScanner { return JSONScanner{text: text} }

// Offset is where the scanner is in the text, in bytes: after [JSONScanner.Peek], where
// the next token begins.
func (s *JSONScanner) Offset() int { return s.at }

// Stop ends the walk.
func (s *JSONScanner) Stop() { s.at = len(s.text) }

// Peek goes over white space and returns the first byte of the next token, 0 at the
// end.
func (s *JSONScanner) Peek() byte {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// Pass goes over the byte that Peek has returned.
func (s *JSONScanner) Pass() { s.at = min(s.at+1, len(s.text)) }

// More reports whether a member or element follows: after the opening byte of an object
// or list, which ends with closer, or after another member or element. It goes over the
// comma or the closing byte.
func (s *JSONScanner) More(closer byte) bool {
	c := s.Peek()
	if c == ',' {
		s.at++
		c = s.Peek()
	}
	if c == closer {
		s.at++
		return false
	}
	return s.at < len(s.text)
}

// Key goes over a key and its colon. It returns what stands between the key's quotes,
// and whether there are escapes in it.
func (s *JSONScanner) Key() (raw []byte, escaped bool) {
	if s.Peek() != '"' {
		s.Stop()
		return nil, false
	}
	raw, escaped = s.Quoted()
	if s.Peek() != ':' {
		s.Stop()
		return nil, false
	}
	s.at++
	return raw, escaped
}

// Quoted goes over the string that Peek has found. It returns what stands between the
// quotes, nil where the string is not closed, and whether there are escapes in it.
func (s *JSONScanner) Quoted() (raw []byte, escaped bool) {
	start := s.at + 1
	n, isClosed := JSONStringLen(s.text[s.at:])
	s.at += n
	if !isClosed {
		return nil, false
	}
	raw = s.text[start : s.at-1]
	return raw, bytes.IndexByte(raw, '\\') >= 0
}

// JSONStringLen is the length, in bytes and with its quotes, of the string that the text
// begins with. One that is not closed goes on to the end of the text.
func JSONStringLen[Text ~string | ~[]byte](text Text) (n int, isClosed bool) {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1, true
		}
	}
	return len(text), false
}

// endsBare are the bytes that end a number or a word.
var endsBare = func() (table [256]bool) {
	for _, c := range []byte(" \t\r\n,:\"{}[]") {
		table[c] = true
	}
	return table
}()

// Bare goes over the number or word that Peek has found and returns it; nil, and the
// end of the walk, where there is none.
func (s *JSONScanner) Bare() []byte {
	start := s.at
	for s.at < len(s.text) && !endsBare[s.text[s.at]] {
		s.at++
	}
	if s.at == start {
		s.Stop()
		return nil
	}
	return s.text[start:s.at:s.at]
}

// Token goes over the next token and returns it as it is spelled: a brace, a bracket, a
// comma, a colon, a string with its quotes, a number or a word; nil at the end. A string
// that is not closed goes on to the end of the text.
func (s *JSONScanner) Token() []byte {
	c, start := s.Peek(), s.at
	switch {
	case start == len(s.text):
		return nil
	case c == '"':
		s.Quoted()
	case endsBare[c]:
		s.at++
	default:
		s.Bare()
	}
	return s.text[start:s.at:s.at]
}

// Value goes over one value and returns it as it is spelled.
func (s *JSONScanner) Value() []byte {
	s.Peek()
	start := s.at
	for depth := 0; ; {
		switch s.Peek() {
		case '{', '[':
			s.at++
			depth++
		case '}', ']':
			s.at++
			depth--
		case ',', ':':
			s.at++
		case '"':
			s.Quoted()
		default:
			s.Bare()
		}
		if depth <= 0 || s.at >= len(s.text) {
			return s.text[start:s.at:s.at]
		}
	}
}

// Position is the line and the column of a byte offset in a text, both counted from one,
// the column in characters.
func Position(text []byte, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}
