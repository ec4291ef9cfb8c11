package ui

import (
	"time"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/client/mirror"
	"census/client/roster"
	"census/model"
	"census/ui/layouts"
)

// Every message of the program stands here. Each is a struct, carries success
// and failure of one call together, and names the request it answers; a view
// drops the answers that are not to its own requests. The root takes an answer
// off the list of requests in flight, then hands it to all views.

// request numbers one call to the service, from one program start.
type request int

// answer is what the messages that answer a request have in common.
type answer interface{ answers() request }

// connectedMsg answers connect and logInAs. The root takes the session over;
// list, detail, form and the log-in question follow.
type connectedMsg struct {
	request
	session Session
	err     error
}

// pageMsg answers listUsers. The list that asked handles it. own is the user that
// was read beside the page, if one was.
type pageMsg struct {
	request
	own  []model.User
	page client.Page
	err  error
}

// countMsg answers countUsers: the page's total is how many users a tab has. The
// list handles it.
type countMsg struct {
	request
	tab  int
	page client.Page
	err  error
}

// rolesMsg answers listRoles. The root keeps the roles; forms and menus read
// them there.
type rolesMsg struct {
	request
	roles []model.Role
	err   error
}

// blockedMsg answers listBlocked: the users that me has blocked. The root keeps
// them.
type blockedMsg struct {
	request
	users []model.User
	err   error
}

// userMsg answers readUser. Detail and form handle it when it is about theirs;
// the list updates the row.
type userMsg struct {
	request
	user model.User
	err  error
}

// checkedMsg answers checkEdit: how the edit stands to what the service has now. The
// form that asked handles it; of an undo, the history or the root.
type checkedMsg struct {
	request
	review changes.Review
	err    error
}

// savedMsg answers createUser and updateUser. The form that asked handles it, and
// the root what takes an update back; list and detail take the user over.
type savedMsg struct {
	request
	created bool
	result  changes.Result
	err     error
}

// stored reports whether the service has stored what was sent.
func (m savedMsg) stored() bool { return m.err == nil && m.result.User.UID != "" }

// actedMsg answers act: deactivate, reactivate, delete, block and unblock. The
// root says how it went; list and detail follow.
type actedMsg struct {
	request
	action model.Action
	user   model.User // as it was before
	result changes.Result
	err    error
}

// historyMsg answers readHistory. The history that asked handles it, or the root
// when it is about the last change.
type historyMsg struct {
	request
	found journal.History
	err   error
}

// undoneMsg answers undo. The root says how it went; list, detail and history
// follow.
type undoneMsg struct {
	request
	entry  journal.Entry
	result changes.Result
	err    error
}

// recoveredMsg answers recoverChanges; the root tells what was found.
type recoveredMsg struct {
	request
	found []changes.Recovered
	err   error
}

// copiedMsg answers copyText; the root says where the text went.
type copiedMsg struct {
	request
	what string
	via  string
	err  error
}

// openedMsg answers openAddress; the root says how it went.
type openedMsg struct {
	request
	address string
	err     error
}

// foundMsg answers findUsers: rows for the list, perhaps not all of them yet. The
// list drops all but the newest look's.
type foundMsg struct {
	request
	matches matches
	err     error
}

// actedAllMsg answers actAll. The sheet that asked shows what came of each user,
// and the list reads again.
type actedAllMsg struct {
	request
	action  model.Action
	results []changes.UserResult
	err     error
}

// bulkStepMsg is time to show how far a change of many users is. It does not answer
// the request of the change, which goes on.
type bulkStepMsg struct{ of request }

// loadedMsg answers loadUsers: the users that were kept on the disk. The root
// takes over as of when they are; the list shows them.
type loadedMsg struct {
	request
	users *roster.Roster
	known bool
	asOf  time.Time
	err   error
}

// storedMsg answers storeUsers; the root tells a failure.
type storedMsg struct {
	request
	err error
}

// mirroredMsg answers mirrorUsers: all users are read, or not. The root takes it
// over; the list looks again.
type mirroredMsg struct {
	request
	outcome mirror.Outcome
	err     error
}

// mirrorStepMsg is time to show how far the reading of all users is.
type mirrorStepMsg struct{}

// watchMsg is time to read a watched list anew.
type watchMsg struct{ round int }

// layoutMsg answers loadLayout: how the list was arranged. The list follows.
type layoutMsg struct {
	request
	layout layouts.Layout
	err    error
}

// keptLayoutMsg answers keepLayout: what is kept now. The list that asked goes on
// with what is still to be kept; the root tells a failure.
type keptLayoutMsg struct {
	request
	layout layouts.Layout
	err    error
}

// spinMsg turns the spinner while a request is in flight. The root handles it.
type spinMsg struct{}

// crashedMsg reports a panic in a command. The root handles it.
type crashedMsg struct{ crash *Crash }

func (r request) answers() request { return r }
