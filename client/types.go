package client

import (
	"census/model"
)

// The limits of [ListOptions].PerPage: the published maximum and default of GET
// /users.
const (
	MaxPerPage     = 1000
	DefaultPerPage = 100
)

// MaxUIDsPerRequest is how many uids the service accepts in one deactivate or
// reactivate request (DELETE /users, PUT /users). Longer lists are split.
const MaxUIDsPerRequest = 25

// Lifecycle selects users by whether they are deactivated.
type Lifecycle int

// The three selections of GET /users: the default, onlyDeactivated and
// withDeactivated. Only the default is published for the client host.
const (
	Active Lifecycle = iota
	Deactivated
	ActiveAndDeactivated
)

// SearchField names a field to search.
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
	// Search matches the start of name or uid (the service's LIKE 'x%').
	Search string
	// SearchIn restricts Search; empty means both fields.
	SearchIn []SearchField
	// Status filters by presence; empty means any.
	Status model.Status
	// Roles selects users with any of these role slugs.
	Roles []string
	// Tags selects users with these tags. Whether the service requires any or
	// all of them is not published.
	Tags []string
	// WithTags requests each user's tags; without it they are unknown.
	WithTags bool
	// Lifecycle selects active, deactivated or both.
	Lifecycle Lifecycle
	// PerPage is the page size, at most [MaxPerPage]; 0 means [DefaultPerPage].
	PerPage int
	// Page starts at 1; 0 means 1.
	Page int
}

// Page is one page of a list of users, in the service's order.
type Page struct {
	Users []model.User
	// LeftOut lists the rows of the page that could not be read as users.
	LeftOut []LeftOut
	// Number starts at 1.
	Number int
	// Next is the number of the next page, or 0 after what seems to be the last
	// one, judging by the rows and the counters. It proves nothing: a service
	// that returns fewer users than requested, or miscounts, ends early.
	Next int
	// Total is the number of users on all pages as counted by the service, which
	// may be less than the number on this one. TotalKnown is false for lists
	// that the service does not count.
	Total      int
	TotalKnown bool
	// Budget is the rate limit reported with the answer.
	Budget Budget
	// Requests is how many requests it took to read the page. If more than one,
	// the page does not show a single moment.
	Requests int
}

// Rows returns how many rows the page has, including those left out.
func (p Page) Rows() int { return len(p.Users) + len(p.LeftOut) }

// Counted returns the total if it counts the whole list. Some services report the
// length of a page as the total, so a total equal to the rows of a full page says
// nothing, and ok is false. Asked is the page size that was asked for.
func (p Page) Counted(asked int) (total int, ok bool) {
	isItsOwn := p.Total == p.Rows() && p.Rows() >= asked
	if !p.TotalKnown || isItsOwn {
		return 0, false
	}
	return p.Total, true
}

// LeftOut is a row of a list that could not be read: it is not an object, or
// has no uid to identify the user.
type LeftOut struct {
	// Row is its place on the page, starting at 1.
	Row int
	// UID is the beginning of whatever is in place of a uid, sanitised; it may
	// be empty.
	UID string
	// Why says what is wrong with it.
	Why string
}

// Budget is the rate limit reported with one answer: how many requests of its
// class the app may send per minute, and how many were left. If the answer did
// not report both, Known is false and the others are zero.
type Budget struct {
	Limit, Remaining int
	Known            bool
}

// Activation is the result of deactivating or reactivating several users: each
// requested uid is in one of the lists.
type Activation struct {
	Changed  []string
	Already  []string
	NotFound []string
	// Unsure lists those in Already whose change may have been made by this
	// request: it was repeated after its answer was lost.
	Unsure []string
}

// Outcome is the result of a block or unblock request for one uid. Message is
// the service's text, sanitised.
type Outcome struct {
	UID     string
	OK      bool
	Message string
	// Unsure means that the request was repeated after its answer was lost, so
	// it may have taken effect even if OK is false.
	Unsure bool
}

// AuthToken is a token for a user (POST /users/{uid}/auth_tokens). It is a
// secret: it does not belong on a screen or in a log unless asked for.
type AuthToken struct {
	UID   string
	Token string
}
