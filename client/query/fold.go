package query

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns text in the form in which the language compares it: lower case,
// without accents, in Unicode's compatibility form (é→e, ø→o, ß→ss, ł→l, ı→i,
// Ａ→a, ’→'). Marks that make a different letter rather than an accent, as in か
// and が or in the scripts of India, are kept. Invisible characters and zero
// bytes are removed; invalid UTF-8 becomes U+FFFD. Folding is idempotent, and
// canonically equivalent texts fold alike.
func Fold(text string) string {
	return string(AppendFold(nil, text))
}

// AppendFold appends [Fold] of text to dst. It only allocates to grow dst,
// except for the rare text whose characters must be composed or reordered.
func AppendFold(dst []byte, text string) []byte { return appendFold(dst, text) }

// small is the folded form of each ASCII character, or 0 for bytes that need
// the slow path: the zero byte and everything beyond ASCII.
var small = func() (table [256]byte) {
	for c := range utf8.RuneSelf {
		table[c] = byte(c)
		if 'A' <= c && c <= 'Z' {
			table[c] += 'a' - 'A'
		}
	}
	return table
}()

func appendFold[T string | []byte](dst []byte, text T) []byte {
	start := len(dst)
	dst = slices.Grow(dst, len(text))
	room := dst[start : start+len(text)]
	for i := range room {
		c := small[text[i]]
		if c == 0 {
			return appendFoldRunes(dst[:start+i], start, string(text), i)
		}
		room[i] = c
	}
	return dst[:start+len(room)]
}

// appendFoldRunes continues at text[at:]; what precedes is folded in
// dst[start:].
func appendFoldRunes(dst []byte, start int, text string, at int) []byte {
	dst, apart := foldEach(dst, text[at:])
	if apart {
		return dst
	}
	return append(dst[:start], settle(text)...)
}

// foldEach folds rune by rune. apart is false if that was not enough because
// runes combine with their neighbours or are out of order.
func foldEach(dst []byte, text string) (folded []byte, apart bool) {
	var class uint8
	apart = true
	for _, r := range text {
		if r < utf8.RuneSelf {
			if r != 0 {
				dst, class = append(dst, small[r]), 0
			}
			continue
		}
		f := foldOf(r)
		if f.text == "" {
			continue
		}
		if f.joins || f.first != 0 && f.first < class {
			apart = false
		}
		dst, class = append(dst, f.text...), f.last
	}
	return dst, apart
}

// maxSettling stops texts that never settle; no text is known to need more than
// 3 rounds.
const maxSettling = 10

// settle folds a text with combining runes until nothing changes any more:
// removing what separated two runes can make them neighbours that combine.
func settle(text string) string {
	for range maxSettling {
		folded, _ := foldEach(nil, norm.NFC.String(text))
		if string(folded) == text {
			break
		}
		text = string(folded)
	}
	return text
}
