package textedit

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// pieces are the building blocks of texts in these tests: letters, marks,
// joiners, flags, tones, Indic conjuncts, Hangul, line ends, invalid bytes.
var pieces = []string{
	"a", " ", "é", "e\u0301", "\u0301", "\u0302\u0303", "日", "か\u3099", "👩", "\u200d", "👩‍👩‍👧", "👍", "🏽", "🇩", "🇪", "🇩🇪", "🇩🇪🇫🇷🇩", "☕", "\ufe0f",
	"क", "\u094d", "ष", "ि", "각", "\u1100", "\u1161", "\u0600", "\u200b", "\r", "\n", "\t", "\x1b", "\ufffd", "\xff", "\xe2\x80", "\u202e", "ก", "ำ",
}

// characters splits a text from its beginning.
func characters(text string) (all []string) {
	for text != "" {
		n := First(text)
		all = append(all, text[:n])
		text = text[n:]
	}
	return all
}

// Last agrees with characters counted from the beginning, wherever the text
// ends.
func TestLastIsTheLastOfTheCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces"), "")
		all := characters(text)
		want := len(all[len(all)-1])
		if got := Last(text); got != want {
			t.Fatalf("Last(%q) = %d, want %d of %q", text, got, want, all)
		}
	})
}

func TestCharactersAsAPersonSeesThem(t *testing.T) {
	for _, text := range []string{"a", "e\u0301", "👩‍👩‍👧", "👍🏽", "🇩🇪", "☕\ufe0f", "각", "か\u3099", "क्षि"} {
		if got := First(text + "x"); got != len(text) {
			t.Errorf("First of %q is %d bytes, want %d", text+"x", got, len(text))
		}
		if got := Last("x" + text); got != len(text) {
			t.Errorf("Last of %q is %d bytes, want %d", "x"+text, got, len(text))
		}
	}
	if First("") != 0 || Last("") != 0 {
		t.Error("an empty text has a character")
	}
	if got := First("\xffab"); got != 1 {
		t.Errorf("a broken byte is %d bytes", got)
	}
}
