package query

import (
	"time"

	"census/model"
)

// Env is the reference for ages and dates. A nil Location is UTC.
type Env struct {
	Now      time.Time
	Location *time.Location
}

// Query is a parsed text. The zero Query matches everybody.
type Query struct {
	// Root is nil if the query matches everybody.
	Root Node
}

// SyntaxError says what is wrong with a text. From and To are byte offsets into
// it, with From < To except where something is missing at the end of the text.
type SyntaxError struct {
	From, To int
	Problem  string
	// Instead is what was probably meant here, or empty.
	Instead string
}

// Error returns the problem, worded for the person who typed the text.
func (e *SyntaxError) Error() string { return e.Problem }

// Match reports whether the query matches a user. It is the reference that an
// index must agree with, computed from the user's own texts each time, and
// slow.
func (q Query) Match(u model.User) bool { return Matches(q.Root, u) }
