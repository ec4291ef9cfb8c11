package config

import (
	"census/model"
)

// Theme says which background the colours are chosen for.
type Theme string

// The themes. Auto is settled by whoever knows the terminal.
const (
	Auto  Theme = "auto"
	Dark  Theme = "dark"
	Light Theme = "light"
)

// Review says which changes are shown before they are sent.
type Review string

// The ways. With ReviewSeveral a change of a single field is sent at once.
const (
	ReviewAlways  Review = "always"
	ReviewSeveral Review = "several"
)

// The names that the header shows for a connection that no profile describes.
const (
	// LocalProfile is the server inside the program.
	LocalProfile = "local"
	// EnvironmentProfile is a connection that the environment alone describes.
	EnvironmentProfile = "environment"
)

// LocalMe is who works with the local server when nobody else is named: the
// first of the five sample users of a new CometChat app.
const LocalMe = "cometchat-uid-1"

// Settings are the settings in force, every one of them checked.
type Settings struct {
	// Profile is the name of the profile in use, [LocalProfile] or
	// [EnvironmentProfile].
	Profile string
	// Profiles are all that can be chosen by name, in the file's order and with
	// [LocalProfile].
	Profiles []string
	// Local says to work with the server inside the program. The connection's
	// settings, AppID to BaseURL but for Me, are empty then.
	Local bool

	AppID     string
	Region    string
	APIKey    Secret
	AuthKey   Secret
	AuthToken Secret
	// Me is the uid named as one's own, as the service spells it; empty when
	// none is.
	Me string
	// BaseURL stands for both hosts, without a slash at its end; empty for the
	// hosts that AppID and Region make up.
	BaseURL string

	ReadOnly bool
	Mouse    bool
	Theme    Theme

	Review Review
	// Drafts says to keep what is typed on the disk.
	Drafts bool
	// JournalPrivate says to record values under @private.
	JournalPrivate bool
	// Cache says to keep the users of an app on the disk.
	Cache bool
	// Editor is the command that edits a file, taken apart into its words; there
	// is at least one.
	Editor []string
	// Debug is the file of the debug log; empty for none.
	Debug string

	// Dirs are the program's directories.
	Dirs Dirs
	// File is the configuration file; FileFound says that it exists.
	File      string
	FileFound bool

	// Values tells of every setting of [Table], in its order, what is in force
	// and why.
	Values []Value
	// Override says which credential of the environment is used in place of the
	// profile's own; empty when none is. It is to be told at the start.
	Override string
	// Warnings are remarks that do not keep the program from working.
	Warnings []string
}

// Value is one setting in force, for people.
type Value struct {
	Setting Setting
	// Shown is the value, masked when it is a secret; empty when there is none.
	Shown string
	// Origin is where it comes from.
	Origin Origin
	// Note says why the value has no effect, when it has none.
	Note string
}

// Credential tells which credential signs the requests: the API key before the
// Auth key, because it may do more, and a token by itself only without either.
// The answer means nothing for Local settings.
func (s Settings) Credential() model.Credential {
	switch {
	case s.APIKey != "":
		return model.APIKey
	case s.AuthKey != "":
		return model.AuthKey
	}
	return model.UserToken
}

// Key is the key that signs the requests on the REST host; it is empty when the
// credential is a token.
func (s Settings) Key() Secret {
	if s.APIKey != "" {
		return s.APIKey
	}
	return s.AuthKey
}
