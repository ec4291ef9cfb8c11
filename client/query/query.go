package query

import (
	"time"

	"census/model"
)

// Env is what ages and dates are counted from. A nil Location is UTC.
type Env struct {
	Now      time.Time
	Location *time.Location
}

// Query is a text that was read. The zero Query matches everybody.
type Query struct {
	// Root is nil when the query matches everybody.
	Root Node
}

// SyntaxError says what is wrong with a text. From and To are byte offsets into
// it and From < To, unless it is the end of the text where something is missing.
type SyntaxError struct {
	From, To int
	Problem  string
	// Instead is what was probably meant in this place, empty when nobody can tell.
	Instead string
}

// Error is the problem, in words for the person who typed the text.
func (e *SyntaxError) Error() string { return e.Problem }

// Match reports whether the query matches a user: its plain meaning, computed
// anew from the user's own texts, and slow. It is what an index must agree with.
func (q Query) Match(u model.User) bool { return Matches(q.Root, u) }
