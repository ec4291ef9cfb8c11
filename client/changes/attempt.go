package changes

import (
	"context"
	"errors"
	"fmt"

	"census/client"
	"census/client/journal"
	"census/model"
)

// updating is one [Writer.Update] in progress. Each attempt is based on its own
// reading, so it does not overwrite what others wrote while it waited.
type updating struct {
	*Writer
	edit     Edit
	attempts *client.Attempts
	// mayBeMade means that an attempt was lost. It may have been carried out, or
	// may still be, until the service says more.
	mayBeMade bool
	// journalErr lists outcomes of earlier attempts that were not recorded.
	journalErr error
}

// attempt sends the reviewed change once. It returns the review for the next
// attempt if there should be one, otherwise how the update ended.
func (u *updating) attempt(ctx context.Context, review Review) (r Result, next *Review, err error) {
	c := change{
		op:      model.Operation{Action: model.Update, Before: review.Theirs, After: review.Merged.User},
		request: review.Request,
		undoes:  u.edit.Undoes,
	}
	id, err := u.begin(ctx, c)
	if err != nil {
		return Result{Review: review}, nil, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	stored, err := u.api.UpdateUser(ctx, review.Patch)
	u.mayBeMade = u.mayBeMade || errors.Is(err, client.ErrOutcomeUnknown)
	switch {
	case err == nil, client.IsRefusal(err), errors.Is(err, client.ErrResultUnknown):
		r, err = u.end(ctx, id, c.op, answer{user: stored}, err)
	case !u.mayBeMade:
		r, next, err = u.afterRefusal(ctx, id, c.op, err)
	case u.attempts.Again(ctx, err):
		r, next, err = u.afterLoss(ctx, id, c.op, err)
	default:
		r, err = u.settle(ctx, id, c.op, err)
	}
	if next != nil {
		u.journalErr = errors.Join(u.journalErr, r.JournalErr)
	}
	if errors.Is(err, client.ErrConflict) {
		r, err = u.afterConflict(ctx, r, err)
	}
	if len(r.Review.Merged.Collisions) == 0 {
		r.Review = review
		r.Unchecked = union(review.Unchecked, r.Unchecked)
	}
	return r, next, err
}

// afterRefusal continues after an attempt that was certainly not carried out.
func (u *updating) afterRefusal(ctx context.Context, id string, op model.Operation, refused error) (Result, *Review, error) {
	r, err := u.end(ctx, id, op, answer{}, refused)
	if !u.attempts.Again(ctx, refused) {
		if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
			err = fmt.Errorf("%w: %w", ctx.Err(), err)
		}
		return r, nil, err
	}
	next, err := u.Check(ctx, u.edit)
	if err != nil {
		return r, nil, err
	}
	return r, &next, nil
}

// afterLoss continues after an attempt that may have been carried out,
// depending on what a new reading shows.
func (u *updating) afterLoss(ctx context.Context, id string, op model.Operation, lost error) (Result, *Review, error) {
	next, err := u.Check(ctx, u.edit)
	found := Found{UID: op.UID(), State: Active, User: next.Theirs}
	r := Result{ID: id, User: next.Theirs}
	switch {
	case err != nil || len(next.Unchecked) > 0:
	case isUntouched(op.Before, next.Theirs):
		r.JournalErr = u.finish(id, op, journal.Failed, lost, model.User{})
		return r, &next, nil
	case next.IsNothing() && judge(op, found) != Applied:
		// The whole edit is there. Others have since changed more of the same
		// fields, which is not part of this change.
		r.ReadBack = true
		r.JournalErr = u.finish(id, op, journal.Applied, lost, model.User{})
		return r, nil, nil
	case len(next.Merged.Collisions) > 0:
		r.Review = next
		r.JournalErr = u.finish(id, op, judge(op, found).result(), lost, model.User{})
		return r, nil, nil
	}
	// As meant, or gone, or unreadable, or undecidable.
	r, err = u.settle(ctx, id, op, lost)
	return r, nil, err
}

// afterConflict reads the user again after the service reported a conflict.
// Whether to send again is the person's decision: the conflict may be about
// something the reading does not show.
func (u *updating) afterConflict(ctx context.Context, r Result, refused error) (Result, error) {
	now, err := u.Check(ctx, u.edit)
	if err != nil {
		return r, refused
	}
	r.Review = now
	return r, &ConflictError{Theirs: now.Theirs, cause: refused}
}

// isUntouched reports whether nobody has written the user between two readings.
// Equal fields are not enough: they may have been changed and changed back.
func isUntouched(before, now model.User) bool {
	return before.UpdatedAt == now.UpdatedAt && model.Diff(before, now).IsEmpty()
}
