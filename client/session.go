package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"census/model"
)

// CreateAuthToken creates a token for the user (POST /users/{uid}/auth_tokens,
// with either key). It does not force a new one; whether the service then
// returns an existing token is not published. Tokens do not expire, and a user
// has at most 100.
func (c *Client) CreateAuthToken(ctx context.Context, uid string) (AuthToken, error) {
	op := "create an auth token for " + model.Clean(uid)
	if err := c.needKey(op); err != nil {
		return AuthToken{}, err
	}
	path, err := userPath(uid)
	if err != nil {
		return AuthToken{}, invalid(op, err)
	}
	cl := call{op: op, host: restHost, method: http.MethodPost, path: path + "/auth_tokens"}
	var token AuthToken
	err = c.do(ctx, cl, func(a answer) (err error) {
		token, err = decodeToken(a, uid)
		return err
	})
	return token, err
}

func decodeToken(a answer, uid string) (AuthToken, error) {
	r, err := openRecord(a.data)
	if err != nil {
		return AuthToken{}, fmt.Errorf("token: %w", err)
	}
	token := AuthToken{UID: r.needText("uid"), Token: r.needText("authToken")}
	switch {
	case r.err != nil:
		return AuthToken{}, fmt.Errorf("token: %w", r.err)
	case !model.SameUID(token.UID, uid):
		return AuthToken{}, errors.New("the token is for a different user")
	case !isHeaderSafe(token.Token):
		return AuthToken{}, errors.New("the token contains characters that tokens never have")
	}
	return token, nil
}

// Me returns the user the token belongs to. It is the SDK's log-in handshake
// (PUT /me with platform, device and app, without a uid), which leaves the
// profile unchanged.
func (c *Client) Me(ctx context.Context) (model.User, error) {
	const op = "log in"
	if c.cfg().Token == "" {
		return model.User{}, noCredential(op, "there is no auth token")
	}
	cl := call{op: op, host: clientHost, method: http.MethodPut, path: "/me", body: c.handshake(), isRepeatable: true}
	var u model.User
	err := c.do(ctx, cl, func(a answer) (err error) {
		u, err = decodeUser(a.data, userView{partial: true})
		return err
	})
	if err != nil {
		return model.User{}, err
	}
	return c.complete(ctx, u)
}

// handshake is the body of the log-in. The platform is the only one observed;
// whether the service accepts others is unknown.
func (c *Client) handshake() []byte {
	var app, w objectWriter
	app.text("version", sdkName)
	app.text("apiVersion", "v3")
	app.text("userAgent", clientName)
	w.text("platform", "WEB")
	w.text("deviceId", c.resource)
	w.raw("appInfo", app.object())
	return w.object()
}

// LogInAs opens a session as the user: it creates an auth token with the
// configured key, logs in with it, and returns a client that has the token in
// addition to the key and that user as Me, along with the user. The receiver is
// unchanged.
func (c *Client) LogInAs(ctx context.Context, uid string) (*Client, model.User, error) {
	op := "log in as " + model.Clean(uid)
	token, err := c.CreateAuthToken(ctx, uid)
	if err != nil {
		return nil, model.User{}, fmt.Errorf("%s: %w", op, err)
	}
	cfg := c.cfg()
	cfg.Token, cfg.Me = token.Token, token.UID
	session, err := New(cfg)
	if err != nil {
		return nil, model.User{}, fmt.Errorf("%s: %w", op, err)
	}
	me, err := session.Me(ctx)
	if err != nil {
		return nil, model.User{}, fmt.Errorf("%s: %w", op, err)
	}
	if !session.Actor().IsMe(me.UID) {
		return nil, model.User{}, badAnswer(op, errors.New("it names another user"))
	}
	return session, me, nil
}

// String describes the token without showing it.
func (t AuthToken) String() string { return "auth token of " + model.Clean(t.UID) + " " + redacted }

// Format writes String for every verb.
func (t AuthToken) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// LogValue is String, for log/slog.
func (t AuthToken) LogValue() slog.Value { return slog.StringValue(t.String()) }
