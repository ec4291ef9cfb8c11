package words

import "census/model"

// Verbs are what an action is called in sentences: create, creating, created.
type Verbs struct{ Plain, Doing, Done string }

// Of is what an action is called.
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
	return Verbs{"change", "changing", "changed"} // an update, in the words of the screens
}
