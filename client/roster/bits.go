package roster

import "math/bits"

// blockSize is how many users share a block. Replacing a user copies the block,
// so it is small; a scan goes block by block, so it is not tiny.
const blockSize = 1024

// rowBits is a set of rows in one block.
type rowBits [blockSize / 64]uint64

func (b *rowBits) set(row int)      { b[row>>6] |= 1 << (row & 63) }
func (b *rowBits) clear(row int)    { b[row>>6] &^= 1 << (row & 63) }
func (b *rowBits) has(row int) bool { return b[row>>6]&(1<<(row&63)) != 0 }

func (b *rowBits) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

func (b *rowBits) isEmpty() bool { return *b == rowBits{} }

func (b *rowBits) and(o *rowBits) {
	for i := range b {
		b[i] &= o[i]
	}
}

func (b *rowBits) or(o *rowBits) {
	for i := range b {
		b[i] |= o[i]
	}
}

func (b *rowBits) andNot(o *rowBits) {
	for i := range b {
		b[i] &^= o[i]
	}
}

// each calls do with every row of the set, in order.
func (b *rowBits) each(do func(row int)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			do(i<<6 + bits.TrailingZeros64(w))
		}
	}
}
