package devserver

import (
	"errors"
	"strings"
)

// listRoles answers GET /roles.
func (s *Server) listRoles(c *call) ([]byte, error) {
	q, err := readQuery(c.URL.RawQuery)
	if err != nil {
		return nil, err
	}
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
	slug := c.PathValue("role")
	r, err := findRole(c.Context(), s.store.reader, strings.ToLower(slug))
	if errors.Is(err, errNoRole) {
		return nil, roleNotFound(slug)
	}
	if err != nil {
		return nil, err
	}
	return data(roleJSON(r)), nil
}
