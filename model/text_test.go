package model

import (
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                 "plain",
		"Amélie 田中 عمر":         "Amélie 田中 عمر",
		"👩‍👩‍👧 family":          "👩‍👩‍👧 family",
		"a\x1b[31mred":          `a\x1b[31mred`,
		"two\nlines\r\n\t":      `two\nlines\r\n\t`,
		"\u202egnp.exe":         `\u202egnp.exe`,
		"\u2066x\u2069":         `\u2066x\u2069`,
		"c1 \u009b31m":          `c1 \x9b31m`,
		"bad \xff\xfe utf":      `bad \xff\xfe utf`,
		"sep\u2028arator":       `sep\u2028arator`,
		"replacement \ufffd ok": "replacement \ufffd ok",
		"":                      "",

		// Invisible characters and noncharacters.
		"soft\u00adhyphen":    `soft\xadhyphen`,
		"ad\u200bmin":         `ad\u200bmin`,
		"\u2060\u2061":        `\u2060\u2061`,
		"\ufeffbom":           `\ufeffbom`,
		"ad\u200emin\u061c":   `ad\u200emin\u061c`,
		"ㅤ\u115f\uffa0":       `\u3164\u115f\uffa0`,
		"abbr\u070fmark":      `abbr\u070fmark`,
		"non\ufffechar":       `non\ufffechar`,
		"\ufdd0\U0001ffff":    `\ufdd0\U0001ffff`,
		"tag\U000e0041\ufe0f": `tag\U000e0041\ufe0f`,

		// Joiners, where they belong and where they are hidden.
		"ad\u200dmin":   `ad\u200dmin`,
		"ad\u200cmin":   `ad\u200cmin`,
		"می\u200cخواهم": "می\u200cخواهم",
		"क्\u200dष":     "क्\u200dष",
		"❤️‍🔥 🏳️‍🌈 👋🏽 1️⃣": "❤️‍🔥 🏳️‍🌈 👋🏽 1️⃣",
		"a❤\u200d b":        `a❤\u200d b`,
		"1\ufe0f":           `1\ufe0f`,
		"\ufe0f\u20e3":      `\ufe0f` + "\u20e3",
		"葛󠄀 a󠄀":             `葛󠄀 a\U000e0100`,
		"🏴󠁧󠁢󠁥󠁮󠁧󠁿":           "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
		"ᠠ\u180eᠠ a\u180ea": "ᠠ\u180eᠠ " + `a\u180ea`,

		// Combining marks without a base get one.
		"\u0301leading": "◌\u0301leading",
		"🏽 skin":        "◌🏽 skin",
		"ำ":             "◌ำ",
		"ﾞ":             "◌ﾞ",
		"e\u0301":       "e\u0301",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanLinesKeepsLineFeedsOnly(t *testing.T) {
	if got, want := CleanLines("a\r\n\tb\x1b\nc\r"), "a\n  b\\x1b\nc\\r"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestStripCounts(t *testing.T) {
	if text, n := Strip("a\x1b[1m\n日\xff"); text != "a[1m日" || n != 3 {
		t.Errorf("%q, %d removed", text, n)
	}
}

// A text field keeps the joiners that have an effect and drops those that are
// hidden.
func TestStripKeepsEffectiveJoiners(t *testing.T) {
	for in, want := range map[string]string{"👩\u200d👧": "👩\u200d👧", "ad\u200dmin": "admin", "\u0301x": "\u0301x", "so\u00adft\ufffe": "soft"} {
		if got, n := Strip(in); got != want || n != utf8.RuneCountInString(in)-utf8.RuneCountInString(want) {
			t.Errorf("%q becomes %q, %d removed, want %q", in, got, n, want)
		}
	}
}

func TestHasVisible(t *testing.T) {
	for text, want := range map[string]bool{
		"a": true, " a": true, "\u0301": true, "ad\u200bmin": true, "�": true, "👩\u200d👧": true,
		"": false, " \t\n": false, "\u200b": false, "\u2060\u2061": false, "\u3000\u00a0\u2003": false, "\u2800": false, "ㅤ": false,
		"\u200d\ufe0f": false, "\x1b\x00": false, "\u202e": false, "\xff": true,
	} {
		if got := HasVisible(text); got != want {
			t.Errorf("something of %q is visible: %t", text, got)
		}
	}
}

func TestEscapeDistinguishesBytesAndCharacters(t *testing.T) {
	var got []rune
	Escape("a\xffb\u200b\x01", func(r rune) string {
		got = append(got, r)
		return ""
	})
	if want := []rune{-0xff, 0x200b, 1}; !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

// Everything the program itself draws has the same width everywhere, and so do
// most characters of names.
func TestDisputedWidths(t *testing.T) {
	for _, r := range "aéß│┌█▌●○⊘⊛▲▼✓…–“”›×•⠋⣿田さクﾊ김عمرנЯώَ、（" {
		if IsWidthDisputed(r) {
			t.Errorf("%q counts as of different widths", r)
		}
	}
	for _, r := range "☰䷀🌸🇧☕क्ก\ufe0f\u200d\u0378\ue000\U0001fae9�" {
		if !IsWidthDisputed(r) {
			t.Errorf("%q counts as of one width", r)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("क\u200b\u200d❤\ufe0f\u200d\u0301\U000e0041")
	f.Add("a\x1b]0;title\x07\u202e\xff\u2029")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || IsUnsafe(r) {
				t.Fatalf("Clean(%q) lets %U through", s, r)
			}
		}
		if Clean(got) != got {
			t.Fatalf("cleaning twice differs from cleaning once: %q", got)
		}
	})
}
