package textedit

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const joiner = '\u200d'

// First returns the length in bytes of the first character of a text as a
// person sees it: a letter with its marks, a flag, a family of emoji.
// Characters are those that x/ansi measures, so the cursor is on what is drawn
// as one.
func First(text string) int {
	if text == "" {
		return 0
	}
	if len(text) == 1 || text[0] < utf8.RuneSelf && text[1] < utf8.RuneSelf && text[0] != '\r' {
		return 1
	}
	cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	return len(cluster)
}

// Last returns the length in bytes of the last character of a text. It looks
// back no further than necessary.
func Last(text string) int {
	if n := lastOfFlags(text); n > 0 {
		return n
	}
	start := len(text)
	for start > 0 {
		_, n := utf8.DecodeLastRuneInString(text[:start])
		start -= n
		if before, m := utf8.DecodeLastRuneInString(text[:start]); m > 0 && parts(before, text[start-m:start+n], m) {
			break
		}
	}
	for {
		n := First(text[start:])
		if start += n; start >= len(text) {
			return n
		}
	}
}

// lastOfFlags is Last for a text that ends in more than one flag, and 0 for any
// other. Flags are pairs of letters, and only counting all of them shows how
// they pair up.
func lastOfFlags(text string) int {
	const letter = len("🇦")
	n := 0
	for rest := text; ; n++ {
		r, size := utf8.DecodeLastRuneInString(rest)
		if r < '🇦' || r > '🇿' {
			break
		}
		rest = rest[:len(rest)-size]
	}
	switch {
	case n <= 2:
		return 0
	case n%2 == 0:
		return 2 * letter
	}
	return letter
}

// parts reports whether two adjacent runes always belong to different
// characters, whatever precedes them; m is the length of the first. After a
// mark or a joiner, that depends on what it joins.
func parts(before rune, both string, m int) bool {
	return before != joiner && !unicode.Is(unicode.M, before) && First(both) == m
}
