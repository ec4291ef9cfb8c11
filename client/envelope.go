package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"census/model"
)

// answer is the content of a 2xx body: {"data": …, "meta": …}.
type answer struct {
	data, meta json.RawMessage
	refusal    json.RawMessage // an error that a few servers send with status 200
	budget     Budget
	// isAfterLoss means that the answer to an earlier attempt of the same
	// request was lost.
	isAfterLoss bool
}

// openEnvelope reads the outer object of an answer. Null counts as absent. Keys
// are case-sensitive, which they would not be with an encoding/json struct.
func openEnvelope(body []byte) (answer, error) {
	members, err := membersOf(body)
	if err != nil && string(bytes.TrimSpace(body)) != "null" {
		return answer{}, errors.New(notJSON(body))
	}
	return answer{
		data:    find(members, "data"),
		meta:    find(members, "meta"),
		refusal: find(members, "error"),
	}, nil
}

// withoutMark removes the byte order mark that some servers write before JSON;
// it is not allowed there (RFC 8259 section 8.1) but may be ignored.
func withoutMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\ufeff")) }

func present(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// notJSON describes a body that is not a JSON object, without quoting it.
func notJSON(body []byte) string {
	text := bytes.TrimSpace(body)
	err := json.Unmarshal(body, new(map[string]json.RawMessage))
	var syntax *json.SyntaxError
	switch {
	case len(text) == 0:
		return "it is empty"
	case text[0] == '<':
		return "it is a web page, not JSON; is the address right?"
	case !errors.As(err, &syntax):
		return "it is not a JSON object"
	case syntax.Offset >= int64(len(body)):
		return "the JSON is cut short"
	}
	return "it is not JSON"
}

// maxDetails limits how many fields of an error's details are kept.
const maxDetails = 50

// refusal turns an unsuccessful answer into an error. It accepts any shape of
// body: the published envelope, {"error":"text"}, an object with the keys at
// the top level, or no JSON at all.
func (c *Client) refusal(cl call, resp *http.Response, body []byte) error {
	e := &APIError{Op: cl.op, Method: cl.method, Path: cl.path, Status: resp.StatusCode}
	if isBusy(resp.StatusCode) {
		e.RetryAfter = retryHint(resp.Header, c.cfg().Retry.Now())
	}
	c.describe(e, body)
	if e.Message == "" {
		e.Message = c.withoutMessage(resp, body)
	}
	return e
}

func isBusy(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

func (c *Client) describe(e *APIError, body []byte) {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return
	}
	if inner, ok := members["error"]; ok {
		var text string
		if json.Unmarshal(inner, &text) == nil {
			e.Message = c.safe(text)
			return
		}
		members = nil
		_ = json.Unmarshal(inner, &members) // anything else leaves the message empty
	}
	e.Code = c.safe(textOf(members["code"]))
	e.Message = c.safe(textOf(members["message"]))
	e.DevMessage = c.safe(textOf(members["devMessage"]))
	e.Details = c.details(members["details"])
	if e.Message == "" {
		e.Message = e.DevMessage
	}
}

// textOf returns the text of a JSON string, and nothing for any other value.
func textOf(raw json.RawMessage) string {
	text, _, _ := model.UnquoteJSON(raw)
	return string(text)
}

func (c *Client) details(raw json.RawMessage) map[string][]string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || len(fields) == 0 {
		return nil // PHP writes an empty map as []
	}
	details := make(map[string][]string)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if len(details) == maxDetails {
			break
		}
		var texts []string
		if json.Unmarshal(fields[field], &texts) != nil {
			texts = []string{textOf(fields[field])}
		}
		texts = slices.DeleteFunc(texts, func(s string) bool { return s == "" })
		if len(texts) > 0 {
			details[c.safe(field)] = c.safeAll(texts[:min(len(texts), maxDetails)])
		}
	}
	return details
}

// withoutMessage is the text for an error answer without a message.
func (c *Client) withoutMessage(resp *http.Response, body []byte) string {
	text := strings.ToLower(http.StatusText(resp.StatusCode))
	if text == "" {
		text = "the service answered with an error"
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		text += ": redirects are not followed, to keep keys from other hosts"
		if to, err := resp.Location(); err == nil {
			text += "; set the base URL to the address on " + c.safe(to.Scheme+"://"+to.Host)
		}
	}
	if page := bytes.TrimSpace(body); len(page) > 0 && page[0] == '<' {
		text += " (a web page, not the API)"
	}
	return text
}
