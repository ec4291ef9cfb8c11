package changes

import (
	"context"
	"errors"
	"fmt"

	"census/client"
	"census/model"
)

// Edit is an update as somebody wants it: Mine is the user as edited, Base the
// reading that the editing began with.
type Edit struct {
	Base, Mine model.User
	// Undoes is the id of the change that this one takes back, if it does.
	Undoes string
}

// Review is an update before it is sent.
type Review struct {
	// Theirs is the user as the service has it now; if it cannot be read, as
	// the edit's base has it.
	Theirs model.User
	// Merged is both sides' changes together. While it holds collisions nothing
	// is sent: decide each with [model.Merged.Decide], and update again with
	// Theirs as base and Merged.User as mine.
	Merged model.Merged
	// Patch is what will be sent, and Request how; both are empty when there
	// are collisions or nothing has to be sent.
	Patch   model.Patch
	Request client.Request
	// Unchecked are the fields of the patch that could not be read, so that
	// somebody else's change of them would be overwritten unseen.
	Unchecked []model.Key
}

// IsNothing reports whether the user is as wanted already.
func (r Review) IsNothing() bool { return r.Patch.IsEmpty() && len(r.Merged.Collisions) == 0 }

// Preview describes the request of an edit without asking the service: for a
// user that is new, its creation. If somebody else changes the user meanwhile,
// [Writer.Update] sends their changes of the same metadata along; the request
// that [Writer.Check] describes has them.
func (w *Writer) Preview(base, mine model.User) (client.Request, error) {
	if base.IsNew() {
		return w.api.PreviewCreate(mine)
	}
	return w.api.PreviewUpdate(model.Diff(base, mine))
}

// Check does everything of an update but sending it: it reads the user again and
// brings the changes together. A user that is gone is a *[GoneError]; what
// policy or limits refuse is the client's error.
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

// refuseDamaged keeps a change of a field that cannot be read any more from being
// dropped in silence.
func refuseDamaged(e Edit, theirs model.User) error {
	var refusals []error
	for _, key := range model.Diff(e.Base, e.Mine).Keys() {
		if theirs.IsDamaged(key) {
			refusals = append(refusals, &client.RefusedError{Op: "update user " + model.Clean(theirs.UID), Field: key, Reason: model.ReasonDamaged})
		}
	}
	return errors.Join(refusals...)
}

// theirs reads the user again. Tags that an answer leaves out count as not
// changed.
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

// Update makes the edit's changes and no others, on top of what others have
// changed since its base. With collisions, or when nothing has to be sent,
// nothing is; the Result says so. What [Writer.Check] refuses is refused here
// too. A *[LostError] says that the answer was lost and the change not found; a
// *[ConflictError] that the service refused because of somebody else's change, and
// then the Result may hold collisions too.
//
// After a failure that may pass it waits, reads and merges again, and sends what
// is to be sent then, as often as the client's [client.RetryPolicy] has it. Each
// of these attempts is recorded alone. So a collision may also come of what
// others did while it waited. After a lost answer it sends again only while
// nobody at all has written the user, for otherwise it could not tell whether its
// own change was made and then taken back.
//
// Metadata is sent as the whole merged object: whether the service replaces it
// or merges it is not published (rest.md section 4.1), and that gives the same
// either way, except for removed keys; those show in Result.Unexpected.
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
