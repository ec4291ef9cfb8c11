package model

import (
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

func FuzzClean(f *testing.F) {
	f.Add("a\x1b]0;title\x07\u202e\xff\u2029")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || isHostile(r) {
				t.Fatalf("Clean(%q) lets %U through", s, r)
			}
		}
		if Clean(got) != got {
			t.Fatalf("cleaning twice differs from cleaning once: %q", got)
		}
	})
}
