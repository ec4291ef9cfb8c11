package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"census/model"
)

// DeleteUser deletes a user for good, including messages, or deactivates them
// if permanent is false (DELETE /users/{uid}, API key only). An unknown uid is
// [ErrNotFound].
//
// The request may be repeated. If an answer was lost and the repetition finds
// no such user, the lost request did it and that is a success.
func (c *Client) DeleteUser(ctx context.Context, uid string, permanent bool) error {
	cl, err := c.deleteCall(uid, permanent)
	if err != nil {
		return err
	}
	return c.do(ctx, cl, func(a answer) error { return decodeDeleted(a, uid, permanent) })
}

// deleteCall is the checked request of [Client.DeleteUser].
func (c *Client) deleteCall(uid string, permanent bool) (call, error) {
	op, action := "deactivate user "+model.Clean(uid), model.Deactivate
	if permanent {
		op, action = "delete user "+model.Clean(uid), model.Delete
	}
	if err := c.needAPIKey(op); err != nil {
		return call{}, err
	}
	if err := c.may(op, action, model.User{UID: uid, CreatedAt: 1}); err != nil {
		return call{}, err
	}
	path, err := userPath(uid)
	if err != nil {
		return call{}, invalid(op, err)
	}
	var body objectWriter
	body.truth("permanent", permanent)
	return call{
		op: op, host: restHost, method: http.MethodDelete, path: path, body: body.object(),
		isChange: true, isRepeatable: true, isDone: IsUserNotFound,
	}, nil
}

// decodeDeleted accepts a deletion only if the answer confirms it: success for
// a permanent one, the uid in one of the lists for a deactivation.
func decodeDeleted(a answer, uid string, permanent bool) error {
	r, err := openRecord(a.data)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	isDone := r.flag("success")
	if !permanent {
		for _, key := range []string{deactivation.changed, deactivation.already} {
			uids, _ := r.texts(key)
			isDone = isDone || containsUID(uids, uid)
		}
	}
	if r.err == nil && !isDone {
		return errors.New("it does not say that the user is gone")
	}
	return r.err
}

func containsUID(uids []string, uid string) bool {
	return slices.ContainsFunc(uids, func(u string) bool { return model.NormalizeUID(u) == model.NormalizeUID(uid) })
}

// switching is how the wire spells deactivating or reactivating several users.
type switching struct {
	action                  model.Action
	method                  string
	body                    string // key of the uids in the request
	changed, already, other string // keys of the lists in the answer
}

var (
	deactivation = switching{
		model.Deactivate, http.MethodDelete, "uidsToDeactivate", "deactivatedUids", "alreadyDeactivatedUids", "notFound",
	}
	reactivation = switching{
		model.Reactivate, http.MethodPut, "uidsToActivate", "reactivatedUids", "nonDeactivatedUids", "notFound",
	}
)

// Deactivate deactivates users (DELETE /users, API key only), 25 per request; a
// repeated uid is sent once. If a request fails, the Activation holds the
// results so far, and the error says how far it got.
//
// A request whose answer was lost is repeated; users that the lost one may have
// deactivated are then reported in both Already and Unsure.
func (c *Client) Deactivate(ctx context.Context, uids []string) (Activation, error) {
	return c.switchAll(ctx, deactivation, uids)
}

// Reactivate reactivates users (PUT /users, API key only), in the same way as
// [Client.Deactivate].
func (c *Client) Reactivate(ctx context.Context, uids []string) (Activation, error) {
	return c.switchAll(ctx, reactivation, uids)
}

func (c *Client) switchAll(ctx context.Context, s switching, uids []string) (Activation, error) {
	var done Activation
	uids, err := c.maySwitch(s, uids)
	if err != nil {
		return done, err
	}
	sent := 0
	for chunk := range slices.Chunk(uids, MaxUIDsPerRequest) {
		if err := c.do(ctx, s.call(chunk), func(a answer) error { return s.decode(a, chunk, &done) }); err != nil {
			return done, afterSome(err, sent, len(uids))
		}
		sent += len(chunk)
	}
	return done, nil
}

// maySwitch checks credential and policy, and returns each uid once.
func (c *Client) maySwitch(s switching, uids []string) ([]string, error) {
	if err := c.needAPIKey(s.op()); err != nil {
		return nil, err
	}
	uids, err := distinct(uids)
	if err != nil {
		return nil, invalid(s.op(), err)
	}
	for _, uid := range uids {
		u := model.User{UID: uid, CreatedAt: 1}
		if s.action == model.Reactivate {
			u.DeactivatedAt = 1
		}
		if err := c.may(s.op(), s.action, u); err != nil {
			return nil, err
		}
	}
	return uids, nil
}

func (s switching) op() string { return s.action.String() + " users" }

// call is the request for one chunk of users.
func (s switching) call(uids []string) call {
	return call{
		op: s.op(), host: restHost, method: s.method, path: "/users", body: encodeUIDs(s.body, uids),
		isChange: true, isRepeatable: true,
	}
}

// decode adds the answer to done, with the uids in the order and spelling of
// the request. An answer that omits one is rejected.
func (s switching) decode(a answer, asked []string, done *Activation) error {
	if isEmptyList(a.data) {
		return errors.New("it does not say what happened to the users")
	}
	r, err := openRecord(a.data)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	changed, _ := r.texts(s.changed)
	already, _ := r.texts(s.already)
	notFound, _ := r.texts(s.other)
	if r.err != nil {
		return fmt.Errorf("data: %w", r.err)
	}
	var here Activation
	for _, uid := range asked {
		switch {
		case containsUID(changed, uid):
			here.Changed = append(here.Changed, uid)
		case containsUID(already, uid):
			here.Already = append(here.Already, uid)
		case containsUID(notFound, uid):
			here.NotFound = append(here.NotFound, uid)
		default:
			return errors.New("it does not say what happened to every user")
		}
	}
	done.Changed = append(done.Changed, here.Changed...)
	done.Already = append(done.Already, here.Already...)
	if a.isAfterLoss {
		done.Unsure = append(done.Unsure, here.Already...)
	}
	done.NotFound = append(done.NotFound, here.NotFound...)
	return nil
}

// isEmptyList recognises [], PHP's encoding of an empty object.
func isEmptyList(raw json.RawMessage) bool {
	var elements []json.RawMessage
	return json.Unmarshal(raw, &elements) == nil && len(elements) == 0
}

// distinct drops repeated uids, ignoring case, and refuses blank ones.
func distinct(uids []string) ([]string, error) {
	if len(uids) == 0 {
		return nil, errNobody
	}
	seen := make(map[string]bool, len(uids))
	var once []string
	for _, uid := range uids {
		key := model.NormalizeUID(uid)
		if key == "" {
			return nil, &model.FieldError{Key: model.KeyUID, Problem: "must not be empty"}
		}
		if !seen[key] {
			seen[key] = true
			once = append(once, uid)
		}
	}
	return once, nil
}

// afterSome says how far a split request got before it failed.
func afterSome(err error, done, of int) error {
	if done == 0 {
		return err
	}
	return fmt.Errorf("after %d of %d users: %w", done, of, err)
}
