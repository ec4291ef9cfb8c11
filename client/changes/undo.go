package changes

import (
	"context"

	"census/client/journal"
	"census/model"
)

// Inverse is the change that undoes a recorded one.
type Inverse struct {
	// Action is Update, with Edit as the argument for [Writer.Update], or one of
	// the actions on User.
	Action model.Action
	Edit   Edit
	User   model.User
	// Lost lists the parts the journal does not have, which cannot be restored:
	// metadata paths.
	Lost []model.Path
}

// Inverse returns the change that would undo this one, without asking the
// service, or an *[UndoError] that says why there is none.
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
		return Inverse{}, &UndoError{"the journal was configured not to keep what was under " + model.PrivateKey}
	}
	inverse.Edit = Edit{Base: back.Before, Mine: back.Apply(back.Before), Undoes: e.ID}
	return inverse, nil
}

// notApplied says why there is nothing to undo.
func notApplied(r journal.Result) string {
	switch r {
	case journal.Unchanged:
		return "the user already was as wanted"
	case journal.Refused, journal.Failed:
		return "it was not carried out"
	}
	return "it is not known whether it was carried out"
}

func isRelation(action model.Action) bool { return action == model.Block || action == model.Unblock }

// Undo undoes a recorded change. An update is merged with later changes and may
// collide, like every update; once the collisions are decided, pass
// [Writer.Update] Result.Review.Theirs, the decided user, and the entry's id in
// Undoes. If an action is already undone, the result is Result.Nothing. A
// creation is undone only if the user is still as created, otherwise the error
// is a *[ChangedError]. What has no inverse is an *[UndoError].
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

// checkUndo checks that the user is in the state in which the entry left it;
// isUndone means it is already in the state that undoing would lead to.
func checkUndo(e journal.Entry, action model.Action, found Found) (isUndone bool, err error) {
	gone := action != model.Delete && found.State == Absent ||
		isRelation(action) && found.State == Deactivated
	switch {
	case found.State == Missing:
		return false, &UndoError{"the user cannot be read"}
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

// changedSince lists the fields in which the user differs from the created one,
// or may differ because they cannot be read. What the journal did not keep
// cannot be compared.
func changedSince(e journal.Entry, found Found) []model.Key {
	created, now := e.Operation.After, found.User
	if e.Private != journal.PrivateKept {
		now.Metadata, _ = now.Metadata.WithoutPrivate()
	}
	if !created.TagsKnown || !now.TagsKnown {
		created.Tags, now.Tags = nil, nil
	}
	keys := model.Diff(created, now).Keys()
	for _, key := range now.Damaged { // unreadable: may differ
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

// Recreation returns the user of a recorded deletion as a new user for
// [Writer.Create], and the parts that the journal did not keep. Messages and
// conversations are gone for good.
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
