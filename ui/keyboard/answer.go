package keyboard

import (
	"bytes"
	"regexp"
	"strconv"
)

// Answer is what a terminal says of itself. Answers are no keys: they never get to
// what reads the keyboard.
type Answer struct {
	Kind    AnswerKind
	R, G, B uint8 // of Background
}

// AnswerKind says what an answer is about.
type AnswerKind int

// The kinds of answers.
const (
	// Background is the colour behind the text (OSC 11).
	Background AnswerKind = iota
	// Attributes end a series of questions that ended with one for the terminal's
	// attributes (DA1): terminals answer in order, so what is not known by now will
	// not be said.
	Attributes
	// SchemeChange says that the terminal has become light or dark (mode 2031).
	SchemeChange
)

var (
	colorAnswer      = regexp.MustCompile(`^\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(/[0-9a-fA-F]{1,4})?(\x07|\x1b\\)$`)
	attributesAnswer = regexp.MustCompile(`^\x1b\[\?[0-9;]*c$`)
	schemeAnswer     = regexp.MustCompile(`^\x1b\[\?997;[0-9]+n$`)
	// begunAnswer is the beginning of an answer that can only be one: a key that is
	// pressed next ends it.
	begunAnswer = regexp.MustCompile(`^\x1b(\](1(1(;(r(g(b(a?(:[0-9a-fA-F/]*)?)?)?)?)?)?)?)?|\[\?[0-9;]*)$`)
	begunColor  = regexp.MustCompile(`^\x1b\]11;(r(g(b(a?(:[0-9a-fA-F/]*)?)?)?)?)?`)
	// lateAnswer is an answer without the escape, which has been taken for a key.
	lateAnswer = regexp.MustCompile(`^(\]11?;?|\[\?[0-9])`)
)

// longestAnswer bounds what is waited for, in bytes.
const longestAnswer = maxSequence

// answer reads a whole sequence as an answer.
func answer(sequence []byte) (Answer, bool) {
	if len(sequence) < 3 || sequence[0] != escape {
		return Answer{}, false
	}
	if parts := colorAnswer.FindSubmatch(sequence); parts != nil {
		return Answer{Kind: Background, R: channel(parts[1]), G: channel(parts[2]), B: channel(parts[3])}, true
	}
	switch {
	case attributesAnswer.Match(sequence):
		return Answer{Kind: Attributes}, true
	case schemeAnswer.Match(sequence):
		return Answer{Kind: SchemeChange}, true
	}
	return Answer{}, false
}

// channel scales one to four hexadecimal digits to 0–255.
func channel(digits []byte) uint8 {
	n, _ := strconv.ParseUint(string(digits), 16, 16) // the expression has only digits
	most := uint64(1)<<(4*len(digits)) - 1
	return uint8((n*255 + most/2) / most)
}

// isBegunAnswer reports whether what has arrived is an answer that goes on.
func isBegunAnswer(rest []byte) bool {
	rest = bytes.TrimSuffix(rest, []byte{escape})
	return len(rest) > 1 && len(rest) < longestAnswer && begunAnswer.Match(rest)
}

// brokenAnswer is the length of a colour that was begun and not gone on with: what
// follows is a key. It is 0 where that is not so.
func brokenAnswer(rest []byte) int {
	n := len(begunColor.Find(rest))
	if n == 0 || n == len(rest) || rest[n] < ' ' {
		return 0
	}
	return n
}
