package changes

import (
	"errors"

	"census/client"
	"census/model"
)

// ErrNotRecorded: the journal could not record the intent, so nothing was sent.
// The reason stands beside it.
var ErrNotRecorded = errors.New("the change could not be recorded, so nothing was sent")

// GoneError is a user that was to be changed and is not there any more. It
// matches [client.ErrNotFound].
type GoneError struct {
	// Found says which: deactivated, with the user, deleted, or one of the two.
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

// LostError is a change whose answer was lost and that is not known to have been
// made: the Verdict says what reading the user back showed. Only with [Unread] and
// [NotYet] is the outcome unknown. The chain holds the error that lost the answer,
// and so also [client.ErrOutcomeUnknown]: ask for a LostError first.
type LostError struct {
	Verdict Verdict
	// Found is what was read; its State is Unseen with Unread.
	Found Found
	cause error
}

func (e *LostError) Error() string { return e.cause.Error() }

// Unwrap gives the error that lost the answer.
func (e *LostError) Unwrap() error { return e.cause }

// ConflictError is an update that the service refused because the user has been
// changed, or because the change conflicts with something else; it does not say
// which. The chain holds its words. It matches [client.ErrConflict].
type ConflictError struct {
	// Theirs is the user as read after the refusal.
	Theirs model.User
	cause  error
}

func (e *ConflictError) Error() string { return e.cause.Error() }

// Unwrap gives the service's refusal.
func (e *ConflictError) Unwrap() error { return e.cause }

// OutcomeError is a request that the service answered and refused for the user
// it concerned, in the service's words, which the client has made safe.
type OutcomeError struct{ Message string }

func (e *OutcomeError) Error() string { return e.Message }

// UndoError is a change that cannot be taken back. Reason is a clause for the
// screen.
type UndoError struct{ Reason string }

func (e *UndoError) Error() string { return "cannot undo: " + e.Reason }

// ChangedError is a created user that has been changed since, so that deleting
// it would take more back than the creation.
type ChangedError struct {
	// Keys are the fields that differ from what was created.
	Keys []model.Key
	User model.User
}

func (e *ChangedError) Error() string {
	return "the user " + model.Clean(e.User.UID) + " has been changed since"
}
