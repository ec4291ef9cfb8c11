package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"

	"census/client"
	"census/client/changes"
	"census/client/statefile"
	"census/config"
	"census/model"
	"census/ui"
)

// connector opens the session that the settings describe.
type connector struct {
	settings config.Settings
	secrets  *secrets
	local    localServer
	records  *records
}

func newConnector(s config.Settings, known *secrets) *connector {
	return &connector{settings: s, secrets: known, local: localServer{database: s.Dirs.Database()}, records: newRecords(s)}
}

// otherConnectors connect with profiles that were chosen after the first one's
// connection had failed.
type otherConnectors struct {
	load    loading
	secrets *secrets

	mu     sync.Mutex
	opened map[string]*connector
	closed bool
}

// connect opens a session with the profile. It may be asked again.
func (o *otherConnectors) connect(ctx context.Context, profile string) (ui.Session, error) {
	c, err := o.connector(profile)
	if err != nil {
		return ui.Session{Profile: profile}, err
	}
	session, err := c.connect(ctx)
	session.Drafts = c.records.draftsOrNil()
	return session, err
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

// close ends what connect has started, the files last: a change that was under
// way may still have its outcome recorded.
func (c *connector) close() error { return errors.Join(c.local.close(), c.records.close()) }

// connect opens the session. It may be asked again after a failure.
func (c *connector) connect(ctx context.Context) (ui.Session, error) {
	if c.settings.Local {
		return c.connectLocal(ctx)
	}
	s := c.settings
	cfg := client.Config{
		AppID: s.AppID, Region: s.Region, BaseURL: s.BaseURL,
		Key: s.Key().Reveal(), Credential: s.Credential(),
		Token: s.AuthToken.Reveal(), Me: s.Me,
		ReadOnly: s.ReadOnly,
	}
	return c.logIn(ctx, cfg)
}

// logIn settles who me is, in the way that the credentials allow.
func (c *connector) logIn(ctx context.Context, cfg client.Config) (ui.Session, error) {
	api, err := client.New(cfg)
	if err != nil {
		return ui.Session{}, err
	}
	switch {
	case cfg.Token != "" && cfg.Credential == model.APIKey:
		return c.logInBesideKey(ctx, api, cfg)
	case cfg.Token != "":
		return c.logInWithToken(ctx, api, cfg)
	case cfg.Credential == model.AuthKey && cfg.Me != "":
		as, _, err := api.LogInAs(ctx, cfg.Me)
		if errors.Is(err, client.ErrNotFound) {
			return c.askMe(api, cfg.Me)
		}
		if err != nil {
			return c.remoteHeader(api), err
		}
		api = as
	case cfg.Credential == model.AuthKey:
		return c.askMe(api, "")
	}
	return c.remote(api)
}

// askMe is a session in which somebody has to be logged in first, since the uid
// tried, if any, is nobody's.
func (c *connector) askMe(api *client.Client, tried string) (ui.Session, error) {
	session, err := c.remote(api)
	session.AskMe, session.Tried = err == nil, tried
	return session, err
}

// logInWithToken asks the service whose token it is. A me that is somebody else
// would lock the wrong profile's role, so it is an error and not overruled.
func (c *connector) logInWithToken(ctx context.Context, api *client.Client, cfg client.Config) (ui.Session, error) {
	me, err := api.Me(ctx)
	if err != nil {
		return c.remoteHeader(api), err
	}
	if cfg.Me != "" && !api.Actor().IsMe(me.UID) {
		return c.remoteHeader(api), &client.ConfigError{Err: fmt.Errorf("the auth token belongs to %s, but me is %s: remove one of them",
			model.Clean(me.UID), model.Clean(cfg.Me))}
	}
	cfg.Me = me.UID
	if api, err = client.New(cfg); err != nil {
		return ui.Session{}, err
	}
	return c.remote(api)
}

// logInBesideKey is logInWithToken where an API key is at hand, which needs
// nobody: a token that is not accepted, since its user is deactivated, deleted or
// logged out, is left aside, and that is said.
func (c *connector) logInBesideKey(ctx context.Context, api *client.Client, cfg client.Config) (ui.Session, error) {
	session, err := c.logInWithToken(ctx, api, cfg)
	if !errors.Is(err, client.ErrUnauthorized) && !errors.Is(err, client.ErrNotFound) {
		return session, err
	}
	cfg.Token = ""
	if api, err = client.New(cfg); err != nil {
		return ui.Session{}, err
	}
	if session, err = c.remote(api); err == nil {
		session.Remark = join("the auth token is not accepted: census goes on with the API key, without a session", session.Remark)
	}
	return session, err
}

// connectLocal works with everything the local server gives away: its API key,
// and a token of me for the own profile. A me who is deactivated or not there has
// none, and the work goes on without.
func (c *connector) connectLocal(ctx context.Context) (ui.Session, error) {
	server, err := c.local.open()
	if err != nil {
		return ui.Session{}, err
	}
	token, missing := server.AuthToken(ctx, c.settings.Me)
	facts := server.Facts()
	c.secrets.add(facts.APIKey, facts.AuthKey, token)
	api, err := client.New(client.Config{
		AppID: facts.AppID, Region: facts.Region, BaseURL: server.baseURL,
		Key: facts.APIKey, Credential: model.APIKey,
		Token: token, Me: c.settings.Me,
		ReadOnly: c.settings.ReadOnly, Transport: server.transport,
	})
	if err != nil {
		return ui.Session{}, err
	}
	session, err := c.session(api, facts.AppID, facts.Region)
	if missing != nil {
		session.Remark = model.Clean(c.settings.Me) + " cannot be logged in: census goes on with the API key, without a session"
	}
	if server.Shared() {
		session.Remark = join("another census has the local database open too", session.Remark)
	}
	return session, err
}

// join makes one remark of two, either of which may be empty.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// session is the work with the client. Whoever logs in as another user keeps the
// key, and gains that user's token and profile; both write the same journal.
func (c *connector) session(api *client.Client, appID, region string) (ui.Session, error) {
	c.secrets.addSession(api)
	s := c.header(api, appID, region)
	if err := c.record(&s, api); err != nil {
		return s, err
	}
	s.API = api
	s.Cache, s.Layouts = c.records.cacheOrNil(s.Actor), c.records.layoutsOrNil()
	if s.Actor.Credential == model.UserToken {
		return s, nil
	}
	s.LogInAs = func(ctx context.Context, uid string) (ui.Session, error) {
		other, _, err := api.LogInAs(ctx, uid)
		if err != nil {
			return ui.Session{}, err
		}
		return c.session(other, appID, region)
	}
	return s, nil
}

// record gives the session its way to change something. Without a journal there
// is none but for a session that changes nothing anyway: what is not recorded
// could not be taken back, and nobody would know of a change that was cut off.
func (c *connector) record(s *ui.Session, api *client.Client) error {
	options := changes.Options{API: api, Profile: c.records.scope}
	err := c.records.openJournal()
	switch {
	case err == nil:
		options.Journal = c.records.journal
		s.Journal = c.records.journal.For(c.records.scope)
	case !c.settings.ReadOnly:
		return fmt.Errorf("%w; nothing is changed without a record (--read-only needs none)", err)
	}
	s.Changes = changes.New(options)
	return nil
}

// header is what the screens show of a connection, made or failed.
func (c *connector) header(api *client.Client, appID, region string) ui.Session {
	return ui.Session{Actor: api.Actor(), Profile: c.settings.Profile, AppID: appID, Region: region}
}

// remote is session for the service that the settings name.
func (c *connector) remote(api *client.Client) (ui.Session, error) {
	s, err := c.session(api, appName(c.settings), c.settings.Region)
	s.Remark = c.settings.Override
	return s, err
}

// remoteHeader is header for the service that the settings name.
func (c *connector) remoteHeader(api *client.Client) ui.Session {
	s := c.header(api, appName(c.settings), c.settings.Region)
	s.Remark = c.settings.Override
	return s
}

// appName is the app's ID, or the host that is asked instead of CometChat's
// when nobody said which app is behind it.
func appName(s config.Settings) string {
	if s.AppID != "" {
		return s.AppID
	}
	u, err := url.Parse(s.BaseURL)
	if err != nil {
		return ""
	}
	return u.Host
}
