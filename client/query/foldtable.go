package query

import (
	"strings"
	"sync/atomic"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is the folding of one rune.
type fold struct {
	text string // empty if the rune is removed
	// joins means the rune may combine with the preceding one. first and last
	// are the combining classes at both ends, which determine the order of
	// marks.
	joins       bool
	first, last uint8
}

const pageSize = 256

// pages caches the folding of runes, one page at a time on demand. Every
// computation gives the same result, so races are harmless.
var pages [unicode.MaxRune/pageSize + 1]atomic.Pointer[[pageSize]fold]

func foldOf(r rune) *fold {
	page := pages[r/pageSize].Load()
	if page == nil {
		page = newPage(r / pageSize * pageSize)
		pages[r/pageSize].Store(page)
	}
	return &page[r%pageSize]
}

func newPage(from rune) *[pageSize]fold {
	var page [pageSize]fold
	for i := range page {
		page[i] = newFold(from + rune(i))
	}
	return &page
}

func newFold(r rune) fold {
	f := fold{text: foldRune(r)}
	if f.text == "" {
		return f
	}
	f.joins = joins(r)
	for i, s := range f.text {
		class := norm.NFC.PropertiesString(f.text[i:]).CCC()
		if i == 0 {
			f.first = class
		}
		f.last = class
		f.joins = f.joins || joins(s)
	}
	return f
}

// joins reports whether a rune may combine with the preceding one.
func joins(r rune) bool {
	after := "a" + string(r)
	return !norm.NFC.PropertiesString(string(r)).BoundaryBefore() && norm.NFC.QuickSpanString(after) < len(after)
}

// foldRune decomposes a rune, folds its parts and recomposes the rest, until
// nothing changes.
func foldRune(r rune) string {
	text := string(r)
	for {
		folded := norm.NFC.String(foldParts(norm.NFKD.String(spelled(norm.NFC.String(text)))))
		if folded == text {
			return text
		}
		text = folded
	}
}

func spelled(text string) string {
	if s, ok := spelling[text]; ok {
		return s
	}
	return text
}

func foldParts(text string) string {
	var b strings.Builder
	for _, r := range text {
		if leftOut(r) {
			continue
		}
		b.WriteString(spelled(string(unicode.ToLower(unicode.ToUpper(r)))))
	}
	return b.String()
}

// leftOut reports whether a rune is removed: an accent (a mark that belongs to
// no script, or to one that is read without it) or an invisible character. The
// two Japanese voicing marks make different letters and are kept.
func leftOut(r rune) bool {
	switch {
	case r == 0x3099 || r == 0x309a:
		return false
	case r == 'ـ': // only stretches an Arabic word
		return true
	case unicode.Is(unicode.Cf, r):
		return true
	}
	return unicode.Is(unicode.Mn, r) &&
		unicode.In(r, unicode.Inherited, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew, unicode.Syriac)
}

// spelling is how people type what Unicode does not decompose: letters with a
// stroke, ligatures, and the punctuation that programs insert.
var spelling = map[string]string{
	"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h",
	"ı": "i", "ȷ": "j", "ŋ": "n", "ŧ": "t", "ƶ": "z", "ƀ": "b", "ɨ": "i", "ǥ": "g", "ĸ": "k", "ə": "e",
	"‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "´": "'", "′": "'",
	"“": `"`, "”": `"`, "„": `"`, "‟": `"`, "″": `"`,
	"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
}
