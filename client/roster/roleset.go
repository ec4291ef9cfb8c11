package roster

import "census/client/query"

// roleSet are some of the roles met, by their number; nil is none. A word finds
// the users of a role by it: the packed texts do not hold roles.
type roleSet []bool

// rolesThat are the roles which hold.
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

// rolesOf are the roles that a word finds.
func (s *Snapshot) rolesOf(word query.Text) roleSet { return s.rolesThat(word.InRole) }

// isIn reports whether the other set has all roles of this one.
func (r roleSet) isIn(o roleSet) bool {
	for i, has := range r {
		if has && (o == nil || !o[i]) {
			return false
		}
	}
	return true
}

// add marks the rows of a block whose role is in the set, among those asked for.
// Rows that are found already cost nothing.
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
