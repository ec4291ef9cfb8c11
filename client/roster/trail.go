package roster

import (
	"encoding/binary"
	"strings"
)

// A trail records, for every place where a word was found, the letters that
// follow it. As the word grows letter by letter, the next result comes from the
// trail without scanning the texts again.

// footprint is one such place: the row in the upper 16 bits, and below it the
// six bytes after the word, first byte lowest.
type footprint uint64

// footprints are those of one block, with the offsets of the bytes that follow
// the recorded ones.
type footprints struct {
	near []footprint
	far  []uint32
}

// nearLetters is how far a word may grow beyond its trail without looking at
// the texts.
const nearLetters = 6

// maxTrail limits the footprints kept, 12 bytes each.
const maxTrail = 3 << 20

// trail is the footprints of a word, block by block.
type trail struct {
	word   string
	blocks []footprints
}

// leads reports whether the longer word's rows can be read from the trail.
func (t *trail) leads(word string) bool {
	return t != nil && strings.HasPrefix(word, t.word)
}

// rows marks the rows of a block that contain the longer word.
func (t *trail) rows(block int, texts []byte, word string, found *rowBits) {
	more := word[len(t.word):]
	near, mask := letters(more[:min(len(more), nearLetters)])
	far := more[min(len(more), nearLetters):]
	b := &t.blocks[block]
	for i, f := range b.near {
		if uint64(f)&mask == near && (far == "" || hasPrefix(texts[b.far[i]:], far)) {
			found.set(int(f >> 48))
		}
	}
}

func hasPrefix(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
}

// letters packs up to eight bytes into a number, first byte lowest, with a mask
// of the bits that count.
func letters(text string) (number, mask uint64) {
	for i := range len(text) {
		number |= uint64(text[i]) << (8 * i)
		mask |= 0xff << (8 * i)
	}
	return number, mask
}

// track marks rows like rows does, and returns the footprints of all places.
// guess is their approximate number.
func (n *needle) track(b *block, among, found *rowBits, guess int) footprints {
	prints := footprints{make([]footprint, 0, guess), make([]uint32, 0, guess)}
	row := 0
	n.scan(b.texts, func(at int) (next int) {
		for uint32(at) >= b.textEnds[row] {
			row++
		}
		if !among.has(row) {
			return int(b.textEnds[row])
		}
		found.set(row)
		after := at + len(n.text)
		prints.near = append(prints.near, footprint(row)<<48|footprint(following(b.texts, after)&(1<<48-1)))
		prints.far = append(prints.far, uint32(min(after+nearLetters, len(b.texts))))
		return at + 1
	})
	return prints
}

// following is the eight bytes from a place on, padded with zeros, which no
// word contains.
func following(text []byte, at int) uint64 {
	if at+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[at:])
	}
	var rest [8]byte
	copy(rest[:], text[min(at, len(text)):])
	return binary.LittleEndian.Uint64(rest[:])
}
