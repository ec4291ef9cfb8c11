package painter

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"census/model"
)

// piece is a part of a line: an escape sequence, or what is drawn as one.
type piece struct {
	text  string
	width int // in cells; 0 for a sequence
}

func (p piece) isBlank() bool { return p.text == " " }

// isRule reports whether the piece parts two columns by itself.
func (p piece) isRule() bool { return p.text == "│" }

// pieces takes a line apart.
func pieces(line string) []piece {
	var all []piece
	for state := ansi.NormalState; line != ""; {
		text, width, n, next := ansi.DecodeSequence(line, state, nil)
		all = append(all, piece{text, width})
		line, state = line[n:], next
	}
	return all
}

// segment is what stands in one column: pieces from and to, its left edge, and
// the cells until the next one begins, or the line ends.
type segment struct {
	from, to int
	column   int
	room     int
}

// gap is how many blanks part two columns. A single one stands between words.
const gap = 2

// segments finds the columns of a line.
func segments(all []piece) []segment {
	var found []segment
	column, blanks := 0, gap
	for i, p := range all {
		switch {
		// The caret belongs to its column: the cursor is placed where that begins.
		case p.width == 0 && !isDrawn(p) && p.text != Caret:
			continue
		case p.isBlank():
			blanks++
		default:
			if n := len(found); n == 0 || blanks >= gap || p.isRule() {
				found = append(found, segment{from: i, column: column})
			}
			found[len(found)-1].to = i + 1
			blanks = 0
		}
		column += p.width
	}
	for i := range found {
		end := column
		if i+1 < len(found) {
			end = found[i+1].column
		}
		found[i].room = end - found[i].column
	}
	return found
}

// isDrawn tells characters without a width from sequences.
func isDrawn(p piece) bool { return p.text[0] >= ' ' && p.text[0] != 0x7f && p.text[0] != 0x9b }

// isDisputed reports whether terminals disagree about the width of something in
// the text.
func isDisputed(text string) bool { return strings.ContainsFunc(text, model.IsWidthDisputed) }

// appendStraight appends the line so that its columns stand where they should,
// whatever width the terminal gives to what stands in them. Around a column that
// terminals disagree about, its cells are cleared first, and the cursor is placed
// where the next one begins; by blanks if erasing does not give the background that
// is wanted.
func appendStraight(out []byte, line string, blanks bool) []byte {
	if !isDisputed(line) {
		return append(out, line...)
	}
	all := pieces(line)
	written, away := 0, false
	for _, s := range segments(all) {
		out = appendPieces(out, all[written:s.from])
		if away {
			out = append(out, ansi.CursorHorizontalAbsolute(s.column+1)...)
		}
		if away = s.isDisputed(all); away {
			out = appendErasure(out, s, blanks)
		}
		out = appendPieces(out, all[s.from:s.to])
		written = s.to
	}
	return appendPieces(out, all[written:])
}

// appendErasure clears the cells of the segment that begins at the cursor.
func appendErasure(out []byte, s segment, blanks bool) []byte {
	if !blanks {
		return append(out, ansi.EraseCharacter(s.room)...)
	}
	out = append(out, strings.Repeat(" ", s.room)...)
	return append(out, ansi.CursorHorizontalAbsolute(s.column+1)...)
}

func (s segment) isDisputed(all []piece) bool {
	for _, p := range all[s.from:s.to] {
		if isDrawn(p) && isDisputed(p.text) {
			return true
		}
	}
	return false
}

func appendPieces(out []byte, all []piece) []byte {
	for _, p := range all {
		out = append(out, p.text...)
	}
	return out
}
