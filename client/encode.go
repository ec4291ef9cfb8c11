package client

import (
	"bytes"
	"encoding/json"

	"census/model"
)

// objectWriter writes a JSON object member by member. json.Marshal is not used
// for the whole because it would rewrite metadata: it drops white space and
// escapes <, > and & even inside raw JSON.
type objectWriter struct{ buf bytes.Buffer }

// raw adds a member whose value is JSON already.
func (w *objectWriter) raw(key string, value []byte) {
	if w.buf.Len() == 0 {
		w.buf.WriteByte('{')
	} else {
		w.buf.WriteByte(',')
	}
	w.buf.Write(jsonOf(key))
	w.buf.WriteByte(':')
	w.buf.Write(value)
}

// value adds a member of plain Go strings, lists of them, or booleans.
func (w *objectWriter) value(key string, v any) { w.raw(key, jsonOf(v)) }

// field adds a user's field as its kind is written on the wire.
func (w *objectWriter) field(f model.Field, v model.Value) {
	switch f.Kind {
	case model.KindTags:
		w.value(string(f.Key), append([]string{}, v.Tags...)) // [] rather than null
	case model.KindJSON:
		w.raw(string(f.Key), []byte(v.Text))
	default:
		w.value(string(f.Key), v.Text)
	}
}

// object returns the finished object.
func (w *objectWriter) object() []byte {
	if w.buf.Len() == 0 {
		w.buf.WriteByte('{')
	}
	w.buf.WriteByte('}')
	return w.buf.Bytes()
}

// jsonOf encodes strings, lists of strings and booleans, which cannot fail, and
// leaves <, > and & as they are.
func jsonOf(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // see above
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// normal gives the value as the field stores it: blanks around a name gone, a
// uid in lower case.
func normal(f model.Field, v model.Value) model.Value {
	return f.Value(f.With(model.User{}, v))
}

// encodeNew writes the body of POST /users: every field that holds something.
func encodeNew(u model.User) []byte {
	var w objectWriter
	for _, f := range model.Fields() {
		if v := normal(f, f.Value(u)); f.Editable != model.Never && !v.IsEmpty() {
			w.field(f, v)
		}
	}
	return w.object()
}

// encodePatch writes the body of PUT /users/{uid} and PUT /me: the changed
// fields only. What the wire can unset goes in its unset list; cleared tags are
// sent as [] and a cleared statusMessage as "", which is plausible but
// unverified: the documents name no way to clear these two.
//
// PUT /me takes the uid in the body: without one it is the log-in handshake.
func encodePatch(p model.Patch, uidInBody string) []byte {
	var w objectWriter
	if uidInBody != "" {
		w.value(string(model.KeyUID), uidInBody)
	}
	unset := p.Unset()
	for _, c := range p.Changes {
		f, ok := model.FieldOf(c.Key)
		if isUnset := f.Unset && c.Cleared; ok && !isUnset {
			w.field(f, normal(f, c.Value))
		}
	}
	if len(unset) > 0 {
		w.value("unset", unset)
	}
	return w.object()
}

// encodeUIDs writes the body of the requests that concern several users.
func encodeUIDs(key string, uids []string) []byte {
	var w objectWriter
	w.value(key, uids)
	return w.object()
}
