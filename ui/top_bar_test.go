package ui

import (
	"strings"
	"testing"

	"census/ui/theme"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
)

// The narrower the terminal, the less the tabs say beside the news; the tab that is
// shown always stays.
func TestTabsMakeRoomForTheNews(t *testing.T) {
	bar := topBar{
		styles: newStyles(termenv.Ascii, theme.Sixteen(theme.DarkGround)), tab: tabDeactivated,
		counts: [3]tabCount{{n: 1200, known: true}, {n: 34, known: true}, {}},
		news:   newsOf("watching", []string{"M reads all users", "M reads all"}),
	}
	for width, want := range map[int]string{
		80: "Active 1 200 [Deactivated 34] All watching · M reads all users",
		60: "Active [Deactivated] All watching · M reads all users",
		44: "[Deactivated 34] watching · M reads all",
		16: "Active 1 200 [Deactivated 34] All", // the root cuts it
	} {
		bar.width = width
		if got := strings.Join(strings.Fields(ansi.Strip(bar.line())), " "); got != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
}

// A watch is news of its own, and otherwise stands before what else there is.
func TestTheWatchIsNews(t *testing.T) {
	for _, tt := range []struct {
		watching string
		lines    []string
		want     string
	}{{"", nil, ""}, {"watching", nil, "watching"}, {"", []string{"a", "b"}, "a|b"}, {"watching", []string{"a", "b"}, "watching · a|watching · b"}} {
		if got := strings.Join(newsOf(tt.watching, tt.lines), "|"); got != tt.want {
			t.Errorf("%q with %v: %q", tt.watching, tt.lines, got)
		}
	}
}

// What narrows the list keeps room beside the tabs.
func TestTabsMakeRoomForTheFilter(t *testing.T) {
	bar := topBar{styles: newStyles(termenv.Ascii, theme.Sixteen(theme.DarkGround)), chips: []string{"/ role:vip AND zoe"}}
	for width, want := range map[int]string{80: "[Active] Deactivated All / role:vip AND zoe", 40: "[Active] / role:vip AND zoe"} {
		bar.width = width
		if got := strings.Join(strings.Fields(ansi.Strip(bar.line())), " "); got != want {
			t.Errorf("%d cells: %q, want %q", width, got, want)
		}
	}
}
