package devserver

import (
	"errors"

	"census/model"
)

// showMe answers GET /me with the user whose token was sent.
func (s *Server) showMe(c *call) ([]byte, error) {
	r, err := activeUser(c.Context(), s.store.reader, c.uid, c.id)
	if err != nil {
		return nil, published(err, c.uid, "")
	}
	return data(userJSON(r, view{tags: true})), nil
}

// putMe answers PUT /me, which has three uses. A body that describes a device
// and names no user opens a session, as does one that registers for push
// notifications; both leave the profile alone. Any other body changes the
// profile.
func (s *Server) putMe(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	describesDevice := b.has("deviceId") || b.has("platform") || b.has("appInfo")
	if describesDevice && !b.has("uid") {
		return s.logIn(c, b)
	}
	return s.updateMe(c, b)
}

// logIn opens a session: the user is online from now on. The answer carries the
// token, which the official SDK compares with its own, and what it needs to
// open a socket. The settings that the service adds are left out: the SDK asks
// for them when it needs them.
func (s *Server) logIn(c *call, b body) ([]byte, error) {
	var p problems
	d := b.device(&p)
	if err := p.err(); err != nil {
		return nil, err
	}
	var r record
	err := s.store.write(c.Context(), func(tx *transaction) (err error) {
		if err := describeDevice(c.Context(), tx, c.token, d); err != nil {
			return err
		}
		if err := openSession(c.Context(), tx, c.id, c.token, c.now); err != nil {
			return err
		}
		r, err = activeUser(c.Context(), tx, c.uid, nobody)
		return err
	})
	if errors.Is(err, errNoUser) {
		return nil, tokenNotFound() // deleted or deactivated since the check
	}
	if err != nil {
		return nil, err
	}
	return s.answerSession(c, r), nil
}

// answerSession answers PUT /me. The official SDK stores the answer as its
// session, whatever the request was for.
func (s *Server) answerSession(c *call, r record) []byte {
	return data(userJSON(r, view{tags: true, authToken: c.token, channel: newChannel(s.facts.AppID, r.UID, c.token)}))
}

// updateMe changes the profile of the calling user, whatever uid the body
// names. It never changes the role, as published for updateCurrentUserDetails.
func (s *Server) updateMe(c *call, b body) ([]byte, error) {
	delete(b, string(model.KeyRole))
	var p problems
	patch := b.unset(&p, b.patch(&p, false))
	if err := p.err(); err != nil {
		return nil, err
	}
	r, err := s.change(c, c.uid, patch)
	if err != nil {
		return nil, err
	}
	return s.answerSession(c, r), nil
}

// logOut answers DELETE /me. Invalidating the token is a choice. The user goes
// offline with the last session.
func (s *Server) logOut(c *call) ([]byte, error) {
	err := s.store.write(c.Context(), func(tx *transaction) error {
		_, err := dropTokens(c.Context(), tx, c.id, c.now, "digest = ?", digest(c.token))
		return err
	})
	if err != nil {
		return nil, err
	}
	return done("The user has been logged out successfully."), nil
}
