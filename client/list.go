package client

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"census/model"
)

// maxClientPerPage is the most the SDK requests from the client host at once;
// the host's own limit is not published.
const maxClientPerPage = 100

// ListUsers returns one page of users (GET /users). An API key lists as the
// app; any other credential lists as the logged-in user through the client
// host, which lists active users only ([ErrNoCredential] otherwise) and at most
// 100 per page, whatever size is requested.
//
// A page that is too long for one answer, or does not arrive in time, is read
// in smaller ones. Users that move between two of these are seen twice or not
// at all, as between two pages.
//
// Without WithTags each user's tags are unknown. Options out of range give
// [ErrInvalid].
func (c *Client) ListUsers(ctx context.Context, o ListOptions) (Page, error) {
	const op = "list users"
	host, err := c.readingHost(op)
	if err != nil {
		return Page{}, err
	}
	if v := model.May(c.Actor(), model.ListDeactivated, model.User{}); o.Lifecycle != Active && !v.Allowed() {
		return Page{}, noCredential("list deactivated users", v.Reason)
	}
	number, size, err := pageOf(o.Page, o.PerPage)
	if err != nil {
		return Page{}, invalid(op, err)
	}
	q := restQuery(o)
	if host == clientHost {
		size = min(size, maxClientPerPage)
		q = clientQuery(o)
	}
	cl := call{op: op, host: host, method: http.MethodGet, path: "/users", query: q}
	return listing{c, cl, userView{withTags: o.WithTags}}.page(ctx, number, size)
}

// restQuery encodes the options as the REST documentation does.
func restQuery(o ListOptions) query {
	q := commonQuery(o)
	switch len(o.Roles) {
	case 0:
	case 1:
		q.add("role", o.Roles[0])
	default:
		q.add("roles", o.Roles...)
	}
	q.add("tags", o.Tags...)
	if o.WithTags {
		q.add("withTags", "true")
	}
	switch o.Lifecycle {
	case Deactivated:
		q.add("onlyDeactivated", "true")
	case ActiveAndDeactivated:
		q.add("withDeactivated", "true")
	}
	return q
}

// clientQuery encodes the options as the official SDK does.
func clientQuery(o ListOptions) query {
	q := commonQuery(o)
	q.add("roles", o.Roles...)
	q.add("tags", o.Tags...)
	if o.WithTags {
		q.add("withTags", "1")
	}
	return q
}

// commonQuery holds the parameters that are the same on both hosts. searchIn
// means nothing without a search, and a blank search is none.
func commonQuery(o ListOptions) query {
	var q query
	if search := strings.TrimSpace(o.Search); search != "" {
		q.add("searchKey", search)
		fields := make([]string, len(o.SearchIn))
		for i, f := range o.SearchIn {
			fields[i] = string(f)
		}
		q.add("searchIn", fields...)
	}
	if o.Status != "" {
		q.add("status", string(o.Status))
	}
	return q
}

// page adds page number and size under the host's names.
func (q *query) page(host surface, number, size int) {
	perPage := "perPage"
	if host == clientHost {
		perPage = "per_page"
	}
	q.add(perPage, strconv.Itoa(size))
	q.add("page", strconv.Itoa(number))
}
