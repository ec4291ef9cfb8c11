package painter

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Caret stands in a frame where the terminal's cursor is to be once the frame has
// been drawn: input methods, braille displays and screen readers follow it, though
// it is hidden. A frame has one at most; without one the cursor is in the upper
// left corner.
//
// It is the sequence by which a terminal remembers where it draws, so the cursor
// stands right however wide the terminal draws what is left of it.
const Caret = ansi.SaveCursor

// canvas is what the terminal shows, as far as it is known.
type canvas struct {
	height  int      // of the terminal, in lines; 0 until it is known
	shown   []string // its lines, from the top; below them it is empty
	unknown bool     // it may show anything
	ascii   bool     // it shows ASCII only
	pen     pen      // draws the lines, over the base if there is one
	// filled is how many cells of a line have to be filled with blanks to erase them;
	// 0 for a terminal that erases with the background of the moment.
	filled int

	next []string // room for the lines of the next frame
	line []byte   // room for a line
	out  []byte   // room for what is to be written
}

// forget makes the next frame be drawn whatever the terminal shows.
func (c *canvas) forget() { c.unknown = true }

// draw returns what makes the terminal show the frame: the lines that are others
// than before. It is empty if there are none, and valid until the next call.
//
// A terminal that knows synchronised output shows all of it at once; the others
// ignore the mode.
func (c *canvas) draw(frame string) []byte {
	if c.height == 0 {
		return nil
	}
	c.split(frame)
	out := append(c.out[:0], ansi.SetModeSynchronizedOutput...)
	if c.unknown || c.hasBase() {
		out = c.pen.reset(out)
	}
	nothing := len(out)
	for i, line := range c.next {
		if c.unknown || i >= len(c.shown) || line != c.shown[i] {
			out = c.appendLine(out, i, line)
		}
	}
	if len(c.next) < c.height && (c.unknown || len(c.next) < len(c.shown)) {
		out = c.eraseBelow(out, len(c.next))
	}
	c.shown, c.next, c.unknown = c.next, c.shown, false
	c.out = out
	if len(out) == nothing {
		return nil
	}
	c.out = append(c.place(out), ansi.ResetModeSynchronizedOutput...)
	return c.out
}

// place puts the cursor where the shown lines have the caret. The terminal has
// remembered that when it was drawn the last time.
func (c *canvas) place(out []byte) []byte {
	for _, line := range c.shown {
		if strings.Contains(line, Caret) {
			return append(append(out, ansi.RestoreCursor...), ansi.ResetStyle...)
		}
	}
	return append(out, ansi.CursorHomePosition...)
}

// split puts the frame's lines into next, as many as the terminal has.
func (c *canvas) split(frame string) {
	c.next = c.next[:0]
	for line := range strings.SplitSeq(frame, "\n") {
		if len(c.next) == c.height {
			return
		}
		c.next = append(c.next, line)
	}
}

// appendLine draws a line on an empty one. Erasing what was there before, and not
// what is left of it afterwards, needs no idea of the line's width, about which
// terminals disagree.
func (c *canvas) appendLine(out []byte, row int, line string) []byte {
	if c.ascii {
		line = asciiLine(line)
	}
	out = c.eraseLine(out, row)
	if !c.hasBase() {
		return appendStraight(out, line, false)
	}
	c.line = appendStraight(c.line[:0], line, c.filled > 0)
	out = c.pen.draw(out, string(c.line))
	c.pen.wanted = look{}
	return c.pen.change(out)
}

func (c *canvas) hasBase() bool { return c.pen.base != Base{} }

// setBase makes the next frame be drawn over another base.
func (c *canvas) setBase(b Base) {
	if b != c.pen.base {
		c.pen.base = b
		c.forget()
	}
}

// eraseLine leaves the cursor at the left edge of an empty row.
func (c *canvas) eraseLine(out []byte, row int) []byte {
	out = moveTo(out, row)
	if !c.hasBase() || c.filled == 0 {
		return append(out, ansi.EraseLineRight...)
	}
	return moveTo(append(out, strings.Repeat(" ", c.filled)...), row)
}

// eraseBelow empties the rows from one on.
func (c *canvas) eraseBelow(out []byte, row int) []byte {
	if !c.hasBase() || c.filled == 0 {
		return append(moveTo(out, row), ansi.EraseScreenBelow...)
	}
	for ; row < c.height; row++ {
		out = c.eraseLine(out, row)
	}
	return out
}

// moveTo puts the cursor at the left edge of a row, counted from 0.
func moveTo(out []byte, row int) []byte {
	out = append(out, "\x1b["...)
	out = strconv.AppendInt(out, int64(row+1), 10)
	return append(out, 'H')
}
