package model

// Operation is one change to one user that the service has carried out, with
// the user before and after it. Before is the zero User for a creation, After
// for a deletion.
type Operation struct {
	Action Action
	Before User
	After  User
}

// Patch is the operation's change to the user's fields, empty for anything but
// an update.
func (o Operation) Patch() Patch {
	if o.Action != Update {
		return Patch{UID: o.UID()}
	}
	return Diff(o.Before, o.After)
}

// UID is the uid of the user the operation is about.
func (o Operation) UID() string {
	if o.Before.UID != "" {
		return o.Before.UID
	}
	return o.After.UID
}

// Inverse returns the operation that undoes this one; ok is false if there is
// none. A permanent deletion has none: a user created again has the fields but
// not the messages.
func (o Operation) Inverse() (inverse Operation, ok bool) {
	inverse = Operation{Before: o.After, After: o.Before}
	switch o.Action {
	case Update:
		inverse.Action = Update
	case Create:
		inverse.Action = Delete
	case Deactivate:
		inverse.Action = Reactivate
	case Reactivate:
		inverse.Action = Deactivate
	case Block:
		inverse.Action = Unblock
	case Unblock:
		inverse.Action = Block
	default:
		return Operation{}, false
	}
	return inverse, true
}

// Apply returns the user as the operation leaves it. An update only changes its
// own fields, whatever else has changed since.
func (o Operation) Apply(u User) User {
	switch o.Action {
	case Update:
		return o.Patch().Apply(u)
	case Block, Unblock:
		u.BlockedByMe = o.Action == Block
		return u
	case Deactivate, Reactivate:
		u.DeactivatedAt = o.After.DeactivatedAt
		return u
	}
	return o.After
}
