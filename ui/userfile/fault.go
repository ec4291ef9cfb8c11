package userfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"census/model"
)

// Error is the first place at which a text is invalid, worded for the person
// who typed it. Line and Column start at one, the column in characters.
type Error struct {
	Line, Column int
	Problem      string
}

// Error reads "line 3, column 9: a comma is missing before "age"".
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Problem)
}

// problemMark begins the line with the problem of the last attempt.
const problemMark = "// !! "

// Mark writes a problem into the first line of a text, replacing an earlier
// one, and leaves every other character as typed. marked is UTF-8 with line
// feeds, however the text was written. line is where to put the cursor, counted
// from one in the marked text; it is 1 if the problem is not an [*Error].
func Mark(text []byte, problem error) (marked []byte, line int) {
	text, _ = spelled(text) // problem already describes the error
	added := 1
	if bytes.HasPrefix(text, []byte(problemMark)) {
		_, text, _ = bytes.Cut(text, []byte("\n"))
		added = 0
	}
	words, line := problem.Error(), 1
	var fault *Error
	if errors.As(problem, &fault) {
		line = fault.Line + added
		words = (&Error{line, fault.Column, fault.Problem}).Error()
	}
	return append([]byte(problemMark+model.Clean(words)+"\n"), text...), line
}

// faultAt is a problem at a byte offset of the text.
func faultAt(text []byte, at int, format string, args ...any) *Error {
	line, column := model.Position(text, at)
	return &Error{line, column, fmt.Sprintf(format, args...)}
}

// comment writes one comment line for each line of text, sanitised.
func comment(b *strings.Builder, indent, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimRight(indent+"// "+model.Clean(line), " ") + "\n")
	}
}
