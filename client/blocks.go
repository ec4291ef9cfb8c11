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
// key, /blockedusers on the client host with a token), and says for each what
// came of it, in the order given. Long lists are split like those of
// [Client.Deactivate]; that the service bounds them is not published.
//
// The request may be repeated: blocking twice is blocking once. If its answer is
// lost for good the error is [ErrOutcomeUnknown]; the outcomes so far are
// returned beside it.
func (c *Client) Block(ctx context.Context, uids []string) ([]Outcome, error) {
	return c.relate(ctx, blocking, uids)
}

// Unblock ends the blocks of [Client.Block] (DELETE on the same paths).
// Unblocking somebody who is not blocked succeeds.
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

// mayRelate asks credential and policy. It returns each uid once, and how the
// request for as many of them as one may concern is made.
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

// blockedPath says where the blocks of Me are kept.
func (c *Client) blockedPath(op string) (host surface, path string, err error) {
	if host, err = c.readingHost(op); err != nil {
		return host, "", err
	}
	if host == clientHost {
		return host, "/blockedusers", nil
	}
	if c.cfg().Me == "" {
		return host, "", noCredential(op, "nobody is named as me, and blocks belong to somebody")
	}
	path, err = userPath(c.cfg().Me)
	return host, path + "/blockedusers", err
}

// decodeOutcomes reads {"<uid>": {"success": …, "message": …}}. A user it does
// not mention has not been served.
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
// [ErrInvalid]; 0 means the first page, [DefaultPerPage] users.
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
		// Without it the client host's list may also hold those who blocked Me.
		cl.query.add("direction", "blockedByMe")
	}
	return listing{c, cl, userView{}}.page(ctx, number, size)
}
