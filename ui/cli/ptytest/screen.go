//go:build unix

package ptytest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// The private modes that a screen acts on; all others are only recorded.
const (
	modeWrap      = 7
	modeCursor    = 25
	modeAltScreen = 1049
)

// Screen is what a terminal shows: a grid of cells, and the modes that the
// program has set. It is not safe for concurrent use.
type Screen struct {
	// OwnErase makes erasing use the terminal's own background instead of the
	// current one.
	OwnErase bool

	width, height int
	cells         [][]cell
	aside         [][]cell // the main screen while the alternate one is shown
	asideX        int
	asideY        int
	x, y          int // x may be width: the next grapheme wraps
	savedX        int // the saved cursor
	savedY        int
	savedLook     Look
	look          Look // of what is written next
	modes         map[int]bool

	parser  *ansi.Parser
	pending []byte // the beginning of an incomplete sequence or grapheme
}

// cell holds a grapheme; text is "" to the right of a wide one.
type cell struct {
	text string
	look Look
}

// Look is how a cell is drawn. Colours are SGR parameters such as "31" or
// "48;2;20;22;29"; empty means the terminal's own.
type Look struct {
	Foreground, Background string
	Bold, Faint, Underline bool
	Reverse                bool
}

// newModes are the modes of a fresh terminal.
func newModes() map[int]bool { return map[int]bool{modeWrap: true, modeCursor: true} }

// NewScreen returns an empty screen of the given size in cells.
func NewScreen(width, height int) *Screen {
	s := &Screen{modes: newModes(), parser: ansi.NewParser()}
	s.Resize(width, height)
	return s
}

// Resize keeps the top left corner, like terminals without reflow.
func (s *Screen) Resize(width, height int) {
	s.cells = resized(s.cells, width, height)
	if s.aside != nil {
		s.aside = resized(s.aside, width, height)
		s.asideX, s.asideY = min(s.asideX, width), min(s.asideY, height-1)
	}
	s.width, s.height = width, height
	s.x, s.y = min(s.x, width), min(s.y, height-1)
}

func resized(old [][]cell, width, height int) [][]cell {
	cells := make([][]cell, height)
	for y := range cells {
		cells[y] = blank(width, Look{})
		if y < len(old) {
			copy(cells[y], old[y])
		}
	}
	return cells
}

// blank returns erased cells, which keep only the background of a look.
func blank(width int, look Look) []cell {
	return slices.Repeat([]cell{{" ", Look{Background: look.Background}}}, width)
}

// Text returns the screen without trailing spaces.
func (s *Screen) Text() string {
	var b strings.Builder
	for _, row := range s.cells {
		var line strings.Builder
		for _, c := range row {
			line.WriteString(c.text)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// Cursor returns the cursor's cell, counted from 0 at the upper left corner,
// whether visible or not.
func (s *Screen) Cursor() (x, y int) { return min(s.x, s.width-1), s.y }

// At returns the grapheme in a cell; it is empty to the right of a wide one and
// outside the screen.
func (s *Screen) At(x, y int) string {
	if x < 0 || y < 0 || x >= s.width || y >= s.height {
		return ""
	}
	return s.cells[y][x].text
}

// LookAt returns how a cell is drawn.
func (s *Screen) LookAt(x, y int) Look { return s.cells[y][x].look }

// Switched names the modes that differ from a fresh terminal.
func (s *Screen) Switched() []string {
	var names []string
	for mode, on := range s.modes {
		if on != newModes()[mode] {
			names = append(names, fmt.Sprintf("mode ?%d is %t", mode, on))
		}
	}
	slices.Sort(names)
	return names
}

// Write draws the program's output. It never fails.
func (s *Screen) Write(output []byte) (int, error) {
	s.write(output)
	return len(output), nil
}

// write draws the program's output and returns the sequences in it that ask the
// terminal for something.
func (s *Screen) write(output []byte) (questions []string) {
	s.pending = append(s.pending, output...)
	input := s.pending[:len(s.pending)-tornRune(s.pending)]
	for len(input) > 0 {
		seq, width, n, state := ansi.DecodeSequence(input, ansi.NormalState, s.parser)
		// More of a grapheme may follow its first runes.
		open := n == len(input) && seq[0] >= utf8.RuneSelf
		if state != ansi.NormalState || open {
			break
		}
		input, s.pending = input[n:], s.pending[n:]
		switch {
		case width > 0 || seq[0] >= utf8.RuneSelf:
			s.put(string(seq), width)
		case len(seq) == 1:
			s.control(seq[0])
		case isQuestion(string(seq)):
			questions = append(questions, string(seq))
		case string(seq) == ansi.SaveCursor:
			s.savedX, s.savedY, s.savedLook = s.x, s.y, s.look
		case string(seq) == ansi.RestoreCursor:
			s.x, s.y, s.look = min(s.savedX, s.width), min(s.savedY, s.height-1), s.savedLook
		case ansi.HasCsiPrefix(seq):
			s.sequence(ansi.Cmd(s.parser.Command()))
		}
	}
	return questions
}

// tornRune is the number of bytes at the end that are the beginning of a rune.
func tornRune(output []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(output); n++ {
		if b := output[len(output)-n]; utf8.RuneStart(b) {
			if utf8.FullRune(output[len(output)-n:]) {
				return 0
			}
			return n
		}
	}
	return 0
}

// put draws a grapheme at the cursor; one without a width belongs to the
// previous cell.
func (s *Screen) put(grapheme string, width int) {
	if width == 0 {
		if s.x > 0 {
			s.cells[s.y][s.x-1].text += grapheme
		}
		return
	}
	if s.x+width > s.width {
		if s.modes[modeWrap] {
			s.x = 0
			s.lineDown()
		} else {
			s.x = s.width - width
		}
	}
	s.clear(s.x, s.x+width, s.look)
	row := s.cells[s.y]
	row[s.x] = cell{grapheme, s.look}
	for i := 1; i < width; i++ {
		row[s.x+i] = cell{"", s.look}
	}
	s.x += width
}

func (s *Screen) erase(from, to int) { s.clear(from, to, s.erased()) }

// clear blanks cells of the cursor's line, including halves of wide graphemes.
func (s *Screen) clear(from, to int, look Look) {
	row := s.cells[s.y]
	for from > 0 && row[from].text == "" {
		from--
	}
	for to < s.width && row[to].text == "" {
		to++
	}
	copy(row[from:to], blank(to-from, look))
}

// erased is the look of erased cells.
func (s *Screen) erased() Look {
	if s.OwnErase {
		return Look{}
	}
	return s.look
}

func (s *Screen) lineDown() {
	if s.y++; s.y == s.height {
		s.y--
		s.cells = append(s.cells[1:], blank(s.width, s.erased()))
	}
}

func (s *Screen) control(c byte) {
	switch c {
	case '\r':
		s.x = 0
	case '\n':
		s.lineDown()
	case '\b':
		s.x = max(0, min(s.x, s.width-1)-1)
	case '\t':
		s.x = min(s.width-1, (s.x/8+1)*8)
	}
}

// sequence executes a control sequence. Sequences not handled here change
// neither text nor looks.
func (s *Screen) sequence(cmd ansi.Cmd) {
	if cmd.Prefix() == '?' {
		if cmd.Final() == 'h' || cmd.Final() == 'l' {
			s.setModes(cmd.Final() == 'h')
		}
		return
	}
	switch cmd.Final() {
	case 'm':
		s.style(s.parser.Params())
	case 'A':
		s.y = max(0, s.y-s.number(0, 1))
	case 'B':
		s.y = min(s.height-1, s.y+s.number(0, 1))
	case 'C':
		s.x = min(s.width-1, s.x+s.number(0, 1))
	case 'D':
		s.x = max(0, min(s.x, s.width-1)-s.number(0, 1))
	case 'G':
		s.x = min(s.width, s.number(0, 1)) - 1
	case 'H':
		s.y = min(s.height, s.number(0, 1)) - 1
		s.x = min(s.width, s.number(1, 1)) - 1
	case 'J':
		s.eraseLines(s.number(0, 0))
	case 'K':
		s.eraseLine(s.number(0, 0))
	case 'X':
		at := min(s.x, s.width-1)
		s.erase(at, min(s.width, at+s.number(0, 1)))
	}
}

// style changes the look of what is written next.
func (s *Screen) style(params ansi.Params) {
	if len(params) == 0 {
		s.look = Look{}
	}
	for i := 0; i < len(params); i++ {
		switch n := params[i].Param(0); {
		case n == 0:
			s.look = Look{}
		case n == 1:
			s.look.Bold = true
		case n == 2:
			s.look.Faint = true
		case n == 4:
			s.look.Underline = true
		case n == 7:
			s.look.Reverse = true
		case n == 22:
			s.look.Bold, s.look.Faint = false, false
		case n == 24:
			s.look.Underline = false
		case n == 27:
			s.look.Reverse = false
		case n == 38, n == 48:
			color := fmt.Sprint(n)
			parts := 2
			if i+1 < len(params) && params[i+1].Param(0) == 2 {
				parts = 4
			}
			for ; parts > 0 && i+1 < len(params); parts-- {
				i++
				color += fmt.Sprintf(";%d", params[i].Param(0))
			}
			s.look.paint(n, color)
		case n >= 30 && n < 50, n >= 90 && n < 108:
			s.look.paint(n, fmt.Sprint(n))
		}
	}
}

// paint applies a colour to the text or its background, depending on the
// parameter that begins it.
func (l *Look) paint(n int, color string) {
	if n == 39 || n == 49 {
		color = ""
	}
	if n < 40 || n >= 90 && n < 100 {
		l.Foreground = color
	} else {
		l.Background = color
	}
}

// number is a parameter of the sequence; zero means absent if there is a
// default.
func (s *Screen) number(i, absent int) int {
	n, _ := s.parser.Param(i, absent)
	return max(n, absent)
}

const (
	eraseToEnd   = 0
	eraseToStart = 1
	eraseAll     = 2
)

func (s *Screen) eraseLines(which int) {
	for y := range s.cells {
		if which == eraseAll || which == eraseToEnd && y > s.y || which == eraseToStart && y < s.y {
			s.cells[y] = blank(s.width, s.erased())
		}
	}
	s.eraseLine(which)
}

func (s *Screen) eraseLine(which int) {
	at := min(s.x, s.width-1)
	from, to := at, s.width
	switch which {
	case eraseToStart:
		from, to = 0, at+1
	case eraseAll:
		from = 0
	}
	s.erase(from, to)
}

func (s *Screen) setModes(on bool) {
	for _, p := range s.parser.Params() {
		mode := p.Param(0)
		if mode == modeAltScreen && on != s.modes[mode] {
			s.swap(on)
		}
		s.modes[mode] = on
	}
}

// swap shows the alternate screen, cleared, or restores the main one.
func (s *Screen) swap(alternate bool) {
	if alternate {
		s.aside, s.asideX, s.asideY = s.cells, s.x, s.y
		s.cells = resized(nil, s.width, s.height)
		return
	}
	s.cells, s.x, s.y = s.aside, s.asideX, s.asideY
	s.aside = nil
}
