package query

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is text as the language compares it: small letters without accents, in
// the form that Unicode calls compatible (é→e, ø→o, ß→ss, ł→l, ı→i, Ａ→a, ’→').
// Marks that make another letter rather than an accent, as in か and が or in the
// scripts of India, stay. Characters that are not seen go, and so does byte 0;
// broken UTF-8 becomes U+FFFD. Folding a folded text changes nothing, and texts
// that Unicode calls equivalent are folded alike.
func Fold(text string) string {
	return string(AppendFold(nil, text))
}

// AppendFold appends [Fold] of text to dst. It allocates to grow dst only, but for
// the rare text whose characters need to be put together or in order.
func AppendFold(dst []byte, text string) []byte { return appendFold(dst, text) }

// small is the folded form of each ASCII character. What is 0 in it takes more
// than that: byte 0, and all that is not ASCII.
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

// appendFoldRunes goes on at text[at:], whose beginning is folded in dst[start:].
func appendFoldRunes(dst []byte, start int, text string, at int) []byte {
	dst, apart := foldEach(dst, text[at:])
	if apart {
		return dst
	}
	return append(dst[:start], settle(text)...)
}

// foldEach folds rune by rune. apart is false when that was not enough, since
// the runes join with their neighbours or are out of order.
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

// maxSettling ends what would not settle; no text is known to need more than 3.
const maxSettling = 10

// settle folds a text whose runes join, until nothing changes any more: leaving
// out what stood between two runes can make them neighbours that join.
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
