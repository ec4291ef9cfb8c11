package roster

import "census/client/query"

// roleSet is a set of roles by number; nil is empty. A word finds a role's
// users through it, because the packed texts do not contain roles.
type roleSet []bool

// rolesThat returns the roles for which holds is true.
func (s *Snapshot) rolesThat(holds func(role string) bool) roleSet {
	var set roleSet
	for i, role := range s.roles {
		if holds(role) {
			if set == nil {
				set = make(roleSet, len(s.roles))
			}
			set[i] = true
		}
	}
	return set
}

// rolesOf returns the roles a word finds.
func (s *Snapshot) rolesOf(word query.Text) roleSet { return s.rolesThat(word.InRole) }

// isIn reports whether this set is a subset of the other.
func (r roleSet) isIn(o roleSet) bool {
	for i, has := range r {
		if has && (o == nil || !o[i]) {
			return false
		}
	}
	return true
}

// add marks the given rows of a block whose role is in the set. Rows already
// found cost nothing.
func (r roleSet) add(b *block, among, found *rowBits) {
	if r == nil {
		return
	}
	rest := *among
	rest.andNot(found)
	rest.each(func(row int) {
		if r[b.facts[row].role] {
			found.set(row)
		}
	})
}
