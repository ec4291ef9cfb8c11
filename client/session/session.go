package session

import (
	"context"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/model"
)

// Session is the work of one actor with one app. Its fields are not changed once
// [Open] has returned; all they hold may be used from several goroutines.
type Session struct {
	// API reads from the service.
	API *client.Client
	// Changes is the only way to change anything. With a read-only client it
	// refuses.
	Changes *changes.Writer
	// Journal is where Changes records; nil means that nothing is recorded, since
	// nothing can be changed.
	Journal *journal.Scope
	// Cache keeps users between two starts; nil means that nobody does.
	Cache *Cache

	// Known is who works, and what has been learnt. It is there, if without users,
	// where the session could not be opened.
	Known *Known
	// Profile is that of the settings, App and Region name the service.
	Profile, App, Region string

	// NeedsLogIn says that nothing can be read before somebody is logged in with
	// [Session.LogInAs]: an Auth key reads on behalf of a user only. Tried is the
	// me of the settings, where the service knows no such user.
	NeedsLogIn bool
	Tried      string
	// TokenRefused says that the service does not accept the auth token of the
	// settings, since its user is deactivated, deleted or logged out. The work goes
	// on with the API key, on behalf of nobody.
	TokenRefused bool

	files *files
	// as is the session with another client. It is a function since the settings it
	// goes by hold secrets: fmt cannot look into it, however a session is printed.
	as func(context.Context, *client.Client) (*Session, error)
}

// CanLogIn reports whether the credential can log users in.
func (s *Session) CanLogIn() bool { return s.Known.Actor().Credential != model.UserToken }

// LogInAs makes a token for the user (POST /users/{uid}/auth_tokens) and returns a
// session in their name. Both keep the key, write the same record, and end with
// the same Close. The error is the client's where the user cannot be logged in.
func (s *Session) LogInAs(ctx context.Context, uid string) (*Session, error) {
	api, _, err := s.API.LogInAs(ctx, uid)
	if err != nil {
		return nil, err
	}
	return s.as(ctx, api)
}

// Close ends the use of the files. A change that is under way is recorded as one
// without an end. Closing again does nothing.
func (s *Session) Close() error {
	if s.files == nil {
		return nil
	}
	return s.files.close()
}

// session is the work with the client. Where it cannot be recorded the session
// beside the error names the service only.
func (s Settings) session(ctx context.Context, api *client.Client, f *files) (*Session, error) {
	if s.Secrets != nil {
		s.Secrets(api.Redactor())
	}
	next := s.header(api)
	options := changes.Options{API: api, Profile: f.scope, Now: s.Now}
	err := f.openJournal(ctx)
	switch {
	case err == nil:
		scope := f.journal.For(f.scope)
		options.Journal, next.Journal = f.journal, &scope
	case !s.Client.ReadOnly:
		return next, &UnrecordedError{err}
	}
	next.API, next.Changes, next.Cache = api, changes.New(options), f.cache(api.Actor())
	next.files = f
	next.as = func(ctx context.Context, as *client.Client) (*Session, error) { return s.session(ctx, as, f) }
	return next, nil
}

// header is what is known of a session whether it could be opened or not.
func (s Settings) header(api *client.Client) *Session {
	return &Session{Known: NewKnown(api.Actor()), Profile: s.Profile, App: s.App(), Region: s.Client.Region}
}
