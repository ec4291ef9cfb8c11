package ui

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"census/ui/painter"
	"census/ui/table"
)

// styles is every way the program draws text; no other file names a colour.
// Colour stands for meaning: accent is where you are, warning needs attention,
// danger failed or destroys, good worked, faint is secondary.
type styles struct {
	plain, bold, faint            lipgloss.Style
	accent, warning, danger, good lipgloss.Style
	strong                        lipgloss.Style                  // accent and bold
	json                          [jsonLiteral + 1]lipgloss.Style // by jsonTone
	input                         lipgloss.Style                  // text being typed
	cursor                        lipgloss.Style                  // the cell under the text cursor
	chip                          lipgloss.Style
	colorless                     bool // no colour and no reverse video either
	table                         table.Look
}

// Tones of the user table's cells.
const (
	toneText table.Tone = iota
	toneFaint
	toneOnline
	toneWarning
)

func newStyles(colors termenv.Profile, dark bool) *styles {
	r := lipgloss.NewRenderer(io.Discard, termenv.WithProfile(colors))
	r.SetColorProfile(colors)
	r.SetHasDarkBackground(dark)
	fg := func(light, dark string) lipgloss.Style {
		return r.NewStyle().Foreground(lipgloss.AdaptiveColor{Light: light, Dark: dark})
	}
	s := &styles{
		plain:   r.NewStyle(),
		bold:    r.NewStyle().Bold(true),
		faint:   fg("#656D76", "#8B949E"),
		accent:  fg("#0550AE", "#79B8FF"),
		warning: fg("#8A5A00", "#E3B341"),
		danger:  fg("#CF222E", "#FF7B72"),
		good:    fg("#116329", "#7EE787"),
		cursor:  r.NewStyle().Reverse(true),

		colorless: colors == termenv.Ascii,
	}
	s.json = [...]lipgloss.Style{
		jsonPlain:   s.plain,
		jsonKey:     fg("#0550AE", "#79B8FF"),
		jsonString:  fg("#116329", "#A5D6A7"),
		jsonLiteral: fg("#8250DF", "#D2A8FF"),
	}
	s.strong = s.accent.Bold(true)
	s.input = s.plain
	s.chip = s.accent
	s.table = s.tableLook(lipgloss.AdaptiveColor{Light: "#E6EEF8", Dark: "#21303F"})
	return s
}

func (s *styles) tableLook(under lipgloss.AdaptiveColor) table.Look {
	tones := []lipgloss.Style{s.plain, s.faint, s.good, s.warning}
	look := table.Look{
		Header: sgr(s.faint),
		Marker: sgr(s.strong.Background(under)),
		Row:    sgr(s.plain.Background(under)),

		Marked: sgr(s.strong), Changed: sgr(s.warning),
	}
	look.Marker.Open = here + look.Marker.Open
	for i, tone := range tones {
		look.Plain = append(look.Plain, sgr(tone))
		if table.Tone(i) == toneText {
			tone = tone.Bold(true)
		}
		look.Cursor = append(look.Cursor, sgr(tone.Background(under)))
	}
	return look
}

// faulty is text as it is typed, underlined where it is wrong.
func (s *styles) faulty(text string, wrong bool) string {
	if !wrong {
		return s.input.Render(text)
	}
	return s.danger.Underline(true).Render(text)
}

// caret is the cell under the text cursor.
func (s *styles) caret(text string, wrong bool) string {
	if !s.colorless {
		return here + s.cursor.Underline(wrong).Render(text)
	}
	if text == " " {
		return here + caret
	}
	return here + caret + text
}

// here is where the terminal's cursor is to stand: at the text cursor or, where
// there is none, at what keys act on. Of several in a view the first counts.
const here = painter.Caret

// bar stands before what keys act on.
func (s *styles) bar() string { return here + s.strong.Render("▌") }

// oneHere is a view with one place for the cursor: the first line that is not
// empty if it names none.
func oneHere(block string) string {
	before, after, ok := strings.Cut(block, here)
	if !ok {
		text := strings.TrimLeft(block, "\n")
		return block[:len(block)-len(text)] + here + text
	}
	return before + here + withoutHere(after)
}

func withoutHere(block string) string { return strings.ReplaceAll(block, here, "") }

// sgr takes a style apart into the sequences before and after a text, so that
// drawing many cells needs no further styling.
func sgr(s lipgloss.Style) table.SGR {
	open, end, _ := strings.Cut(s.Render("x"), "x")
	return table.SGR{Open: open, Close: end}
}
