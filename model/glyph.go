package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is the one place that knows what characters do to a terminal: which
// must not reach it, which draw nothing, which need another character before
// them, and which have a width that terminals disagree about.

// IsUnsafe reports whether a character must not reach a terminal, and therefore
// cannot be in a text field: it can move the cursor, start an escape sequence,
// break the line, reorder the text around it, or it is invisible where
// something else could be read. Joiners and variation selectors are not unsafe,
// because many texts need them; [Clean] looks at their neighbours.
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

// isPlainLetter recognises most characters of names without looking at tables.
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

// isJoining recognises characters that draw nothing but change their
// neighbours.
func isJoining(r rune) bool {
	return r == nonJoiner || r == joiner || r == vowelSeparator || isTag(r) || unicode.Is(unicode.Variation_Selector, r)
}

func isTag(r rune) bool { return r >= firstTag && r <= lastTag }

// joined lists the scripts in which joiners occur between letters.
var joined = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// belongs reports whether a joining character has an effect between these two
// neighbours: otherwise it is only hidden in the text.
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

// isPicture recognises the parts of emoji, which are all symbols.
func isPicture(r rune) bool {
	return r >= utf8.RuneSelf && r != utf8.RuneError && unicode.Is(unicode.S, r)
}

// clings reports whether a character is drawn onto the one before it; at the
// start of a text that would be whatever precedes the text.
func clings(r rune) bool {
	switch {
	case r < 0x300 || isJoining(r):
		return false
	case r >= firstSkinColour && r <= lastSkinColour || r >= '\uff9e' && r <= '\uff9f':
		return true
	case r >= '\u1160' && r <= '\u11ff' || r >= '\ud7b0' && r <= '\ud7ff': // vowels and finals of Hangul syllables
		return true
	}
	return unicode.Is(unicode.M, r) || r == 'ำ' || r == 'ຳ'
}

// HasVisible reports whether a reader sees anything of the text. White space of
// any kind is not visible, and neither is what [Clean] escapes.
func HasVisible(s string) bool {
	const blankBraille = '\u2800'
	return strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !IsUnsafe(r) && !isJoining(r) && r != blankBraille
	})
}

// certain are letters, marks and signs to which all terminals give the same
// width. For others, the result depends on a terminal's age and tables, and on
// whether it draws sequences as one character.
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
// character, or of one that it combines with.
func IsWidthDisputed(r rune) bool {
	if r < utf8.RuneSelf || isPlainLetter(r) {
		return false
	}
	return isJoining(r) || !unicode.In(r, certain...)
}
