package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"census/ui"
	"census/ui/uitest"
)

// actsOn is what stands at the cursor, in the part of the line that is not the
// detail beside the list.
func actsOn(s *uitest.Screen) (text string, y int, ok bool) {
	x, y, ok := s.Cursor()
	if !ok {
		return "", 0, false
	}
	line, _, _ := strings.Cut(s.Lines()[y]+" ", " │ ")
	return ansi.Cut(strings.TrimRight(line, " "), x, 1000), y, true
}

// signs are what the cursor stands at on the screens that have more to show than
// the first line of a view.
var signs = map[string]string{
	"list": "▌", "list-filtered": "▌", "list-searching": "▏", "list-deactivated": "▌", "list-refused-action": "▌",
	"form-own": "▏", "form-changed": "‹", "form-problem": "▏", "form-metadata": "▏", "form-saving": "▌", "form-new": "▏",
	"form-role-menu": "▌", "conflict": "▌", "palette": "▏", "delete": "▏", "filter": "▌", "copy": "▌", "log-in": "▏",
	"question": " Deactivate George Alan?", "quit": " Quit?",
}

var sizes = [][2]int{{120, 36}, {58, 15}, {40, 12}}

// onEveryScreen drives every screen in every size.
func onEveryScreen(t *testing.T, test func(t *testing.T, name string, s *uitest.Screen)) {
	for _, screen := range screens {
		shared := uitest.New(t)
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", screen.name, size[0], size[1]), func(t *testing.T) {
				options := append(slices.Clone(screen.options), uitest.Size(size[0], size[1]))
				if screen.name != "conflict" {
					options = append(options, uitest.Over(shared))
				}
				s := uitest.New(t, options...)
				screen.drive(s)
				test(t, screen.name, s)
			})
		}
	}
}

// The terminal's cursor is at the text cursor or, where nothing is typed, at what
// keys act on.
func TestTheCursorIsWhereKeysAct(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, s *uitest.Screen) {
		text, y, ok := actsOn(s)
		sign, isListed := signs[name]
		if !ok || !strings.HasPrefix(text, sign) {
			t.Errorf("the cursor is at %q, want %q:\n%s", text, sign, s.Frame())
		}
		if x, _, _ := s.Cursor(); !isListed && (x != 0 || y == 0 || y > 2) {
			t.Errorf("the cursor is at %d, %d, want the first line of the view:\n%s", x, y, s.Frame())
		}
	})
}

// Whatever is told, and after whatever key, what the next key acts on stays on the
// screen as it was, and what is told stands below it. On a page, where keys act on
// all of it, the lines may move.
func TestANoticeCoversNothingThatKeysActOn(t *testing.T) {
	keys := []string{"", "down", "G", "pgdown", "up", "end", "tab", "tab", "tab", "tab", "tab", "tab", "home"}
	told := []string{strings.Repeat("it does not go like this ", 4), strings.Repeat("nor does it like that ", 60)}
	onEveryScreen(t, func(t *testing.T, _ string, s *uitest.Screen) {
		for i, key := range keys {
			if key != "" {
				s.Press(key)
			}
			before, _, ok := actsOn(s)
			if !ok {
				t.Fatalf("nothing that keys act on after %v:\n%s", keys[:i+1], s.Frame())
			}
			for _, text := range told {
				s.Send(ui.Telling(text)).Fits()
				after, y, ok := actsOn(s)
				isPage := strings.IndexAny(before, "▌▏‹") != 0 && !strings.HasSuffix(before, "?")
				if !ok || after != before && !isPage {
					t.Fatalf("after %v keys act on %q, once something was told on %q:\n%s", keys[:i+1], before, after, s.Frame())
				}
				at := slices.IndexFunc(s.Lines(), func(line string) bool { return strings.Contains(line, "! could not copy") })
				if at <= y {
					t.Fatalf("after %v the notice is in line %d, the cursor in line %d:\n%s", keys[:i+1], at, y, s.Frame())
				}
			}
		}
	})
}

// A notice that is too long for its room ends in … .
func TestANoticeThatIsTooLongIsCut(t *testing.T) {
	s := uitest.New(t, uitest.Size(40, 12)).Send(ui.Telling(strings.Repeat("word ", 100)))
	if lines := s.Lines(); !strings.HasSuffix(lines[10], "…") || !strings.HasPrefix(lines[5], "───") {
		t.Errorf("the screen is\n%s", s.Frame())
	}
	s.Press("j").Hides("…\n word", "───")
}

// With colours the cursor is on the cell that is drawn in reverse.
func TestTheCursorIsOnTheReversedCell(t *testing.T) {
	s := uitest.New(t, uitest.Colors(termenv.TrueColor))
	s.Press("/").Type("日本").Press("left")
	if text, _, _ := actsOn(s); !strings.HasPrefix(ansi.Strip(text), "本") {
		t.Errorf("the cursor is at %q", text)
	}
}
