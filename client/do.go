package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Limits on what is read and sent. A page of 1000 users of 10 KB each is 10 MB
// before JSON escaping. The service accepts 10 KB when creating; the same limit
// for updates is an inference.
const (
	maxListAnswer  = 32 << 20
	maxAnswer      = 1 << 20
	maxErrorAnswer = 64 << 10
	maxBody        = 10 << 10
)

// call is one request, without credentials and address.
type call struct {
	// op says what is being done, for errors: "update user ann".
	op     string
	host   surface
	method string
	// path is relative to the base and begins with a slash; see userPath.
	path  string
	query query
	body  []byte
	// onBehalfOf is the user as whom a REST read is made.
	onBehalfOf string
	// isList allows a long answer.
	isList bool
	// isChange means that it matters whether a lost request was carried out.
	isChange bool
	// isRepeatable means that the client may send the request again after a
	// wait. That is so if it cannot overwrite what others have written in
	// between: for readings, and for changes that lead to the same state however
	// often they are made. Creating is not among them, because the API has no
	// idempotency key; updates are repeated by a caller that reads again first.
	isRepeatable bool
	// isDivisible means that half as much can be requested: a request for too
	// much is not repeated as a whole.
	isDivisible bool
	// isDone recognises an answer to a repeated request which means that the
	// first request, whose answer was lost, did the work.
	isDone func(error) bool
}

// do sends the call, repeats it as the policy allows, and passes the answer to
// decode. An error from decode makes the answer unusable. A change whose
// outcome remains unknown gives [ErrOutcomeUnknown] along with the reason.
func (c *Client) do(ctx context.Context, cl call, decode func(answer) error) error {
	if err := bodyFits(cl); err != nil {
		return err
	}
	made, end := c.exchange(ctx, cl)
	err := c.repeat(ctx, cl, made, decode)
	if end != nil {
		end(err)
	}
	return err
}

// repeat is do for a request that is logged if made is not nil.
func (c *Client) repeat(ctx context.Context, cl call, made *Exchange, decode func(answer) error) error {
	attempts := c.Attempts()
	lost := false
	for {
		err := c.attempt(ctx, cl, made, func(a answer) error {
			a.isAfterLoss = lost
			return decode(a)
		})
		if err == nil || lost && cl.isDone != nil && cl.isDone(err) {
			return nil
		}
		lost = lost || isLost(err)
		switch {
		case !cl.isRepeatable || cl.isDivisible && isTooMuch(err):
			return cl.conclude(err, lost)
		case attempts.Again(ctx, err):
		case isPassing(err) && ctx.Err() != nil:
			return cl.conclude(cancelled(ctx, cl.op, false), lost)
		default:
			return cl.conclude(err, lost)
		}
	}
}

// bodyFits checks the limit on the request as a whole.
func bodyFits(cl call) error {
	if n := len(cl.body); n > maxBody {
		return invalid(cl.op, fmt.Errorf("the request is %d bytes long, %d more than the service accepts", n, n-maxBody))
	}
	return nil
}

// isLost reports whether the service may have carried out the request although
// no usable answer says so.
func isLost(err error) bool {
	var unanswered *transportError
	if errors.As(err, &unanswered) {
		return unanswered.isSent
	}
	var answered *APIError
	if errors.As(err, &answered) {
		return answered.Status >= http.StatusInternalServerError
	}
	return errors.Is(err, ErrBadAnswer)
}

// conclude adds to the last error that the outcome is unknown, if it is. The
// service's own refusal settles it, because it is about the same request as the
// lost attempts; an error answer from a proxy does not.
func (cl call) conclude(err error, lost bool) error {
	if !cl.isChange || !lost || IsRefusal(err) {
		return err
	}
	return &outcomeError{cause: err}
}

// attempt sends the call once.
func (c *Client) attempt(ctx context.Context, cl call, made *Exchange, decode func(answer) error) error {
	if ctx.Err() != nil {
		return cancelled(ctx, cl.op, false)
	}
	patience, end := listen(ctx)
	defer end()
	req, err := c.request(patience, cl)
	if err != nil {
		return err
	}
	// Not an http.Client: it would follow redirects, with the key in the headers
	// and, for some statuses, turning a PUT into a GET.
	made.sent()
	resp, err := c.cfg().Transport.RoundTrip(req)
	if err != nil {
		return c.transportFailure(ctx, cl.op, patience.reason(err))
	}
	defer func() { _ = resp.Body.Close() }() // what could be read has been used
	patience.heard()
	made.answered(resp.StatusCode)

	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		// If a refusal is cut short, its status counts.
		body, _ := io.ReadAll(io.LimitReader(patience.hearing(resp.Body), maxErrorAnswer))
		return c.refusal(cl, resp, withoutMark(body))
	}
	limit := int64(maxAnswer)
	if cl.isList {
		limit = maxListAnswer
	}
	body, err := io.ReadAll(io.LimitReader(patience.hearing(resp.Body), limit+1))
	switch {
	case err != nil:
		return c.transportFailure(ctx, cl.op, fmt.Errorf("the answer was cut off: %w", patience.reason(err)))
	case int64(len(body)) > limit:
		return badAnswer(cl.op, fmt.Errorf("%w of %d KiB", errTooLong, limit>>10))
	}
	return c.accept(cl, resp, withoutMark(body), decode)
}

// accept opens the envelope of a 2xx answer and passes the content to decode.
func (c *Client) accept(cl call, resp *http.Response, body []byte, decode func(answer) error) error {
	a, err := openEnvelope(body)
	if err != nil {
		return badAnswer(cl.op, err)
	}
	if a.data == nil && a.refusal != nil {
		return c.refusal(cl, resp, body)
	}
	if a.data == nil {
		return badAnswer(cl.op, errors.New("it holds no data"))
	}
	a.budget = budgetOf(resp.Header)
	err = decode(a)
	var answered *APIError
	if err == nil || errors.As(err, &answered) {
		return err
	}
	return badAnswer(cl.op, err)
}

func badAnswer(op string, err error) error {
	return fmt.Errorf("%s: %w: %w", op, ErrBadAnswer, err)
}

func (c *Client) request(ctx context.Context, cl call) (*http.Request, error) {
	address := c.bases[cl.host] + cl.path
	if len(cl.query) > 0 {
		address += "?" + cl.query.encode()
	}
	var body io.Reader
	if cl.body != nil {
		body = bytes.NewReader(cl.body)
	}
	req, err := http.NewRequestWithContext(ctx, cl.method, address, body)
	if err != nil {
		return nil, fmt.Errorf("%s: build the request: %s", cl.op, c.safe(err.Error()))
	}
	c.sign(req.Header, cl.host)
	// A uid that does not fit a header is left out: the user is read as the app.
	if isHeaderSafe(cl.onBehalfOf) && cl.onBehalfOf != "" && cl.host == restHost {
		req.Header.Set("onBehalfOf", cl.onBehalfOf)
	}
	return req, nil
}

func cancelled(ctx context.Context, op string, sent bool) error {
	return &transportError{op: op, text: ctx.Err().Error(), cause: ctx.Err(), isCancelled: true, isSent: sent}
}

// transportFailure describes a request without an answer. The caller's context
// takes precedence: once it is done, the network error is only a consequence.
func (c *Client) transportFailure(ctx context.Context, op string, err error) error {
	unsent, hopeless := neverSent(err), isHopeless(err)
	if ctx.Err() != nil {
		return cancelled(ctx, op, !unsent)
	}
	text := ErrUnreachable.Error() + ": " + c.safe(err.Error())
	return &transportError{op: op, text: text, cause: err, isSent: !unsent, isPassing: !hopeless}
}

// neverSent recognises failures from before a connection exists.
func neverSent(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	var dns *net.DNSError
	return errors.As(err, &dns) || isTLS(err)
}

// isHopeless recognises failures that another attempt cannot fix: an invalid
// certificate, a host name that does not exist.
func isHopeless(err error) bool {
	var dns *net.DNSError
	return isTLS(err) || errors.As(err, &dns) && dns.IsNotFound
}

func isTLS(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
	)
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.Is(err, http.ErrSchemeMismatch)
}

// query holds the parameters of a list in the order in which they were added.
type query []string

// add appends a parameter. Several values are joined by literal commas, with
// commas inside values escaped, which is how the SDK writes arrays and what the
// REST documentation publishes for tags; without values nothing is added.
func (q *query) add(key string, values ...string) {
	if len(values) == 0 {
		return
	}
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = url.QueryEscape(v)
	}
	*q = append(*q, key+"="+strings.Join(escaped, ","))
}

func (q query) encode() string { return strings.Join(q, "&") }
