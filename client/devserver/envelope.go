package devserver

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"census/model"
)

// data is the envelope of every success.
func data(value []byte) []byte {
	var o object
	o.raw("data", value)
	return o.end()
}

// done is the answer to a deletion.
func done(message string) []byte {
	var o object
	o.truth("success", true)
	o.text("message", message)
	return data(o.end())
}

// list is the envelope of a page of items. A cursor of 0 is left out.
func list(items [][]byte, pagination []byte, cursor model.UnixTime) []byte {
	var meta object
	meta.raw("pagination", pagination)
	if !cursor.IsZero() {
		var o object
		o.number("updatedAt", int64(cursor))
		o.text("affix", "prepend")
		meta.raw("cursor", o.end())
	}
	var o object
	o.raw("data", array(items))
	o.raw("meta", meta.end())
	return o.end()
}

// view says how a user is shown to the caller.
type view struct {
	// tags shows the user's tags. echoTags shows them even when empty, for a
	// caller who creates a user with an empty list: a choice.
	tags, echoTags bool
	// hidePrivate leaves out the @private member of metadata, which only the
	// user and calls with a key may see.
	hidePrivate bool
	// viewer is the uid the relation fields are relative to, or empty.
	viewer string
	// block adds the members that the list of blocked users has.
	block bool
	// authToken is a new token of the user, or empty.
	authToken string
	// channel is what the session needs to open a socket, or nil.
	channel *channel
}

// userJSON writes a user. Empty fields are left out, never null.
func userJSON(r record, v view) []byte {
	var o object
	o.text("uid", r.UID)
	o.text("name", r.Name)
	optionalText(&o, "link", r.Link)
	optionalText(&o, "avatar", r.Avatar)
	if metadata := shownMetadata(r.Metadata, v.hidePrivate); !isEmptyObject(metadata) {
		o.raw("metadata", metadata)
	}
	o.text("status", string(r.Status))
	o.text("role", r.Role)
	optionalText(&o, "statusMessage", r.StatusMessage)
	if v.echoTags || v.tags && len(r.Tags) > 0 {
		o.texts("tags", r.Tags)
	}
	blockJSON(&o, r, v)
	optionalTime(&o, "lastActiveAt", r.LastActiveAt)
	optionalTime(&o, "createdAt", r.CreatedAt)
	optionalTime(&o, "updatedAt", r.UpdatedAt)
	if v.isOfAnother(r) {
		o.text("conversationId", conversationID(v.viewer, r.UID))
	}
	optionalTime(&o, "deactivatedAt", r.DeactivatedAt)
	optionalText(&o, "authToken", v.authToken)
	if v.channel != nil {
		o.raw("wsChannel", v.channel.json())
		o.text("jwt", v.channel.jwt)
	}
	return o.end()
}

// isOfAnother reports whether the viewer is a different user.
func (v view) isOfAnother(r record) bool { return v.viewer != "" && v.viewer != r.UID }

// blockJSON writes which of the user and the viewer has blocked the other. The
// flags appear only when true. blockedAt accompanies blockedByMeAt, as
// recorded; the name hasBlockedMeAt is a guess by analogy.
func blockJSON(o *object, r record, v view) {
	if r.BlockedByMe && v.isOfAnother(r) {
		o.truth("blockedByMe", true)
		o.number("blockedByMeAt", int64(r.blockedByMeAt))
		if v.block {
			o.number("blockedAt", int64(r.blockedByMeAt))
		}
	}
	if r.HasBlockedMe && v.isOfAnother(r) {
		o.truth("hasBlockedMe", true)
		o.number("hasBlockedMeAt", int64(r.hasBlockedMeAt))
	}
}

func shownMetadata(m model.Metadata, hidePrivate bool) model.Metadata {
	if !hidePrivate {
		return m
	}
	shown, _ := m.WithoutPrivate()
	return shown
}

// isEmptyObject reports whether m is {} or missing. Both are left out of
// answers: CometChat's Android tests set metadata to {} and expect null. Doing
// the same in lists and for users created with {} is an inference.
func isEmptyObject(m model.Metadata) bool {
	inside, isObject := bytes.CutPrefix(bytes.TrimSpace(m), []byte{'{'})
	return len(m) == 0 || isObject && string(bytes.TrimSpace(inside)) == "}"
}

func roleJSON(r role) []byte {
	var o object
	o.text("role", r.Slug)
	o.text("name", r.Name)
	optionalText(&o, "description", r.Description)
	optionalJSON(&o, "metadata", r.metadata)
	optionalJSON(&o, "settings", r.settings)
	optionalTime(&o, "createdAt", r.createdAt)
	optionalTime(&o, "updatedAt", r.updatedAt)
	return o.end()
}

func optionalText(o *object, key, value string) {
	if value != "" {
		o.text(key, value)
	}
}

func optionalJSON(o *object, key, value string) {
	if value != "" {
		o.raw(key, []byte(value))
	}
}

func optionalTime(o *object, key string, t model.UnixTime) {
	if !t.IsZero() {
		o.number(key, int64(t))
	}
}

// outcome is the result for one of several uids.
type outcome struct {
	uid     string
	ok      bool
	message string
}

// outcomes writes one member for each uid.
func outcomes(list []outcome) []byte {
	var all object
	for _, each := range list {
		var o object
		o.truth("success", each.ok)
		o.text("message", each.message)
		all.raw(each.uid, o.end())
	}
	return all.end()
}

// errorJSON is the envelope of every error.
func errorJSON(e *apiError) []byte {
	var envelope object
	envelope.raw("error", e.json())
	return envelope.end()
}

func (e *apiError) json() []byte {
	var o object
	o.text("message", e.message)
	o.text("devMessage", e.devMessage)
	o.text("source", "chat-api")
	o.text("code", e.code)
	if len(e.problems) > 0 {
		o.raw("details", problemsJSON(e.problems))
	}
	return o.end()
}

// problemsJSON groups the messages by field, in order of first mention.
func problemsJSON(all problems) []byte {
	messages := map[string][]string{}
	var fields []string
	for _, p := range all {
		if messages[p.field] == nil {
			fields = append(fields, p.field)
		}
		messages[p.field] = append(messages[p.field], p.message)
	}
	var o object
	for _, field := range fields {
		o.texts(field, messages[field])
	}
	return o.end()
}

// send writes an answer. Every success is 200, including creation and deletion.
func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
}

// masked shows the first and last five characters of a key, as the service's
// own error texts do, and nothing of a shorter key.
func masked(key string) string {
	key = model.Clean(key)
	const shown, most = 5, 30
	n := utf8.RuneCountInString(key)
	if n <= 2*shown {
		return strings.Repeat("*", n)
	}
	runes := []rune(key)
	return string(runes[:shown]) + strings.Repeat("*", min(n-2*shown, most)) + string(runes[n-shown:])
}
