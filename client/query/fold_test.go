package query_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"census/client/query"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"Grace WHITFIELD", "grace whitfield"},
		{"Amélie Lefèvre", "amelie lefevre"},
		{"O’Brien", "o'brien"},
		{"Søren Østergård", "soren ostergard"},
		{"Łucja Weiß", "lucja weiss"},
		{"Þóra Dvořák", "thora dvorak"},
		{"Nguyễn Thị Hương Đặng", "nguyen thi huong dang"},
		{"İstanbul Iğdır", "istanbul igdir"},
		{"ＦＵＬＬ　ｗｉｄｔｈ １２", "full width 12"},
		{"ΌΔΟΣ οδος", "οδοσ οδοσ"},
		{"Соколенко Ёлка Йод", "соколенко елка иод"},
		{"أحمد الفاروقــي", "احمد الفاروقي"},
		{"שָׁלוֹם", "שלום"},
		{"田中さくら", "田中さくら"},
		{"ｻｸﾗｶﾞ", "サクラガ"},
		{"か\u3099", "が"},
		{"김민준", "김민준"},
		{norm.NFD.String("김민준"), "김민준"},
		{"अर्जुन शर्मा", "अर्जुन शर्मा"},
		{"क़", "क\u093c"},
		{"👩‍🚀 ☕️", "👩🚀 ☕"},
		{"a\u00adb\u200bc\ufeff", "abc"},
		{"x\u00a0y…", "x y..."},
		{"½ ﬁn №", "1⁄2 fin no"},
		{"a\x00b", "ab"},
		{"a\xffb", "a\ufffdb"},
		{"tab\tline\n", "tab\tline\n"},
	} {
		if got := query.Fold(c.text); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// か and が are different letters; e and é are not.
func TestFoldKeepsLettersApart(t *testing.T) {
	for _, c := range [][2]string{{"か", "が"}, {"は", "ぱ"}, {"र्म", "रम"}, {"김", "기"}, {"ส่ง", "สง"}} {
		if query.Fold(c[0]) == query.Fold(c[1]) {
			t.Errorf("%s and %s are folded alike", c[0], c[1])
		}
	}
}

func TestFoldOfEveryRune(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0x30000 && r < 0xe0000 || r >= 0xe0200 { // nothing is assigned or decomposed there
			continue
		}
		once := query.Fold(string(r))
		if twice := query.Fold(once); twice != once {
			t.Errorf("%U is folded to %q and that to %q", r, once, twice)
		}
		if composed := query.Fold(norm.NFD.String(string(r))); composed != once {
			t.Errorf("%U is folded to %q, and taken apart to %q", r, once, composed)
		}
	}
}

// troubled draws texts whose runes combine, are reordered, removed or invalid.
var troubled = rapid.StringOf(rapid.OneOf(
	rapid.SampledFrom([]rune("aéÉßİ\u0301\u0323\u0327か\u3099\u309aｶﾞﾟ\u200d\u00ad\u1100\u1161\u11a8각क\u093c\u094d\u0951ก\u0e48\u0e38\u0360\u034f\u0345ـ\u0654ا \x00")),
	rapid.Rune(),
))

func TestFoldIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := troubled.Draw(t, "text")
		once := query.Fold(text)
		if twice := query.Fold(once); twice != once {
			t.Fatalf("%+q is folded to %+q and that to %+q", text, once, twice)
		}
	})
}

func TestEquivalentTextsAreFoldedAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := troubled.Draw(t, "text")
		want := query.Fold(text)
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if got := query.Fold(form.String(text)); got != want {
				t.Fatalf("%+q is folded to %+q, but %+q to %+q", text, want, form.String(text), got)
			}
		}
	})
}

func TestFoldedTextIsCleanAndAppended(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + troubled.Draw(t, "text")
		dst := rapid.SliceOf(rapid.Byte()).Draw(t, "before")
		got := query.AppendFold(bytes.Clone(dst), text)
		folded, kept := bytes.CutPrefix(got, dst)
		if !kept || string(folded) != query.Fold(text) {
			t.Fatalf("appended to %q is %q, want %q behind it", dst, got, query.Fold(text))
		}
		if strings.ContainsRune(string(folded), 0) || !utf8.Valid(folded) {
			t.Fatalf("%q is folded to %q", text, folded)
		}
	})
}

func TestFoldingInRoomDoesNotAllocate(t *testing.T) {
	dst := make([]byte, 0, 1024)
	for _, text := range []string{strings.Repeat("Grace Whitfield ", 12), "Søren Østergård 田中さくら Соколенко 김민준 عمر"} {
		query.Fold(text) // loads the table
		if n := testing.AllocsPerRun(100, func() { query.AppendFold(dst[:0], text) }); n != 0 {
			t.Errorf("folding %s allocates %v times", text, n)
		}
	}
}
