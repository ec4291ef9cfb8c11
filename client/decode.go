package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"census/model"
)

// record reads the members of one JSON object by their exact names. Unknown
// members are ignored, null counts as absent, and the first member of a wrong
// type is remembered: whoever reads looks at err once, at the end. Errors name
// members and types and never quote a value.
type record struct {
	members []member
	err     error
}

func openRecord(raw json.RawMessage) (*record, error) {
	members, err := membersOf(raw)
	if err != nil {
		return nil, fmt.Errorf("it is %s, not an object", typeOf(raw))
	}
	return &record{members: members}, nil
}

// has returns the member, which is a part of the answer's text; ok is false when
// it is absent or null.
func (r *record) has(key string) (raw json.RawMessage, ok bool) {
	raw = find(r.members, key)
	return raw, raw != nil
}

func (r *record) wrong(key string, raw json.RawMessage, want string) {
	if r.err == nil {
		r.err = fmt.Errorf("%s is %s, not %s", key, typeOf(raw), want)
	}
}

func (r *record) text(key string) (text string) {
	raw, ok := r.has(key)
	if !ok {
		return ""
	}
	unquoted, ok := unquote(raw)
	if !ok {
		r.wrong(key, raw, "a string")
	}
	return string(unquoted)
}

// needText is text that must be there and not be empty.
func (r *record) needText(key string) string {
	text := r.text(key)
	if text == "" && r.err == nil {
		r.err = errors.New(key + " is missing")
	}
	return text
}

func (r *record) texts(key string) (texts []string, ok bool) {
	raw, ok := r.has(key)
	if !ok {
		return nil, false
	}
	w := walk(raw)
	if w.kind() != '[' {
		r.wrong(key, raw, "a list of strings")
		return nil, false
	}
	err := w.pass()
	for err == nil && w.kind() != ']' {
		var element []byte
		if element, err = w.value(); err != nil {
			break
		}
		text, ok := unquote(element)
		if !ok {
			r.wrong(key, raw, "a list of strings only")
			return nil, false
		}
		texts = append(texts, string(text))
	}
	return texts, err == nil
}

func (r *record) flag(key string) (flag bool) {
	if raw, ok := r.has(key); ok && json.Unmarshal(raw, &flag) != nil {
		r.wrong(key, raw, "true or false")
	}
	return flag
}

// number is a whole number, not negative. It may stand in quotes: the published
// import example writes times so, and some servers answer as they were told.
func (r *record) number(key string) int64 {
	raw, ok := r.has(key)
	if !ok {
		return 0
	}
	digits := string(raw)
	if raw[0] == '"' {
		digits = textOf(raw)
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 {
		r.wrong(key, raw, "a whole number")
		return 0
	}
	return n
}

// count is a number that fits a page counter; a greater one is cut.
func (r *record) count(key string) int { return int(min(r.number(key), math.MaxInt32)) }

func (r *record) time(key string) model.UnixTime { return model.UnixTime(r.number(key)) }

// metadata keeps the text as it came. A string is kept too: the service has been
// seen to accept one. An empty list is what PHP makes of an empty object, and
// like an empty string it counts as none.
func (r *record) metadata(key string) model.Metadata {
	raw, ok := r.has(key)
	if !ok {
		return nil
	}
	switch raw[0] {
	case '{':
		return model.Metadata(bytes.Clone(raw))
	case '"':
		if textOf(raw) == "" {
			return nil
		}
		return model.Metadata(bytes.Clone(raw))
	case '[':
		var elements []json.RawMessage
		if json.Unmarshal(raw, &elements) == nil && len(elements) == 0 {
			return nil
		}
	}
	r.wrong(key, raw, "an object")
	return nil
}

func typeOf(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}

// userView says what may be missing in a user object and what that means.
type userView struct {
	// withTags: tags were asked for, so a user without the member has none.
	withTags bool
	// partial: createdAt may be missing. The answers of a log-in and of PUT /me
	// promise uid and name only; [Client.complete] reads the rest.
	partial bool
}

// decodeUser reads a user object. A user always has a uid, a name and, because
// a user without it would count as not created yet, createdAt.
func decodeUser(raw json.RawMessage, view userView) (model.User, error) {
	r, err := openRecord(raw)
	if err != nil {
		return model.User{}, fmt.Errorf("user: %w", err)
	}
	return r.user(view)
}

func (r *record) user(view userView) (model.User, error) {
	u := model.User{
		UID:           r.needText("uid"),
		Name:          r.needText("name"),
		Avatar:        r.text("avatar"),
		Link:          r.text("link"),
		Role:          r.text("role"),
		StatusMessage: r.text("statusMessage"),
		Metadata:      r.metadata("metadata"),
		Status:        model.Status(r.text("status")),
		LastActiveAt:  r.time("lastActiveAt"),
		HasBlockedMe:  r.flag("hasBlockedMe"),
		BlockedByMe:   r.flag("blockedByMe"),
		CreatedAt:     r.time("createdAt"),
		UpdatedAt:     r.time("updatedAt"),
		DeactivatedAt: r.time("deactivatedAt"),
	}
	u.Tags, u.TagsKnown = r.texts("tags")
	u.TagsKnown = u.TagsKnown || view.withTags
	if r.err == nil && u.IsNew() && !view.partial {
		r.err = errors.New("createdAt is missing")
	}
	if r.err != nil {
		return model.User{}, fmt.Errorf("user: %w", r.err)
	}
	return u, nil
}

// decodeOne reads a user that must be the one asked for. The service answers in
// lower case whatever case was asked.
func decodeOne(a answer, uid string, view userView) (model.User, error) {
	u, err := decodeUser(a.data, view)
	if err == nil && !model.SameUID(u.UID, uid) {
		return model.User{}, errors.New("it is about another user than the one asked for")
	}
	return u, err
}

// rowLength is a length that few rows are shorter than. A list begins with room
// for as many as its text then holds.
const rowLength = 256

// decodeList reads the objects of a list answer; thing is what one is called in
// errors.
func decodeList[T any](a answer, thing string, decode func(*record) (T, error)) ([]T, error) {
	w := walk(a.data)
	if w.kind() != '[' {
		return nil, fmt.Errorf("data is %s, not a list", typeOf(a.data))
	}
	list, r := make([]T, 0, len(a.data)/rowLength), &record{}
	err := w.pass()
	for err == nil && w.kind() != ']' {
		r.members, err = w.members(r.members[:0])
		if err != nil {
			return nil, fmt.Errorf("row %d: %s: %w", len(list)+1, thing, err)
		}
		element, err := decode(r)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", len(list)+1, err)
		}
		list = append(list, element)
	}
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return list, nil
}
