package model

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from a server safe for one line of a terminal or for the
// clipboard: control characters, escape sequences, line breaks, bidirectional
// overrides and broken UTF-8 become visible escapes such as \n, \x1b or
// \u202e. Everything else, emoji joiners and right-to-left letters included,
// stays as it is; text without anything to escape is returned unchanged.
func Clean(s string) string {
	first := strings.IndexFunc(s, isHostile)
	if first < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && isBroken(s[i:]):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case isHostile(r):
			b.WriteString(escape(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// CleanLines is [Clean] for text of several lines: line feeds stay, tabs become
// two spaces, the rest is escaped.
func CleanLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Clean(strings.ReplaceAll(line, "\t", "  "))
	}
	return strings.Join(lines, "\n")
}

// Strip removes what [Clean] would escape and says how many characters that
// were. A text field shows the stripped text, since it cannot hold the others.
func Strip(s string) (text string, removed int) {
	var b strings.Builder
	for i, r := range s {
		if isHostile(r) || r == utf8.RuneError && isBroken(s[i:]) {
			removed++
			continue
		}
		b.WriteRune(r)
	}
	return b.String(), removed
}

func isBroken(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}

// isHostile names the characters that can move the cursor, start an escape
// sequence, break a line or reorder the text around them.
func isHostile(r rune) bool {
	switch {
	case unicode.IsControl(r): // C0, DEL, C1
		return true
	case r == '\u2028' || r == '\u2029': // line and paragraph separator
		return true
	case r >= '\u202a' && r <= '\u202e': // embeddings and overrides
		return true
	case r >= '\u2066' && r <= '\u2069': // isolates
		return true
	case r >= '\ufff9' && r <= '\ufffb': // interlinear annotation
		return true
	}
	return false
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
	if r < 0x100 {
		return fmt.Sprintf(`\x%02x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}
