package changes

import (
	"context"
	"fmt"

	"census/client"
	"census/model"
)

// Create creates the user. Its errors are those of [client.Client.CreateUser]
// and *[LostError].
func (w *Writer) Create(ctx context.Context, u model.User) (Result, error) {
	request, err := w.api.PreviewCreate(u)
	if err != nil {
		return Result{}, err
	}
	u.UID = model.NormalizeUID(u.UID)
	return w.carryOut(ctx, change{
		op:      model.Operation{Action: model.Create, After: u},
		request: request,
		send: func(ctx context.Context) (answer, error) {
			created, err := w.api.CreateUser(ctx, u)
			return answer{user: created}, err
		},
	})
}

// Act deactivates, reactivates, permanently deletes, blocks or unblocks the
// user. Before a deletion it reads the user again, so that the journal has
// everything. If the user already was as wanted, it succeeds with
// Result.Already; but if the request was repeated because its answer was lost,
// the user is read back, and if the change shows, it counts as made by this
// request.
func (w *Writer) Act(ctx context.Context, action model.Action, u model.User) (Result, error) {
	return w.act(ctx, action, u, "")
}

func (w *Writer) act(ctx context.Context, action model.Action, u model.User, undoes string) (Result, error) {
	request, err := w.api.PreviewAction(action, u.UID)
	if err != nil {
		return Result{}, err
	}
	if action == model.Delete {
		if u, err = w.whole(ctx, u); err != nil {
			return Result{}, err
		}
	}
	return w.carryOut(ctx, change{
		op:      model.Operation{Action: action, Before: u, After: w.after(action, u)},
		request: request,
		undoes:  undoes,
		send:    func(ctx context.Context) (answer, error) { return w.perform(ctx, action, u.UID) },
	})
}

// whole reads everything about a user who is about to be deleted.
func (w *Writer) whole(ctx context.Context, u model.User) (model.User, error) {
	found, err := w.find(ctx, u.UID)
	switch {
	case isOutOfSight(err):
		return u, nil
	case err != nil:
		return u, fmt.Errorf("read the user again: %w", err)
	case found.State == Absent:
		return u, &GoneError{found}
	case found.State == Missing:
		return u, nil
	}
	return found.User, nil
}

// after is the user as the action leaves it. The service sets the time of a
// deactivation; until it is read, this machine's time is used.
func (w *Writer) after(action model.Action, u model.User) model.User {
	switch action {
	case model.Deactivate:
		u.DeactivatedAt = model.UnixTime(w.now().Unix())
	case model.Reactivate:
		u.DeactivatedAt = 0
	case model.Block:
		u.BlockedByMe = true
	case model.Unblock:
		u.BlockedByMe = false
	case model.Delete:
		return model.User{}
	}
	return u
}

func (w *Writer) perform(ctx context.Context, action model.Action, uid string) (answer, error) {
	uids := []string{uid}
	switch action {
	case model.Deactivate, model.Reactivate:
		return activated(w.activate(ctx, action, uids))
	case model.Delete:
		return answer{}, w.api.DeleteUser(ctx, uid, true)
	case model.Block:
		return related(w.api.Block(ctx, uids))
	case model.Unblock:
		return related(w.api.Unblock(ctx, uids))
	}
	return answer{}, fmt.Errorf("action %d does not apply to a user", action)
}

// activate deactivates or reactivates as many users as one request takes.
func (w *Writer) activate(ctx context.Context, action model.Action, uids []string) (client.Activation, error) {
	if action == model.Deactivate {
		return w.api.Deactivate(ctx, uids)
	}
	return w.api.Reactivate(ctx, uids)
}

// activated reads the answer of an activation for the one user it was sent for.
func activated(a client.Activation, err error) (answer, error) {
	if err == nil && len(a.NotFound) > 0 {
		err = &GoneError{Found{UID: a.NotFound[0], State: Absent}}
	}
	return answer{already: len(a.Already) > 0, isUnsure: len(a.Unsure) > 0}, err
}

func related(outcomes []client.Outcome, err error) (answer, error) {
	for _, o := range outcomes {
		switch {
		case err != nil || o.OK:
		case o.Unsure:
			return answer{isUnsure: true}, nil
		default:
			err = &OutcomeError{o.Message}
		}
	}
	return answer{}, err
}
