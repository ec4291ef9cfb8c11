package changes

import (
	"context"
	"errors"
	"fmt"

	"census/client"
	"census/model"
)

// Edit is a requested update: Mine is the edited user, Base the reading on
// which the editing started.
type Edit struct {
	Base, Mine model.User
	// Undoes is the id of the change that this one undoes, if any.
	Undoes string
}

// Review is an update before it is sent.
type Review struct {
	// Theirs is the user currently on the service; if that cannot be read, the
	// edit's base.
	Theirs model.User
	// Merged combines both sides' changes. While it has collisions nothing is
	// sent: decide each with [model.Merged.Decide], then update again with
	// Theirs as base and Merged.User as mine.
	Merged model.Merged
	// Patch is what will be sent, and Request how; both are empty if there are
	// collisions or nothing needs to be sent.
	Patch   model.Patch
	Request client.Request
	// Unchecked lists fields of the patch that could not be read, so that
	// someone else's change to them would be overwritten unseen.
	Unchecked []model.Key
}

// IsNothing reports whether the user already is as wanted.
func (r Review) IsNothing() bool { return r.Patch.IsEmpty() && len(r.Merged.Collisions) == 0 }

// Preview describes the request of an edit without asking the service; for a
// new user, its creation. If someone else changes the user in between,
// [Writer.Update] also sends their changes to the same metadata; the request
// described by [Writer.Check] includes them.
func (w *Writer) Preview(base, mine model.User) (client.Request, error) {
	if base.IsNew() {
		return w.api.PreviewCreate(mine)
	}
	return w.api.PreviewUpdate(model.Diff(base, mine))
}

// Check does everything an update does except sending it: it reads the user
// again and merges the changes. If the user is gone the error is a
// *[GoneError]; a refusal by the policy or the limits is the client's error.
func (w *Writer) Check(ctx context.Context, e Edit) (Review, error) {
	theirs, unread, err := w.theirs(ctx, e.Base)
	if err != nil {
		return Review{}, err
	}
	if err := refuseDamaged(e, theirs); err != nil {
		return Review{Theirs: theirs}, err
	}
	r := Review{Theirs: theirs, Merged: model.Merge(e.Base, e.Mine, theirs)}
	if len(r.Merged.Collisions) > 0 {
		return r, nil
	}
	r.Patch = model.Diff(theirs, r.Merged.User)
	if r.Patch.IsEmpty() {
		return r, nil
	}
	for _, key := range r.Patch.Keys() {
		if unread || key == model.KeyTags && !theirs.TagsKnown {
			r.Unchecked = append(r.Unchecked, key)
		}
	}
	r.Request, err = w.api.PreviewUpdate(r.Patch)
	return r, err
}

// refuseDamaged reports a change to a field that has become unreadable, which
// would otherwise be dropped silently.
func refuseDamaged(e Edit, theirs model.User) error {
	var refusals []error
	for _, key := range model.Diff(e.Base, e.Mine).Keys() {
		if theirs.IsDamaged(key) {
			refusals = append(refusals, &client.RefusedError{Op: "update user " + model.Clean(theirs.UID), Field: key, Reason: model.ReasonDamaged})
		}
	}
	return errors.Join(refusals...)
}

// theirs reads the user again. Tags that the answer omits count as unchanged.
func (w *Writer) theirs(ctx context.Context, base model.User) (theirs model.User, unread bool, err error) {
	found, err := w.find(ctx, base.UID)
	switch {
	case isOutOfSight(err):
		return base, true, nil
	case err != nil:
		return model.User{}, false, fmt.Errorf("read the user again: %w", err)
	case found.State != Active:
		return model.User{}, false, &GoneError{found}
	}
	theirs = found.User
	if !theirs.TagsKnown {
		theirs.Tags = base.Tags
	}
	return theirs, false, nil
}

// Update makes the edit's changes, and no others, on top of what others have
// changed since its base. With collisions, or if nothing needs to be sent,
// nothing is, and the Result says so. It refuses whatever [Writer.Check]
// refuses. A *[LostError] means that the answer was lost and the change was not
// found; a *[ConflictError] that the service refused the change because of
// someone else's, in which case the Result may also have collisions.
//
// After a temporary failure it waits, reads and merges again, and sends the new
// patch, as often as the client's [client.RetryPolicy] allows. Each attempt is
// recorded separately. So collisions may also result from what others did while
// it waited. After a lost answer it sends again only if nobody at all has
// written the user; otherwise it could not know whether its own change was made
// and then reverted.
//
// Metadata is sent as the whole merged object: whether the service replaces or
// merges it is not published (rest.md section 4.1), and this gives the same
// result either way, except for removed keys, which show in Result.Unexpected.
func (w *Writer) Update(ctx context.Context, e Edit) (Result, error) {
	u := updating{Writer: w, edit: e, attempts: w.api.Attempts()}
	review, err := w.Check(ctx, e)
	for err == nil && !review.Patch.IsEmpty() {
		r, next, err := u.attempt(ctx, review)
		if next == nil {
			r.JournalErr = errors.Join(u.journalErr, r.JournalErr)
			return r, err
		}
		review = *next
	}
	return Result{Review: review, User: review.Theirs, Nothing: err == nil && review.IsNothing(), JournalErr: u.journalErr}, err
}

func union(a, b []model.Key) []model.Key {
	seen := map[model.Key]bool{}
	var all []model.Key
	for _, keys := range [][]model.Key{a, b} {
		for _, key := range keys {
			if !seen[key] {
				seen[key] = true
				all = append(all, key)
			}
		}
	}
	return all
}
