package model

import (
	"slices"
	"time"
)

// Status is a user's presence as the wire spells it. Only [StatusAvailable]
// means online; anything else, including the empty string, is offline.
type Status string

// The two published values for presence in CometChat's user object.
const (
	StatusAvailable Status = "available"
	StatusOffline   Status = "offline"
)

// Online reports whether the user is present.
func (s Status) Online() bool { return s == StatusAvailable }

// String returns the word shown to people: "online" or "offline".
func (s Status) String() string {
	if s.Online() {
		return "online"
	}
	return "offline"
}

// UnixTime is a time in whole Unix seconds; zero means the service sent none.
type UnixTime int64

// LastMoment is the latest plausible time, in the year 5138.
const LastMoment UnixTime = 99_999_999_999

// MomentOf interprets a number from a service: as seconds or, if that would be
// later than [LastMoment], as milliseconds, reduced to whole seconds. ok is
// false if neither gives a plausible time.
func MomentOf(n int64) (t UnixTime, ok bool) {
	t = UnixTime(n)
	if t > LastMoment {
		t /= 1000
	}
	return t, t.IsMoment()
}

// IsMoment reports whether t is a plausible time or zero, and so can be shown
// and compared.
func (t UnixTime) IsMoment() bool { return 0 <= t && t <= LastMoment }

// IsZero reports whether there is no time.
func (t UnixTime) IsZero() bool { return t == 0 }

// Time converts to a [time.Time] in UTC; the zero UnixTime gives the zero Time.
func (t UnixTime) Time() time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.Unix(int64(t), 0).UTC()
}

// User is one user of an app, as far as the users API describes it.
//
// Slices are never modified in place: copies of a User may share them.
type User struct {
	UID           string
	Name          string
	Avatar        string
	Link          string
	Role          string
	StatusMessage string

	// Metadata is the JSON text exactly as received, including key order, number
	// spelling and unknown keys. If empty, the user has none.
	Metadata Metadata

	// Tags is nil both for a user without tags and for an answer without them;
	// TagsKnown distinguishes the two.
	Tags      []string
	TagsKnown bool

	Status       Status
	LastActiveAt UnixTime

	// HasBlockedMe and BlockedByMe are relative to the logged-in user and only
	// present in answers made for one.
	HasBlockedMe bool
	BlockedByMe  bool

	CreatedAt     UnixTime
	UpdatedAt     UnixTime
	DeactivatedAt UnixTime

	// Damaged lists, in the order of [Fields], the fields for which the service
	// sent an invalid value. They are empty here; what the service stores is
	// unknown.
	Damaged []Key
}

// IsDamaged reports whether the field could not be read.
func (u User) IsDamaged(key Key) bool { return slices.Contains(u.Damaged, key) }

// IsNew reports whether the service has not created this user yet: every user
// in its answers has a createdAt, even if a damaged one.
func (u User) IsNew() bool { return u.CreatedAt.IsZero() && !u.IsDamaged(KeyCreatedAt) }

// Deactivated reports whether the user is deactivated (soft-deleted).
func (u User) Deactivated() bool { return !u.DeactivatedAt.IsZero() }

// WithTagsOf fills in the tags from an earlier answer if this one omitted them.
func (u User) WithTagsOf(earlier User) User {
	if !u.TagsKnown && !u.IsDamaged(KeyTags) {
		u.Tags, u.TagsKnown = earlier.Tags, earlier.TagsKnown
	}
	return u
}

// WithRelationsOf completes a user from the answer to a change, which does not
// say who has blocked whom and may omit the tags, with these values from an
// earlier answer.
func (u User) WithRelationsOf(earlier User) User {
	u.BlockedByMe, u.HasBlockedMe = earlier.BlockedByMe, earlier.HasBlockedMe
	return u.WithTagsOf(earlier)
}

// Role is one role of the app (GET /roles). Slug is the value of a user's role
// field; Name and Description are for people.
type Role struct {
	Slug        string
	Name        string
	Description string
}

// DefaultRole is the slug that every app has and that users get by default.
const DefaultRole = "default"
