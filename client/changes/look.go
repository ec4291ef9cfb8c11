package changes

import (
	"context"
	"errors"
	"time"

	"census/client"
	"census/client/journal"
	"census/model"
)

// State is where a user is found.
type State int

// The states. Missing is for credentials that cannot list deactivated users, and
// for lists with rows that cannot be read.
const (
	Unseen      State = iota // nobody could look
	Active                   // there
	Deactivated              // there and deactivated
	Absent                   // not there at all
	Missing                  // deactivated or not there at all
)

// Found is what looking for a user showed. User is filled in for Active and
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
		// There after all: "not found" was about whom the reading was on
		// behalf of, or the user came back this moment.
		return found, err
	}
	found.State = Missing
	if listed.IsCertain {
		found.State = Absent
	}
	return found, nil
}

// isOutOfSight says that the credential cannot read this at all.
func isOutOfSight(err error) bool {
	return errors.Is(err, client.ErrNoCredential) || errors.Is(err, client.ErrForbidden)
}

// Verdict is what reading a user says of a change whose answer was lost.
type Verdict int

// The verdicts.
const (
	Unread     Verdict = iota // the user could not be read, or not enough of it
	Applied                   // the user is as the change meant it
	NotApplied                // the user is as before, at the moment of reading
	Different                 // neither: somebody else was there as well
	NotYet                    // as before, while the service may be at it yet
)

// after is the verdict on a change whose answer was lost in this way: where the
// service may be at it yet, the old values do not tell that it was not made.
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

// lookPatience bounds the reading after a lost answer. It goes on when the
// change was cancelled: cancelling is how many answers are lost.
const lookPatience = 20 * time.Second

func (w *Writer) lookAgain(ctx context.Context, op model.Operation) (Verdict, Found) {
	ctx, cancel := patiently(ctx)
	defer cancel()
	return w.look(ctx, op)
}

// patiently is a context for reading that goes on when the change is cancelled.
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

// judge compares a user found with what an operation started from and meant. It
// never guesses: where the two cannot be told apart it says so.
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

// judgeDeleted knows a user that was created again by the moment of creation.
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
