package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/client/roster"
	"census/client/session"
	"census/model"
	"census/ui/drafts"
	"census/ui/layouts"
)

// API is what the screens read from the service; *client.Client satisfies it. All
// methods block and honour their context, so only commands call them.
type API interface {
	ListUsers(ctx context.Context, o client.ListOptions) (client.Page, error)
	User(ctx context.Context, uid string) (model.User, error)
	ListRoles(ctx context.Context) ([]model.Role, error)
	ListBlocked(ctx context.Context, page, perPage int) (client.Page, error)
}

// Changes is the one way by which the screens change anything; *changes.Writer
// satisfies it. All methods but the previews and Inverse block.
type Changes interface {
	Check(ctx context.Context, e changes.Edit) (changes.Review, error)
	Update(ctx context.Context, e changes.Edit) (changes.Result, error)
	Create(ctx context.Context, u model.User) (changes.Result, error)
	Act(ctx context.Context, action model.Action, u model.User) (changes.Result, error)
	ActAll(ctx context.Context, action model.Action, users []model.User, report func(changes.Progress)) ([]changes.UserResult, error)
	Undo(ctx context.Context, e journal.Entry) (changes.Result, error)
	Recover(ctx context.Context) ([]changes.Recovered, error)
	Inverse(e journal.Entry) (changes.Inverse, error)
	Preview(base, mine model.User) (client.Request, error)
}

// History is the record of earlier changes; journal.Scope satisfies it. It
// blocks.
type History interface {
	Entries(ctx context.Context, f journal.Filter) (journal.History, error)
}

// Drafts keeps what is typed on the disk; drafts.Scope satisfies it. It blocks. A
// draft is discarded whatever happens, so Discard takes no context.
type Drafts interface {
	Save(ctx context.Context, d drafts.Draft) error
	List(ctx context.Context) (drafts.Found, error)
	Claim(ctx context.Context, id string) (drafts.Draft, error)
	Discard(id string) error
}

// Cache keeps the users on the disk between two starts; *session.Cache satisfies
// it. It blocks.
type Cache interface {
	// Load puts the users that were kept into the roster and says as of when
	// they are; known is false when none were kept.
	Load(ctx context.Context, into *roster.Roster) (asOf time.Time, known bool, err error)
	// Store keeps the users in place of those kept before.
	Store(ctx context.Context, users *roster.Snapshot, asOf time.Time) error
}

// Layouts keeps how a person has arranged the list; layouts.Scope satisfies it.
// It blocks.
type Layouts interface {
	Load(ctx context.Context) (layouts.Layout, error)
	// Update changes what is kept now and returns it as it was kept.
	Update(ctx context.Context, change func(*layouts.Layout)) (layouts.Layout, error)
}

// Session is a working connection: the API, who works with it, and what the
// header says about it.
type Session struct {
	API     API
	Changes Changes
	// Journal is where Changes records; nil means that nothing is recorded.
	Journal History
	// Cache keeps the users on the disk between two starts, Layouts how the list
	// is arranged; nil means that nobody does.
	Cache   Cache
	Layouts Layouts
	// Drafts keeps what is typed in this session; nil leaves that to
	// [Options].Drafts.
	Drafts Drafts
	// Known is who works, and what is learnt in the session; nil where not even
	// that is known.
	Known *session.Known
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
	// Remark is said once when the session begins, or fails to; empty means
	// nothing.
	Remark string
}

// SessionOf is a session for the screens, with the layout of the list kept in
// layouts; nil keeps none. So are those who log in on top of it. One that could not
// be opened only says whom was tried to connect to.
func SessionOf(s *session.Session, layouts Layouts) Session {
	shown := Session{Known: s.Known, Profile: s.Profile, AppID: s.App, Region: s.Region, AskMe: s.NeedsLogIn, Tried: s.Tried}
	if s.API == nil {
		return shown
	}
	shown.API, shown.Changes, shown.Layouts = s.API, s.Changes, layouts
	if s.Journal != nil {
		shown.Journal = s.Journal
	}
	if s.Cache != nil {
		shown.Cache = s.Cache
	}
	if s.CanLogIn() {
		shown.LogInAs = func(ctx context.Context, uid string) (Session, error) {
			other, err := s.LogInAs(ctx, uid)
			if err != nil {
				return Session{}, err
			}
			return SessionOf(other, layouts), nil
		}
	}
	return shown
}

// Actor is who works in the session, as far as is known now.
func (s Session) Actor() model.Actor {
	if s.Known == nil {
		return model.Actor{}
	}
	return s.Known.Actor()
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
	// Profiles are all that there are, and ConnectTo is Connect for one of them:
	// what can be chosen where Connect has failed.
	Profiles  []string
	ConnectTo func(ctx context.Context, profile string) (Session, error)

	Mouse bool
	// Remote says that a network lies between the terminal and this machine.
	Remote bool
	// ASCII says that the terminal shows nothing else.
	ASCII bool
	// OwnErase says that the terminal erases with its own background only.
	OwnErase bool
	// Suspend says that ctrl+z may stop the program, because there is a shell
	// that can continue it.
	Suspend bool
	// Appearance says how the screens are drawn.
	Appearance Appearance

	// ReviewAll shows every change before it is sent; without it a change of a
	// single field is sent at once.
	ReviewAll bool
	// Drafts keeps what is typed; nil means that nobody does. With TextsOnly it
	// keeps only what the editor has, and not what is typed in a form.
	Drafts    Drafts
	TextsOnly bool
	// Edit opens a file in the editor at a line and delivers what done makes of
	// its end. EditDir is where such files go. Without Edit or Drafts there is no
	// editor.
	Edit    func(path string, line int, done func(error) tea.Msg) tea.Cmd
	EditDir string

	// Debug takes a line for each message, without secrets, values and what is
	// typed; nil means that nobody wants to know. It must not block.
	Debug func(line string)

	// Now tells the time; Location is the zone exact times are shown in.
	Now      func() time.Time
	Location *time.Location
	// After sends msg after d, as a command. Tests replace it to hold still.
	After AfterFunc
	// Sleep waits between two requests of a long reading, which spares the rate
	// limit; nil means really. Tests replace it to hold still.
	Sleep func(ctx context.Context, d time.Duration) error
	// Copy puts text on the clipboard and says which one it reached.
	Copy func(text string) (via string, err error)
	// Open opens an http or https address in the browser.
	Open func(address string) error
}
