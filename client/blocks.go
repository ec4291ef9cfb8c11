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

// Block makes Me block the users (POST, /users/{me}/blockedusers with an API
// key, /blockedusers on the client host with a token), and returns the outcome
// for each, in the order given. Long lists are split like those of
// [Client.Deactivate]; whether the service limits them is not published.
//
// The request may be repeated: blocking is idempotent. If its answer is lost
// for good, the error is [ErrOutcomeUnknown], accompanied by the outcomes so
// far.
func (c *Client) Block(ctx context.Context, uids []string) ([]Outcome, error) {
	return c.relate(ctx, blocking, uids)
}

// Unblock removes the blocks made by [Client.Block] (DELETE on the same paths).
// Unblocking a user who is not blocked succeeds.
func (c *Client) Unblock(ctx context.Context, uids []string) ([]Outcome, error) {
	return c.relate(ctx, unblocking, uids)
}

// relating is how the wire spells blocking or unblocking.
type relating struct {
	action model.Action
	method string
}

var (
	blocking   = relating{model.Block, http.MethodPost}
	unblocking = relating{model.Unblock, http.MethodDelete}
)

func (r relating) op() string { return r.action.String() + " users" }

func (c *Client) relate(ctx context.Context, r relating, uids []string) ([]Outcome, error) {
	to, uids, err := c.mayRelate(r, uids)
	if err != nil {
		return nil, err
	}
	var outcomes []Outcome
	for chunk := range slices.Chunk(uids, MaxUIDsPerRequest) {
		err := c.do(ctx, to(chunk), func(a answer) error {
			here, err := c.decodeOutcomes(a, chunk)
			outcomes = append(outcomes, here...)
			return err
		})
		if err != nil {
			return outcomes, afterSome(err, len(outcomes), len(uids))
		}
	}
	return outcomes, nil
}

// mayRelate checks credential and policy. It returns each uid once, and a
// function that makes the request for one chunk of them.
func (c *Client) mayRelate(r relating, uids []string) (to func(chunk []string) call, once []string, err error) {
	host, path, err := c.blockedPath(r.op())
	if err != nil {
		return nil, nil, err
	}
	once, err = distinct(uids)
	if err != nil {
		return nil, nil, invalid(r.op(), err)
	}
	for _, uid := range once {
		if err := c.may(r.op(), r.action, model.User{UID: uid, CreatedAt: 1, BlockedByMe: r.action == model.Unblock}); err != nil {
			return nil, nil, err
		}
	}
	to = func(chunk []string) call {
		return call{
			op: r.op(), host: host, method: r.method, path: path, body: encodeUIDs("blockedUids", chunk),
			isChange: true, isRepeatable: true,
		}
	}
	return to, once, nil
}

// blockedPath returns where the blocks of Me are found.
func (c *Client) blockedPath(op string) (host surface, path string, err error) {
	if host, err = c.readingHost(op); err != nil {
		return host, "", err
	}
	if host == clientHost {
		return host, "/blockedusers", nil
	}
	if c.cfg().Me == "" {
		return host, "", noCredential(op, "blocks belong to a user, and no user is set as me")
	}
	path, err = userPath(c.cfg().Me)
	return host, path + "/blockedusers", err
}

// decodeOutcomes reads {"<uid>": {"success": …, "message": …}}. A user it does
// not mention was not processed.
func (c *Client) decodeOutcomes(a answer, asked []string) ([]Outcome, error) {
	said := make(map[string]json.RawMessage)
	if !isEmptyList(a.data) {
		r, err := openRecord(a.data)
		if err != nil {
			return nil, fmt.Errorf("data: %w", err)
		}
		for _, m := range r.members {
			said[model.NormalizeUID(string(m.name))] = m.value
		}
	}
	outcomes := make([]Outcome, len(asked))
	for i, uid := range asked {
		outcomes[i] = Outcome{UID: uid, Message: "the answer does not mention this user", Unsure: a.isAfterLoss}
		raw, ok := said[model.NormalizeUID(uid)]
		if !ok {
			continue
		}
		r, err := openRecord(raw)
		if err != nil {
			return nil, fmt.Errorf("outcome: %w", err)
		}
		if _, ok := r.has("success"); !ok {
			return nil, errors.New("outcome: success is missing")
		}
		outcomes[i].OK, outcomes[i].Message = r.flag("success"), c.safe(r.text("message"))
		outcomes[i].Unsure = a.isAfterLoss && !outcomes[i].OK
		if r.err != nil {
			return nil, fmt.Errorf("outcome: %w", r.err)
		}
	}
	return outcomes, nil
}

// ListBlocked returns one page of the users that Me has blocked, oldest block
// first. The service does not count this list. A page or size out of range is
// [ErrInvalid]; 0 means the first page and [DefaultPerPage] users.
func (c *Client) ListBlocked(ctx context.Context, page, perPage int) (Page, error) {
	const op = "list blocked users"
	host, path, err := c.blockedPath(op)
	if err != nil {
		return Page{}, err
	}
	number, size, err := pageOf(page, perPage)
	if err != nil {
		return Page{}, invalid(op, err)
	}
	cl := call{op: op, host: host, method: http.MethodGet, path: path}
	if host == clientHost {
		size = min(size, maxClientPerPage)
		// Without it, the client host's list may include users who have blocked
		// Me.
		cl.query.add("direction", "blockedByMe")
	}
	return listing{c, cl, userView{}}.page(ctx, number, size)
}
