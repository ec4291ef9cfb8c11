package ui

import (
	"context"
	"time"

	"github.com/muesli/termenv"

	"census/client"
	"census/model"
)

// API is what the screens ask of the service; *client.Client satisfies it. All
// methods block and honour their context, so only commands call them.
type API interface {
	ListUsers(ctx context.Context, o client.ListOptions) (client.Page, error)
	User(ctx context.Context, uid string) (model.User, error)
	CreateUser(ctx context.Context, u model.User) (model.User, error)
	UpdateUser(ctx context.Context, p model.Patch) (model.User, error)
	DeleteUser(ctx context.Context, uid string, permanent bool) error
	Deactivate(ctx context.Context, uids []string) (client.Activation, error)
	Reactivate(ctx context.Context, uids []string) (client.Activation, error)
	ListRoles(ctx context.Context) ([]model.Role, error)
	Block(ctx context.Context, uids []string) ([]client.Outcome, error)
	Unblock(ctx context.Context, uids []string) ([]client.Outcome, error)
	ListBlocked(ctx context.Context, page, perPage int) (client.Page, error)
}

// Session is a working connection: the API, who works with it, and what the
// header says about it.
type Session struct {
	API   API
	Actor model.Actor
	// Profile is the profile's name; "local" for the server inside the program.
	Profile string
	AppID   string
	Region  string
	// LogInAs opens a session as the user. It is nil where the credential
	// cannot log anybody in.
	LogInAs func(ctx context.Context, uid string) (Session, error)
	// AskMe says that nothing can be read before somebody is logged in (an Auth
	// key without a me): the program asks whom to log in as. Tried is the uid
	// that was named and does not exist, if any.
	AskMe bool
	Tried string
}

// Options is everything the UI takes from outside. Connect is required; every
// other zero value means the real thing or off.
type Options struct {
	// Connect opens the session. It runs as a command, after the first frame,
	// so it may start a server or ask the network. Beside an error, the session
	// only says whom was tried to connect to, for the header.
	Connect func(ctx context.Context) (Session, error)
	// Profile is the name shown in the header until Connect has answered.
	Profile string

	Mouse bool
	// Suspend says that ctrl+z may stop the program, because there is a shell
	// that can continue it.
	Suspend bool
	// Dark says whether the terminal's background is dark.
	Dark bool
	// Colors is how many colours the terminal shows; termenv.Ascii means none.
	Colors termenv.Profile

	// Now tells the time; Location is the zone exact times are shown in.
	Now      func() time.Time
	Location *time.Location
	// After sends msg after d, as a command. Tests replace it to hold still.
	After AfterFunc
	// Copy puts text on the clipboard and says which one it reached.
	Copy func(text string) (via string, err error)
	// Open opens an http or https address in the browser.
	Open func(address string) error
}
