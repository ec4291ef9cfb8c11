package devserver

import (
	"context"
	"errors"
	"fmt"

	"census/model"
)

// createAuthToken answers POST /users/{uid}/auth_tokens. What the service does
// without force is unknown: a new token every time is a choice. The rest of the
// body (the official SDK describes its device) is ignored.
func (s *Server) createAuthToken(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	b.truth(&p, "force")
	if err := p.err(); err != nil {
		return nil, err
	}
	uid := c.PathValue("uid")
	t, err := s.newToken(c.Context(), uid, c.now)
	if err != nil {
		return nil, published(err, uid, "")
	}
	return data(tokenJSON(t)), nil
}

func (s *Server) newToken(ctx context.Context, uid string, now model.UnixTime) (t authToken, err error) {
	err = s.store.write(ctx, func(tx *transaction) error {
		r, err := activeUser(ctx, tx, uid, nobody)
		if err != nil {
			return err
		}
		t, err = createToken(ctx, tx, r, now)
		return err
	})
	return t, err
}

// listAuthTokens answers GET /users/{uid}/auth_tokens.
func (s *Server) listAuthTokens(c *call) ([]byte, error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	at := readPaging(&p, q)
	if err := p.err(); err != nil {
		return nil, err
	}
	uid := c.PathValue("uid")
	var tokens []authToken
	var total int
	err := s.store.read(c.Context(), func(tx *transaction) error {
		r, err := activeUser(c.Context(), tx, uid, nobody)
		if err != nil {
			return err
		}
		tokens, total, err = listTokens(c.Context(), tx, r.id, at)
		return err
	})
	if err != nil {
		return nil, published(err, uid, "")
	}
	items := make([][]byte, len(tokens))
	for i, t := range tokens {
		items[i] = listedTokenJSON(t)
	}
	return list(items, at.counted(len(items), total), 0), nil
}

// flushAuthTokens answers DELETE /users/{uid}/auth_tokens.
func (s *Server) flushAuthTokens(c *call) ([]byte, error) {
	uid := c.PathValue("uid")
	var r record
	err := s.store.write(c.Context(), func(tx *transaction) (err error) {
		if r, err = activeUser(c.Context(), tx, uid, nobody); err != nil {
			return err
		}
		_, err = dropTokens(c.Context(), tx, r.id, c.now, "TRUE")
		return err
	})
	if err != nil {
		return nil, published(err, uid, "")
	}
	return done(fmt.Sprintf("Cleared Auth Tokens successfully for uid %s.", r.UID)), nil
}

// showAuthToken answers GET /users/{uid}/auth_tokens/{authToken}.
func (s *Server) showAuthToken(c *call) ([]byte, error) {
	var t authToken
	err := s.store.read(c.Context(), func(tx *transaction) (err error) {
		_, t, err = tokenOf(c, tx)
		return err
	})
	if err != nil {
		return nil, published(err, c.PathValue("uid"), "")
	}
	return data(tokenJSON(t)), nil
}

// updateAuthToken answers PUT /users/{uid}/auth_tokens/{authToken}. Keeping
// fields that were not sent is a choice.
func (s *Server) updateAuthToken(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	d := b.device(&p)
	if err := p.err(); err != nil {
		return nil, err
	}
	var t authToken
	err = s.store.write(c.Context(), func(tx *transaction) error {
		_, found, err := tokenOf(c, tx)
		if err != nil {
			return err
		}
		if err := describeDevice(c.Context(), tx, found.token, d); err != nil {
			return err
		}
		t, err = findToken(c.Context(), tx, found.token)
		return err
	})
	if err != nil {
		return nil, published(err, c.PathValue("uid"), "")
	}
	return data(tokenJSON(t)), nil
}

// deleteAuthToken answers DELETE /users/{uid}/auth_tokens/{authToken}. The
// published example's text is about a user; this text is a choice.
func (s *Server) deleteAuthToken(c *call) ([]byte, error) {
	err := s.store.write(c.Context(), func(tx *transaction) error {
		r, t, err := tokenOf(c, tx)
		if err != nil {
			return err
		}
		_, err = dropTokens(c.Context(), tx, r.id, c.now, "digest = ?", digest(t.token))
		return err
	})
	if err != nil {
		return nil, published(err, c.PathValue("uid"), "")
	}
	return done("Auth token has been deleted successfully."), nil
}

// tokenOf finds the user and the token named in the path. That another user's
// token is not accessible is published; the status is a choice.
func tokenOf(c *call, q queryer) (r record, t authToken, err error) {
	if r, err = activeUser(c.Context(), q, c.PathValue("uid"), nobody); err != nil {
		return record{}, authToken{}, err
	}
	t, err = findToken(c.Context(), q, c.PathValue("authToken"))
	switch {
	case errors.Is(err, errNoToken):
		return record{}, authToken{}, noSuchToken()
	case err != nil:
		return record{}, authToken{}, err
	case t.uid != r.UID:
		return record{}, authToken{}, tokenNotAccessible(r.UID)
	}
	return r, t, nil
}

// device reads where a token is used from.
func (b body) device(p *problems) (d device) {
	d.platform, _ = b.text(p, "platform")
	d.userAgent, _ = b.text(p, "userAgent")
	d.appInfo, _ = b.object(p, "appInfo")
	return d
}

func tokenJSON(t authToken) []byte {
	o := tokenObject(t)
	optionalJSON(o, "appInfo", t.device.appInfo)
	return o.end()
}

// listedTokenJSON writes a token for a list, where appInfo is published as a
// string.
func listedTokenJSON(t authToken) []byte {
	o := tokenObject(t)
	optionalText(o, "appInfo", t.device.appInfo)
	return o.end()
}

func tokenObject(t authToken) *object {
	o := &object{}
	o.text("uid", t.uid)
	o.text("authToken", t.token)
	o.number("createdAt", int64(t.createdAt))
	optionalText(o, "platform", t.device.platform)
	optionalText(o, "userAgent", t.device.userAgent)
	return o
}
