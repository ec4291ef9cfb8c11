package model

import (
	"slices"
	"time"
)

// Status is a user's presence as the wire spells it. Only [StatusAvailable]
// means online; every other word, the empty one included, is offline.
type Status string

// The two values that CometChat's user object publishes for presence.
const (
	StatusAvailable Status = "available"
	StatusOffline   Status = "offline"
)

// Online reports whether the user has presence now.
func (s Status) Online() bool { return s == StatusAvailable }

// String gives the word shown to people: "online" or "offline".
func (s Status) String() string {
	if s.Online() {
		return "online"
	}
	return "offline"
}

// UnixTime is a moment in whole Unix seconds; zero means the service sent none.
type UnixTime int64

// LastMoment is the latest moment that is taken for one, in the year 5138.
const LastMoment UnixTime = 99_999_999_999

// MomentOf is the moment that a service means by a number: seconds, or where
// these would come after [LastMoment] milliseconds, of which whole seconds are
// kept. Where neither makes a moment ok is false.
func MomentOf(n int64) (t UnixTime, ok bool) {
	t = UnixTime(n)
	if t > LastMoment {
		t /= 1000
	}
	return t, t.IsMoment()
}

// IsMoment reports whether it can be shown and compared as a moment, or is none at
// all.
func (t UnixTime) IsMoment() bool { return 0 <= t && t <= LastMoment }

// IsZero reports whether there is no moment.
func (t UnixTime) IsZero() bool { return t == 0 }

// Time converts to a [time.Time] in UTC; the zero UnixTime gives the zero Time.
func (t UnixTime) Time() time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.Unix(int64(t), 0).UTC()
}

// User is one user of an app, as far as the users API tells it.
//
// Slices are never changed in place: a copy of a User may share them.
type User struct {
	UID           string
	Name          string
	Avatar        string
	Link          string
	Role          string
	StatusMessage string

	// Metadata is the JSON text exactly as received: key order, number
	// spelling and unknown keys included. Empty means the user has none.
	Metadata Metadata

	// Tags is nil both for a user without tags and for an answer that did not
	// include them; TagsKnown tells the two apart.
	Tags      []string
	TagsKnown bool

	Status       Status
	LastActiveAt UnixTime

	// HasBlockedMe and BlockedByMe are relative to the logged-in user and only
	// present in answers that know one.
	HasBlockedMe bool
	BlockedByMe  bool

	CreatedAt     UnixTime
	UpdatedAt     UnixTime
	DeactivatedAt UnixTime

	// Damaged lists the fields of which the service sent something that is no
	// value of theirs, in the order of [Fields]. They hold nothing here; what
	// the service holds is not known.
	Damaged []Key
}

// IsDamaged reports whether the field could not be read.
func (u User) IsDamaged(key Key) bool { return slices.Contains(u.Damaged, key) }

// IsNew reports whether the service has not created this user yet: every user
// it answers with carries createdAt, if perhaps a damaged one.
func (u User) IsNew() bool { return u.CreatedAt.IsZero() && !u.IsDamaged(KeyCreatedAt) }

// Deactivated reports whether the user is deactivated (soft-deleted).
func (u User) Deactivated() bool { return !u.DeactivatedAt.IsZero() }

// WithTagsOf gives a user whose tags the answer left out those of an earlier answer.
func (u User) WithTagsOf(earlier User) User {
	if !u.TagsKnown && !u.IsDamaged(KeyTags) {
		u.Tags, u.TagsKnown = earlier.Tags, earlier.TagsKnown
	}
	return u
}

// WithRelationsOf gives a user as a change answered it, which does not say who has
// blocked whom and may leave out the tags, what an earlier answer said of these.
func (u User) WithRelationsOf(earlier User) User {
	u.BlockedByMe, u.HasBlockedMe = earlier.BlockedByMe, earlier.HasBlockedMe
	return u.WithTagsOf(earlier)
}

// Role is one role of the app (GET /roles). Slug is what a user's role field
// holds; Name and Description are for people.
type Role struct {
	Slug        string
	Name        string
	Description string
}

// DefaultRole is the slug every app has and a user gets when none is given.
const DefaultRole = "default"
