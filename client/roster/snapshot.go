package roster

import (
	"sync"
	"unicode/utf8"

	"census/model"
)

// Snapshot is the users at one moment. Users are numbered; the numbers mean the
// same users in later snapshots, unless the roster was read from a file in
// between; see [Snapshot.NumbersAs].
type Snapshot struct {
	roster  *Roster
	version uint64
	epoch   int
	living  int
	blocks  []*block
	roles   []string
	order   []uint32

	counting sync.Once
	counted  frequencies
}

// Len returns the number of users.
func (s *Snapshot) Len() int { return s.living }

// Version is the roster's version when the snapshot was taken.
func (s *Snapshot) Version() uint64 { return s.version }

// Roles lists the known role slugs, including those no user has any more.
func (s *Snapshot) Roles() []string { return s.roles }

// User returns the user with the number.
func (s *Snapshot) User(id uint32) model.User {
	at, row := place(id)
	return s.blocks[at].user(row, s.roles)
}

// UID returns the uid of the user with the number.
func (s *Snapshot) UID(id uint32) string {
	at, row := place(id)
	return string(uidOf(s.blocks[at].record(row)))
}

// Find returns the number of the user with the uid; ok is false if there is
// none.
func (s *Snapshot) Find(uid string) (id uint32, ok bool) {
	id, ok = s.roster.lookUp(uid)
	if !ok || !s.isAlive(id) {
		return 0, false
	}
	at, row := place(id)
	return id, string(uidOf(s.blocks[at].record(row))) == uid // false if renumbered since
}

// FindSame is Find for any spelling of a uid that [model.SameUID] considers
// equal, since the service knows a user by all of them. If the exact spelling
// is not found, it looks at every user.
func (s *Snapshot) FindSame(uid string) (id uint32, ok bool) {
	if id, ok := s.Find(uid); ok {
		return id, true
	}
	want := model.NormalizeUID(uid)
	for at, b := range s.blocks {
		for row := range b.len() {
			if spelled := uidOf(b.record(row)); maySpell(spelled, want) && b.alive.has(row) && model.SameUID(string(spelled), want) {
				return uint32(at*blockSize + row), true
			}
		}
	}
	return 0, false
}

// maySpell rules out most uids by their last byte, far cheaper than normalising
// them as the service does.
func maySpell(uid []byte, want string) bool {
	if len(uid) == 0 || want == "" {
		return len(uid) == len(want)
	}
	last := uid[len(uid)-1]
	isPlain := last > ' ' && last < utf8.RuneSelf
	return !isPlain || last == want[len(want)-1] || last|0x20 == want[len(want)-1]
}

// Has reports whether the user with the number exists.
func (s *Snapshot) Has(id uint32) bool { return s.isAlive(id) }

// IsDeactivated reports whether the user with the number is deactivated.
func (s *Snapshot) IsDeactivated(id uint32) bool {
	at, row := place(id)
	return !s.blocks[at].facts[row].deactivated.IsZero()
}

// NumbersAs reports whether the two snapshots number the users alike.
func (s *Snapshot) NumbersAs(o *Snapshot) bool { return s.roster == o.roster && s.epoch == o.epoch }

// ChangedSince reports whether the user with the number was added or changed
// after the roster's given version.
func (s *Snapshot) ChangedSince(version uint64, id uint32) bool {
	at, row := place(id)
	return s.blocks[at].facts[row].changed > version
}

func (s *Snapshot) isAlive(id uint32) bool {
	at, row := place(id)
	return at < len(s.blocks) && row < s.blocks[at].len() && s.blocks[at].alive.has(row)
}

// everybody is the set of all users, block by block.
func (s *Snapshot) everybody() []rowBits {
	all := make([]rowBits, len(s.blocks))
	for i, b := range s.blocks {
		all[i] = b.alive
	}
	return all
}

// Lifecycles counts the active and the deactivated users.
func (s *Snapshot) Lifecycles() (active, deactivated int) {
	for _, b := range s.blocks {
		b.alive.each(func(row int) {
			if !b.facts[row].deactivated.IsZero() {
				deactivated++
			}
		})
	}
	return s.living - deactivated, deactivated
}

// Sample calls each with about n users spread evenly, or with all if there are
// no more than n.
func (s *Snapshot) Sample(n int, each func(model.User)) {
	step := max(1, s.living/max(1, n))
	skip := 0
	for _, b := range s.blocks {
		b.alive.each(func(row int) {
			if skip == 0 {
				each(b.user(row, s.roles))
				skip = step
			}
			skip--
		})
	}
}
