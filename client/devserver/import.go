package devserver

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"census/model"
)

// maxImport is the published limit of users per request. Allowing each as much
// room as a request of its own is a choice: the body limit is published for
// creating users one by one.
const (
	maxImport     = 50
	maxImportBody = maxImport * maxBody
)

// importUsers answers POST /data_import/users with one outcome per user. What
// the service does with a taken uid is not published; refusing it is a choice.
func (s *Server) importUsers(c *call) ([]byte, error) {
	b, err := readBodyUpTo(c.Request, maxImportBody)
	if err != nil {
		return nil, err
	}
	var users body
	switch {
	case !b.has("users"):
		return nil, badRequest("users", "The users field is required.")
	case json.Unmarshal(b["users"], &users) != nil:
		return nil, badRequest("users", "The users must be an object.")
	case len(users) > maxImport:
		return nil, badRequest("users", "The users may not have more than %d items.", maxImport)
	}
	uids := make([]string, 0, len(users))
	for uid := range users {
		uids = append(uids, uid)
	}
	slices.Sort(uids)

	var all object
	err = s.store.write(c.Context(), func(tx *transaction) error {
		for _, uid := range uids {
			answer, err := importUser(c, tx, uid, users[uid])
			if err != nil {
				return err
			}
			all.raw(uid, answer)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return data(all.end()), nil
}

// importUser stores one user and writes the outcome; an error is a fault of the
// server.
func importUser(c *call, tx *transaction, uid string, raw json.RawMessage) ([]byte, error) {
	u, v, err := readImported(c, uid, raw)
	if err == nil {
		_, err = createUser(c.Context(), tx, u)
		err = published(err, u.UID, u.Role)
	}
	var o object
	var refused *apiError
	switch {
	case errors.As(err, &refused):
		o.truth("success", false)
		o.raw("error", refused.json())
	case err != nil:
		return nil, err
	default:
		o.truth("success", true)
		o.raw("data", userJSON(record{User: u}, v))
	}
	return o.end(), nil
}

// readImported reads a user as POST /users does, plus the times that only an
// import can set.
func readImported(c *call, uid string, raw json.RawMessage) (u model.User, v view, err error) {
	var b body
	if json.Unmarshal(raw, &b) != nil || b == nil {
		return u, v, invalidImport("The user must be an object.")
	}
	var p problems
	u = model.User{UID: b.newUID(&p), Role: model.DefaultRole, Status: model.StatusOffline, CreatedAt: c.now}
	if len(p) == 0 && u.UID != model.NormalizeUID(uid) {
		return u, v, invalidImport("The uid must be the same as the key of the user.")
	}
	u = b.patch(&p, true).Apply(u)
	b.moments(&p, &u)
	return u, view{tags: true, echoTags: b.has("tags")}, p.err()
}

// moments reads the times that the service otherwise sets itself.
func (b body) moments(p *problems, u *model.User) {
	b.moment(p, "createdAt", &u.CreatedAt)
	b.moment(p, "lastActiveAt", &u.LastActiveAt)
	b.moment(p, "deactivatedAt", &u.DeactivatedAt)
}

// moment reads a Unix time of ten digits, as a number or, as in the published
// example, a string. A missing member changes nothing.
func (b body) moment(p *problems, name string, into *model.UnixTime) {
	if !b.has(name) {
		return
	}
	const digits = 10
	text := strings.Trim(string(b[name]), `"`)
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || len(text) != digits || text[0] == '0' || seconds < 0 {
		p.add(name, "The %s must be a Unix time of %d digits.", name, digits)
		return
	}
	*into = model.UnixTime(seconds)
}
