package words

import "census/model"

// Verbs are the forms of an action's verb: create, creating, created.
type Verbs struct{ Plain, Doing, Done string }

// Of returns the verbs for an action.
func Of(action model.Action) Verbs {
	switch action {
	case model.Create:
		return Verbs{action.String(), "creating", "created"}
	case model.Deactivate:
		return Verbs{action.String(), "deactivating", "deactivated"}
	case model.Reactivate:
		return Verbs{action.String(), "reactivating", "reactivated"}
	case model.Delete:
		return Verbs{action.String(), "deleting", "deleted"}
	case model.Block:
		return Verbs{action.String(), "blocking", "blocked"}
	case model.Unblock:
		return Verbs{action.String(), "unblocking", "unblocked"}
	}
	return Verbs{"change", "changing", "changed"} // an update, as the screens call it
}
