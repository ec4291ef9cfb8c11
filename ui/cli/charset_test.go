package cli

import (
	"context"
	"strings"
	"testing"

	"census/ui"
)

func TestShowsUnicode(t *testing.T) {
	for _, test := range []struct {
		environ string
		want    bool
	}{
		{"", true},
		{"LANG=", true},
		{"LANG=C.UTF-8", true},
		{"LANG=en_US.utf8", true},
		{"LANG=de_DE.UTF8@euro", true},
		{"LC_CTYPE=UTF-8", true},
		{"LC_ALL=fr_FR.UTF-8 LANG=C", true},
		{"LC_ALL= LC_CTYPE=C.UTF-8 LANG=C", true},
		{"LANG=C", false},
		{"LANG=POSIX", false},
		{"LANG=en_US", false},
		{"LANG=en_US.ISO-8859-1", false},
		{"LANG=ja_JP.eucJP", false},
		{"LC_CTYPE=ru_RU.KOI8-R LANG=C.UTF-8", false},
		{"LC_ALL=C LC_CTYPE=C.UTF-8 LANG=C.UTF-8", false},
		{"LANG=zh_CN.GB18030 LC_MESSAGES=C.UTF-8", false},
	} {
		p := &program{environ: strings.Fields(test.environ)}
		if got := p.showsUnicode(); got != test.want {
			t.Errorf("%q shows Unicode: %v, want %v", test.environ, got, test.want)
		}
	}
}

// Where only ASCII can be shown, everything printed is ASCII, and so are the
// screens.
func TestWhatIsPrintedInASCII(t *testing.T) {
	b := newBench(t, "LANG=C")
	var told bool
	b.onTerminal(func(_ context.Context, o ui.Options) (string, error) {
		told = o.ASCII
		return "kept “Jörg” · 日本", nil
	})
	for _, args := range [][]string{nil, {"--help"}, {"info"}, {"serve", "--help"}, {"--jörg"}, {"--profile", "日本\u009b"}} {
		got := b.run(t.Context(), args...)
		if strings.ContainsFunc(got.out+got.errOut, func(r rune) bool { return r > '~' }) || got.out+got.errOut == "" {
			t.Errorf("%q prints %q and %q", args, got.out, got.errOut)
		}
	}
	if got := b.run(t.Context()); !told || !strings.Contains(got.out, `kept "J\u00f6rg" - \u65e5\u672c`) {
		t.Errorf("told: %v, printed: %q", told, got.out)
	}
	b.environ = append(b.environ, "LC_ALL=C.UTF-8")
	if got := b.run(t.Context()); told || !strings.Contains(got.out, "“Jörg”") {
		t.Errorf("in UTF-8 told: %v, printed: %q", told, got.out)
	}
}
