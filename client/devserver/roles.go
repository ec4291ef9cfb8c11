package devserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"census/model"
)

// The limits for a role's texts, in characters, published on the page
// "properties and constraints". The slug's limit is the model's, as for users.
const (
	maxRoleName        = 100
	maxRoleDescription = 255
)

// listRoles answers GET /roles.
func (s *Server) listRoles(c *call) ([]byte, error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	at := readPaging(&p, q)
	if err := p.err(); err != nil {
		return nil, err
	}
	roles, total, err := listRoles(c.Context(), s.store.reader, at)
	if err != nil {
		return nil, err
	}
	items := make([][]byte, len(roles))
	for i, r := range roles {
		items[i] = roleJSON(r)
	}
	return list(items, at.counted(len(items), total), 0), nil
}

// showRole answers GET /roles/{role}.
func (s *Server) showRole(c *call) ([]byte, error) {
	r, err := roleOf(c, s.store.reader)
	if err != nil {
		return nil, err
	}
	return data(roleJSON(r)), nil
}

// roleOf reads the role named in the path.
func roleOf(c *call, q queryer) (role, error) {
	slug := c.PathValue("role")
	r, err := findRole(c.Context(), q, strings.ToLower(slug))
	if errors.Is(err, errNoRole) {
		return role{}, roleNotFound(slug)
	}
	return r, err
}

// createRole answers POST /roles.
func (s *Server) createRole(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	r := role{createdAt: c.now}
	r.Slug = b.newSlug(&p)
	r = b.roleFields(&p, r)
	if !b.has("name") {
		p.add("name", "The name field is required.")
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	err = s.store.write(c.Context(), func(tx *transaction) error {
		if err := roleIsFree(c, tx, r.Slug); err != nil {
			return err
		}
		return insertRole(c.Context(), tx, r)
	})
	if err != nil {
		return nil, err
	}
	return data(roleJSON(r)), nil
}

// roleIsFree refuses a taken slug, and one role too many. The limit is
// published; the answer to exceeding it is not.
func roleIsFree(c *call, tx *transaction, slug string) error {
	switch err := roleExists(c.Context(), tx, slug); {
	case err == nil:
		return badRequest("role", "The role has already been taken.")
	case !errors.Is(err, errNoRole):
		return err
	}
	n, err := countRoles(c.Context(), tx)
	if err != nil {
		return err
	}
	if n >= maxRoles {
		return badRequest("role", "The app may not have more than %d roles.", maxRoles)
	}
	return nil
}

// updateRole answers PUT /roles/{role}.
func (s *Server) updateRole(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var r role
	err = s.store.write(c.Context(), func(tx *transaction) error {
		before, err := roleOf(c, tx)
		if err != nil {
			return err
		}
		var p problems
		r = b.unsetRoleFields(&p, b.roleFields(&p, before))
		if err := p.err(); err != nil || r == before {
			return err
		}
		r.updatedAt = c.now
		return updateRole(c.Context(), tx, r)
	})
	if err != nil {
		return nil, err
	}
	return data(roleJSON(r)), nil
}

// deleteRole answers DELETE /roles/{role}. Giving the role's users the default
// role is a choice.
func (s *Server) deleteRole(c *call) ([]byte, error) {
	var r role
	err := s.store.write(c.Context(), func(tx *transaction) (err error) {
		if r, err = roleOf(c, tx); err != nil {
			return err
		}
		if r.Slug == model.DefaultRole {
			return roleDeleteDenied(r.Slug)
		}
		return deleteRole(c.Context(), tx, r.Slug)
	})
	if err != nil {
		return nil, err
	}
	return done(fmt.Sprintf("Role %s has been deleted successfully.", r.Slug)), nil
}

// newSlug reads the slug of a new role, in lower case as published.
func (b body) newSlug(p *problems) string {
	slug, ok := b.text(p, "role")
	slug = strings.ToLower(strings.TrimSpace(slug))
	switch {
	case !ok && b.has("role"): // not a string: already recorded
	case slug == "":
		p.add("role", "The role field is required.")
	case model.Clean(slug) != slug: // the service's allowed characters are not published: a choice
		p.add("role", "The role may not contain control characters.")
	default:
		checkField(p, fieldOf(model.KeyRole), model.Value{Text: slug})
	}
	return slug
}

// roleFields reads the editable fields of a role; fields that were not sent
// keep the values of r.
func (b body) roleFields(p *problems, r role) role {
	if name, ok := b.text(p, "name"); ok {
		r.Name = strings.TrimSpace(name)
		checkLength(p, "name", r.Name, maxRoleName)
		if r.Name == "" {
			p.add("name", "The name field must have a value.")
		}
	}
	if description, ok := b.text(p, "description"); ok {
		r.Description = description
		checkLength(p, "description", description, maxRoleDescription)
	}
	if metadata, ok := b.object(p, "metadata"); ok {
		r.metadata = metadata
	}
	if settings, ok := b.object(p, "settings"); ok {
		r.settings = settings
		checkSettings(p, settings)
	}
	return r
}

// unsetRoleFields reads the list of fields to remove. A field both set and
// unset in one request is unset.
func (b body) unsetRoleFields(p *problems, r role) role {
	names, _ := b.texts(p, "unset")
	for i, name := range names {
		switch name {
		case "description":
			r.Description = ""
		case "metadata":
			r.metadata = ""
		case "settings":
			r.settings = ""
		default:
			p.add(fmt.Sprintf("unset.%d", i), "The selected unset.%d is invalid.", i)
		}
	}
	return r
}

// The two published settings of a role. The setting for sending messages is
// stored and shown but restricts nothing, since nobody sends messages here;
// that it does not affect lists of users is a choice.
const (
	settingListUsers      = "listUsers"
	settingSendMessagesTo = "sendMessagesTo"
)

// Their published values, as JSON. Unset means all.
const (
	allowAll         = `"all"`
	allowFriendsOnly = `"friendsOnly"`
)

// roleSetting reads one setting of a role as JSON, or empty if unset. It is
// case-sensitive.
func roleSetting(settings, name string) string {
	var all map[string]json.RawMessage
	_ = json.Unmarshal([]byte(settings), &all) // an object or empty, checked on arrival
	return string(all[name])
}

// checkSettings checks the two published settings; others are accepted.
func checkSettings(p *problems, settings string) {
	for _, name := range []string{settingListUsers, settingSendMessagesTo} {
		switch roleSetting(settings, name) {
		case "", allowAll, allowFriendsOnly:
		default:
			p.add("settings."+name, "The selected settings.%s is invalid.", name)
		}
	}
}

// checkLength limits a text, in characters. The wording is a choice.
func checkLength(p *problems, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		p.add(field, "The %s may not be greater than %d characters.", field, most)
	}
}
