package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"census/client"
	"census/client/session"
	"census/client/statefile"
	"census/config"
	"census/model"
	"census/ui"
	"census/ui/words"
)

// connector opens the session that the settings describe.
type connector struct {
	settings config.Settings
	secrets  *secrets
	local    localServer
	records  *records

	mu     sync.Mutex
	opened []*session.Session
	closed bool
}

func newConnector(s config.Settings, known *secrets) *connector {
	return &connector{
		settings: s, secrets: known, local: localServer{database: s.Dirs.Database()},
		records: newRecords(s.Dirs, sessionSettings(s).FileScope()),
	}
}

// sessionSettings are the settings of a session, except what is only known once
// the local server runs.
func sessionSettings(s config.Settings) session.Settings {
	o := session.Settings{
		Client: client.Config{
			AppID: s.AppID, Region: s.Region, BaseURL: s.BaseURL,
			Key: s.Key().Reveal(), Credential: s.Credential(),
			Token: s.AuthToken.Reveal(), Me: s.Me,
			ReadOnly: s.ReadOnly,
		},
		Profile:    s.Profile,
		JournalDir: s.Dirs.Journal(), OmitPrivate: !s.JournalPrivate,
	}
	if s.Local {
		o.Scope = s.Profile // whichever app the database belongs to
	}
	if s.Cache {
		o.CacheDir = s.Dirs.Mirror()
	}
	return o
}

// otherConnectors connect with profiles chosen after the first one's connection
// has failed.
type otherConnectors struct {
	load    loading
	secrets *secrets

	mu     sync.Mutex
	opened map[string]*connector
	closed bool
}

// connect opens a session with the profile. It may be called again.
func (o *otherConnectors) connect(ctx context.Context, profile string) (ui.Session, error) {
	c, err := o.connector(profile)
	if err != nil {
		return ui.Session{Profile: profile}, err
	}
	shown, err := c.connect(ctx)
	shown.Drafts = c.records.draftsOrNil()
	return shown, err
}

func (o *otherConnectors) connector(profile string) (*connector, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, statefile.ErrClosed
	}
	if c := o.opened[profile]; c != nil {
		return c, nil
	}
	s, err := o.load(profile)
	if err != nil {
		return nil, &client.ConfigError{Err: err}
	}
	if o.opened == nil {
		o.opened = map[string]*connector{}
	}
	o.opened[profile] = newConnector(s, o.secrets)
	return o.opened[profile], nil
}

func (o *otherConnectors) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	var all error
	for _, c := range o.opened {
		all = errors.Join(all, c.close())
	}
	return all
}

// close ends what connect has started, the files last, so the outcome of a
// change in progress can still be recorded.
func (c *connector) close() error {
	c.mu.Lock()
	c.closed = true
	opened := c.opened
	c.mu.Unlock()
	all := c.local.close()
	for _, s := range opened {
		all = errors.Join(all, s.Close())
	}
	return errors.Join(all, c.records.close())
}

// connect opens the session. It may be called again after a failure.
func (c *connector) connect(ctx context.Context) (ui.Session, error) {
	if c.settings.Local {
		return c.connectLocal(ctx)
	}
	opened, err := c.open(ctx, sessionSettings(c.settings))
	if opened == nil {
		return ui.Session{}, err
	}
	shown := ui.SessionOf(opened, c.records.layoutsOrNil())
	shown.Remark = c.settings.Override
	if opened.TokenRefused {
		shown.Remark = words.Join("; ", "the auth token is not accepted: continuing with the API key, without a session", shown.Remark)
	}
	return shown, err
}

// connectLocal uses everything the local server provides: its API key, and a
// token of me for the user's own profile. A deactivated or missing me has no
// token, and the session works without one.
func (c *connector) connectLocal(ctx context.Context) (ui.Session, error) {
	server, err := c.local.open()
	if err != nil {
		return ui.Session{}, err
	}
	o, me := sessionSettings(c.settings), c.settings.Me
	token, missing := server.AuthToken(ctx, me)
	facts := server.Facts()
	c.secrets.add(facts.APIKey, facts.AuthKey, token)
	o.Client = client.Config{
		AppID: facts.AppID, Region: facts.Region, BaseURL: server.baseURL,
		Key: facts.APIKey, Credential: model.APIKey,
		Token: token, Me: me,
		ReadOnly: c.settings.ReadOnly, Transport: server.transport,
	}
	o.TokenIsMine = true
	opened, err := c.open(ctx, o)
	if opened == nil {
		return ui.Session{}, err
	}
	shown := ui.SessionOf(opened, c.records.layoutsOrNil())
	if missing != nil {
		shown.Remark = model.Clean(me) + " cannot be logged in: continuing with the API key, without a session"
	}
	if server.Shared() {
		shown.Remark = words.Join("; ", "another census also has the local database open", shown.Remark)
	}
	return shown, err
}

// open opens a session that ends with the connector. The session is nil if it
// cannot even be named.
func (c *connector) open(ctx context.Context, o session.Settings) (*session.Session, error) {
	o.Secrets = c.secrets.addAll
	s, err := session.Open(ctx, o)
	if err != nil {
		return s, explainUnrecorded(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errors.Join(statefile.ErrClosed, s.Close())
	}
	c.opened = append(c.opened, s)
	return s, nil
}

// explainUnrecorded adds the remedy to an error about the record of changes.
func explainUnrecorded(err error) error {
	var unrecorded *session.UnrecordedError
	if !errors.As(err, &unrecorded) {
		return err
	}
	cause := unrecorded.Err
	if errors.Is(cause, session.ErrNoJournal) {
		cause = &client.ConfigError{Err: fmt.Errorf("%w: set HOME or XDG_STATE_HOME", cause)}
	}
	return fmt.Errorf("%w (--read-only needs none)", &session.UnrecordedError{Err: cause})
}
