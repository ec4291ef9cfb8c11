package client

import (
	"context"
	"fmt"
	"net/http"

	"census/model"
)

// maxRolePages bounds the reading of roles. An app has 25 at most, so only a
// server that ignores page numbers gets here.
const maxRolePages = 20

// ListRoles returns all roles of the app, page after page (GET /roles, API key
// only), each once.
func (c *Client) ListRoles(ctx context.Context) ([]model.Role, error) {
	const op = "list roles"
	if err := c.needAPIKey(op); err != nil {
		return nil, err
	}
	var roles []model.Role
	seen := make(map[string]bool)
	for number := 1; number > 0 && number <= maxRolePages; {
		page, next, err := c.rolePage(ctx, op, number)
		if err != nil {
			return nil, err
		}
		number = next
		for _, role := range page {
			if !seen[role.Slug] {
				seen[role.Slug] = true
				roles = append(roles, role)
			}
		}
	}
	return roles, nil
}

func (c *Client) rolePage(ctx context.Context, op string, number int) (roles []model.Role, next int, err error) {
	cl := call{op: op, host: restHost, method: http.MethodGet, path: "/roles", isList: true, isRepeatable: true}
	cl.query.page(restHost, number, DefaultPerPage)
	err = c.do(ctx, cl, func(a answer) error {
		if roles, err = decodeList(a, "role", (*record).role); err != nil {
			return err
		}
		pages, err := decodeCounters(a.meta)
		next = pages.next(number, len(roles), DefaultPerPage)
		return err
	})
	return roles, next, err
}

func (r *record) role() (model.Role, error) {
	role := model.Role{Slug: r.needText("role"), Name: r.text("name"), Description: r.text("description")}
	if r.err != nil {
		return model.Role{}, fmt.Errorf("role: %w", r.err)
	}
	return role, nil
}
