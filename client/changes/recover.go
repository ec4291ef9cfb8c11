package changes

import (
	"context"
	"errors"
	"fmt"

	"census/client/journal"
	"census/model"
)

// Recovered is a change whose outcome was not recorded, and the user's current
// state.
type Recovered struct {
	Entry   journal.Entry
	Verdict Verdict
	Found   Found
	// Err says why the verdict is Unread, or that a verdict could not be
	// recorded.
	Err error
}

var (
	errOtherMe   = errors.New("it was made on behalf of another user")
	errNotKept   = errors.New("the journal was configured not to keep what was changed")
	errUndecided = errors.New("what can be read does not decide it")
	errReadBack  = errors.New("read the user back")
)

// Recover looks for changes of this profile that were begun but not finished,
// because their program died, or because the answer was lost and the user could
// not be read. It reads each user back, records what it finds, and returns the
// changes, oldest first. Undecided ones stay open for the next time.
//
// The verdict is about the time of reading: later changes by others show as
// Different.
func (w *Writer) Recover(ctx context.Context) ([]Recovered, error) {
	if w.journal == nil {
		return nil, nil
	}
	open, err := w.journal.Unresolved(ctx, w.profile)
	if err != nil {
		return nil, fmt.Errorf("look for unfinished changes: %w", err)
	}
	var all []Recovered
	for _, e := range open {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		all = append(all, w.recover(ctx, e))
	}
	return all, nil
}

func (w *Writer) recover(ctx context.Context, e journal.Entry) Recovered {
	r := Recovered{Entry: e, Found: Found{UID: e.Operation.UID()}}
	switch {
	case isRelation(e.Operation.Action) && !model.SameUID(e.Actor.Me, w.api.Actor().Me):
		r.Err = errOtherMe
		return r
	case e.Private == journal.PrivateLost && e.Operation.Action == model.Update && e.Operation.Patch().IsEmpty():
		r.Err = errNotKept
		return r
	}
	found, err := w.find(ctx, e.Operation.UID())
	if err != nil {
		r.Err = fmt.Errorf("%w: %w", errReadBack, err)
		return r
	}
	seen := found
	if e.Private != journal.PrivateKept {
		seen.User.Metadata, _ = seen.User.Metadata.WithoutPrivate()
	}
	r.Found, r.Verdict = found, judge(e.Operation, seen)
	if r.Verdict == Unread {
		r.Err = errUndecided
		return r
	}
	r.Err = w.finish(e.ID, e.Operation, r.Verdict.result(), errAnswerLost, seen.User)
	return r
}

// errAnswerLost is recorded in the journal when only a reading settled the
// outcome.
var errAnswerLost = errors.New("the answer was lost; the user was read back")
