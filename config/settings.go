package config

import (
	"census/model"
)

// AutoTheme is the theme that suits the terminal.
const AutoTheme = "auto"

// Ground says whose background the screens are drawn on.
type Ground string

// The ways. GroundAuto decides by what the terminal tells of its own.
const (
	GroundAuto     Ground = "auto"
	GroundTheme    Ground = "theme"
	GroundTerminal Ground = "terminal"
)

// Review says which changes are shown before they are sent.
type Review string

// The modes. With ReviewSeveral a change to a single field is sent at once.
const (
	ReviewAlways  Review = "always"
	ReviewSeveral Review = "several"
)

// The names shown in the header for connections that no profile describes.
const (
	// LocalProfile is the built-in local server.
	LocalProfile = "local"
	// EnvironmentProfile is a connection described by the environment alone.
	EnvironmentProfile = "environment"
)

// LocalMe is the user of the local server by default: the first of the five
// sample users of a new CometChat app.
const LocalMe = "cometchat-uid-1"

// Settings are the settings in force, all checked.
type Settings struct {
	// Profile is the name of the profile in use, [LocalProfile] or
	// [EnvironmentProfile].
	Profile string
	// Profiles lists the names that can be chosen, in the file's order and
	// including [LocalProfile].
	Profiles []string
	// Local means to use the built-in server. The connection's settings, from
	// AppID to BaseURL except Me, are then empty.
	Local bool

	AppID     string
	Region    string
	APIKey    Secret
	AuthKey   Secret
	AuthToken Secret
	// Me is the person's own uid, as the service spells it, or empty.
	Me string
	// BaseURL replaces both hosts, without a trailing slash; it is empty for the
	// hosts derived from AppID and Region.
	BaseURL string

	ReadOnly bool
	Mouse    bool
	// Theme is the name of a theme, which may not exist, or [AutoTheme].
	Theme  string
	Ground Ground

	Review Review
	// Drafts means to keep typed text on the disk.
	Drafts bool
	// JournalPrivate means to record values under @private.
	JournalPrivate bool
	// Cache means to keep the users of an app on the disk.
	Cache bool
	// Editor is the command that edits a file, split into at least one word.
	Editor []string
	// Debug is the debug log's file; empty means none.
	Debug string

	// Dirs are the program's directories.
	Dirs Dirs
	// File is the configuration file; FileFound means that it exists.
	File      string
	FileFound bool

	// Values describes every setting in [Table], in its order: the value in
	// force and its origin.
	Values []Value
	// Override says which credential from the environment is used instead of the
	// profile's own, or is empty. Show it at the start.
	Override string
	// Warnings are remarks about problems that do not stop the program.
	Warnings []string
}

// Fault is the error that a setting cannot be used, where it was set.
func (s Settings) Fault(name, problem string) error {
	for _, v := range s.Values {
		if v.Setting.Name == name {
			return &Error{Origin: v.Origin, Key: name, Problem: problem}
		}
	}
	return &Error{Key: name, Problem: problem}
}

// Value is one setting in force, for display.
type Value struct {
	Setting Setting
	// Shown is the value, masked if secret; it may be empty.
	Shown string
	// Origin is where the value comes from.
	Origin Origin
	// Note says why the value has no effect, or is empty.
	Note string
}

// Credential returns the credential that signs the requests: the API key before
// the Auth key, because it has more rights, and a token alone only without
// either. It is meaningless for Local settings.
func (s Settings) Credential() model.Credential {
	switch {
	case s.APIKey != "":
		return model.APIKey
	case s.AuthKey != "":
		return model.AuthKey
	}
	return model.UserToken
}

// Key is the key that signs requests to the REST host; it is empty if the
// credential is a token.
func (s Settings) Key() Secret {
	if s.APIKey != "" {
		return s.APIKey
	}
	return s.AuthKey
}
