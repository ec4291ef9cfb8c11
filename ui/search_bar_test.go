package ui

import (
	"testing"

	"github.com/muesli/termenv"

	"census/client/query"
	"census/ui/theme"
)

// known are words that the users of a test have.
var known = query.Vocabulary{Roles: []string{"default", "vip"}, Tags: []string{"vip", "vienna"}}

func newTestBar(text string) *searchBar {
	b := newSearchBar(newStyles(termenv.Ascii, theme.Sixteen(theme.DarkGround)))
	b.focus(text)
	return &b
}

func TestRowsWaitForAValueThatIsBegun(t *testing.T) {
	for text, want := range map[string]struct {
		before string
		is     bool
	}{
		"tag:vi":     {"", true},
		"zoe tag:vi": {"zoe ", true},
		"tag:vip":    {"", false},
		"tag:paris":  {"", false},
		"vi":         {"", false},
		"":           {"", false},
	} {
		before, is := newTestBar(text).unfinished(known)
		if before != want.before || is != want.is {
			t.Errorf("%q: the rows answer %q (unfinished: %t), want %q (%t)", text, before, is, want.before, want.is)
		}
	}
}

func TestCompletingKeepsWhatFollows(t *testing.T) {
	b := newTestBar("tag:vie AND zoe")
	b.field.now.at = len("tag:vie")
	b.complete(suggestions{words: known})
	if b.text() != "tag:vienna AND zoe" || b.field.now.at != len("tag:vienna") {
		t.Errorf("%q, the cursor is at %d", b.text(), b.field.now.at)
	}
	b.complete(suggestions{words: known})
	if b.text() != "tag:vienna AND zoe" {
		t.Errorf("a complete term became %q", b.text())
	}
}

// Where a word finds nobody, what may be meant comes after what it could go on with.
func TestWhatMayBeMeantIsOfferedLast(t *testing.T) {
	b := newTestBar("vip")
	meant := query.Completion{From: 0, To: 3, Text: "tag:vip"}
	got := b.completions(suggestions{words: known, meant: []alternative{{Completion: meant}}})
	if len(got) == 0 || got[len(got)-1] != meant {
		t.Errorf("offered are %v", got)
	}
	if b.complete(suggestions{meant: []alternative{{Completion: meant}}}); b.text() != "tag:vip" {
		t.Errorf("it became %q", b.text())
	}
}

func TestATextThatCannotBeReadIsOpenedWithItsFault(t *testing.T) {
	b := newTestBar("")
	if _, ok := b.parse("name:(", query.Env{}); ok || b.wrong == nil {
		t.Fatal("the text was read")
	}
	b.mend("name:(")
	if !b.open || b.wrong == nil || b.text() != "name:(" {
		t.Errorf("open: %t, fault: %v, text %q", b.open, b.wrong, b.text())
	}
	if b.reset(); b.open || b.wrong != nil || b.text() != "" {
		t.Error("something of it is left")
	}
}
