package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendQuotedJSON appends the text as a JSON string without the HTML escapes
// of encoding/json. Bytes that are not UTF-8 become U+FFFD.
func AppendQuotedJSON(dst []byte, text string) []byte {
	if isPlainJSON(text) {
		return append(append(append(dst, '"'), text...), '"')
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // strings always marshal
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte{'\n'})...)
}

// isPlainJSON reports whether a text needs no escapes between quotes.
func isPlainJSON(text string) bool {
	isASCII := true
	for i := range len(text) {
		c := text[i]
		if c < 0x20 || c == '"' || c == '\\' {
			return false
		}
		isASCII = isASCII && c < utf8.RuneSelf
	}
	return isASCII || utf8.ValidString(text) && !strings.ContainsAny(text, "\u2028\u2029") // line ends of JavaScript
}

// UnquoteJSON returns the text of a valid JSON string as encoding/json would:
// half a surrogate pair, and bytes that are not UTF-8, become U+FFFD, and then
// whole is false. ok is false if the value is not a string. If nothing is
// escaped or replaced, the text is a slice of quoted.
func UnquoteJSON(quoted []byte) (text []byte, whole, ok bool) {
	if len(quoted) < 2 || quoted[0] != '"' {
		return nil, false, false
	}
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		text = inner
	} else {
		text = appendUnescaped(nil, inner, true)
	}
	if utf8.Valid(text) {
		return text, true, true
	}
	replaced := make([]byte, 0, len(inner))
	for _, r := range string(AppendUnescapedJSON(nil, inner)) {
		replaced = utf8.AppendRune(replaced, r)
	}
	return replaced, false, true
}

// AppendUnescapedJSON appends the text between the quotes of a JSON string with
// its escapes resolved. Half a surrogate pair becomes U+FFFD; bytes that are
// not UTF-8 stay, as does what follows a backslash without being an escape.
func AppendUnescapedJSON(dst, raw []byte) []byte { return appendUnescaped(dst, raw, false) }

// appendUnescaped implements [AppendUnescapedJSON]. With keepHalves, half a
// surrogate pair becomes the three bytes that UTF-8 would have for it.
func appendUnescaped(dst, raw []byte, keepHalves bool) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			dst = append(dst, raw[i])
			continue
		}
		i++
		if raw[i] != 'u' {
			dst = append(dst, shortEscape(raw[i]))
			continue
		}
		unit, ok := unitOf(raw[i+1:])
		if !ok {
			dst = append(dst, 'u')
			continue
		}
		i += 4
		if low, paired := nextUnit(raw[i+1:]); paired && utf16.DecodeRune(unit, low) != utf8.RuneError {
			unit = utf16.DecodeRune(unit, low)
			i += 6
		}
		if keepHalves && utf16.IsSurrogate(unit) {
			dst = append(dst, 0xe0|byte(unit>>12), 0x80|byte(unit>>6)&0x3f, 0x80|byte(unit)&0x3f)
			continue
		}
		dst = utf8.AppendRune(dst, unit)
	}
	return dst
}

// shortEscape is the byte that a backslash and this letter mean.
func shortEscape(c byte) byte {
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

// nextUnit is the UTF-16 unit of the escape that rest begins with.
func nextUnit(rest []byte) (unit rune, ok bool) {
	if len(rest) < 2 || rest[0] != '\\' || rest[1] != 'u' {
		return 0, false
	}
	return unitOf(rest[2:])
}

// unitOf is the UTF-16 unit whose four hexadecimal digits rest begins with.
func unitOf(rest []byte) (unit rune, ok bool) {
	if len(rest) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(rest[:4]), 16, 16)
	return rune(n), err == nil
}

// keyOf returns the meaning of a valid JSON key, so "a" and "\u0061" are equal.
// Different keys stay different: halves of surrogate pairs, and bytes that are
// not UTF-8, are kept apart, where encoding/json would turn all of them into
// U+FFFD.
func keyOf(quoted []byte) string {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	return string(appendUnescaped(nil, inner, true))
}

// quoteKey encodes a key as far as JSON can: half a surrogate pair as its
// original escape, and other bytes that are not UTF-8 verbatim.
func quoteKey(key string) string {
	if utf8.ValidString(key) {
		return string(AppendQuotedJSON(nil, key))
	}
	var b strings.Builder
	for at := 0; at < len(key); {
		r, n := utf8.DecodeRuneInString(key[at:])
		switch unit := surrogateAt(key[at:]); {
		case r != utf8.RuneError || n > 1:
			quoted := AppendQuotedJSON(nil, string(r))
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

// surrogateAt is the half of a surrogate pair at the beginning of text in the
// form of [keyOf], or 0.
func surrogateAt(text string) rune {
	if len(text) < 3 || text[0] != 0xed || text[1] < 0xa0 || text[1] > 0xbf || text[2]&0xc0 != 0x80 {
		return 0
	}
	return 0xd000 | rune(text[1]&0x3f)<<6 | rune(text[2]&0x3f)
}
