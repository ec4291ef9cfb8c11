package roster

import (
	"hash/maphash"
	"slices"
	"sync"

	"census/model"
)

// Roster holds the known users. It is safe for concurrent use. Use [New].
type Roster struct {
	mu       sync.RWMutex
	blocks   []*block
	roles    roleBook
	index    index
	living   int
	blocked  map[string]bool // users me has blocked, where their own records do not say so
	readings []*Reading
	order    []uint32 // the service's order; nil while it equals the order of ids
	version  uint64
	epoch    int // how often the rows were renumbered
}

// New returns an empty Roster.
func New() *Roster { return &Roster{index: newIndex()} }

// index finds the row of a uid. It stores hashes, no texts: a hit is checked
// against the text in the record.
type index struct {
	seed  maphash.Seed
	rows  map[uint64]uint32
	clash map[string]uint32 // uids whose hash is already taken
}

// Put adds users, replacing those with the same uid.
func (r *Roster) Put(users ...model.User) {
	all := packAll(users)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range r.put(all, nil) {
		r.touch(id, nil)
	}
}

// Update applies a function to the user with the uid, if known.
func (r *Roster) Update(uid string, change func(model.User) model.User) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id, ok := r.find(uid); ok && r.isAlive(id) {
		r.put([]packed{pack(change(r.user(id)))}, nil)
		r.touch(id, nil)
	}
}

// Remove removes users.
func (r *Roster) Remove(uids ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, uid := range uids {
		if id, ok := r.find(uid); ok {
			r.remove(id)
			r.touch(id, nil)
		}
	}
}

// SetBlocked records whether me has blocked the user, for records that do not
// say so themselves, including later ones.
func (r *Roster) SetBlocked(uid string, is bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.blocked == nil {
		r.blocked = map[string]bool{}
	}
	r.blocked[uid] = is
	if id, ok := r.find(uid); ok && r.isAlive(id) {
		u := r.user(id)
		u.BlockedByMe = is
		r.put([]packed{pack(u)}, nil)
	}
}

// Len returns the number of users.
func (r *Roster) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.living
}

// Version counts the changes: two snapshots with the same version are equal.
func (r *Roster) Version() uint64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.version
}

// Snapshot returns the current users.
func (r *Roster) Snapshot() *Snapshot {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return &Snapshot{
		roster: r, version: r.version, epoch: r.epoch, living: r.living,
		blocks: slices.Clone(r.blocks), roles: slices.Clip(r.roles.slugs), order: slices.Clip(r.order),
	}
}

// touch tells the readings in progress, except the caller's, that someone else
// has newer data.
func (r *Roster) touch(id uint32, by *Reading) {
	for _, g := range r.readings {
		if g != by {
			g.touched.set(id)
		}
	}
}

// put stores users and returns their ids. It leaves alone those for which skip
// returns true, and those already stored identically. A block is copied once,
// however many of its rows are replaced.
func (r *Roster) put(users []packed, skip func(id uint32) bool) []uint32 {
	ids := make([]uint32, len(users))
	replaced := map[int]map[int]packed{}
	now := r.version + 1
	for i, p := range users {
		r.complete(&p.facts, p.uid, p.role)
		p.facts.changed = now
		id, found := r.find(p.uid)
		if !found {
			ids[i] = r.add(p)
			r.version = now
			continue
		}
		ids[i] = id
		at, row := place(id)
		_, again := replaced[at][row]
		if skip != nil && skip(id) || !again && r.blocks[at].holds(row, p) {
			continue
		}
		if replaced[at] == nil {
			replaced[at] = map[int]packed{}
		}
		replaced[at][row] = p
	}
	for at, rows := range replaced {
		r.revive(at, rows)
		r.blocks[at] = r.blocks[at].replaced(rows)
		r.version = now
	}
	return ids
}

// complete adds the facts about a user that only the roster knows.
func (r *Roster) complete(f *facts, uid, role string) {
	f.role = r.roles.id(role)
	if is, known := r.blocked[uid]; known {
		f.flags &^= flagBlockedByMe
		if is {
			f.flags |= flagBlockedByMe
		}
	}
}

// revive counts the rows that were empty and have a user again.
func (r *Roster) revive(at int, rows map[int]packed) {
	for row := range rows {
		if !r.blocks[at].alive.has(row) {
			r.living++
		}
	}
}

// add appends a user that is not there yet.
func (r *Roster) add(p packed) uint32 {
	last := len(r.blocks) - 1
	if last < 0 || r.blocks[last].len() == blockSize {
		r.blocks = append(r.blocks, &block{})
		last++
	}
	id := uint32(last*blockSize + r.blocks[last].len())
	r.blocks[last] = r.blocks[last].with(p)
	r.noteRow(p.uid, id)
	r.living++
	if r.order != nil {
		r.order = append(r.order, id)
	}
	return id
}

func (r *Roster) remove(id uint32) {
	if !r.isAlive(id) {
		return
	}
	at, row := place(id)
	r.blocks[at] = r.blocks[at].without(row)
	r.living--
	r.version++
}

func place(id uint32) (block, row int) { return int(id / blockSize), int(id % blockSize) }

func (r *Roster) user(id uint32) model.User {
	at, row := place(id)
	return r.blocks[at].user(row, r.roles.slugs)
}

// isAlive reports whether the row's user has not been removed.
func (r *Roster) isAlive(id uint32) bool {
	at, row := place(id)
	return r.blocks[at].alive.has(row)
}

// find returns the row of a uid, even of a removed user: a returning user gets
// the old row.
func (r *Roster) find(uid string) (uint32, bool) {
	if id, ok := r.index.clash[uid]; ok {
		return id, true
	}
	id, ok := r.index.rows[r.index.hash(uid)]
	if !ok {
		return 0, false
	}
	at, row := place(id)
	return id, string(uidOf(r.blocks[at].record(row))) == uid
}

func newIndex() index { return index{seed: maphash.MakeSeed(), rows: map[uint64]uint32{}} }

func (i *index) hash(uid string) uint64 { return maphash.String(i.seed, uid) }

func (r *Roster) noteRow(uid string, id uint32) {
	h := r.index.hash(uid)
	if _, taken := r.index.rows[h]; !taken {
		r.index.rows[h] = id
		return
	}
	if r.index.clash == nil {
		r.index.clash = map[string]uint32{}
	}
	r.index.clash[uid] = id
}

// lookUp is find for snapshots, which know themselves which users existed.
func (r *Roster) lookUp(uid string) (uint32, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.find(uid)
}
