package changes

import (
	"errors"

	"census/client"
	"census/model"
)

// ErrNotRecorded: the journal could not record the intent, so nothing was sent.
// The error chain also holds the reason.
var ErrNotRecorded = errors.New("the change could not be recorded, so nothing was sent")

// GoneError means that the user to be changed no longer exists. It matches
// [client.ErrNotFound].
type GoneError struct {
	// Found says which: deactivated (then it holds the user), deleted, or one of
	// the two.
	Found Found
}

// Error reads "the user ann has been deactivated".
func (e *GoneError) Error() string {
	what := "has been deactivated or deleted"
	switch e.Found.State {
	case Deactivated:
		what = "has been deactivated"
	case Absent:
		what = "has been deleted"
	}
	return "the user " + model.Clean(e.Found.UID) + " " + what
}

// Is matches [client.ErrNotFound].
func (e *GoneError) Is(target error) bool { return target == client.ErrNotFound }

// LostError means that the answer to a change was lost and that the change is
// not known to have been made; Verdict says what reading the user back showed.
// The outcome is unknown only with [Unread] and [NotYet]. The chain holds the
// error that lost the answer, and with it [client.ErrOutcomeUnknown], so check
// for a LostError first.
type LostError struct {
	Verdict Verdict
	// Found is what was read; its State is Unseen with Unread.
	Found Found
	cause error
}

func (e *LostError) Error() string { return e.cause.Error() }

// Unwrap returns the error that lost the answer.
func (e *LostError) Unwrap() error { return e.cause }

// ConflictError means that the service refused an update because the user has
// been changed, or because the change conflicts with something else; it does
// not say which. The chain holds the service's text. It matches
// [client.ErrConflict].
type ConflictError struct {
	// Theirs is the user as read after the refusal.
	Theirs model.User
	cause  error
}

func (e *ConflictError) Error() string { return e.cause.Error() }

// Unwrap returns the service's refusal.
func (e *ConflictError) Unwrap() error { return e.cause }

// OutcomeError means that the service answered the request but refused it for
// this user, with a text that the client has sanitised.
type OutcomeError struct{ Message string }

func (e *OutcomeError) Error() string { return e.Message }

// UndoError means that a change cannot be undone. Reason is a clause for the
// screen.
type UndoError struct{ Reason string }

func (e *UndoError) Error() string { return "cannot undo: " + e.Reason }

// ChangedError means that a created user has been changed since, so deleting it
// would undo more than the creation.
type ChangedError struct {
	// Keys lists the fields that differ from what was created.
	Keys []model.Key
	User model.User
}

func (e *ChangedError) Error() string {
	return "the user " + model.Clean(e.User.UID) + " has been changed since"
}
