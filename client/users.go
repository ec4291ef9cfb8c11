package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"census/model"
)

// User returns one user with everything there is to know (GET /users/{uid}),
// including tags: if the answer omits them they are read from the list. Only if
// they cannot be found there either, or are damaged, is TagsKnown false. With
// an API key and a Me, the user is read on behalf of Me, which adds the block
// flags.
//
// A deactivated user is [ErrNotFound]; lists show deactivated users. If it is
// Me who is not found, the user is read as the app.
func (c *Client) User(ctx context.Context, uid string) (model.User, error) {
	op, me := "read user "+model.Clean(uid), c.cfg().Me
	u, err := c.user(ctx, op, uid, me)
	if IsUserNotFound(err) && me != "" && c.cfg().Credential == model.APIKey {
		return c.user(ctx, op, uid, "")
	}
	return u, err
}

// user is [Client.User]; with an empty onBehalfOf the app reads.
func (c *Client) user(ctx context.Context, op, uid, onBehalfOf string) (model.User, error) {
	host, err := c.readingHost(op)
	if err != nil {
		return model.User{}, err
	}
	path, err := userPath(uid)
	if err != nil {
		return model.User{}, invalid(op, err)
	}
	cl := call{op: op, host: host, method: http.MethodGet, path: path, onBehalfOf: onBehalfOf, isRepeatable: true}
	// Published only for the list; a server that does not support it here
	// ignores it.
	cl.query.add("withTags", map[surface]string{restHost: "true", clientHost: "1"}[host])
	var u model.User
	err = c.do(ctx, cl, func(a answer) (err error) {
		u, err = decodeOne(a, uid, userView{})
		return err
	})
	if err != nil || u.TagsKnown || u.IsDamaged(model.KeyTags) {
		return u, err
	}
	u, err = c.withListedTags(ctx, u)
	if errors.Is(err, ErrForbidden) {
		return u, nil // may read but not list: the tags stay unknown
	}
	if err != nil {
		return model.User{}, err
	}
	return u, nil
}

// withListedTags reads the user's tags from the list, the only place that
// promises them. If the user is not found there, the tags stay unknown.
func (c *Client) withListedTags(ctx context.Context, u model.User) (model.User, error) {
	if c.Actor().IsMe(u.UID) && c.cfg().Credential != model.APIKey {
		return c.withOwnTags(ctx, u)
	}
	listed, err := FindListed(ctx, c, u.UID, Active)
	if listed.Found {
		u.Tags, u.TagsKnown = listed.User.Tags, true
	}
	return u, err
}

// withOwnTags is withListedTags for the session's own user, whom the client
// host may omit from a list unless it is requested by uid. Whether it does is
// not published.
func (c *Client) withOwnTags(ctx context.Context, u model.User) (model.User, error) {
	q := clientQuery(ListOptions{WithTags: true})
	q.add("uids", u.UID)
	q.page(clientHost, 1, 1)
	cl := call{op: "list users", host: clientHost, method: http.MethodGet, path: "/users", query: q, isList: true}
	err := c.do(ctx, cl, func(a answer) error {
		page, err := decodePage(a, 1, 1, userView{withTags: true})
		if err == nil && len(page.Users) == 1 && page.Users[0].UID == u.UID {
			u.Tags, u.TagsKnown = page.Users[0].Tags, true
		}
		return err
	})
	return u, err
}

// complete adds what the answer to a change omitted. The change is already
// made, so only a half-filled user is an error; unknown tags are not.
func (c *Client) complete(ctx context.Context, u model.User) (model.User, error) {
	if u.IsNew() {
		return c.User(ctx, u.UID)
	}
	if !u.TagsKnown {
		u, _ = c.withListedTags(ctx, u)
	}
	return u, nil
}

// userPath is the path of a user. A server's uid may contain anything, so it is
// escaped; one that would lead to a different path is refused.
func userPath(uid string) (string, error) {
	if problem := model.CheckExistingUID(uid); problem != "" {
		return "", &model.FieldError{Key: model.KeyUID, Problem: problem}
	}
	return "/users/" + url.PathEscape(uid), nil
}
