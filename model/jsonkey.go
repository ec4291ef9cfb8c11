package model

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// keyOf is what a key says, so that "a" and "\u0061" are one, from its checked
// JSON spelling. Keys that say different things stay different: half a surrogate
// pair becomes three bytes that are no UTF-8, and bytes that are none stay, where
// encoding/json would make U+FFFD of all of them.
func keyOf(quoted string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(quoted, `"`), `"`)
	if !strings.Contains(inner, `\`) {
		return inner
	}
	var b strings.Builder
	for inner != "" {
		n := escapeEnd(inner)
		b.WriteString(unescaped(inner[:n]))
		inner = inner[n:]
	}
	return b.String()
}

// escapeEnd is the length of the escape, of the pair of them that is one
// character, or of the text without any that a string begins with.
func escapeEnd(text string) int {
	if text[0] != '\\' {
		if n := strings.IndexByte(text, '\\'); n > 0 {
			return n
		}
		return len(text)
	}
	n := min(escapeLen(text), len(text))
	if m := n + escapeLen(text[n:]); m <= len(text) && utf16.DecodeRune(unitOf(text[:n]), unitOf(text[n:m])) != utf8.RuneError {
		return m
	}
	return n
}

func escapeLen(text string) int {
	if strings.HasPrefix(text, `\u`) {
		return 6
	}
	return 2
}

// unitOf is the UTF-16 unit that an escape like \u00e9 names, or 0.
func unitOf(escape string) rune {
	digits, ok := strings.CutPrefix(escape, `\u`)
	n, err := strconv.ParseUint(digits, 16, 16)
	if !ok || err != nil {
		return 0
	}
	return rune(n)
}

// unescaped is what one escape, or text without any, stands for.
func unescaped(part string) string {
	if r := unitOf(part); utf16.IsSurrogate(r) {
		return string([]byte{0xe0 | byte(r>>12), 0x80 | byte(r>>6)&0x3f, 0x80 | byte(r)&0x3f})
	}
	if part[0] != '\\' {
		return part
	}
	var text string
	_ = json.Unmarshal([]byte(`"`+part+`"`), &text) // it has been checked
	return text
}

// quoteKey spells a key, as far as JSON can: half a surrogate pair as the escape
// that it was, and other bytes that are no UTF-8 as they are.
func quoteKey(key string) string {
	if utf8.ValidString(key) {
		return string(quoteJSON(key))
	}
	var b strings.Builder
	for at := 0; at < len(key); {
		r, n := utf8.DecodeRuneInString(key[at:])
		switch unit := surrogateAt(key[at:]); {
		case r != utf8.RuneError || n > 1:
			quoted := quoteJSON(string(r))
			b.Write(quoted[1 : len(quoted)-1])
		case unit != 0:
			fmt.Fprintf(&b, `\u%04x`, unit)
			n = 3
		default:
			b.WriteString(key[at : at+n])
		}
		at += n
	}
	return `"` + b.String() + `"`
}

// surrogateAt is the half of a pair that stands at the beginning as [keyOf] has
// it, or 0.
func surrogateAt(text string) rune {
	if len(text) < 3 || text[0] != 0xed || text[1] < 0xa0 || text[1] > 0xbf || text[2]&0xc0 != 0x80 {
		return 0
	}
	return 0xd000 | rune(text[1]&0x3f)<<6 | rune(text[2]&0x3f)
}
