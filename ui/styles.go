package ui

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"census/ui/painter"
	"census/ui/table"
	"census/ui/theme"
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

// newStyles are the styles of a theme on a terminal with so many colours.
func newStyles(colors termenv.Profile, t *theme.Theme) *styles {
	r := lipgloss.NewRenderer(io.Discard, termenv.WithProfile(colors))
	r.SetColorProfile(colors)
	fg := func(role theme.Role) lipgloss.Style {
		return r.NewStyle().Foreground(lipgloss.Color(t.Color(role).String()))
	}
	s := &styles{
		plain:   r.NewStyle(),
		bold:    r.NewStyle().Bold(true),
		faint:   fg(theme.Dim),
		accent:  fg(theme.Accent),
		warning: fg(theme.Warning),
		danger:  fg(theme.Danger),
		good:    fg(theme.Good),
		cursor:  r.NewStyle().Reverse(true),

		colorless: colors == termenv.Ascii,
	}
	s.json = [...]lipgloss.Style{
		jsonPlain:   s.plain,
		jsonKey:     fg(theme.Key),
		jsonString:  fg(theme.String),
		jsonLiteral: fg(theme.Number),
	}
	s.strong = s.accent.Bold(true)
	s.input = s.plain
	s.chip = s.accent
	s.table = s.tableLook(t)
	return s
}

// tableLook draws the row under the cursor as the theme allows.
func (s *styles) tableLook(t *theme.Theme) table.Look {
	under := func(style lipgloss.Style, role theme.Role) lipgloss.Style {
		return style.Foreground(lipgloss.Color(t.Color(t.OnRow(role)).String())).Background(lipgloss.Color(t.Color(theme.RowTint).String()))
	}
	tones := []struct {
		style lipgloss.Style
		role  theme.Role
	}{toneText: {s.plain, theme.RowText}, toneFaint: {s.faint, theme.Dim}, toneOnline: {s.good, theme.Good}, toneWarning: {s.warning, theme.Warning}}
	look := table.Look{
		Header: sgr(s.faint),
		Marker: sgr(under(s.strong, theme.Accent)),
		Row:    sgr(under(s.plain, theme.RowText)),

		Marked: sgr(s.strong), Changed: sgr(s.warning),
	}
	look.Marker.Open = here + look.Marker.Open
	for i, tone := range tones {
		look.Plain = append(look.Plain, sgr(tone.style))
		style := under(tone.style, tone.role)
		if table.Tone(i) == toneText {
			style = style.Bold(true)
		}
		look.Cursor = append(look.Cursor, sgr(style))
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
