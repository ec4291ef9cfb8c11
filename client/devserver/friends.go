package devserver

import (
	"errors"
	"fmt"
)

// listFriends answers GET /users/{uid}/friends. The order is not published;
// oldest friendship first, as for blocks, is a choice.
func (s *Server) listFriends(c *call) ([]byte, error) {
	uid := c.PathValue("uid")
	owner, err := activeUser(c.Context(), s.store.reader, uid, nobody)
	if err != nil {
		return nil, published(err, uid, "")
	}
	return s.relatedTo(c, owner, func(_ query, u *userQuery) { u.relation = friendOfViewer })
}

// addFriends answers POST /users/{uid}/friends. A uid that cannot be added does
// not stop the others: each has its own outcome in the answer. Other members of
// the body, such as addToConversations, are ignored.
func (s *Server) addFriends(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	uids := b.uids(&p, "accepted", maxUIDs)
	if err := p.err(); err != nil {
		return nil, err
	}
	uid := c.PathValue("uid")
	var all []outcome
	err = s.store.write(c.Context(), func(tx *transaction) error {
		owner, err := activeUser(c.Context(), tx, uid, nobody)
		if err != nil {
			return err
		}
		for _, other := range uids {
			each, err := addFriend(c, tx, owner, other)
			if err != nil {
				return err
			}
			all = append(all, each)
		}
		return nil
	})
	if err != nil {
		return nil, published(err, uid, "")
	}
	var o object
	o.raw("accepted", outcomes(all))
	return data(o.end()), nil
}

// addFriend is addFriends for one uid. Refusing per uid is published; the texts
// are choices.
func addFriend(c *call, tx *transaction, owner record, uid string) (outcome, error) {
	other, err := activeUser(c.Context(), tx, uid, nobody)
	switch {
	case errors.Is(err, errNoUser):
		return outcome{uid, false, uidNotFoundText(uid)}, nil
	case err != nil:
		return outcome{}, err
	case other.id == owner.id:
		return outcome{uid, false, fmt.Sprintf("The user with UID %s cannot be a friend of itself.", other.UID)}, nil
	}
	switch err := befriend(c.Context(), tx, owner.id, other.id, c.now); {
	case errors.Is(err, errFriends):
		return outcome{uid, false, fmt.Sprintf("The users with UIDs %s and %s are friends already.", owner.UID, other.UID)}, nil
	case errors.Is(err, errNoFriend):
		return outcome{uid, false, fmt.Sprintf("A user may not have more than %d friends.", maxFriends)}, nil
	case err != nil:
		return outcome{}, err
	}
	return outcome{uid, true, "Created relationship with status accepted."}, nil
}

// removeFriends answers DELETE /users/{uid}/friends. The published answer does
// not list single uids, so unknown users and non-friends are skipped: a choice.
func (s *Server) removeFriends(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	uids := b.uids(&p, "friends", 0)
	if err := p.err(); err != nil {
		return nil, err
	}
	uid := c.PathValue("uid")
	err = s.store.write(c.Context(), func(tx *transaction) error {
		owner, err := activeUser(c.Context(), tx, uid, nobody)
		if err != nil {
			return err
		}
		for _, other := range uids {
			if err := removeFriend(c, tx, owner, other); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, published(err, uid, "")
	}
	return done("Deleted the friend relations succussfully"), nil // sic
}

func removeFriend(c *call, tx *transaction, owner record, uid string) error {
	other, err := findUser(c.Context(), tx, uid, nobody)
	if errors.Is(err, errNoUser) {
		return nil
	}
	if err != nil {
		return err
	}
	return unfriend(c.Context(), tx, owner.id, other.id)
}
