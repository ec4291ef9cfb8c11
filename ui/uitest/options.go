package uitest

import (
	"net/http"
	"os"
	"time"

	"github.com/muesli/termenv"

	"census/client/devserver"
	"census/model"
	"census/ui/theme"
)

type settings struct {
	width, height int
	colors        termenv.Profile
	light         bool
	theme         string
	seed          uint64
	users         int
	credential    model.Credential
	me            string
	readOnly      bool
	around        func(http.RoundTripper) http.RoundTripper
	over          *devserver.Server
	journal       string
	drafts        string
	textsOnly     bool
	editor        func(path string) error
	rateLimit     int
	cache         string
	layouts       string
	waiting       func(s *Screen, d time.Duration)
	ascii         bool
}

// Option changes what [New] boots.
type Option func(*settings)

// Size is the terminal's size in cells; the default is 120×36.
func Size(width, height int) Option {
	return func(s *settings) { s.width, s.height = width, height }
}

// Colors is how many colours the terminal shows; by default none, so frames are
// plain text.
func Colors(p termenv.Profile) Option { return func(s *settings) { s.colors = p } }

// ASCII is a terminal that accepts nothing else. Frames stay the same: the
// painter rewrites them.
func ASCII() Option { return func(s *settings) { s.ascii = true } }

// Theme draws the screens in a built-in theme. It needs colours: see [Colors].
func Theme(name string) Option { return func(s *settings) { s.theme = name } }

func (s *settings) background() theme.Background {
	if s.light {
		return theme.LightGround
	}
	return theme.DarkGround
}

// Light gives the terminal a light background.
func Light() Option { return func(s *settings) { s.light = true } }

// Seed determines the server's invented users.
func Seed(seed uint64) Option { return func(s *settings) { s.seed = seed } }

// Users is how many invented users the server has besides the five samples; -1
// means none.
func Users(n int) Option { return func(s *settings) { s.users = n } }

// As sets the credential, and the uid of the user working with the program,
// empty for none. The default is the API key as cometchat-uid-1.
func As(credential model.Credential, me string) Option {
	return func(s *settings) { s.credential, s.me = credential, me }
}

// ReadOnly starts the program in read-only mode.
func ReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// Around wraps the transport to the server, to make requests fail or to count
// them.
func Around(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) { s.around = wrap }
}

// RateLimit makes the answers report this many requests per minute. A small
// number keeps the program from reading all users without asking.
func RateLimit(perMinute int) Option { return func(s *settings) { s.rateLimit = perMinute } }

// While lets the test look at the screen and send keys while a request waits
// before it is repeated. d is how long it would wait.
func While(waiting func(s *Screen, d time.Duration)) Option {
	return func(s *settings) { s.waiting = waiting }
}

// Over boots the program on the server of another screen: two people working on
// the same users. Seed and Users then have no effect.
func Over(other *Screen) Option { return func(s *settings) { s.over = other.Server } }

// Journal keeps the history of changes in the folder, for tests that start the
// program again; by default it is in a temporary folder.
func Journal(dir string) Option { return func(s *settings) { s.journal = dir } }

// Drafts keeps typed text in the folder; by default nothing is kept.
func Drafts(dir string) Option { return func(s *settings) { s.drafts = dir } }

// TextsOnly keeps only the editor's texts, not what is typed into forms.
func TextsOnly() Option { return func(s *settings) { s.textsOnly = true } }

// Cache keeps the users in the folder, as between two starts of the program.
func Cache(dir string) Option { return func(s *settings) { s.cache = dir } }

// Layouts keeps columns, order and views in the folder.
func Layouts(dir string) Option { return func(s *settings) { s.layouts = dir } }

// Editor is what the person's editor makes of a text. Without [Drafts], its
// file is kept in a temporary folder.
func Editor(edit func(text string) string) Option {
	return EditorOf(func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(edit(string(text))), 0o600)
	})
}

// EditorOf is what the person's editor does to a file, and its error.
func EditorOf(edit func(path string) error) Option { return func(s *settings) { s.editor = edit } }
