package client

import (
	"context"
	"fmt"
	"net/http"

	"census/model"
)

// maxRolePages limits the reading of roles. An app has at most 25, so only a
// server that ignores page numbers reaches this.
const maxRolePages = 20

// ListRoles returns all roles of the app, page by page (GET /roles, API key
// only), each once. If something cannot be read, the roles read so far
// accompany the error.
func (c *Client) ListRoles(ctx context.Context) ([]model.Role, error) {
	const op = "list roles"
	if err := c.needAPIKey(op); err != nil {
		return nil, err
	}
	var roles []model.Role
	seen := make(map[string]bool)
	for number := 1; number > 0 && number <= maxRolePages; {
		page, next, err := c.rolePage(ctx, op, number)
		number = next
		for _, role := range page {
			if !seen[role.Slug] {
				seen[role.Slug] = true
				roles = append(roles, role)
			}
		}
		if err != nil {
			return roles, err
		}
	}
	return roles, nil
}

func (c *Client) rolePage(ctx context.Context, op string, number int) (roles []model.Role, next int, err error) {
	cl := call{op: op, host: restHost, method: http.MethodGet, path: "/roles", isList: true, isRepeatable: true}
	cl.query.page(restHost, number, DefaultPerPage)
	err = c.do(ctx, cl, func(a answer) error {
		var left []LeftOut
		if roles, left, err = decodeList(a, (*record).role); err != nil {
			return err
		}
		next = decodeCounters(a.meta).next(number, len(roles)+len(left), DefaultPerPage)
		if len(left) > 0 {
			return fmt.Errorf("row %d: %s", left[0].Row, left[0].Why)
		}
		return nil
	})
	return roles, next, err
}

// role reads a role. The display name may be missing, the slug may not.
func (r *record) role() (model.Role, error) {
	slug := r.needText("role")
	if r.err != nil {
		return model.Role{}, fmt.Errorf("role: %w", r.err)
	}
	return model.Role{Slug: slug, Name: r.text("name"), Description: r.text("description")}, nil
}
