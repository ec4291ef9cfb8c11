package client

import (
	"bytes"
	"strconv"

	"census/model"
)

// objectWriter writes a JSON object member by member. json.Marshal would
// rewrite metadata: it drops white space and escapes <, > and & even inside raw
// JSON.
type objectWriter struct{ buf bytes.Buffer }

// raw adds a member whose value is already JSON.
func (w *objectWriter) raw(key string, value []byte) {
	if w.buf.Len() == 0 {
		w.buf.WriteByte('{')
	} else {
		w.buf.WriteByte(',')
	}
	w.buf.Write(model.AppendQuotedJSON(nil, key))
	w.buf.WriteByte(':')
	w.buf.Write(value)
}

func (w *objectWriter) text(key, text string) { w.raw(key, model.AppendQuotedJSON(nil, text)) }

func (w *objectWriter) texts(key string, texts []string) {
	list := []byte{'['}
	for i, text := range texts {
		if i > 0 {
			list = append(list, ',')
		}
		list = model.AppendQuotedJSON(list, text)
	}
	w.raw(key, append(list, ']'))
}

func (w *objectWriter) truth(key string, value bool) {
	w.raw(key, strconv.AppendBool(nil, value))
}

// field adds a user's field in the form its kind has on the wire.
func (w *objectWriter) field(f model.Field, v model.Value) {
	switch f.Kind {
	case model.KindTags:
		w.texts(string(f.Key), v.Tags) // no tags are [], not null
	case model.KindJSON:
		w.raw(string(f.Key), []byte(v.Text))
	default:
		w.text(string(f.Key), v.Text)
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

// normal returns the value as the field stores it: a name without surrounding
// spaces, a uid in lower case.
func normal(f model.Field, v model.Value) model.Value {
	return f.Value(f.With(model.User{}, v))
}

// encodeNew writes the body of POST /users: every field with a value.
func encodeNew(u model.User) []byte {
	var w objectWriter
	for _, f := range model.Fields() {
		if v := normal(f, f.Value(u)); f.Editable != model.Never && !v.IsEmpty() {
			w.field(f, v)
		}
	}
	return w.object()
}

// encodePatch writes the body of PUT /users/{uid} and PUT /me: only the changed
// fields. What the wire can unset goes into its unset list; cleared tags are
// sent as [] and a cleared statusMessage as "", which is plausible but
// unverified: the documents describe no way to clear these two.
//
// PUT /me takes the uid in the body: without one it is the log-in handshake.
func encodePatch(p model.Patch, uidInBody string) []byte {
	var w objectWriter
	if uidInBody != "" {
		w.text(string(model.KeyUID), uidInBody)
	}
	var unset []string
	for _, key := range p.Unset() {
		unset = append(unset, string(key))
	}
	for _, c := range p.Changes {
		f, ok := model.FieldOf(c.Key)
		if isUnset := f.Unset && c.Cleared; ok && !isUnset {
			w.field(f, normal(f, c.Value))
		}
	}
	if len(unset) > 0 {
		w.texts("unset", unset)
	}
	return w.object()
}

// encodeUIDs writes the body of requests about several users.
func encodeUIDs(key string, uids []string) []byte {
	var w objectWriter
	w.texts(key, uids)
	return w.object()
}
