package roster

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"census/model"
)

// Users are written as frames, each consisting of a length, a checksum and the
// content. The first frame is the head; each further one is a block.

// formatVersion changes with the format of frames and of the folded texts,
// which are stored too.
const formatVersion = 2

// maxFrame is the largest length of a frame that is believed.
const maxFrame = 256 << 20

// ErrDamaged means that a file does not contain what [Snapshot.WriteTo] writes.
var ErrDamaged = errors.New("the stored users are damaged")

var checksums = crc32.MakeTable(crc32.Castagnoli)

// WriteTo writes the users in the service's order, without anything under
// @private.
func (s *Snapshot) WriteTo(w io.Writer) (int64, error) {
	f := frameWriter{to: bufio.NewWriterSize(w, 1<<20)}
	f.write(s.head())
	next := &block{}
	for _, id := range s.natural() {
		at, row := place(id)
		next.carry(s.blocks[at], row)
		if next.len() == blockSize {
			f.write(next.encode(nil))
			next = next.emptied()
			if f.err != nil {
				return f.n, f.err
			}
		}
	}
	if next.len() > 0 {
		f.write(next.encode(nil))
	}
	if f.err == nil {
		f.err = f.to.Flush()
	}
	return f.n, f.err
}

// head encodes the format version and the list of roles.
func (s *Snapshot) head() []byte {
	b := binary.AppendUvarint(nil, formatVersion)
	b = binary.AppendUvarint(b, uint64(len(s.roles)))
	for _, role := range s.roles {
		b = appendText(b, role)
	}
	return b
}

// emptied returns an empty block over the same memory.
func (b *block) emptied() *block {
	return &block{records: b.records[:0], texts: b.texts[:0], recordEnds: b.recordEnds[:0], textEnds: b.textEnds[:0], facts: b.facts[:0]}
}

const factsSize = 4*8 + 4 + 1

// encode appends the block: the number of rows, each row's two ends and facts,
// then the two runs of bytes.
func (b *block) encode(to []byte) []byte {
	to = binary.LittleEndian.AppendUint32(to, uint32(b.len()))
	for i, f := range b.facts {
		to = binary.LittleEndian.AppendUint32(to, b.recordEnds[i])
		to = binary.LittleEndian.AppendUint32(to, b.textEnds[i])
		for _, t := range [...]model.UnixTime{f.lastActive, f.created, f.updated, f.deactivated} {
			to = binary.LittleEndian.AppendUint64(to, uint64(t))
		}
		to = binary.LittleEndian.AppendUint32(to, f.role)
		to = append(to, byte(f.flags))
	}
	to = append(to, b.records...)
	return append(to, b.texts...)
}

type frameWriter struct {
	to  *bufio.Writer
	n   int64
	err error
}

func (f *frameWriter) write(content []byte) {
	if f.err != nil {
		return
	}
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(content)))
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(content, checksums))
	for _, part := range [][]byte{head, content} {
		n, err := f.to.Write(part)
		f.n += int64(n)
		if err != nil {
			f.err = err
			return
		}
	}
}

// ReadFrom adds the users that [Snapshot.WriteTo] has written. What is already
// known is newer: existing users stay unchanged, and removed ones stay removed.
// Readings in progress will remove nobody. The error is [ErrDamaged] or the
// reader's; then nothing is added.
func (r *Roster) ReadFrom(from io.Reader) (int64, error) {
	stored := New()
	n, err := stored.load(from)
	if err != nil {
		return n, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	known, gone := r.met()
	stored.blocked = r.blocked
	stored.put(packAll(known), nil)
	for uid, is := range r.blocked {
		stored.SetBlocked(uid, is)
	}
	stored.Remove(gone...)
	r.blocks, r.roles, r.index, r.living, r.order = stored.blocks, stored.roles, stored.index, stored.living, nil
	r.readings = nil
	r.version++
	r.epoch++
	return n, nil
}

// met lists the existing users, and the uids of those removed.
func (r *Roster) met() (known []model.User, gone []string) {
	for at, b := range r.blocks {
		for row := range b.len() {
			if b.alive.has(row) {
				known = append(known, r.user(uint32(at*blockSize+row)))
			} else {
				gone = append(gone, string(uidOf(b.record(row))))
			}
		}
	}
	return known, gone
}

// load reads frames into an empty roster.
func (r *Roster) load(from io.Reader) (n int64, err error) {
	head, err := readFrame(from, &n)
	if err != nil {
		return n, err
	}
	if err := r.readHead(head); err != nil {
		return n, err
	}
	for {
		content, err := readFrame(from, &n)
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		b, ok := decodeBlock(content, len(r.roles.slugs))
		if !ok {
			return n, ErrDamaged
		}
		r.adopt(b)
	}
}

func (r *Roster) readHead(head []byte) error {
	p := unpacker{string(head)}
	if version := p.number(); version != formatVersion {
		return fmt.Errorf("%w: format %d, not %d", ErrDamaged, version, formatVersion)
	}
	for range p.number() {
		r.roles.id(p.text())
	}
	return nil
}

// adopt adds a block unchanged.
func (r *Roster) adopt(b *block) {
	at := len(r.blocks)
	r.blocks = append(r.blocks, b)
	for row := range b.len() {
		r.noteRow(string(uidOf(b.record(row))), uint32(at*blockSize+row))
	}
	r.living += b.len()
}

// readFrame returns the content of the next frame, or [io.EOF] after the last.
func readFrame(from io.Reader, n *int64) ([]byte, error) {
	var head [8]byte
	m, err := io.ReadFull(from, head[:])
	*n += int64(m)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, ErrDamaged
	case err != nil:
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head[:4])
	if size > maxFrame {
		return nil, ErrDamaged
	}
	content, err := readExactly(from, int(size))
	*n += int64(len(content))
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return nil, ErrDamaged
	}
	if err == nil && crc32.Checksum(content, checksums) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, ErrDamaged
	}
	return content, err
}

// readExactly reads size bytes without allocating for a large size before that
// much has arrived.
func readExactly(from io.Reader, size int) ([]byte, error) {
	const believed = 4 << 20
	content := make([]byte, min(size, believed))
	for read := 0; ; {
		m, err := io.ReadFull(from, content[read:])
		read += m
		if err != nil || read == size {
			return content[:read], err
		}
		content = append(content, make([]byte, min(size-read, read))...)
	}
}

// decodeBlock decodes a frame into a block that keeps its memory; ok is false
// if the numbers in it contradict each other.
func decodeBlock(content []byte, roles int) (b *block, ok bool) {
	const each = 4 + 4 + factsSize
	if len(content) < 4 {
		return nil, false
	}
	rows := int(binary.LittleEndian.Uint32(content))
	content = content[4:]
	if rows > blockSize || len(content) < rows*each {
		return nil, false
	}
	b = &block{recordEnds: make([]uint32, rows), textEnds: make([]uint32, rows), facts: make([]facts, rows)}
	for row := range rows {
		c := content[row*each:]
		b.recordEnds[row], b.textEnds[row] = binary.LittleEndian.Uint32(c), binary.LittleEndian.Uint32(c[4:])
		b.facts[row] = decodeFacts(c[8:])
		if int(b.facts[row].role) >= roles {
			return nil, false
		}
		b.alive.set(row)
	}
	return b, b.share(content[rows*each:])
}

// share gives the block its bytes, if they match its ends.
func (b *block) share(content []byte) bool {
	records := uint32(0)
	if n := b.len(); n > 0 {
		records = b.recordEnds[n-1]
	}
	if uint64(records) > uint64(len(content)) || !areEnds(b.recordEnds, records) {
		return false
	}
	b.records, b.texts = content[:records:records], content[records:]
	return areEnds(b.textEnds, uint32(len(b.texts)))
}

// areEnds reports whether the ends never decrease and the last one equals the
// length.
func areEnds(ends []uint32, length uint32) bool {
	before := uint32(0)
	for _, end := range ends {
		if end < before {
			return false
		}
		before = end
	}
	return before == length
}

func decodeFacts(c []byte) facts {
	moment := func(i int) model.UnixTime { return model.UnixTime(binary.LittleEndian.Uint64(c[8*i:])) }
	return facts{
		lastActive: moment(0), created: moment(1), updated: moment(2), deactivated: moment(3),
		role: binary.LittleEndian.Uint32(c[32:]), flags: flags(c[36]),
	}
}
