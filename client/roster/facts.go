package roster

import (
	"slices"

	"census/model"
)

// facts is the part of a user that sorting and filtering compare often.
type facts struct {
	lastActive, created, updated, deactivated model.UnixTime
	// changed is the roster's version in which the user last changed.
	changed uint64
	role    uint32 // index into the known roles
	flags   flags
}

// isAs reports whether two users have equal facts.
func (f facts) isAs(o facts) bool {
	f.changed, o.changed = 0, 0
	return f == o
}

type flags uint8

const (
	flagOnline flags = 1 << iota
	flagTagsKnown
	flagBlockedByMe
	flagHasBlockedMe
	// flagPrivateOmitted: the user has something under @private that is not kept
	// here.
	flagPrivateOmitted
	// flagDamaged: the record lists fields that could not be read.
	flagDamaged
)

// roleBook numbers the roles as they appear. It only grows, so a copy of the
// slice stays valid.
type roleBook struct {
	slugs []string
	ids   map[string]uint32
}

func (b *roleBook) id(slug string) uint32 {
	if id, ok := b.ids[slug]; ok {
		return id
	}
	if b.ids == nil {
		b.ids = map[string]uint32{}
	}
	id := uint32(len(b.slugs))
	b.slugs = append(slices.Clip(b.slugs), slug)
	b.ids[slug] = id
	return id
}

func factsOf(u model.User) facts {
	f := facts{
		lastActive: u.LastActiveAt, created: u.CreatedAt, updated: u.UpdatedAt, deactivated: u.DeactivatedAt,
	}
	if u.Status.Online() {
		f.flags |= flagOnline
	}
	if u.TagsKnown {
		f.flags |= flagTagsKnown
	}
	if u.BlockedByMe {
		f.flags |= flagBlockedByMe
	}
	if u.HasBlockedMe {
		f.flags |= flagHasBlockedMe
	}
	if len(u.Damaged) > 0 {
		f.flags |= flagDamaged
	}
	return f
}

func (f facts) is(flag flags) bool { return f.flags&flag != 0 }
