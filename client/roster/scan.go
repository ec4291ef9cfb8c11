package roster

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// needle is a text to search for, with the most selective place in it, chosen
// by the frequency of each byte.
type needle struct {
	text []byte
	rare int // index of the rarest byte
	pair int // index of the rarest adjacent pair, for when no byte is rare
	// hops means the rarest byte is rare enough to jump between its occurrences.
	hops bool
}

// frequencies counts the bytes of the folded texts, to choose what to look for.
type frequencies struct {
	of    [256]uint32
	total uint32
}

// hopEvery is how rare a byte must be (one in this many) for jumping to pay
// off: otherwise comparing sixteen places at once is faster.
const hopEvery = 400

func newNeedle(text string, f *frequencies) needle {
	n := needle{text: []byte(text)}
	for i := range n.text {
		if f.of[n.text[i]] < f.of[n.text[n.rare]] {
			n.rare = i
		}
	}
	for i := 0; i+1 < len(n.text); i++ {
		if f.pair(n.text, i) < f.pair(n.text, n.pair) {
			n.pair = i
		}
	}
	n.hops = len(n.text) == 1 || uint64(f.of[n.text[n.rare]])*hopEvery <= uint64(f.total)
	return n
}

func (f *frequencies) pair(text []byte, i int) uint64 {
	return uint64(f.of[text[i]]) * uint64(f.of[text[i+1]])
}

// scan calls hit with the places of the needle in hay, in order. hit returns
// where to continue, to skip the rest of a text that is known to match.
func (n *needle) scan(hay []byte, hit func(at int) (next int)) {
	if n.hops {
		n.hop(hay, hit)
		return
	}
	n.comb(hay, hit)
}

// isIn reports whether the text contains the needle.
func (n *needle) isIn(text []byte) bool {
	found := false
	n.scan(text, func(int) int {
		found = true
		return len(text)
	})
	return found
}

// hop jumps between occurrences of the rarest byte.
func (n *needle) hop(hay []byte, hit func(at int) (next int)) {
	rare := n.text[n.rare]
	for from := n.rare; from < len(hay); {
		next := bytes.IndexByte(hay[from:], rare)
		if next < 0 {
			return
		}
		from += next
		if start := from - n.rare; n.isAt(hay, start) {
			from = max(hit(start)+n.rare, from+1)
		} else {
			from++
		}
	}
}

func (n *needle) isAt(hay []byte, start int) bool {
	return start+len(n.text) <= len(hay) && string(hay[start:start+len(n.text)]) == string(n.text)
}

const (
	ones = 0x0101010101010101
	lows = 0x7f7f7f7f7f7f7f7f
)

// zeros sets the highest bit of every byte that is zero.
func zeros(x uint64) uint64 { return ^((x&lows + lows) | x | lows) }

// comb compares sixteen places at once with the rarest pair, at the same cost
// whatever the texts contain.
func (n *needle) comb(hay []byte, hit func(at int) (next int)) {
	first, second := uint64(n.text[n.pair])*ones, uint64(n.text[n.pair+1])*ones
	at, resume := n.pair, 0
	for at+17 <= len(hay) {
		h := hay[at : at+17 : at+17]
		x := (binary.LittleEndian.Uint64(h) ^ first) | (binary.LittleEndian.Uint64(h[1:]) ^ second)
		y := (binary.LittleEndian.Uint64(h[8:]) ^ first) | (binary.LittleEndian.Uint64(h[9:]) ^ second)
		if x, y = zeros(x), zeros(y); x|y != 0 {
			resume = n.hits(hay, at-n.pair, x, resume, hit)
			resume = n.hits(hay, at-n.pair+8, y, resume, hit)
		}
		at = max(at+16, resume+n.pair)
	}
	for start := max(at-n.pair, resume); start+len(n.text) <= len(hay); start++ {
		if n.isAt(hay, start) {
			start = max(start, hit(start)-1)
		}
	}
}

// hits examines eight places; a non-zero byte in marks means the rarest pair is
// there. It returns where to continue.
func (n *needle) hits(hay []byte, at int, marks uint64, resume int, hit func(at int) (next int)) int {
	for ; marks != 0; marks &= marks - 1 {
		start := at + bits.TrailingZeros64(marks)>>3
		if start >= resume && (len(n.text) == 2 || n.isAt(hay, start)) {
			resume = hit(start)
		}
	}
	return resume
}

// rows marks the rows of the block whose texts contain the needle, among the
// given ones.
func (n *needle) rows(b *block, among *rowBits, found *rowBits) {
	if among.count() < blockSize/8 {
		among.each(func(row int) {
			if n.isIn(b.text(row)) {
				found.set(row)
			}
		})
		return
	}
	row := 0
	n.scan(b.texts, func(at int) (next int) {
		for uint32(at) >= b.textEnds[row] {
			row++
		}
		if among.has(row) {
			found.set(row)
		}
		return int(b.textEnds[row])
	})
}
