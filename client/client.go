package client

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"census/model"
)

// Config configures a [Client]. Printing it shows no secrets.
type Config struct {
	// AppID and Region identify the app and determine the addresses of both
	// hosts. They may be empty if BaseURL is set.
	AppID  string
	Region string
	// BaseURL, such as http://127.0.0.1:7331/v3, replaces both hosts. The scheme
	// is https; plain http is only accepted for loopback addresses.
	BaseURL string

	// Key is a key of the app and Credential its kind: [model.APIKey] or
	// [model.AuthKey]. Without a kind it is treated as an API key, and the
	// service decides about its rights. Credential is ignored if Key is empty.
	Key        string `json:"-"`
	Credential model.Credential
	// Token is the auth token of the user Me. It may be used with a key or
	// alone.
	Token string `json:"-"`
	// Me is the uid of the user working with the client, or empty. With a token
	// whose owner is not known yet, call [Client.Me] and create the client again
	// with the result.
	Me string

	// ReadOnly refuses every change with [ErrRefused] before it is sent.
	ReadOnly bool

	// Transport sends the requests; nil means a transport of the client's own.
	Transport http.RoundTripper
	// Retry says how often requests are repeated and after which waits. The zero
	// value means the defaults.
	Retry RetryPolicy
}

// Client talks to one app with one set of credentials. After [New] nothing
// changes but what it learns about page sizes; its methods may be called
// concurrently.
type Client struct {
	// The configuration and the redactor of its secrets are behind functions,
	// which fmt cannot look into: however a struct with a Client is printed, no
	// secret appears.
	cfg      func() Config
	redactor func() Redactor
	bases    [2]string // by surface
	resource string
	// fits is the largest page of a list to request at once.
	fits *atomic.Int64
}

// New checks the configuration and returns a client for it; it sends nothing.
// The error names the faulty setting and never quotes a secret.
func New(cfg Config) (*Client, error) {
	switch {
	case cfg.Key == "":
		cfg.Credential = model.UserToken
	case cfg.Credential == model.NoCredential:
		cfg.Credential = model.APIKey
	}
	if err := checkCredentials(cfg); err != nil {
		return nil, &ConfigError{err}
	}
	if cfg.Me != "" {
		cfg.Me = model.ExistingUID(cfg.Me)
		if problem := model.CheckExistingUID(cfg.Me); problem != "" {
			return nil, &ConfigError{errors.New("me: " + problem)}
		}
	}
	bases, err := addresses(cfg)
	if err != nil {
		return nil, &ConfigError{err}
	}
	if cfg.Transport == nil {
		cfg.Transport = newTransport()
	}
	cfg.Retry = cfg.Retry.withDefaults()
	redactor := NewRedactor(cfg.Key, cfg.Token)
	fits := new(atomic.Int64)
	fits.Store(MaxPerPage)
	return &Client{
		fits:     fits,
		cfg:      func() Config { return cfg },
		redactor: func() Redactor { return redactor },
		bases:    bases,
		resource: "census-" + rand.Text(),
	}, nil
}

// ConfigPrefix begins the text of a [ConfigError]; a screen may leave it out.
const ConfigPrefix = "configure the client: "

// ConfigError is an unusable setting. Retrying does not help; the setting must
// be corrected.
type ConfigError struct{ Err error }

// Error reads "configure the client: app id: must be letters, digits and hyphens".
func (e *ConfigError) Error() string { return ConfigPrefix + e.Err.Error() }

// Unwrap returns the fault itself.
func (e *ConfigError) Unwrap() error { return e.Err }

func checkCredentials(cfg Config) error {
	switch {
	case cfg.Key == "" && cfg.Token == "":
		return fmt.Errorf("%w: give an API key, an Auth key or an auth token", ErrNoCredential)
	case cfg.Key != "" && cfg.Credential != model.APIKey && cfg.Credential != model.AuthKey:
		return errors.New("credential: a key is either an API key or an Auth key")
	case !isHeaderSafe(cfg.Key):
		return errors.New("the key contains a space, a line break or another character that keys never have")
	case !isHeaderSafe(cfg.Token):
		return errors.New("the auth token contains a space, a line break or another character that tokens never have")
	case !isHeaderSafe(cfg.AppID):
		return errors.New("the app id contains a space, a line break or another character that app ids never have")
	}
	return nil
}

func isHeaderSafe(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// newTransport is net/http's default transport with two differences: loading a
// long list sends several requests at once to one host, for which two idle
// connections are too few, and keys never pass through a proxy in clear text.
// [Client.attempt] gives up on a host that accepts a connection and never
// answers.
func newTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:               proxyOf,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        32,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}

// proxyOf is the proxy configured in the environment. Plain http never uses
// one: the proxy would see the key, and plain http only goes to this machine.
func proxyOf(r *http.Request) (*url.URL, error) {
	if r.URL.Scheme != "https" {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

// Actor describes the user of this client for [model.May] and [model.MayEdit].
// Session is true whenever there is an auth token, with or without a key.
func (c *Client) Actor() model.Actor {
	return model.Actor{
		Me:         c.cfg().Me,
		Credential: c.cfg().Credential,
		Session:    c.cfg().Token != "",
		ReadOnly:   c.cfg().ReadOnly,
	}
}

// String describes the configuration without its secrets.
func (cfg Config) String() string {
	return fmt.Sprintf("client.Config{AppID: %q, Region: %q, BaseURL: %q, Credential: %v, Key: %s, Token: %s, Me: %q, ReadOnly: %t}",
		cfg.AppID, cfg.Region, withoutUserinfo(cfg.BaseURL), cfg.Credential, shown(cfg.Key), shown(cfg.Token), cfg.Me, cfg.ReadOnly)
}

// GoString is String, for %#v.
func (cfg Config) GoString() string { return cfg.String() }

// Format writes String for every verb, so %d or %x cannot print a secret.
func (cfg Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, cfg.String()) }

// LogValue is String, for log/slog.
func (cfg Config) LogValue() slog.Value { return slog.StringValue(cfg.String()) }

// String describes the client without its secrets. This and the next three
// methods have value receivers, so they also cover a dereferenced client.
func (c Client) String() string {
	if c.cfg == nil {
		return "client.Client{}"
	}
	return fmt.Sprintf("client.Client{REST: %s, client host: %s, Credential: %v, Session: %t, Me: %q, ReadOnly: %t}",
		c.bases[restHost], c.bases[clientHost], c.cfg().Credential, c.cfg().Token != "", c.cfg().Me, c.cfg().ReadOnly)
}

// GoString is String, for %#v.
func (c Client) GoString() string { return c.String() }

// Format writes String for every verb.
func (c Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is String, for log/slog.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

func shown(secret string) string {
	if secret == "" {
		return "none"
	}
	return redacted
}
