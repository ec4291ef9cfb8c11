package devserver

// bitset is a set of ids that start near 1.
type bitset []uint64

func setOf(ids []uint32) (b bitset) {
	for _, id := range ids {
		b.set(id, true)
	}
	return b
}

func (b bitset) has(id uint32) bool {
	word := int(id / 64)
	return word < len(b) && b[word]>>(id%64)&1 == 1
}

func (b *bitset) set(id uint32, member bool) {
	word, bit := int(id/64), uint64(1)<<(id%64)
	if missing := word + 1 - len(*b); missing > 0 {
		*b = append(*b, make([]uint64, missing)...)
	}
	if member {
		(*b)[word] |= bit
	} else {
		(*b)[word] &^= bit
	}
}

// and and or return a set that may reuse one of the operands; neither may be
// used afterwards.
func (b bitset) and(other bitset) bitset {
	b = b[:min(len(b), len(other))]
	for i := range b {
		b[i] &= other[i]
	}
	return b
}

func (b bitset) or(other bitset) bitset {
	if len(b) < len(other) {
		b, other = other, b
	}
	for i := range other {
		b[i] |= other[i]
	}
	return b
}

// among and notAmong return the ids that are, or are not, in the set, keeping
// their order.
func (b bitset) among(ids []uint32) (members []uint32) {
	for _, id := range ids {
		if b.has(id) {
			members = append(members, id)
		}
	}
	return members
}

func (b bitset) notAmong(ids []uint32) (others []uint32) {
	for _, id := range ids {
		if !b.has(id) {
			others = append(others, id)
		}
	}
	return others
}
