package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"census/model"
)

// record reads the members of one JSON object by their exact names. Unknown
// members are ignored, null counts as absent, and unreadable ones are recorded;
// the caller checks err or odd once, at the end. Errors name members and types
// and never quote a value.
type record struct {
	members []member
	err     error    // about the first unreadable member
	odd     []string // all members that are unreadable, or required and missing
}

// next resets the record for another object, reusing its memory.
func (r *record) next(members []member) { r.members, r.err, r.odd = members, nil, r.odd[:0] }

func openRecord(raw json.RawMessage) (*record, error) {
	members, err := membersOf(raw)
	if err != nil {
		return nil, fmt.Errorf("it is %s, not an object", typeOf(raw))
	}
	return &record{members: members}, nil
}

// has returns the member, as a slice of the answer's text; ok is false if it is
// absent or null.
func (r *record) has(key string) (raw json.RawMessage, ok bool) {
	raw = find(r.members, key)
	return raw, raw != nil
}

func (r *record) wrong(key string, raw json.RawMessage, want string) {
	r.note(key, fmt.Errorf("%s is %s, not %s", key, typeOf(raw), want))
}

func (r *record) note(key string, err error) {
	if r.err == nil {
		r.err = err
	}
	if !slices.Contains(r.odd, key) {
		r.odd = append(r.odd, key)
	}
}

// need records a required member that is missing.
func (r *record) need(key string) {
	if _, ok := r.has(key); !ok {
		r.note(key, errors.New(key+" is missing"))
	}
}

func (r *record) text(key string) (text string) {
	raw, ok := r.has(key)
	if !ok {
		return ""
	}
	unquoted, _, ok := model.UnquoteJSON(raw)
	if !ok {
		r.wrong(key, raw, "a string")
	}
	return string(unquoted) // empty if it is not a string
}

// needText reads a required, non-empty string.
func (r *record) needText(key string) string {
	text := r.text(key)
	if text == "" {
		r.note(key, errors.New(key+" is missing"))
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
		text, isWhole, ok := model.UnquoteJSON(element)
		if !ok {
			r.wrong(key, raw, "a list of strings only")
			return nil, false
		}
		if !isWhole { // the list is sent as a whole, and would send a different tag
			r.wrong(key, raw, "a list of valid UTF-8 strings")
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

// number reads a non-negative whole number. It may be quoted: the published
// import example writes times that way, and some servers answer as they were
// told.
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

// count reads a number for a page counter: a larger one is capped, and nonsense
// counts as absent.
func (r *record) count(key string) int { return int(min(r.number(key), math.MaxInt32)) }

// time reads a time, which some services give in milliseconds.
func (r *record) time(key string) model.UnixTime {
	t, ok := model.MomentOf(r.number(key))
	if !ok {
		r.note(key, errors.New(key+" is not a time: the number is too large"))
		return 0
	}
	return t
}

// metadata keeps the text verbatim. A string is kept too, because the service
// has been seen to accept one. An empty list, which is PHP's encoding of an
// empty object, counts as none, as does an empty string.
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

// userView says what may be missing from a user object, and what that means.
type userView struct {
	// withTags: tags were asked for, so a user without the member has none.
	withTags bool
	// partial: createdAt may be missing. The answers of a log-in and of PUT /me
	// guarantee only uid and name; [Client.complete] reads the rest.
	partial bool
	// whole: no field may be damaged. The answer to a change is its only proof,
	// and an unreadable one proves nothing, so the user is read back.
	whole bool
}

// decodeUser reads a user object. Without a uid it is unusable; any other
// unreadable field is damaged, as is a missing name or createdAt.
func decodeUser(raw json.RawMessage, view userView) (model.User, error) {
	r, err := openRecord(raw)
	if err != nil {
		return model.User{}, fmt.Errorf("user: %w", err)
	}
	return r.user(view)
}

func (r *record) user(view userView) (model.User, error) {
	u := model.User{UID: r.needText("uid")}
	if r.err != nil {
		return model.User{}, fmt.Errorf("user: %w", r.err)
	}
	r.need("name")
	u.Name = r.text("name")
	u.Avatar = r.text("avatar")
	u.Link = r.text("link")
	u.Role = r.text("role")
	u.StatusMessage = r.text("statusMessage")
	u.Metadata = r.metadata("metadata")
	u.Status = model.Status(r.text("status"))
	u.LastActiveAt = r.time("lastActiveAt")
	u.HasBlockedMe = r.flag("hasBlockedMe")
	u.BlockedByMe = r.flag("blockedByMe")
	u.CreatedAt = r.time("createdAt")
	u.UpdatedAt = r.time("updatedAt")
	u.DeactivatedAt = r.time("deactivatedAt")
	if u.CreatedAt.IsZero() && !view.partial {
		r.note("createdAt", errors.New("createdAt is missing"))
	}
	u.Tags, u.TagsKnown = r.texts("tags")
	u.Damaged = r.damaged()
	u.TagsKnown = u.TagsKnown || view.withTags && !u.IsDamaged(model.KeyTags)
	if view.whole && len(u.Damaged) > 0 {
		return model.User{}, fmt.Errorf("user: %w", r.err)
	}
	return u, nil
}

// damaged lists the unreadable fields in the order of the table.
func (r *record) damaged() (keys []model.Key) {
	if len(r.odd) == 0 {
		return nil
	}
	for _, f := range model.Fields() {
		if slices.Contains(r.odd, string(f.Key)) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// decodeOne reads a user who must be the one asked for. The service answers in
// lower case whatever the case of the request.
func decodeOne(a answer, uid string, view userView) (model.User, error) {
	u, err := decodeUser(a.data, view)
	if err == nil && !model.SameUID(u.UID, uid) {
		return model.User{}, errors.New("it is about a different user")
	}
	return u, err
}
