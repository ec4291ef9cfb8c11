package changes

import (
	"context"
	"errors"
	"time"

	"census/client"
	"census/client/journal"
	"census/model"
)

// State is what looking for a user found.
type State int

// The states. Missing is for credentials that cannot list deactivated users,
// and for lists with unreadable rows.
const (
	Unseen      State = iota // could not look
	Active                   // exists and is active
	Deactivated              // exists and is deactivated
	Absent                   // does not exist
	Missing                  // deactivated or does not exist
)

// Found is the result of looking for a user. User is set for Active and
// Deactivated.
type Found struct {
	UID   string
	State State
	User  model.User
}

// find looks for a user in every state.
func (w *Writer) find(ctx context.Context, uid string) (Found, error) {
	found := Found{UID: uid}
	u, err := w.api.User(ctx, uid)
	if err == nil {
		found.State, found.User = Active, u
		if u.Deactivated() {
			found.State = Deactivated
		}
		return found, nil
	}
	if !client.IsUserNotFound(err) {
		return found, err
	}
	listed, listErr := client.FindListed(ctx, w.api, uid, client.ActiveAndDeactivated)
	switch {
	case isOutOfSight(listErr):
		found.State = Missing
		return found, nil
	case listErr != nil:
		return found, listErr
	case listed.Found && listed.User.Deactivated():
		found.State, found.User = Deactivated, listed.User
		return found, nil
	case listed.Found:
		// It exists after all: "not found" was about the user on whose behalf it
		// was read, or it was reactivated just now.
		return found, err
	}
	found.State = Missing
	if listed.IsCertain {
		found.State = Absent
	}
	return found, nil
}

// isOutOfSight reports whether the credential cannot read this at all.
func isOutOfSight(err error) bool {
	return errors.Is(err, client.ErrNoCredential) || errors.Is(err, client.ErrForbidden)
}

// Verdict is what reading a user says about a change whose answer was lost.
type Verdict int

// The verdicts.
const (
	Unread     Verdict = iota // the user, or enough of it, could not be read
	Applied                   // the user is as the change meant it
	NotApplied                // the user is as before, at the time of reading
	Different                 // neither: someone else has also changed the user
	NotYet                    // as before, but the service may still carry out the change
)

// after is the verdict when the answer was lost in this way: while the service
// may still be working, old values do not prove that the change was not made.
func (v Verdict) after(lost error) Verdict {
	if v == NotApplied && client.MayStillBeDone(lost) {
		return NotYet
	}
	return v
}

func (v Verdict) result() journal.Result {
	switch v {
	case Applied:
		return journal.Applied
	case NotApplied:
		return journal.Failed
	case Different:
		return journal.Different
	}
	return journal.Unknown
}

// lookPatience limits the reading after a lost answer. Reading continues when
// the change is cancelled, because cancelling is a common cause of lost
// answers.
const lookPatience = 20 * time.Second

func (w *Writer) lookAgain(ctx context.Context, op model.Operation) (Verdict, Found) {
	ctx, cancel := patiently(ctx)
	defer cancel()
	return w.look(ctx, op)
}

// patiently returns a context for reading that outlives the cancellation of the
// change.
func patiently(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), lookPatience)
}

func (w *Writer) look(ctx context.Context, op model.Operation) (Verdict, Found) {
	found, err := w.find(ctx, op.UID())
	if err != nil {
		return Unread, Found{UID: op.UID()}
	}
	return judge(op, found), found
}

// judge compares a found user with the state before an operation and the state
// it meant. It never guesses: if the two cannot be told apart, it says so.
func judge(op model.Operation, found Found) Verdict {
	if found.State == Unseen || found.State == Missing {
		return Unread
	}
	switch op.Action {
	case model.Create:
		return judgeCreated(op, found)
	case model.Update:
		return judgeUpdated(op, found)
	case model.Delete:
		return judgeDeleted(op, found)
	case model.Deactivate, model.Reactivate:
		want := Active
		if op.Action == model.Deactivate {
			want = Deactivated
		}
		return verdict(found.State == want, found.State != Absent)
	case model.Block, model.Unblock:
		isDone := found.User.BlockedByMe == (op.Action == model.Block)
		return verdict(found.State == Active && isDone, found.State == Active)
	}
	return Unread
}

func verdict(isDone, isAsBefore bool) Verdict {
	switch {
	case isDone:
		return Applied
	case isAsBefore:
		return NotApplied
	}
	return Different
}

func judgeCreated(op model.Operation, found Found) Verdict {
	if len(found.User.Damaged) > 0 {
		return Unread
	}
	return verdict(found.State != Absent && client.Holds(found.User, op.After), found.State == Absent)
}

// judgeDeleted recognises a user who was created again by the time of creation.
func judgeDeleted(op model.Operation, found Found) Verdict {
	if found.User.IsDamaged(model.KeyCreatedAt) {
		return Unread
	}
	return verdict(found.State == Absent, found.User.CreatedAt == op.Before.CreatedAt)
}

func judgeUpdated(op model.Operation, found Found) Verdict {
	if found.State == Absent {
		return Different
	}
	sent := sentFields(op)
	isDone, isAsBefore := true, true
	for _, f := range sent {
		if f.Key == model.KeyTags && !found.User.TagsKnown || found.User.IsDamaged(f.Key) {
			return Unread
		}
		isDone = isDone && client.SameStored(f, op.After, found.User)
		isAsBefore = isAsBefore && client.SameStored(f, op.Before, found.User)
	}
	if len(sent) == 0 {
		return Unread
	}
	return verdict(isDone, isAsBefore)
}
