package devserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"census/model"
)

// maxBody is the published limit of a request body: 10 KB.
const maxBody = 10 * 1024

// body is a request's JSON object with its members undecoded.
type body map[string]json.RawMessage

// readBody reads the request's JSON object, up to the usual size.
func readBody(r *http.Request) (body, error) { return readBodyUpTo(r, maxBody) }

// readBodyUpTo reads the request's JSON object, up to the given number of
// bytes. An empty body counts as the empty object, and so does [], which some
// languages send for it. Member names are case-sensitive, as in JSON.
func readBodyUpTo(r *http.Request, most int64) (body, error) {
	text, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	if err != nil {
		return nil, badRequest("body", "The body could not be read.")
	}
	if int64(len(text)) > most {
		// The service's error for this is not published; this one is a choice.
		return nil, badRequest("body", "The body may not be greater than %d bytes.", most)
	}
	text = bytes.TrimSpace(text)
	switch {
	case !utf8.Valid(text):
		return nil, badRequest("body", "The body must be UTF-8.")
	case len(text) == 0 || string(text) == "[]":
		return body{}, nil
	case isForm(r, text):
		return readForm(string(text))
	}
	var b body
	if json.Unmarshal(text, &b) != nil || b == nil {
		return nil, badRequest("body", "The body must be a JSON object.")
	}
	return b, nil
}

// isForm tells a form from JSON. curl labels every body a form unless told
// otherwise, so a body that looks like JSON is JSON.
func isForm(r *http.Request, text []byte) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/x-www-form-urlencoded" && text[0] != '{' && text[0] != '['
}

// readForm reads a form's fields as strings. Accepting forms at all is a
// choice. A field that would be a list or an object in JSON is refused like any
// malformed body.
func readForm(text string) (body, error) {
	b := body{}
	for pair := range strings.SplitSeq(text, "&") {
		name, value, isField := strings.Cut(pair, "=")
		if name = unescaped(name); !isField || strings.Contains(name, "[") {
			return nil, badRequest("body", "The body must be a JSON object.")
		}
		b[name] = model.AppendQuotedJSON(nil, unescaped(value))
	}
	return b, nil
}

// has reports whether the member was sent. Treating null as not sent is a
// choice.
func (b body) has(name string) bool {
	raw, ok := b[name]
	return ok && string(raw) != "null"
}

// text returns a string member; ok is false when the member is missing, or is
// not a string, which is recorded as a problem.
func (b body) text(p *problems, name string) (value string, ok bool) {
	if !b.has(name) {
		return "", false
	}
	if json.Unmarshal(b[name], &value) != nil {
		p.add(name, "The %s must be a string.", name)
		return "", false
	}
	return value, true
}

// object returns the raw text of a JSON object member; ok is false when the
// member is missing, or is not an object, which is recorded as a problem. An
// empty list counts as the empty object, which some languages encode that way.
func (b body) object(p *problems, name string) (text string, ok bool) {
	raw := string(b[name])
	switch {
	case !b.has(name):
		return "", false
	case raw == "[]":
		return "{}", true
	case raw[0] == '{':
		return raw, true
	}
	p.add(name, "The %s must be an object.", name)
	return "", false
}

// truth returns a boolean member; 1 and 0 are accepted too, and all four as
// strings, as forms send them.
func (b body) truth(p *problems, name string) bool {
	if !b.has(name) {
		return false
	}
	switch strings.Trim(string(b[name]), `"`) {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	p.add(name, "The %s field must be true or false.", name)
	return false
}

// texts returns a list of strings; ok is false when the member is missing or
// not a list. Elements of other types are recorded as problems and left out.
func (b body) texts(p *problems, name string) (values []string, ok bool) {
	if !b.has(name) {
		return nil, false
	}
	var elements []json.RawMessage
	if json.Unmarshal(b[name], &elements) != nil {
		p.add(name, "The %s must be an array.", name)
		return nil, false
	}
	for i, element := range elements {
		var value string
		switch field := fmt.Sprintf("%s.%d", name, i); {
		case json.Unmarshal(element, &value) != nil:
			p.add(field, "The %s must be a string.", field)
		case isBlank(value):
			p.add(field, "The %s field is required.", field)
		default:
			values = append(values, value)
		}
	}
	return values, true
}

// uids returns a member that must list at least one uid and at most limit; a
// limit of 0 means none. Repeated uids count once.
func (b body) uids(p *problems, name string, limit int) []string {
	values, _ := b.texts(p, name)
	switch {
	case len(*p) > 0:
		return nil
	case len(values) == 0:
		p.add(name, "The %s field is required.", name)
	case limit > 0 && len(values) > limit:
		p.add(name, "The %s may not have more than %d items.", name, limit)
	}
	return distinctUIDs(values)
}
