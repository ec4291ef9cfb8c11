package model

import "slices"

// Change is one field that differs. Cleared means the field is to hold nothing;
// Value is empty then. Before is what it held, as far as that is known.
type Change struct {
	Key     Key
	Before  Value
	Value   Value
	Cleared bool
}

// Patch is what an update sends: the uid and only the fields that changed, in
// the order of the field table. A field without a Change stays as it is.
type Patch struct {
	UID     string
	Changes []Change
}

// Diff returns what turns before into after: one Change for each editable field
// in which they differ. Fields that can never be edited, the uid, and what is
// damaged on either side are not looked at.
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

// Change returns the patch's change of a field; ok is false when it has none.
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

// Unset lists the fields that the wire's unset list must name: those cleared
// and published as clearable that way (avatar, link, metadata).
func (p Patch) Unset() []Key {
	var keys []Key
	for _, c := range p.Changes {
		if f, ok := FieldOf(c.Key); ok && f.Unset && c.Cleared {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// Apply returns the user as it will be once the patch is applied.
func (p Patch) Apply(u User) User {
	for _, c := range p.Changes {
		if f, ok := FieldOf(c.Key); ok {
			u = f.With(u, c.Value)
		}
	}
	return u
}

// Allowed returns the part of the patch that the actor may send for the user;
// the changes that [MayEdit] refuses are left out and returned beside it.
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
