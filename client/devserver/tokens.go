package devserver

import (
	"context"
	"database/sql"

	"census/model"
)

// createAuthToken answers POST /users/{uid}/auth_tokens. What the service does
// without force is not known: a new token every time is a choice. Whatever else
// the body holds (the official SDK describes its device) is ignored.
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
	var o object
	o.text("uid", t.uid)
	o.text("authToken", t.token)
	o.number("createdAt", int64(t.createdAt))
	return data(o.end()), nil
}

func (s *Server) newToken(ctx context.Context, uid string, now model.UnixTime) (t authToken, err error) {
	err = s.store.write(ctx, func(tx *sql.Tx) error {
		r, err := activeUser(ctx, tx, uid, nobody)
		if err != nil {
			return err
		}
		t, err = createToken(ctx, tx, r, now)
		return err
	})
	return t, err
}
