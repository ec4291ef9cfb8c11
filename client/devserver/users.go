package devserver

import (
	"census/model"
)

// listUsers answers GET /users for a key. Whether the service honours
// onBehalfOf here is unknown; ignoring it is a choice.
func (s *Server) listUsers(c *call) ([]byte, error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	u := readFilters(&p, q)
	readKeyFilters(&p, q, &u)
	if err := p.err(); err != nil {
		return nil, err
	}
	return s.pageOf(c, u, view{tags: u.withTags})
}

// listUsersAsMe answers GET /users for a token. Leaving out the calling user is
// a choice on weak evidence: a published test of a whole app counts four of the
// five sample users. Including callers who ask for their own uid is another
// choice.
//
// A role with listUsers set to friendsOnly restricts only this list: the
// published words are "restricting list users". Not hiding users requested by
// uid or in the list of blocked users is a choice, and so is that the list
// otherwise works as usual: counted, searched and ordered.
func (s *Server) listUsersAsMe(c *call) (answer []byte, err error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	u := readFilters(&p, q)
	readTokenFilters(&p, q, &u)
	if err := p.err(); err != nil {
		return nil, err
	}
	u.viewer, u.hideViewer = c.id, len(u.uids) == 0
	if u.friendsAtMost, err = listsFriendsOnly(c.Context(), s.store.reader, c.id); err != nil {
		return nil, err
	}
	return s.pageOf(c, u, view{tags: u.withTags, viewer: c.uid})
}

// pageOf answers with one page of users.
func (s *Server) pageOf(c *call, u userQuery, v view) ([]byte, error) {
	page, err := s.store.listUsers(c.Context(), u, func(r record) []byte { return userJSON(r, c.sees(r, v)) })
	if err != nil {
		return nil, err
	}
	at, count := paging{u.perPage, u.page}, len(page.items)
	pagination := at.counted(count, page.total)
	if u.relation != anyRelation {
		pagination = at.uncounted(count)
	}
	return list(page.items, pagination, page.changedAt), nil
}

// sees hides other users' private metadata in the view; calls with a key see
// everything.
func (c *call) sees(r record, v view) view {
	v.hidePrivate = c.id != nobody && c.id != r.id
	return v
}

// showUser answers GET /users/{uid} for a key; the header onBehalfOf names the
// user whom the relation fields are relative to. Supporting withTags as in
// lists is a choice.
func (s *Server) showUser(c *call) ([]byte, error) {
	viewer := record{}
	if uid := c.Header.Get("onBehalfOf"); uid != "" {
		var err error
		if viewer, err = activeUser(c.Context(), s.store.reader, uid, nobody); err != nil {
			return nil, published(err, uid, "")
		}
	}
	return s.show(c, viewer.id, viewer.UID)
}

// showUserAsMe answers GET /users/{uid} for a token.
func (s *Server) showUserAsMe(c *call) ([]byte, error) { return s.show(c, c.id, c.uid) }

func (s *Server) show(c *call, viewer int64, viewerUID string) ([]byte, error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	v := view{tags: q.truth(&p, "withTags"), viewer: viewerUID}
	if err := p.err(); err != nil {
		return nil, err
	}
	uid := c.PathValue("uid")
	r, err := activeUser(c.Context(), s.store.reader, uid, viewer)
	if err != nil {
		return nil, published(err, uid, "")
	}
	return data(userJSON(r, c.sees(r, v))), nil
}

// createUser answers POST /users.
func (s *Server) createUser(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	u := model.User{UID: b.newUID(&p), Role: model.DefaultRole, Status: model.StatusOffline, CreatedAt: c.now}
	u = b.patch(&p, true).Apply(u)
	withToken := b.truth(&p, "withAuthToken")
	if err := p.err(); err != nil {
		return nil, err
	}
	v := view{tags: true, echoTags: b.has("tags")}
	var r record
	err = s.store.write(c.Context(), func(tx *transaction) error {
		id, err := createUser(c.Context(), tx, u)
		if err != nil {
			return err
		}
		r = record{User: u, id: id}
		if !withToken {
			return nil
		}
		t, err := createToken(c.Context(), tx, r, c.now)
		v.authToken = t.token
		return err
	})
	if err != nil {
		return nil, published(err, u.UID, u.Role)
	}
	return data(userJSON(r, v)), nil
}

// updateUser answers PUT /users/{uid}. Treating a deactivated user as missing
// is a choice, in line with GET.
func (s *Server) updateUser(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	patch := b.unset(&p, b.patch(&p, false))
	if err := p.err(); err != nil {
		return nil, err
	}
	r, err := s.change(c, c.PathValue("uid"), patch)
	if err != nil {
		return nil, err
	}
	return data(userJSON(r, view{tags: true})), nil
}

// change applies the patch. An empty patch leaves updatedAt alone: a choice.
func (s *Server) change(c *call, uid string, patch model.Patch) (r record, err error) {
	err = s.store.write(c.Context(), func(tx *transaction) (err error) {
		if r, err = activeUser(c.Context(), tx, uid, nobody); err != nil || patch.IsEmpty() {
			return err
		}
		r.User = patch.Apply(r.User)
		r.UpdatedAt = c.now
		return updateUser(c.Context(), tx, r.id, r.User)
	})
	return r, published(err, uid, r.Role)
}
