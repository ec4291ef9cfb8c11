package devserver

import (
	"context"
	"errors"
	"fmt"

	"census/model"
)

// listBlocked answers GET /users/{uid}/blockedusers with the users this user
// has blocked, oldest block first.
func (s *Server) listBlocked(c *call) ([]byte, error) {
	uid := c.PathValue("uid")
	owner, err := activeUser(c.Context(), s.store.reader, uid, nobody)
	if err != nil {
		return nil, published(err, uid, "")
	}
	return s.relatedTo(c, owner, func(_ query, u *userQuery) { u.relation = blockedByViewer })
}

// listMyBlocks answers GET /blockedusers; direction selects whose blocks.
func (s *Server) listMyBlocks(c *call) ([]byte, error) {
	return s.relatedTo(c, record{User: model.User{UID: c.uid}, id: c.id}, readDirection)
}

// relatedTo lists the users related to the owner in the way direct sets, in the
// order in which the relations were made.
func (s *Server) relatedTo(c *call, owner record, direct func(query, *userQuery)) ([]byte, error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	at := readPaging(&p, q)
	if err := p.err(); err != nil {
		return nil, err
	}
	u := userQuery{
		viewer: owner.id, order: oldestRelationFirst, perPage: at.perPage, page: at.page,
		prefix: searchKey(q.text("searchKey")), searchName: true, searchUID: true,
	}
	direct(q, &u)
	return s.pageOf(c, u, view{viewer: owner.UID, block: true})
}

// blockUsers answers POST /users/{uid}/blockedusers.
func (s *Server) blockUsers(c *call) ([]byte, error) {
	return s.relate(c, c.PathValue("uid"), blocking)
}

// unblockUsers answers DELETE /users/{uid}/blockedusers.
func (s *Server) unblockUsers(c *call) ([]byte, error) {
	return s.relate(c, c.PathValue("uid"), unblocking)
}

// blockAsMe answers POST /blockedusers.
func (s *Server) blockAsMe(c *call) ([]byte, error) { return s.relate(c, c.uid, blocking) }

// unblockAsMe answers DELETE /blockedusers.
func (s *Server) unblockAsMe(c *call) ([]byte, error) { return s.relate(c, c.uid, unblocking) }

// relating is blocking or unblocking.
type relating struct {
	apply func(ctx context.Context, tx *transaction, blocker, blocked int64, now model.UnixTime) error
	verb  string
}

var (
	blocking   = relating{block, "blocked"}
	unblocking = relating{func(ctx context.Context, tx *transaction, blocker, blocked int64, _ model.UnixTime) error {
		return unblock(ctx, tx, blocker, blocked)
	}, "unblocked"}
)

// relate blocks or unblocks every user in the body. An unknown uid does not
// stop the others: each uid has its own outcome in the answer.
func (s *Server) relate(c *call, uid string, what relating) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	uids := b.uids(&p, "blockedUids", 0)
	if err := p.err(); err != nil {
		return nil, err
	}
	var all []outcome
	err = s.store.write(c.Context(), func(tx *transaction) error {
		blocker, err := activeUser(c.Context(), tx, uid, nobody)
		if err != nil {
			return err
		}
		for _, other := range uids {
			each, err := relateOne(c, tx, blocker, other, what)
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
	return data(outcomes(all)), nil
}

// relateOne is relate for one uid. A user cannot block themselves; failing only
// that uid, and the text, are choices.
func relateOne(c *call, tx *transaction, blocker record, uid string, what relating) (outcome, error) {
	other, err := activeUser(c.Context(), tx, uid, nobody)
	switch {
	case errors.Is(err, errNoUser):
		return outcome{uid, false, uidNotFoundText(uid)}, nil
	case err != nil:
		return outcome{}, err
	case other.id == blocker.id:
		return outcome{uid, false, fmt.Sprintf("The user with UID %s cannot be %s by itself.", other.UID, what.verb)}, nil
	}
	if err := what.apply(c.Context(), tx, blocker.id, other.id, c.now); err != nil {
		return outcome{}, err
	}
	return outcome{uid, true, fmt.Sprintf("The user with UID %s has %s user with UID %s successfully.",
		blocker.UID, what.verb, other.UID)}, nil
}
