package roster

import (
	"bytes"
	"encoding/json"
	"slices"

	"census/client/query"
	"census/model"
)

// block holds up to blockSize users, one per row. It is immutable: adding rows
// makes another block that shares the bytes, and replacing rows copies them.
type block struct {
	records, texts       []byte   // packed fields; folded search texts
	recordEnds, textEnds []uint32 // where each row's part ends
	facts                []facts
	alive                rowBits // rows with a user, neither removed nor replaced
	secrets              []secret
}

// secret is metadata including its @private part, for the screen only. It is
// never written. A block keeps them in row order.
type secret struct {
	row      int
	metadata model.Metadata
}

func (b *block) len() int { return len(b.facts) }

func span(ends []uint32, row int) (from, to uint32) {
	if row > 0 {
		from = ends[row-1]
	}
	return from, ends[row]
}

func (b *block) record(row int) []byte {
	from, to := span(b.recordEnds, row)
	return b.records[from:to]
}

func (b *block) text(row int) []byte {
	from, to := span(b.textEnds, row)
	return b.texts[from:to]
}

// metadata returns a row's metadata without its @private part.
func (b *block) metadata(row int) model.Metadata {
	return textOf(b.record(row), metadataAt)
}

func (b *block) user(row int, roles []string) model.User {
	f := b.facts[row]
	u := unpack(b.record(row), f, roles[f.role])
	if f.is(flagPrivateOmitted) {
		if whole := b.secret(row); whole != nil {
			u.Metadata = whole
		}
	}
	return u
}

// holds reports whether the row is exactly this user.
func (b *block) holds(row int, p packed) bool {
	return b.alive.has(row) && b.facts[row].isAs(p.facts) &&
		bytes.Equal(b.record(row), p.record) && bytes.Equal(b.secret(row), p.secret)
}

// secret returns a row's metadata including its @private part, or nil if that
// is not here.
func (b *block) secret(row int) model.Metadata {
	i, ok := slices.BinarySearchFunc(b.secrets, row, func(s secret, row int) int { return s.row - row })
	if !ok {
		return nil
	}
	return b.secrets[i].metadata
}

// packed is a user ready to be added to a block, except for the number of the
// role.
type packed struct {
	uid, role    string
	record, text []byte
	facts        facts
	secret       model.Metadata // the whole metadata, if it has an @private part
}

// pack does the part of the work that needs no block, before the roster is
// locked.
func pack(u model.User) packed {
	p := packed{uid: u.UID, role: u.Role, facts: factsOf(u)}
	if shown, omitted := withoutPrivate(u.Metadata); omitted {
		p.secret, u.Metadata = u.Metadata, shown
		p.facts.flags |= flagPrivateOmitted
	}
	p.text = query.AppendSearchText(nil, u)
	p.record = appendRecord(nil, u)
	return p
}

// withoutPrivate returns the part of metadata that may be searched and written.
// Most users need no parsing: without an escape, the key can only be spelled
// one way.
func withoutPrivate(m model.Metadata) (shown model.Metadata, omitted bool) {
	if !bytes.Contains(m, []byte(model.PrivateKey)) && !bytes.Contains(m, []byte(`\u`)) {
		return m, false
	}
	shown, hidden := m.WithoutPrivate()
	if hidden == 0 && !isObject(m) {
		return nil, true // which part is private cannot be known
	}
	return shown, hidden > 0
}

func isObject(m model.Metadata) bool {
	return json.Valid(m) && bytes.HasPrefix(bytes.TrimLeft(m, " \t\r\n"), []byte("{"))
}

func packAll(users []model.User) []packed {
	all := make([]packed, len(users))
	for i, u := range users {
		all[i] = pack(u)
	}
	return all
}

// with returns the block with one more row.
func (b *block) with(p packed) *block {
	next := *b
	next.add(p)
	return &next
}

// add appends a row in place: other blocks sharing the bytes end before it.
func (b *block) add(p packed) {
	row := b.len()
	b.records = append(b.records, p.record...)
	b.recordEnds = append(b.recordEnds, uint32(len(b.records)))
	b.texts = append(b.texts, p.text...)
	b.textEnds = append(b.textEnds, uint32(len(b.texts)))
	b.facts = append(b.facts, p.facts)
	if p.secret != nil {
		b.secrets = append(b.secrets, secret{row, p.secret})
	}
	b.alive.set(row)
	if b.len() == blockSize {
		b.clip()
	}
}

// clip releases the slices' spare capacity; a full block does not grow.
func (b *block) clip() {
	b.records, b.texts = tight(b.records), tight(b.texts)
	b.recordEnds, b.textEnds, b.facts = tight(b.recordEnds), tight(b.textEnds), tight(b.facts)
}

func tight[S ~[]E, E any](s S) S { return append(make(S, 0, len(s)), s...) }

// replaced returns the block with other users in some rows.
func (b *block) replaced(rows map[int]packed) *block {
	next := &block{
		records: make([]byte, 0, len(b.records)+256*len(rows)), texts: make([]byte, 0, len(b.texts)+128*len(rows)),
		recordEnds: make([]uint32, 0, cap(b.recordEnds)), textEnds: make([]uint32, 0, cap(b.textEnds)), facts: make([]facts, 0, cap(b.facts)),
	}
	for row := range b.len() {
		if p, ok := rows[row]; ok {
			next.add(p)
			continue
		}
		next.carry(b, row)
	}
	next.alive = b.alive
	for row := range rows {
		next.alive.set(row)
	}
	return next
}

// carry copies a row from another block.
func (b *block) carry(from *block, row int) {
	b.records = append(b.records, from.record(row)...)
	b.recordEnds = append(b.recordEnds, uint32(len(b.records)))
	b.texts = append(b.texts, from.text(row)...)
	b.textEnds = append(b.textEnds, uint32(len(b.texts)))
	b.facts = append(b.facts, from.facts[row])
	if from.facts[row].is(flagPrivateOmitted) {
		if whole := from.secret(row); whole != nil {
			b.secrets = append(b.secrets, secret{b.len() - 1, whole})
		}
	}
}

// without returns the block without the user in a row.
func (b *block) without(row int) *block {
	next := *b
	next.alive.clear(row)
	return &next
}
