package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What characters do to a terminal is said here, once: which of them it must not
// get, which draw nothing, which need another one before them, and of which
// terminals disagree how wide they are.

// IsUnsafe reports whether a character must not reach a terminal and so cannot be
// in a text field: it can move the cursor, start an escape sequence, break a line,
// reorder the text around it, or it draws nothing where something else could be
// read. Joiners and variation selectors are safe, since they belong into many
// texts; [Clean] looks at their neighbours.
func IsUnsafe(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	case isPlainLetter(r) || isJoining(r):
		return false
	case unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp): // C1, line and paragraph separator
		return true
	case unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point): // direction, soft hyphen, fillers
		return true
	}
	return isNoncharacter(r)
}

// isPlainLetter knows most of what names are made of without a look at tables.
func isPlainLetter(r rune) bool {
	return r >= 0xc0 && r < 0x300 || r >= 0x3400 && r < 0x4dc0 || r >= 0x4e00 && r < 0xa000 || r >= 0xac00 && r < 0xd7a4
}

func isNoncharacter(r rune) bool { return r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef }

const (
	nonJoiner       = '\u200c'
	joiner          = '\u200d'
	vowelSeparator  = '\u180e' // Mongolian
	keycap          = '\u20e3'
	blackFlag       = '\U0001f3f4'
	firstTag        = '\U000e0020'
	lastTag         = '\U000e007f'
	firstSkinColour = '\U0001f3fb'
	lastSkinColour  = '\U0001f3ff'
)

// isJoining names the characters that draw nothing and change their neighbours.
func isJoining(r rune) bool {
	return r == nonJoiner || r == joiner || r == vowelSeparator || isTag(r) || unicode.Is(unicode.Variation_Selector, r)
}

func isTag(r rune) bool { return r >= firstTag && r <= lastTag }

// joined are the scripts whose letters joiners belong between.
var joined = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// belongs reports whether a joining character has something to do behind one
// character and before another: else it only hides in the text.
func belongs(r, before, after rune) bool {
	switch {
	case r == joiner && isPicture(before):
		return isPicture(after)
	case r == joiner || r == nonJoiner:
		return unicode.In(before, joined...)
	case isTag(r):
		return before == blackFlag || isTag(before)
	case r == vowelSeparator || r >= '\u180b' && r <= '\u180f':
		return unicode.Is(unicode.Mongolian, before)
	case r == '\ufe0e' || r == '\ufe0f':
		return after == keycap && strings.ContainsRune("0123456789#*", before) || isPicture(before) || strings.ContainsRune("‼⁉〰〽", before)
	}
	return unicode.In(before, unicode.Han, unicode.Sm, unicode.Myanmar, unicode.Phags_Pa)
}

// isPicture is about what emoji are made of: all of them are symbols.
func isPicture(r rune) bool {
	return r >= utf8.RuneSelf && r != utf8.RuneError && unicode.Is(unicode.S, r)
}

// clings reports whether a character is drawn on the one before it, and so would
// be on what stands before the text if it were the first.
func clings(r rune) bool {
	switch {
	case r < 0x300 || isJoining(r):
		return false
	case r >= firstSkinColour && r <= lastSkinColour || r >= '\uff9e' && r <= '\uff9f':
		return true
	case r >= '\u1160' && r <= '\u11ff' || r >= '\ud7b0' && r <= '\ud7ff': // vowels and ends of Hangul syllables
		return true
	}
	return unicode.Is(unicode.M, r) || r == 'ำ' || r == 'ຳ'
}

// HasVisible reports whether somebody who looks at the text sees anything. Blanks
// of all kinds are not seen, and neither is what [Clean] escapes.
func HasVisible(s string) bool {
	const blankBraille = '\u2800'
	return strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !IsUnsafe(r) && !isJoining(r) && r != blankBraille
	})
}

// certain are letters, marks and signs that all terminals give the same width.
// Apart from them, terminals differ by their age, their tables, and by whether
// they know which characters are drawn as one.
var certain = []*unicode.RangeTable{
	unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian, unicode.Hebrew, unicode.Arabic,
	unicode.Han, unicode.Hiragana, unicode.Katakana, {R16: []unicode.Range16{
		{Lo: 0x00a0, Hi: 0x00ff, Stride: 1}, {Lo: 0x0300, Hi: 0x036f, Stride: 1}, // signs; accents
		{Lo: 0x064b, Hi: 0x0655, Stride: 1}, {Lo: 0x0670, Hi: 0x0670, Stride: 1}, // Arabic vowels
		{Lo: 0x2010, Hi: 0x2027, Stride: 1}, {Lo: 0x2030, Hi: 0x203b, Stride: 1}, // punctuation
		{Lo: 0x2190, Hi: 0x2193, Stride: 1}, {Lo: 0x2298, Hi: 0x229b, Stride: 1}, // arrows; circles
		{Lo: 0x2500, Hi: 0x25fc, Stride: 1}, {Lo: 0x2713, Hi: 0x2713, Stride: 1}, // rules, blocks, shapes; a tick
		{Lo: 0x2801, Hi: 0x28ff, Stride: 1}, {Lo: 0x3001, Hi: 0x3011, Stride: 1}, // braille; punctuation of East Asia
		{Lo: 0x3099, Hi: 0x309a, Stride: 1}, {Lo: 0x30fb, Hi: 0x30fc, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, {Lo: 0xff01, Hi: 0xff60, Stride: 1}, // Hangul syllables; wide ASCII
	}, LatinOffset: 1},
}

// IsWidthDisputed reports whether terminals disagree about the width of a
// character, or of one that it is drawn with.
func IsWidthDisputed(r rune) bool {
	if r < utf8.RuneSelf || isPlainLetter(r) {
		return false
	}
	return isJoining(r) || !unicode.In(r, certain...)
}
