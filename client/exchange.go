package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"census/model"
)

// Exchange is one completed request, with all its attempts, for a log. Of what
// was sent and answered it holds only the path, which may contain a uid.
type Exchange struct {
	Method string
	// Path is relative to the base address, with parameter names, without
	// secrets. Parameter values appear only if the program itself chose them.
	Path string
	// Status is that of the last answer; 0 if the last attempt got none.
	Status int
	// Attempts is how often the request was sent.
	Attempts int
	// Duration is the time from the first sending to the end, waits included.
	Duration time.Duration
	// Err is the error the caller got; nil for success.
	Err error
}

// String returns "GET /users/ann 503, 3 attempts, 1.52s: 503 ERR_…": one line
// that is safe to print.
func (e Exchange) String() string {
	parts := []string{"no answer"}
	if e.Status != 0 {
		parts[0] = strconv.Itoa(e.Status)
	}
	if e.Attempts != 1 {
		parts = append(parts, fmt.Sprintf("%d attempts", e.Attempts))
	}
	parts = append(parts, e.Duration.Round(time.Millisecond).String())
	text := e.Method + " " + e.Path + " " + strings.Join(parts, ", ")
	if e.Err != nil {
		text += ": " + Brief(e.Err)
	}
	return model.Clean(text)
}

// Brief says what went wrong without the service's words, which may repeat what
// was typed or stored: for a refusal, the status and the code, or the invalid
// fields. Other errors keep their text. It is not redacted, and empty for nil.
func Brief(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	var answered *APIError
	switch {
	case !errors.As(err, &answered):
		return text
	case answered.Status == 0:
		text = strings.TrimSpace("not sent, not valid: " + strings.Join(slices.Sorted(maps.Keys(answered.Details)), ", "))
	default:
		text = strings.TrimSpace(fmt.Sprint(answered.Status, " ", answered.Code))
	}
	if errors.Is(err, ErrOutcomeUnknown) {
		text += "; it is not known whether the change was carried out"
	}
	return text
}

type exchangesKey struct{}

// WithExchanges returns a context whose requests are reported to tell once each
// is over, on the request's goroutine. Without such a context, requests incur
// no cost.
func WithExchanges(ctx context.Context, tell func(Exchange)) context.Context {
	return context.WithValue(ctx, exchangesKey{}, tell)
}

// sent counts an attempt, answered stores the status of its answer.
func (e *Exchange) sent() {
	if e != nil {
		e.Attempts, e.Status = e.Attempts+1, 0
	}
}

func (e *Exchange) answered(status int) {
	if e != nil {
		e.Status = status
	}
}

// exchange starts recording a request. The returned function ends and reports
// it; both results are nil, at no cost, if nobody asked for reports.
func (c *Client) exchange(ctx context.Context, cl call) (*Exchange, func(error)) {
	tell, ok := ctx.Value(exchangesKey{}).(func(Exchange))
	if !ok {
		return nil, nil
	}
	now := c.cfg().Retry.Now
	began := now()
	made := &Exchange{Method: cl.method, Path: cl.path + cl.query.withoutValues()}
	made.Path = model.Clean(c.Redact(made.Path))
	return made, func(err error) {
		made.Duration, made.Err = now().Sub(began), err
		tell(*made)
	}
}

// ownParameters lists the parameters whose values nobody has typed.
var ownParameters = []string{"page", "per_page", "perPage", "limit", "withTags", "onlyDeactivated", "withDeactivated", "status", "searchIn", "direction"}

// withoutValues is the query for a log: "?page=2&searchKey=…".
func (q query) withoutValues() string {
	if len(q) == 0 {
		return ""
	}
	shown := slices.Clone(q)
	for i, parameter := range shown {
		if name, _, _ := strings.Cut(parameter, "="); !slices.Contains(ownParameters, name) {
			shown[i] = url.QueryEscape(name) + "=…"
		}
	}
	return "?" + shown.encode()
}
