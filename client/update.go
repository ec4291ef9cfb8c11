package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"census/model"
)

var errNothingChanges = errors.New("the patch changes nothing")

// UpdateUser changes the fields in the patch and no others (PUT /users/{uid},
// with either key), and returns the user as stored by the service. With a token,
// a patch for your own profile is sent through PUT /me on the client host. One
// that includes your own role is refused as a whole: silently dropping the role
// would report a save that was not made.
//
// A field that [model.MayEdit] forbids is a *[RefusedError], and one that
// violates a limit an [ErrInvalid] with details, both before anything is sent.
// The request is sent once: sending again after a wait could overwrite what
// others have written in between. Package changes reads and merges again before
// it repeats. If the answer is lost or unusable, the error is
// [ErrOutcomeUnknown]; if the change was made and only its result could not be
// read, [ErrResultUnknown].
//
// With an Auth key and no session nothing can be read, so tags that the answer
// omits are unknown in the result.
func (c *Client) UpdateUser(ctx context.Context, p model.Patch) (model.User, error) {
	cl, p, err := c.updateCall(p)
	if err != nil {
		return model.User{}, err
	}
	return c.put(ctx, cl, p)
}

// updateCall is the checked request of [Client.UpdateUser]. It returns the
// patch with its uid filled in.
func (c *Client) updateCall(p model.Patch) (call, model.Patch, error) {
	if c.Actor().IsMe(p.UID) {
		return c.ownCall(p)
	}
	op := "update user " + model.Clean(p.UID)
	if err := c.needKey(op); err != nil {
		return call{}, p, err
	}
	path, err := userPath(p.UID)
	if err != nil {
		return call{}, p, invalid(op, err)
	}
	return c.putCall(call{op: op, host: restHost, path: path, body: encodePatch(p, "")}, p)
}

// ownCall is updateCall for your own profile.
func (c *Client) ownCall(p model.Patch) (call, model.Patch, error) {
	const op = "update your profile"
	p.UID = c.cfg().Me
	if c.cfg().Token != "" {
		return c.putCall(call{op: op, host: clientHost, path: "/me", body: encodePatch(p, p.UID)}, p)
	}
	path, err := userPath(p.UID)
	if err != nil {
		return call{}, p, invalid(op, err)
	}
	return c.putCall(call{op: op, host: restHost, path: path, body: encodePatch(p, "")}, p)
}

// putCall checks the patch against policy and limits. It is the only way for a
// patch into a request.
func (c *Client) putCall(cl call, p model.Patch) (call, model.Patch, error) {
	if err := c.refused(cl.op, p); err != nil {
		return call{}, p, err
	}
	if p.IsEmpty() {
		return call{}, p, invalid(cl.op, errNothingChanges)
	}
	if err := invalid(cl.op, p.Validate()...); err != nil {
		return call{}, p, err
	}
	cl.method, cl.isChange = http.MethodPut, true
	return cl, p, nil
}

// put sends the request of a patch and completes the answer.
func (c *Client) put(ctx context.Context, cl call, p model.Patch) (model.User, error) {
	// The answer is documented to repeat the tags. If it does not, they are read
	// rather than assumed empty: otherwise the next edit would delete them.
	tags, _ := p.Change(model.KeyTags)
	var u model.User
	err := c.do(ctx, cl, func(a answer) (err error) {
		u, err = decodeOne(a, p.UID, userView{withTags: tags.Cleared, partial: cl.host == clientHost, whole: true})
		return err
	})
	if err != nil {
		return model.User{}, err
	}
	if u, err = c.complete(ctx, u); err != nil {
		return model.User{}, fmt.Errorf("%s: %w: %w", cl.op, ErrResultUnknown, err)
	}
	return u, nil
}

// refused asks the policy about every field of the patch.
func (c *Client) refused(op string, p model.Patch) error {
	existing := model.User{UID: p.UID, CreatedAt: 1} // any time: the user exists
	var refusals []error
	for _, change := range p.Changes {
		if v := model.MayEdit(c.Actor(), existing, change.Key); !v.Allowed() {
			refusals = append(refusals, &RefusedError{Op: op, Field: change.Key, Reason: v.Reason})
		}
	}
	return errors.Join(refusals...)
}
