package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"census/model"
)

var errNothingChanges = errors.New("the patch changes nothing")

// UpdateUser changes the fields of the patch and no others (PUT /users/{uid},
// with either key), and returns the user as the service stored it. A patch for
// your own profile goes the way of [Client.UpdateMe].
//
// What [model.MayEdit] does not allow is a *[RefusedError] for each field, and
// what breaks a limit an [ErrInvalid] with details, both before anything is
// sent. The request may be repeated; if every answer is lost, or the last one
// cannot be used, the error is [ErrOutcomeUnknown].
//
// With an Auth key and no session nothing can be read, so if the answer leaves
// out the tags they are unknown in the result.
func (c *Client) UpdateUser(ctx context.Context, p model.Patch) (model.User, error) {
	if c.Actor().IsMe(p.UID) {
		return c.UpdateMe(ctx, p)
	}
	op := "update user " + model.Clean(p.UID)
	if err := c.needKey(op); err != nil {
		return model.User{}, err
	}
	path, err := userPath(p.UID)
	if err != nil {
		return model.User{}, invalid(op, err)
	}
	return c.put(ctx, call{op: op, host: restHost, path: path, body: encodePatch(p, "")}, p)
}

// UpdateMe changes fields of your own profile: with a token through PUT /me on
// the client host, else with a key through PUT /users/{me}. The patch's UID is
// Me or empty.
//
// A patch that holds the role is refused as a whole with a *[RefusedError], in
// both ways: dropping the role in silence would report a save that was not made.
// Errors are those of [Client.UpdateUser].
func (c *Client) UpdateMe(ctx context.Context, p model.Patch) (model.User, error) {
	const op = "update your profile"
	me := c.cfg().Me
	if me == "" {
		return model.User{}, noCredential(op, "nobody is named as me")
	}
	if p.UID != "" && !c.Actor().IsMe(p.UID) {
		return model.User{}, &RefusedError{Op: op, Field: model.KeyUID, Reason: "the changes are for another user"}
	}
	p.UID = me
	if c.cfg().Token != "" {
		return c.put(ctx, call{op: op, host: clientHost, path: "/me", body: encodePatch(p, me)}, p)
	}
	path, err := userPath(me)
	if err != nil {
		return model.User{}, invalid(op, err)
	}
	return c.put(ctx, call{op: op, host: restHost, path: path, body: encodePatch(p, "")}, p)
}

// put checks the patch against policy and limits, sends it, and completes the
// answer. It is the only way a patch leaves the client.
func (c *Client) put(ctx context.Context, cl call, p model.Patch) (model.User, error) {
	if err := c.refused(cl.op, p); err != nil {
		return model.User{}, err
	}
	if p.IsEmpty() {
		return model.User{}, invalid(cl.op, errNothingChanges)
	}
	if err := invalid(cl.op, p.Validate()...); err != nil {
		return model.User{}, err
	}
	cl.method, cl.isChange = http.MethodPut, true
	// The answer is documented to repeat the tags. Where it does not, they are
	// read rather than taken for none: the next edit would wipe them.
	tags, _ := p.Change(model.KeyTags)
	var u model.User
	err := c.do(ctx, cl, func(a answer) (err error) {
		u, err = decodeOne(a, p.UID, userView{withTags: tags.Cleared, partial: cl.host == clientHost})
		return err
	})
	if err != nil {
		return model.User{}, err
	}
	if u, err = c.complete(ctx, u); err != nil {
		return model.User{}, fmt.Errorf("%s: the change was made, but its result is not known: %w", cl.op, err)
	}
	return u, nil
}

// refused asks the policy about every field of the patch.
func (c *Client) refused(op string, p model.Patch) error {
	existing := model.User{UID: p.UID, CreatedAt: 1} // any moment: it exists
	var refusals []error
	for _, change := range p.Changes {
		if v := model.MayEdit(c.Actor(), existing, change.Key); !v.Allowed() {
			refusals = append(refusals, &RefusedError{Op: op, Field: change.Key, Reason: v.Reason})
		}
	}
	return errors.Join(refusals...)
}
