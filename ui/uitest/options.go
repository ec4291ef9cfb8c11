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

// Size is the terminal's size in cells; 120×36 if not given.
func Size(width, height int) Option {
	return func(s *settings) { s.width, s.height = width, height }
}

// Colors is how many colours the terminal shows; none if not given, so that
// frames are plain text.
func Colors(p termenv.Profile) Option { return func(s *settings) { s.colors = p } }

// ASCII is a terminal that takes nothing else. Frames are as before: the painter
// spells them.
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

// Seed chooses the server's invented users.
func Seed(seed uint64) Option { return func(s *settings) { s.seed = seed } }

// Users is how many invented users the server has beside the five samples; -1
// means none.
func Users(n int) Option { return func(s *settings) { s.users = n } }

// As is who the program works as: the credential and the user named as me,
// empty for nobody. The API key as cometchat-uid-1 if not given.
func As(credential model.Credential, me string) Option {
	return func(s *settings) { s.credential, s.me = credential, me }
}

// ReadOnly starts the program in read-only mode.
func ReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// Around wraps the way to the server, to make requests fail or to count them.
func Around(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) { s.around = wrap }
}

// RateLimit makes the answers say that the service takes so many requests a
// minute. A small number keeps the program from reading all users unasked.
func RateLimit(perMinute int) Option { return func(s *settings) { s.rateLimit = perMinute } }

// While lets the test look at the screen, and send keys, while a request of the
// program waits before it is sent again. d is how long it would.
func While(waiting func(s *Screen, d time.Duration)) Option {
	return func(s *settings) { s.waiting = waiting }
}

// Over boots the program over the server of another screen: two people at work
// on the same users. Seed and Users have no effect then.
func Over(other *Screen) Option { return func(s *settings) { s.over = other.Server } }

// Journal keeps the history of changes in the folder, for tests that start the
// program again; else it is in a folder of the test's own.
func Journal(dir string) Option { return func(s *settings) { s.journal = dir } }

// Drafts keeps what is typed in the folder; without it nothing is kept.
func Drafts(dir string) Option { return func(s *settings) { s.drafts = dir } }

// TextsOnly keeps only what the editor has, and not what is typed in a form.
func TextsOnly() Option { return func(s *settings) { s.textsOnly = true } }

// Cache keeps the users in the folder, as the program does between two starts.
func Cache(dir string) Option { return func(s *settings) { s.cache = dir } }

// Layouts keeps columns, order and views in the folder.
func Layouts(dir string) Option { return func(s *settings) { s.layouts = dir } }

// Editor is what the person's editor makes of a text. Without [Drafts], what it has
// is kept in a folder of the test's own.
func Editor(edit func(text string) string) Option {
	return EditorOf(func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(edit(string(text))), 0o600)
	})
}

// EditorOf is what the person's editor does to a file, and how it ends.
func EditorOf(edit func(path string) error) Option { return func(s *settings) { s.editor = edit } }
