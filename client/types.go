package client

import (
	"census/model"
)

// MaxPerPage and DefaultPerPage bound [ListOptions].PerPage: the published
// maximum and default of GET /users.
const (
	MaxPerPage     = 1000
	DefaultPerPage = 100
)

// MaxUIDsPerRequest is how many uids the service takes in one deactivate or
// reactivate request (DELETE /users, PUT /users). Longer lists are split.
const MaxUIDsPerRequest = 25

// Lifecycle selects users by whether they are deactivated.
type Lifecycle int

// The three selections of GET /users: the default, onlyDeactivated and
// withDeactivated. The client host publishes only the default.
const (
	Active Lifecycle = iota
	Deactivated
	ActiveAndDeactivated
)

// SearchField names where a search looks.
type SearchField string

// The fields GET /users can search.
const (
	SearchName SearchField = "name"
	SearchUID  SearchField = "uid"
)

// ListOptions selects users for [Client.ListUsers]: every filter that GET /users
// publishes, except count, whose answer is not published. The zero value is the
// first page of all active users, without tags.
type ListOptions struct {
	// Search matches the beginning of name or uid (the service's LIKE 'x%').
	Search string
	// SearchIn restricts Search; empty means both fields.
	SearchIn []SearchField
	// Status filters by presence; empty means any.
	Status model.Status
	// Roles keeps users that have any of these role slugs.
	Roles []string
	// Tags keeps users that have these tags. Whether the service means any or
	// all of them is not published.
	Tags []string
	// WithTags asks for the tags of each user; without it they are unknown.
	WithTags bool
	// Lifecycle selects active, deactivated or both.
	Lifecycle Lifecycle
	// PerPage is the page size, at most [MaxPerPage]; 0 means [DefaultPerPage].
	PerPage int
	// Page counts from 1; 0 means 1.
	Page int
}

// Page is one page of a list of users, in the service's order.
type Page struct {
	Users []model.User
	// LeftOut are the rows of the page that could not be read as users.
	LeftOut []LeftOut
	// Number counts from 1.
	Number int
	// Next is the number of the page to ask for next, 0 after what seems to be the
	// last one, by the rows and the counters. It proves nothing: a service that
	// gives fewer than it is asked, or counts a page for the whole, ends early.
	Next int
	// Total is the number of users behind all pages as the service counts them,
	// which may be less than stand on this one. TotalKnown is false for the lists
	// that the service does not count.
	Total      int
	TotalKnown bool
	// Budget is what the answer said of the rate limit.
	Budget Budget
	// Requests is in how many requests the page was read. After more than one it
	// does not show one moment.
	Requests int
}

// Rows is how many rows the page has, those left out included.
func (p Page) Rows() int { return len(p.Users) + len(p.LeftOut) }

// LeftOut is a row of a list that could not be read: it is no object, or has no
// uid, so that nobody can tell whom it is about.
type LeftOut struct {
	// Row is its place on the page, from 1.
	Row int
	// UID is the beginning of what stands in place of a uid, sanitised; empty
	// when nothing does.
	UID string
	// Why says what is wrong with it.
	Why string
}

// Budget is the rate limit as one answer tells it: how many requests of its
// class the app may send in a minute, and how many of them were left. Known is
// false, and the others are zero, when the answer did not say both.
type Budget struct {
	Limit, Remaining int
	Known            bool
}

// Activation is the answer to deactivating or reactivating several users: each
// uid asked for stands in one of the lists.
type Activation struct {
	Changed  []string
	Already  []string
	NotFound []string
	// Unsure are those of Already of whom it is not known who did it: the request
	// was repeated after its answer was lost, and the lost one may have.
	Unsure []string
}

// Outcome is what a block or unblock request did to one uid. Message is the
// service's text, sanitised.
type Outcome struct {
	UID     string
	OK      bool
	Message string
	// Unsure says that the request was repeated after its answer was lost, so
	// that the user may have been served although it is not OK now.
	Unsure bool
}

// AuthToken is a token a user can work with (POST /users/{uid}/auth_tokens). It
// is a secret: it never belongs on a screen or in a log unless asked for.
type AuthToken struct {
	UID       string
	Token     string
	CreatedAt model.UnixTime
}
