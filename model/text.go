package model

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Clean makes text from a server safe for one line of a terminal or for the
// clipboard: control characters, escape sequences, line breaks, bidirectional
// overrides, invisible characters, noncharacters and invalid UTF-8 become
// visible escapes such as \n, \x1b or \u202e. A combining mark at the beginning
// is given a dotted circle as its base. Everything else, including joiners
// where they belong and right-to-left letters, stays; text without anything to
// escape is returned unchanged.
func Clean(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if clings(first) {
		return "◌" + Escape(s, escape)
	}
	return Escape(s, escape)
}

// Escape replaces what [Clean] would escape with the result of as. For invalid
// UTF-8, as receives a byte as a negative number.
func Escape(s string, as func(r rune) string) string {
	var b strings.Builder
	done := 0
	eachUnsafe(s, func(at, size int, r rune) {
		b.WriteString(s[done:at])
		b.WriteString(as(r))
		done = at + size
	})
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// eachUnsafe calls found with the position of each character to be escaped and
// with the character, or minus the byte for invalid UTF-8.
func eachUnsafe(s string, found func(at, size int, r rune)) {
	before := rune(0) // the last one that draws something, or a tag
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		after, _ := utf8.DecodeRuneInString(s[at+size:])
		switch {
		case r == utf8.RuneError && size == 1:
			found(at, size, -rune(s[at]))
			before = 0
		case IsUnsafe(r) || isJoining(r) && !belongs(r, before, after):
			found(at, size, r)
			before = 0
		case !isJoining(r) || isTag(r):
			before = r
		}
		at += size
	}
}

// CleanLines is [Clean] for text of several lines: line feeds are kept, tabs
// become two spaces, the rest is escaped.
func CleanLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Clean(strings.ReplaceAll(line, "\t", "  "))
	}
	return strings.Join(lines, "\n")
}

// Strip removes the characters that a text field cannot contain, and returns
// how many there were: what [Clean] would escape, and U+FFFD, which marks lost
// characters.
func Strip(s string) (text string, removed int) {
	text = Escape(s, func(rune) string {
		removed++
		return ""
	})
	removed += strings.Count(text, string(utf8.RuneError))
	return strings.ReplaceAll(text, string(utf8.RuneError), ""), removed
}

// EscapeJSON rewrites whatever [Clean] would escape in the strings of a JSON
// text as JSON escapes, so its meaning stays the same. Line feeds, which are
// between values, are kept. Bytes that are not UTF-8, which JSON cannot
// express, become U+FFFD.
func EscapeJSON(text string) string {
	return Escape(text, func(r rune) string {
		switch {
		case r < 0:
			return string(utf8.RuneError)
		case r == '\n':
			return "\n"
		}
		return JSONEscape(r)
	})
}

// JSONEscape returns a character as a JSON escape: four hex digits, or beyond
// U+FFFF those of each half of a surrogate pair.
func JSONEscape(r rune) string {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Sprintf(`\u%04x\u%04x`, high, low)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func escape(r rune) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	switch {
	case r < 0:
		return fmt.Sprintf(`\x%02x`, -r)
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
