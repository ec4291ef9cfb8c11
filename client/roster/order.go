package roster

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"slices"

	"census/client/query"
	"census/model"
)

// Sort says how users are sorted. The zero Sort is the service's order.
type Sort struct {
	// By is the field; [model.KeyMetadata] with a Path sorts by the value at
	// that path.
	By         model.Key
	Path       string // dotted, into metadata
	Descending bool
}

// Order is all users of a snapshot in a particular order.
type Order struct {
	snapshot *Snapshot
	ids      []uint32
}

// Sort sorts all users. Ties, and users without a value, are in the service's
// order; the latter come last in both directions. Texts are compared ignoring
// case and accents. The error is the context's.
func (s *Snapshot) Sort(ctx context.Context, by Sort) (*Order, error) {
	o := &Order{snapshot: s, ids: s.natural()}
	if by.By == "" {
		return o, nil
	}
	key := s.keyOf(by)
	ranks, err := o.ranks(ctx, key, by.Descending)
	if err != nil {
		return nil, err
	}
	ranks = radix(ranks)
	if key.text != nil {
		if err := breakTies(ctx, ranks, key, by.Descending); err != nil {
			return nil, err
		}
	}
	for i, r := range ranks {
		o.ids[i] = r.id
	}
	return o, nil
}

// natural lists all users in the service's order.
func (s *Snapshot) natural() []uint32 {
	ids := make([]uint32, 0, s.living)
	if s.order != nil {
		for _, id := range s.order {
			if s.isAlive(id) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	for at, b := range s.blocks {
		b.alive.each(func(row int) { ids = append(ids, uint32(at*blockSize+row)) })
	}
	return ids
}

// ranked is a user with the number it is sorted by.
type ranked struct {
	rank uint64
	id   uint32
}

// last is the rank of users without a value.
const last = math.MaxUint64

// checkEvery is how many users are processed between checks of the context.
const checkEvery = 1 << 14

func (o *Order) ranks(ctx context.Context, key sortKey, descending bool) ([]ranked, error) {
	ranks := make([]ranked, len(o.ids))
	err := inParallel(ctx, len(o.ids), checkEvery, func(i int) {
		at, row := place(o.ids[i])
		rank, ok := key.rank(o.snapshot.blocks[at], row)
		switch {
		case !ok:
			rank = last
		case descending:
			rank = last - 1 - min(rank, last-1)
		default:
			rank = min(rank, last-1)
		}
		ranks[i] = ranked{rank, o.ids[i]}
	})
	return ranks, err
}

// radix is a stable radix sort by rank, 16 bits at a time; digits that all
// ranks share only cost the check.
func radix(from []ranked) []ranked {
	to := make([]ranked, len(from))
	counts := make([]uint32, 1<<16)
	for shift := 0; shift < 64; shift += 16 {
		clear(counts)
		for _, r := range from {
			counts[uint16(r.rank>>shift)]++
		}
		if len(from) > 0 && int(counts[uint16(from[0].rank>>shift)]) == len(from) {
			continue
		}
		sum := uint32(0)
		for i, n := range counts {
			counts[i] = sum
			sum += n
		}
		for _, r := range from {
			digit := uint16(r.rank >> shift)
			to[counts[digit]] = r
			counts[digit]++
		}
		from, to = to, from
	}
	return from
}

// run is a range of users whose texts begin alike.
type run struct{ from, to int }

// breakTies sorts the runs of texts that begin alike by the whole text.
func breakTies(ctx context.Context, ranks []ranked, key sortKey, descending bool) error {
	var runs []run
	for from := 0; from < len(ranks) && ranks[from].rank != last; {
		to := from + 1
		for to < len(ranks) && ranks[to].rank == ranks[from].rank {
			to++
		}
		if to-from > 1 {
			runs = append(runs, run{from, to})
		}
		from = to
	}
	return inParallel(ctx, len(runs), 64, func(i int) { sortRun(ranks[runs[i].from:runs[i].to], key, descending) })
}

func sortRun(ranks []ranked, key sortKey, descending bool) {
	type entry struct {
		text []byte
		at   int
		id   uint32
	}
	entries := make([]entry, len(ranks))
	for i, r := range ranks {
		entries[i] = entry{key.text(r.id), i, r.id}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		order := bytes.Compare(a.text, b.text)
		switch {
		case order == 0:
			return a.at - b.at // stable
		case descending:
			return -order
		}
		return order
	})
	for i, e := range entries {
		ranks[i].id = e.id
	}
}

// sortKey says how users are compared: by a number and, if that is the
// beginning of a text, then by the text.
type sortKey struct {
	rank func(b *block, row int) (uint64, bool)
	text func(id uint32) []byte
}

func (s *Snapshot) keyOf(by Sort) sortKey {
	switch by.By {
	case model.KeyName:
		return s.textKey(func(b *block, row int) []byte { return part(b.text(row), 0) })
	case model.KeyUID:
		return s.textKey(func(b *block, row int) []byte { return part(b.text(row), 1) })
	case model.KeyStatusMessage:
		return s.textKey(func(b *block, row int) []byte { return part(b.text(row), 2) })
	case model.KeyRole:
		return roleKey(s.roles)
	case model.KeyStatus:
		return sortKey{rank: func(b *block, row int) (uint64, bool) { return statusRank(b.facts[row]), true }}
	case model.KeyLastActiveAt:
		return timeKey(func(f facts) model.UnixTime { return f.lastActive })
	case model.KeyCreatedAt:
		return timeKey(func(f facts) model.UnixTime { return f.created })
	case model.KeyUpdatedAt:
		return timeKey(func(f facts) model.UnixTime { return f.updated })
	case model.KeyDeactivatedAt:
		return timeKey(func(f facts) model.UnixTime { return f.deactivated })
	case model.KeyMetadata:
		return s.metaKey(by.Path)
	case model.KeyTags:
		return s.textKey(func(b *block, row int) []byte { return folded(firstTagOf(b.record(row))) })
	case model.KeyLink:
		return s.textKey(func(b *block, row int) []byte { return folded(textOf(b.record(row), linkAt)) })
	case model.KeyAvatar:
		return s.textKey(func(b *block, row int) []byte { return folded(textOf(b.record(row), avatarAt)) })
	}
	return sortKey{rank: func(*block, int) (uint64, bool) { return 0, false }} // nothing to sort by
}

func folded(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	return query.AppendFold(nil, string(text))
}

// part is the n-th text of a row.
func part(text []byte, n int) []byte {
	for ; n > 0; n-- {
		i := bytes.IndexByte(text, 0)
		if i < 0 {
			return nil
		}
		text = text[i+1:]
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return text[:i]
	}
	return text
}

func (s *Snapshot) textKey(of func(b *block, row int) []byte) sortKey {
	return sortKey{
		rank: func(b *block, row int) (uint64, bool) {
			text := of(b, row)
			return beginning(text), len(text) > 0
		},
		text: func(id uint32) []byte {
			at, row := place(id)
			return of(s.blocks[at], row)
		},
	}
}

// beginning is the first eight bytes as a number that compares like them.
func beginning(text []byte) uint64 {
	var first [8]byte
	copy(first[:], text)
	return binary.BigEndian.Uint64(first[:])
}

// roleKey ranks the roles once.
func roleKey(roles []string) sortKey {
	sorted := make([]int, len(roles))
	for i := range sorted {
		sorted[i] = i
	}
	slices.SortFunc(sorted, func(a, b int) int {
		return bytes.Compare(query.AppendFold(nil, roles[a]), query.AppendFold(nil, roles[b]))
	})
	rank := make([]uint64, len(roles))
	for i, role := range sorted {
		rank[role] = uint64(i)
	}
	return sortKey{rank: func(b *block, row int) (uint64, bool) {
		role := b.facts[row].role
		return rank[role], roles[role] != ""
	}}
}

// statusRank puts online before offline before deactivated.
func statusRank(f facts) uint64 {
	switch {
	case !f.deactivated.IsZero():
		return 2
	case f.is(flagOnline):
		return 0
	}
	return 1
}

func timeKey(of func(facts) model.UnixTime) sortKey {
	return sortKey{rank: func(b *block, row int) (uint64, bool) {
		at := of(b.facts[row])
		return uint64(at) ^ 1<<63, !at.IsZero()
	}}
}

// metaKey puts numbers before texts. The rank holds all but the last bit of a
// number, which becomes the text that breaks ties.
func (s *Snapshot) metaKey(path string) sortKey {
	const isText = 1 << 63
	text := func(b *block, row int) []byte {
		return query.AppendFold(nil, query.MetaValue(b.metadata(row), path))
	}
	return sortKey{
		rank: func(b *block, row int) (uint64, bool) {
			if n, ok := query.MetaNumber(b.metadata(row), path); ok {
				return ordered(n) >> 1, true
			}
			value := text(b, row)
			return isText | beginning(value)>>1, len(value) > 0
		},
		text: func(id uint32) []byte {
			at, row := place(id)
			if n, ok := query.MetaNumber(s.blocks[at].metadata(row), path); ok {
				return binary.BigEndian.AppendUint64(nil, ordered(n))
			}
			return text(s.blocks[at], row)
		},
	}
}

// ordered is a number as an integer that compares like it.
func ordered(n float64) uint64 {
	b := math.Float64bits(n)
	if b>>63 != 0 {
		return ^b
	}
	return b | 1<<63
}
