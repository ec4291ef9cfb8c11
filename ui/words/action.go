package words

import "census/model"

// Verbs are what an action is called in sentences: create, creating, created.
type Verbs struct{ Plain, Doing, Done string }

// Of is what an action is called.
func Of(action model.Action) Verbs {
	switch action {
	case model.Create:
		return Verbs{"create", "creating", "created"}
	case model.Deactivate:
		return Verbs{"deactivate", "deactivating", "deactivated"}
	case model.Reactivate:
		return Verbs{"reactivate", "reactivating", "reactivated"}
	case model.Delete:
		return Verbs{"delete", "deleting", "deleted"}
	case model.Block:
		return Verbs{"block", "blocking", "blocked"}
	case model.Unblock:
		return Verbs{"unblock", "unblocking", "unblocked"}
	}
	return Verbs{"change", "changing", "changed"}
}
