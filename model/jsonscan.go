package model

import (
	"bytes"
	"unicode/utf8"
)

// JSONScanner walks JSON text token by token without building anything. It
// expects valid JSON. In any other text it stops where the text no longer makes
// sense, and what came before counts; [CheckObject] says what is wrong with a
// text. Every loop over members, elements or tokens ends at the end of the
// text.
type JSONScanner struct {
	text []byte
	at   int
}

// ScanJSON starts a walk. The scanner returns slices of the text.
func ScanJSON(text []byte) JSONScanner { return JSONScanner{text: text} }

// Offset is the scanner's position in bytes; after [JSONScanner.Peek], it is
// where the next token begins.
func (s *JSONScanner) Offset() int { return s.at }

// Stop ends the walk.
func (s *JSONScanner) Stop() { s.at = len(s.text) }

// Peek skips white space and returns the first byte of the next token, or 0 at
// the end.
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

// Pass skips the byte that Peek has returned.
func (s *JSONScanner) Pass() { s.at = min(s.at+1, len(s.text)) }

// More reports whether a member or element follows: either after the opening
// byte of an object or list, which closer ends, or after another member or
// element. It consumes the comma or the closing byte.
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

// Key reads a key and its colon. It returns the text between the key's quotes,
// and whether it contains escapes.
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

// Quoted reads the string that Peek has found. It returns the text between the
// quotes, nil if the string is not closed, and whether it contains escapes.
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

// JSONStringLen returns the length in bytes, including the quotes, of the
// string that the text begins with. An unclosed one extends to the end of the
// text.
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

// endsBare marks the bytes that end a number or a word.
var endsBare = func() (table [256]bool) {
	for _, c := range []byte(" \t\r\n,:\"{}[]") {
		table[c] = true
	}
	return table
}()

// Bare reads the number or word that Peek has found; if there is none, it
// returns nil and ends the walk.
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

// Token reads the next token and returns it verbatim: a brace, bracket, comma,
// colon, string with its quotes, number or word; nil at the end. An unclosed
// string extends to the end of the text.
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

// Value reads one value and returns it verbatim.
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

// Position returns the line and column of a byte offset in a text, both
// starting at 1, with the column in characters.
func Position(text []byte, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}
