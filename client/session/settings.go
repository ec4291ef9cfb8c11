package session

import (
	"net/url"
	"time"

	"census/client"
)

// Settings describe a session. Client is required; every other zero value means
// none or the default.
type Settings struct {
	// Client says which app, and with which credentials. Me and Token may be
	// incomplete: [Open] settles them.
	Client client.Config
	// TokenIsMine says that Client.Token is known to be Client.Me's, so that
	// nobody needs to be asked whose it is.
	TokenIsMine bool

	// Profile is the name under which people know these settings.
	Profile string
	// Scope keeps the services apart in the files; empty means Profile and the
	// name of the app. A profile alone is not enough: the sample users exist in
	// every app, and a profile may name another app tomorrow.
	Scope string
	// JournalDir is the folder of the record of changes. Without one only a
	// session that is read-only can be opened.
	JournalDir string
	// OmitPrivate leaves values under @private out of the record.
	OmitPrivate bool
	// CacheDir is the folder where users stay between two starts; empty keeps
	// none.
	CacheDir string

	// Secrets is told the secrets of a session's client, a token made for it among
	// them, before the session is handed out, so that they can be kept out of what
	// is printed. It may be called from several goroutines.
	Secrets func(client.Redactor)
	// Now tells the time; default [time.Now].
	Now func() time.Time
}

// App is the app's ID, or the host that is asked instead of CometChat's when
// nobody said which app is behind it.
func (s Settings) App() string {
	if s.Client.AppID != "" {
		return s.Client.AppID
	}
	u, err := url.Parse(s.Client.BaseURL)
	if err != nil {
		return ""
	}
	return u.Host
}

// FileScope is Scope, or what stands for it. Other files about the work with the
// service belong under the same name.
func (s Settings) FileScope() string {
	if s.Scope != "" {
		return s.Scope
	}
	return s.Profile + " " + s.App()
}
