package session

import (
	"context"
	"errors"
	"fmt"

	"census/client"
	"census/model"
)

// Open opens the session that the settings describe. It asks the service where the
// credentials alone do not tell who works: whose token it is (PUT /me), or, with an
// Auth key and a me, for a token (POST /users/{uid}/auth_tokens). Close the session
// when done.
//
// Errors are those of the client; a [client.ConfigError] where the settings cannot
// be worked with or contradict themselves; and an [UnrecordedError]. The session
// beside an error needs no Close and does nothing: it has Known, Profile, App and
// Region, to say what could not be opened. It is nil where the settings make no
// client.
func Open(ctx context.Context, s Settings) (*Session, error) {
	f := newFiles(s)
	opened, err := s.open(ctx, f)
	if err == nil {
		return opened, nil
	}
	if closing := f.close(); closing != nil {
		err = errors.Join(err, closing)
	}
	return opened, err
}

// open settles who me is, in the way that the credentials allow.
func (s Settings) open(ctx context.Context, f *files) (*Session, error) {
	api, err := client.New(s.Client)
	if err != nil {
		return nil, err
	}
	credential := api.Actor().Credential
	switch {
	case s.Client.Token != "" && s.TokenIsMine:
		return s.session(ctx, api, f)
	case s.Client.Token != "" && credential == model.APIKey:
		return s.openBesideKey(ctx, api, f)
	case s.Client.Token != "":
		return s.openWithToken(ctx, api, f)
	case credential == model.AuthKey && s.Client.Me != "":
		as, _, err := api.LogInAs(ctx, s.Client.Me)
		if errors.Is(err, client.ErrNotFound) {
			return s.withoutMe(ctx, api, f, s.Client.Me)
		}
		if err != nil {
			return s.header(api), err
		}
		return s.session(ctx, as, f)
	case credential == model.AuthKey:
		return s.withoutMe(ctx, api, f, "")
	}
	return s.session(ctx, api, f)
}

// withoutMe is a session in which somebody has to be logged in first, since the uid
// tried, if any, is nobody's.
func (s Settings) withoutMe(ctx context.Context, api *client.Client, f *files, tried string) (*Session, error) {
	next, err := s.session(ctx, api, f)
	next.NeedsLogIn, next.Tried = err == nil, tried
	return next, err
}

// openWithToken asks the service whose token it is. A me that is somebody else
// would lock the wrong profile's role, so it is an error and not overruled.
func (s Settings) openWithToken(ctx context.Context, api *client.Client, f *files) (*Session, error) {
	me, err := api.Me(ctx)
	if err != nil {
		return s.header(api), err
	}
	if s.Client.Me != "" && !api.Actor().IsMe(me.UID) {
		return s.header(api), &client.ConfigError{Err: fmt.Errorf("the auth token belongs to %s, but me is %s: remove one of them",
			model.Clean(me.UID), model.Clean(s.Client.Me))}
	}
	s.Client.Me = me.UID
	if api, err = client.New(s.Client); err != nil {
		return nil, err
	}
	return s.session(ctx, api, f)
}

// openBesideKey is openWithToken where an API key is at hand, which needs nobody: a
// token that is not accepted is left aside.
func (s Settings) openBesideKey(ctx context.Context, api *client.Client, f *files) (*Session, error) {
	next, err := s.openWithToken(ctx, api, f)
	if !errors.Is(err, client.ErrUnauthorized) && !errors.Is(err, client.ErrNotFound) {
		return next, err
	}
	s.Client.Token = ""
	if api, err = client.New(s.Client); err != nil {
		return nil, err
	}
	if next, err = s.session(ctx, api, f); err == nil {
		next.TokenRefused = true
	}
	return next, err
}
