package model

import "slices"

// Change is one field that differs. Cleared means that the field becomes empty;
// then Value is empty. Before is the earlier value, if known.
type Change struct {
	Key     Key
	Before  Value
	Value   Value
	Cleared bool
}

// Patch is the content of an update: the uid and only the changed fields, in
// the order of the field table. Fields without a Change stay unchanged.
type Patch struct {
	UID     string
	Changes []Change
}

// Diff returns the patch that turns before into after: one Change for each
// editable field that differs. It ignores the uid, fields that are never
// editable, and fields damaged on either side.
func Diff(before, after User) Patch {
	p := Patch{UID: before.UID}
	for _, f := range fields {
		if f.Editable != Always || isDamaged(f.Key, before, after) || f.Same(before, after) {
			continue
		}
		v := f.Value(after)
		p.Changes = append(p.Changes, Change{Key: f.Key, Before: f.Value(before), Value: v, Cleared: v.IsEmpty()})
	}
	return p
}

func isDamaged(key Key, users ...User) bool {
	return slices.ContainsFunc(users, func(u User) bool { return u.IsDamaged(key) })
}

// IsEmpty reports whether the patch changes nothing.
func (p Patch) IsEmpty() bool { return len(p.Changes) == 0 }

// Change returns the patch's change of a field; ok is false if there is none.
func (p Patch) Change(key Key) (c Change, ok bool) {
	i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.Key == key })
	if i < 0 {
		return Change{}, false
	}
	return p.Changes[i], true
}

// Keys lists the fields the patch changes, in the order of the field table.
func (p Patch) Keys() []Key {
	keys := make([]Key, len(p.Changes))
	for i, c := range p.Changes {
		keys[i] = c.Key
	}
	return keys
}

// Unset lists the fields for the wire's unset list: cleared fields that are
// published as clearable that way (avatar, link, metadata).
func (p Patch) Unset() []Key {
	var keys []Key
	for _, c := range p.Changes {
		if f, ok := FieldOf(c.Key); ok && f.Unset && c.Cleared {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// Apply returns the user with the patch applied.
func (p Patch) Apply(u User) User {
	for _, c := range p.Changes {
		if f, ok := FieldOf(c.Key); ok {
			u = f.With(u, c.Value)
		}
	}
	return u
}

// Allowed returns the part of the patch that the actor may send for the user,
// and separately the changes that [MayEdit] refuses.
func (p Patch) Allowed(a Actor, u User) (allowed Patch, refused []Change) {
	allowed.UID = p.UID
	for _, c := range p.Changes {
		if MayEdit(a, u, c.Key).Allowed() {
			allowed.Changes = append(allowed.Changes, c)
		} else {
			refused = append(refused, c)
		}
	}
	return allowed, refused
}
