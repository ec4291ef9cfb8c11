package changes

import (
	"context"

	"census/client/journal"
	"census/model"
)

// Inverse is what takes a recorded change back.
type Inverse struct {
	// Action is Update, for which Edit is what [Writer.Update] takes, or one of
	// the actions on User.
	Action model.Action
	Edit   Edit
	User   model.User
	// Lost are the parts that the journal does not have and that cannot be
	// restored: paths in metadata.
	Lost []model.Path
}

// Inverse says what would take the change back, without asking the service, or
// with an *[UndoError] why nothing does.
func (w *Writer) Inverse(e journal.Entry) (Inverse, error) {
	back, ok := e.Operation.Inverse()
	switch {
	case !ok:
		return Inverse{}, &UndoError{"the user was deleted for good; they can be created again, without their messages"}
	case e.Result != journal.Applied:
		return Inverse{}, &UndoError{notApplied(e.Result)}
	case e.Profile != w.profile:
		return Inverse{}, &UndoError{"it was made in another profile"}
	case isRelation(e.Operation.Action) && !model.SameUID(e.Actor.Me, w.api.Actor().Me):
		return Inverse{}, &UndoError{"it was made on behalf of another user"}
	}
	inverse := Inverse{Action: back.Action, User: back.Before}
	if back.Action != model.Update {
		return inverse, nil
	}
	if e.Private == journal.PrivateLost {
		inverse.Lost = []model.Path{{model.PrivateKey}}
	}
	if back.Patch().IsEmpty() {
		return Inverse{}, &UndoError{"the journal was told not to keep what stood under " + model.PrivateKey}
	}
	inverse.Edit = Edit{Base: back.Before, Mine: back.Apply(back.Before), Undoes: e.ID}
	return inverse, nil
}

// notApplied is why there is nothing to take back.
func notApplied(r journal.Result) string {
	switch r {
	case journal.Unchanged:
		return "it found the user so already"
	case journal.Refused, journal.Failed:
		return "it was not carried out"
	}
	return "it is not known whether it was carried out"
}

func isRelation(action model.Action) bool { return action == model.Block || action == model.Unblock }

// Undo takes a recorded change back. An update is merged with what happened
// since and may collide, like every update; when the collisions are decided,
// [Writer.Update] takes Result.Review.Theirs, the decided user, and the entry's
// id in Undoes. An action that is undone already is Result.Nothing. A creation
// is undone only if the user is still as it was created, else the error is a
// *[ChangedError]. What has no inverse is an *[UndoError].
func (w *Writer) Undo(ctx context.Context, e journal.Entry) (Result, error) {
	inverse, err := w.Inverse(e)
	if err != nil {
		return Result{}, err
	}
	if inverse.Action == model.Update {
		return w.Update(ctx, inverse.Edit)
	}
	if _, err := w.api.PreviewAction(inverse.Action, inverse.User.UID); err != nil {
		return Result{}, err
	}
	found, err := w.find(ctx, inverse.User.UID)
	if err != nil {
		return Result{}, err
	}
	isUndone, err := checkUndo(e, inverse.Action, found)
	switch {
	case err != nil:
		return Result{}, err
	case isUndone:
		return Result{User: found.User, Nothing: true}, nil
	}
	return w.act(ctx, inverse.Action, found.User, e.ID)
}

// checkUndo looks whether the user is in the state that the entry left it in, or
// in the one that its undoing would leave it in.
func checkUndo(e journal.Entry, action model.Action, found Found) (isUndone bool, err error) {
	gone := action != model.Delete && found.State == Absent ||
		isRelation(action) && found.State == Deactivated
	switch {
	case found.State == Missing:
		return false, &UndoError{"what the user looks like now cannot be read"}
	case gone:
		return false, &GoneError{found}
	}
	switch action {
	case model.Reactivate:
		return found.State == Active, nil
	case model.Deactivate:
		return found.State == Deactivated, nil
	case model.Block, model.Unblock:
		return found.User.BlockedByMe == (action == model.Block), nil
	}
	if found.State == Absent {
		return true, nil
	}
	if keys := changedSince(e, found); len(keys) > 0 {
		return false, &ChangedError{Keys: keys, User: found.User}
	}
	return false, nil
}

// changedSince lists in what a user differs from the one that was created, or may
// differ as far as can be read. What the journal did not keep cannot be compared.
func changedSince(e journal.Entry, found Found) []model.Key {
	created, now := e.Operation.After, found.User
	if e.Private != journal.PrivateKept {
		now.Metadata, _ = now.Metadata.WithoutPrivate()
	}
	if !created.TagsKnown || !now.TagsKnown {
		created.Tags, now.Tags = nil, nil
	}
	keys := model.Diff(created, now).Keys()
	for _, key := range now.Damaged { // nobody can tell
		if f, ok := model.FieldOf(key); ok && f.Editable == model.Always {
			keys = append(keys, key)
		}
	}
	if found.State == Deactivated {
		keys = append(keys, model.KeyDeactivatedAt)
	}
	if created.CreatedAt != now.CreatedAt {
		keys = append(keys, model.KeyCreatedAt)
	}
	return keys
}

// Recreation is the user of a recorded deletion as a new one, for
// [Writer.Create], and the parts of it that the journal did not keep. Messages
// and conversations are gone for good.
func Recreation(e journal.Entry) (u model.User, lost []model.Path, err error) {
	if e.Operation.Action != model.Delete || e.Operation.Before.UID == "" {
		return model.User{}, nil, &UndoError{"it is not the deletion of a user"}
	}
	for _, f := range model.Fields() {
		if f.Editable != model.Never {
			u = f.With(u, f.Value(e.Operation.Before))
		}
	}
	if e.Private != journal.PrivateKept {
		lost = []model.Path{{model.PrivateKey}}
	}
	return u, lost, nil
}
