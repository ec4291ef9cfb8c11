package model

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep metadata may be nested. encoding/json refuses more than
// 10 000 levels; nobody needs more than this, and a screen could not show it.
const maxDepth = 100

// JSONError is the first place at which a text stops being JSON. Offset counts
// bytes from zero; Line and Column start at one, the column in characters.
type JSONError struct {
	Offset, Line, Column int
	Problem              string
}

// Error reads "line 3, column 9: a comma is missing before "age"".
func (e *JSONError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Problem)
}

// CheckObject returns nil if text is one JSON object without duplicate keys,
// otherwise a *JSONError that says where and why it is not, worded for the
// person typing it. It accepts the same texts as encoding/json, except for
// duplicate keys and deeper nesting.
func CheckObject(text string) error {
	p := &jsonParser{ScanJSON([]byte(text))}
	p.Peek()
	if p.end() {
		return p.fail("the text is empty; {} is the empty object")
	}
	if p.next() != '{' {
		return p.fail("metadata is an object: it starts with {")
	}
	if err := p.value(0); err != nil {
		return err
	}
	p.Peek()
	if !p.end() {
		return p.fail("nothing may follow the closing }")
	}
	return nil
}

// jsonParser checks JSON text by recursive descent and stops at the first fault.
type jsonParser struct{ JSONScanner }

func (p *jsonParser) end() bool { return p.at >= len(p.text) }

// next is the byte at the cursor, which must not be at the end.
func (p *jsonParser) next() byte { return p.text[p.at] }

func (p *jsonParser) fail(format string, args ...any) *JSONError {
	return p.failAt(p.at, format, args...)
}

func (p *jsonParser) failAt(at int, format string, args ...any) *JSONError {
	line, column := Position(p.text, at)
	return &JSONError{Offset: at, Line: line, Column: column, Problem: fmt.Sprintf(format, args...)}
}

// found names what is at the cursor, for a message: a whole string, a word, or
// one character.
func (p *jsonParser) found() string {
	if p.end() {
		return "the end"
	}
	rest := string(p.text[p.at:])
	if rest[0] == '"' {
		if stop := strings.IndexAny(rest[1:], "\"\n"); stop >= 0 && stop <= 30 && rest[1+stop] == '"' {
			return Clean(rest[:stop+2])
		}
	}
	stop := strings.IndexFunc(rest, func(r rune) bool { return !isWord(r) })
	switch {
	case stop < 0:
		stop = len(rest)
	case stop == 0:
		_, stop = utf8.DecodeRuneInString(rest)
	}
	return Clean(firstRunes(rest[:stop], 20))
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}

func isWord(r rune) bool {
	return r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}

func (p *jsonParser) value(depth int) error {
	if depth > maxDepth {
		return p.fail("nested more than %d levels deep", maxDepth)
	}
	if p.end() {
		return p.fail("the text ends where a value is expected")
	}
	switch c := p.next(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		_, err := p.str("text")
		return err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case c == '\'':
		return p.fail(`put text in double quotes ("), not single ones`)
	case c == '}' || c == ']' || c == ',':
		return p.fail("a value is missing before %s", p.found())
	}
	return p.literal()
}

func (p *jsonParser) literal() error {
	for _, word := range []string{"true", "false", "null"} {
		rest := p.text[p.at:]
		if bytes.HasPrefix(rest, []byte(word)) && (len(rest) == len(word) || !isWord(rune(rest[len(word)]))) {
			p.at += len(word)
			return nil
		}
	}
	return p.fail(`%s is not a value: put text in double quotes, or use a number, true, false, null, { or [`, p.found())
}

func (p *jsonParser) object(depth int) error {
	p.at++
	seen := map[string]bool{}
	for first := true; ; first = false {
		p.Peek()
		if p.end() {
			return p.fail("the text ends before the closing }")
		}
		if p.next() == '}' {
			if !first {
				return p.fail("extra comma before }: remove it or add another key")
			}
			p.at++
			return nil
		}
		if err := p.member(depth, seen); err != nil {
			return err
		}
		more, err := p.separator('}')
		if err != nil || !more {
			return err
		}
	}
}

func (p *jsonParser) member(depth int, seen map[string]bool) error {
	start := p.at
	if p.next() != '"' {
		return p.fail("expected a key in double quotes here, not %s", p.found())
	}
	key, err := p.str("key")
	if err != nil {
		return err
	}
	if seen[key] {
		return p.failAt(start, "the key %s appears twice in this object", Clean(firstRunes(key, 30)))
	}
	seen[key] = true
	p.Peek()
	if p.end() || p.next() != ':' {
		return p.fail("a colon is missing after the key, before %s", p.found())
	}
	p.at++
	p.Peek()
	return p.value(depth + 1)
}

func (p *jsonParser) array(depth int) error {
	p.at++
	for first := true; ; first = false {
		p.Peek()
		if p.end() {
			return p.fail("the text ends before the closing ]")
		}
		if p.next() == ']' {
			if !first {
				return p.fail("extra comma before ]: remove it or add another value")
			}
			p.at++
			return nil
		}
		if err := p.value(depth + 1); err != nil {
			return err
		}
		more, err := p.separator(']')
		if err != nil || !more {
			return err
		}
	}
}

// separator reads the comma after an element (then more is true) or the closer.
func (p *jsonParser) separator(closer byte) (more bool, err error) {
	p.Peek()
	if p.end() {
		return false, p.fail("the text ends before the closing %c", closer)
	}
	switch p.next() {
	case ',':
		p.at++
		return true, nil
	case closer:
		p.at++
		return false, nil
	}
	return false, p.fail("a comma is missing before %s", p.found())
}

// str reads a string and returns its meaning, for comparing keys.
func (p *jsonParser) str(what string) (string, error) {
	start := p.at
	p.at++
	for {
		if p.end() {
			return "", p.failAt(start, "the %s that starts here has no closing quote", what)
		}
		switch c := p.next(); {
		case c == '"':
			p.at++
			return keyOf(p.text[start:p.at]), nil
		case c == '\n':
			return "", p.failAt(start, "the %s that starts here is not closed on its line", what)
		case c < 0x20:
			return "", p.fail("a control character must be written as an escape such as \\t")
		case c == '\\':
			if err := p.escape(); err != nil {
				return "", err
			}
		default:
			p.at++
		}
	}
}

func (p *jsonParser) escape() error {
	rest := p.text[p.at+1:]
	if len(rest) > 0 && strings.IndexByte(`"\/bfnrt`, rest[0]) >= 0 {
		p.at += 2
		return nil
	}
	if len(rest) >= 5 && rest[0] == 'u' && isHex(string(rest[1:5])) {
		p.at += 6
		return nil
	}
	return p.fail(`\ must be followed by one of " \ / b f n r t, or u and four hex digits`)
}

func isHex(s string) bool {
	return strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

func (p *jsonParser) number() error {
	start := p.at
	if p.next() == '-' {
		p.at++
	}
	switch {
	case p.end() || !isDigit(p.next()):
		return p.fail("a digit is missing after -")
	case p.next() == '0':
		p.at++
		if !p.end() && isDigit(p.next()) {
			return p.failAt(start, "a number must not start with 0 unless a decimal point follows")
		}
	default:
		p.digits()
	}
	if !p.end() && p.next() == '.' {
		p.at++
		if !p.digits() {
			return p.fail("a digit is missing after the decimal point")
		}
	}
	if !p.end() && (p.next() == 'e' || p.next() == 'E') {
		p.at++
		if !p.end() && (p.next() == '+' || p.next() == '-') {
			p.at++
		}
		if !p.digits() {
			return p.fail("a digit is missing after the exponent's e")
		}
	}
	return nil
}

func (p *jsonParser) digits() bool {
	start := p.at
	for !p.end() && isDigit(p.next()) {
		p.at++
	}
	return p.at > start
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
