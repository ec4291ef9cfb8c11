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

// AppendFold appends [Fold] of text to dst. It allocates only to grow dst, but
// for the rare text whose characters need to be put together or in order.
func AppendFold(dst []byte, text string) []byte { return appendFold(dst, text) }

// small is the folded form of each ASCII character.
var small = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
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
	room, n := dst[start:start+len(text)], 0
	for i := range len(text) {
		c := text[i]
		if c >= utf8.RuneSelf {
			return appendFoldRunes(dst[:start+n], text, start, i)
		}
		room[n] = small[c]
		if c != 0 {
			n++
		}
	}
	return dst[:start+n]
}

// appendFoldRunes goes on at text[at:], whose beginning is folded in dst[start:].
func appendFoldRunes[T string | []byte](dst []byte, text T, start, at int) []byte {
	dst, apart := foldEach(dst, text[at:])
	if apart {
		return dst
	}
	return append(dst[:start], settle(string(text))...)
}

// foldEach folds rune by rune. apart is false when that was not enough, since
// the runes join with their neighbours or are out of order.
func foldEach[T string | []byte](dst []byte, text T) (folded []byte, apart bool) {
	var class uint8
	apart = true
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c != 0 {
				dst, class = append(dst, small[c]), 0
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(string(text[i:min(i+utf8.UTFMax, len(text))]))
		i += size
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
		folded, _ := foldEach(nil, norm.NFKC.String(text))
		if string(folded) == text {
			break
		}
		text = string(folded)
	}
	return text
}
