package ui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// card is a view of one line that notes what the stack has it do.
type card struct {
	name          string
	width, height int
	sized, closed int
}

func (c *card) Init() tea.Cmd                 { return nil }
func (c *card) Update(tea.Msg) (nav, tea.Cmd) { return nav{}, nil }
func (c *card) View() string                  { return c.name }
func (c *card) SetSize(w, h int)              { c.width, c.height, c.sized = w, h, c.sized+1 }
func (c *card) Scope() scope                  { return inList }
func (c *card) Keys() []hint                  { return nil }
func (c *card) Title() string                 { return c.name }
func (c *card) Capturing() bool               { return false }
func (c *card) Unsaved() int                  { return 1 }
func (c *card) Close()                        { c.closed++ }

// overlay is a card over the last lines, or over everything.
type overlay struct {
	card
	covers extent
}

func (o *overlay) Covers() extent { return o.covers }

// stackOf is a stack of 8×5 cells over a lowest view.
func stackOf(above ...view) *stack {
	s := &stack{}
	s.give(8, 5)
	s.push(&card{name: "lowest"})
	for _, v := range above {
		s.push(v)
	}
	return s
}

// A view goes with the sheets about it, is closed once, and the lowest stays.
func TestAViewGoesWithItsSheets(t *testing.T) {
	screen, sheet, next := &card{name: "screen"}, &overlay{card: card{name: "sheet"}}, &card{name: "next"}
	s := stackOf(screen, sheet, next)
	s.remove(screen)
	if len(s.views) != 2 || s.top() != next || screen.closed != 1 || sheet.closed != 1 || next.closed != 0 {
		t.Errorf("%d views; closed: screen %d, sheet %d, next %d", len(s.views), screen.closed, sheet.closed, next.closed)
	}
	s.remove(screen) // is gone already
	s.remove(s.views[0])
	if len(s.views) != 2 || screen.closed != 1 {
		t.Errorf("%d views, closed %d times", len(s.views), screen.closed)
	}
}

// Every view knows its room when it is first drawn, and is told of another one once.
func TestViewsAreGivenTheirRoom(t *testing.T) {
	c := &card{}
	s := stackOf(c)
	s.give(8, 5)
	if c.width != 8 || c.height != 5 || c.sized != 1 {
		t.Errorf("%d×%d, told %d times", c.width, c.height, c.sized)
	}
	s.give(9, 5)
	if c.width != 9 || c.sized != 2 {
		t.Errorf("%d×%d, told %d times", c.width, c.height, c.sized)
	}
}

// A sheet over the last lines leaves the view below it in sight and in the header.
func TestSheetsAreDrawnOverWhatTheyAreAbout(t *testing.T) {
	st := newTestEnv(t, nil).styles
	for covers, want := range map[extent]string{
		lastLines:  "lowest|||────────|sheet",
		everything: "sheet||||",
	} {
		s := stackOf(&overlay{card{name: "sheet"}, covers})
		lines := s.draw(st)
		for i := range lines {
			lines[i] = strings.TrimSpace(withoutHere(lines[i]))
		}
		if got := strings.Join(lines, "|"); got != want || !strings.HasPrefix(want, s.title()) {
			t.Errorf("%q under the title %q, want %q", got, s.title(), want)
		}
	}
}

func TestUnsavedChangesAreCountedInAllViews(t *testing.T) {
	if s := stackOf(&card{}, &card{}); s.unsaved() != 3 || s.isEditing() || slices.ContainsFunc(s.views, isSheet) {
		t.Errorf("%d unsaved changes in three views; a form among them: %t", s.unsaved(), s.isEditing())
	}
}
