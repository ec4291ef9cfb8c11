package client

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"census/model"
)

// maxClientPerPage is the most the SDK asks of the client host at once; what the
// host itself allows is not published.
const maxClientPerPage = 100

// ListUsers returns one page of users (GET /users). An API key lists as the app;
// everybody else lists as the logged-in user through the client host, which
// lists active users only ([ErrNoCredential] for the others) and at most 100 a
// page, whatever larger size is asked.
//
// A page that is too long for one answer, or for which nothing comes in time, is
// read in smaller ones. What moves between two of these shows as it does between
// two pages: a user twice, or not at all.
//
// Without WithTags the tags of each user are unknown. Options out of range give
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

// restQuery spells the options as the REST documentation does.
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

// clientQuery spells the options as the official SDK does.
func clientQuery(o ListOptions) query {
	q := commonQuery(o)
	q.add("roles", o.Roles...)
	q.add("tags", o.Tags...)
	if o.WithTags {
		q.add("withTags", "1")
	}
	return q
}

// commonQuery is what both hosts spell alike. searchIn without a search means
// nothing, and a search of blanks is none.
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

// page adds page number and size in the spelling of the host.
func (q *query) page(host surface, number, size int) {
	perPage := "perPage"
	if host == clientHost {
		perPage = "per_page"
	}
	q.add(perPage, strconv.Itoa(size))
	q.add("page", strconv.Itoa(number))
}
