package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"census/model"
)

// CreateUser creates a user (POST /users, with either key) and returns it as
// stored by the service. Read-only fields of u are not sent; an empty role
// becomes the service's default. Limits are checked first: a violation is an
// [ErrInvalid] with details for each field, like the service's own.
//
// The request is sent once. If its answer is lost, the uid is read back: a user
// equal to what was sent counts as created; if there is none, the error says
// that nothing was created and that it is safe to try again; otherwise, or if
// reading is impossible, the error is [ErrOutcomeUnknown].
func (c *Client) CreateUser(ctx context.Context, u model.User) (model.User, error) {
	cl, err := c.createCall(u)
	if err != nil {
		return model.User{}, err
	}
	var created model.User
	err = c.do(ctx, cl, func(a answer) (err error) {
		// A new user has exactly the tags it was given, so none given and none in
		// the answer means none.
		created, err = decodeOne(a, u.UID, userView{withTags: len(u.Tags) == 0, whole: true})
		return err
	})
	var lost *outcomeError
	switch {
	case errors.As(err, &lost) && ctx.Err() == nil:
		return c.findCreated(ctx, cl.op, u, lost)
	case err != nil:
		return model.User{}, err
	}
	return c.complete(ctx, created)
}

// createCall is the checked request of [Client.CreateUser].
func (c *Client) createCall(u model.User) (call, error) {
	op := "create user " + model.Clean(model.NormalizeUID(u.UID))
	if err := c.needKey(op); err != nil {
		return call{}, err
	}
	if err := c.may(op, model.Create, model.User{}); err != nil {
		return call{}, err
	}
	if err := invalid(op, model.ValidateNew(u)...); err != nil {
		return call{}, err
	}
	return call{op: op, host: restHost, method: http.MethodPost, path: "/users", body: encodeNew(u), isChange: true}, nil
}

// findCreated settles a creation whose answer was lost.
func (c *Client) findCreated(ctx context.Context, op string, sent model.User, lost *outcomeError) (model.User, error) {
	// Read as the app: on behalf of a user, "not found" could be about that
	// user.
	found, err := c.user(ctx, op+": read it back", model.NormalizeUID(sent.UID), "")
	switch {
	case IsUserNotFound(err) && MayStillBeDone(lost):
		return model.User{}, lost
	case IsUserNotFound(err):
		return model.User{}, fmt.Errorf("%w; the user was not created, so trying again is safe", lost.cause)
	case err != nil:
		return model.User{}, fmt.Errorf("%w; %w", lost, err)
	case !Holds(found, sent):
		return model.User{}, fmt.Errorf("%w; a user with this uid exists now but differs from what was sent", lost)
	}
	return found, nil
}

// Holds reports whether the found user is the one that was sent for creation:
// every field is readable and as sent, according to [SameStored]. If the role
// was left to the service, any role will do.
func Holds(found, sent model.User) bool {
	for _, f := range model.Fields() {
		if f.Editable == model.Never || f.Key == model.KeyRole && sent.Role == "" {
			continue
		}
		if found.IsDamaged(f.Key) || !SameStored(f, sent, found) {
			return false
		}
	}
	return found.TagsKnown || len(sent.Tags) == 0
}

// SameStored reports whether the service stored a field as sent. It may reorder
// tags and format JSON differently.
func SameStored(f model.Field, sent, stored model.User) bool {
	return sameStored(f.Kind, normal(f, f.Value(sent)), f.Value(stored))
}

func sameStored(kind model.Kind, want, got model.Value) bool {
	switch kind {
	case model.KindTags:
		return slices.Equal(slices.Sorted(slices.Values(want.Tags)), slices.Sorted(slices.Values(got.Tags)))
	case model.KindJSON:
		return reflect.DeepEqual(members(want.Text), members(got.Text))
	}
	return want.Text == got.Text
}

// members decodes an object, keeping the spelling of numbers. An empty text
// equals an empty object.
func members(text string) map[string]any {
	object := map[string]any{}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	_ = d.Decode(&object) // anything but an object counts as empty
	return object
}
