package devserver

import (
	"errors"
	"fmt"
)

// deleteUser answers DELETE /users/{uid}. Without permanent it deactivates.
func (s *Server) deleteUser(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	permanent := b.truth(&p, "permanent")
	if err := p.err(); err != nil {
		return nil, err
	}
	uid := c.PathValue("uid")
	if permanent {
		return s.deleteForGood(c, uid)
	}
	changed, err := s.setActive(c, []string{uid}, false)
	if err != nil {
		return nil, err
	}
	if len(changed.notFound) > 0 {
		return nil, uidNotFound(uid)
	}
	return data(changed.json("deactivatedUids", "alreadyDeactivatedUids")), nil
}

func (s *Server) deleteForGood(c *call, uid string) ([]byte, error) {
	var r record
	err := s.store.write(c.Context(), func(tx *transaction) (err error) {
		if r, err = findUser(c.Context(), tx, uid, nobody); err != nil {
			return err
		}
		return deleteUser(c.Context(), tx, r.id)
	})
	if err != nil {
		return nil, published(err, uid, "")
	}
	return done(fmt.Sprintf("User with UID %s has been deleted successfully.", r.UID)), nil
}

// deactivateUsers answers DELETE /users. It is 200 even when every uid is
// unknown.
func (s *Server) deactivateUsers(c *call) ([]byte, error) {
	return s.setActiveOf(c, "uidsToDeactivate", false, "deactivatedUids", "alreadyDeactivatedUids")
}

// reactivateUsers answers PUT /users.
func (s *Server) reactivateUsers(c *call) ([]byte, error) {
	return s.setActiveOf(c, "uidsToActivate", true, "reactivatedUids", "nonDeactivatedUids")
}

func (s *Server) setActiveOf(c *call, member string, active bool, changed, already string) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	uids := b.uids(&p, member, maxUIDs)
	if err := p.err(); err != nil {
		return nil, err
	}
	a, err := s.setActive(c, uids, active)
	if err != nil {
		return nil, err
	}
	return data(a.json(changed, already)), nil
}

// activation sorts the uids of a request by outcome. Unknown uids keep the case
// in which they were sent.
type activation struct{ changed, already, notFound []string }

// json leaves empty lists out.
func (a activation) json(changed, already string) []byte {
	var o object
	for _, bucket := range []struct {
		name string
		uids []string
	}{{changed, a.changed}, {already, a.already}, {"notFound", a.notFound}} {
		if len(bucket.uids) > 0 {
			o.texts(bucket.name, bucket.uids)
		}
	}
	return o.end()
}

// setActive reactivates or deactivates all of the users or, after a fault,
// none.
func (s *Server) setActive(c *call, uids []string, active bool) (a activation, err error) {
	err = s.store.write(c.Context(), func(tx *transaction) error {
		for _, uid := range uids {
			r, err := findUser(c.Context(), tx, uid, nobody)
			switch {
			case errors.Is(err, errNoUser):
				a.notFound = append(a.notFound, uid)
			case err != nil:
				return err
			case r.Deactivated() != active:
				a.already = append(a.already, r.UID)
			default:
				a.changed = append(a.changed, r.UID)
				if err := setActiveOne(c, tx, r.id, active); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return a, err
}

// setActiveOne is setActive for one user. Ending the user's sessions on
// deactivation is a choice; the tokens work again after reactivation, as
// published.
func setActiveOne(c *call, tx *transaction, id int64, active bool) error {
	if active {
		return setDeactivated(c.Context(), tx, id, 0)
	}
	if err := closeSessions(c.Context(), tx, id, c.now, "in_session"); err != nil {
		return err
	}
	return setDeactivated(c.Context(), tx, id, c.now)
}
