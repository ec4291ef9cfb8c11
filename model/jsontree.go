package model

import (
	"bytes"
	"encoding/json"
	"slices"
)

// jsonObject is one JSON object, parsed at its top level: the keys in order, in
// the form of [keyOf], and the original spelling of each key and of its value.
type jsonObject struct {
	keys    []string
	values  map[string]json.RawMessage
	spelled map[string]string // new keys are not in it
}

func newObject() jsonObject {
	return jsonObject{values: map[string]json.RawMessage{}, spelled: map[string]string{}}
}

// parseObject parses an object. The last value of a duplicate key counts, as in
// encoding/json; ok is false for anything but an object.
func parseObject(text []byte) (o jsonObject, ok bool) {
	s := ScanJSON(text)
	if s.Peek() != '{' || !json.Valid(text) {
		return o, false
	}
	o = newObject()
	for s.Pass(); s.More('}'); {
		spelled := s.Token()
		s.Token() // the colon
		key := keyOf(spelled)
		o.put(key, s.Value())
		o.spelled[key] = string(spelled)
	}
	return o, true
}

func (o *jsonObject) put(key string, value json.RawMessage) {
	if _, there := o.values[key]; !there {
		o.keys = append(o.keys, key)
	}
	o.values[key] = value
}

func (o *jsonObject) remove(key string) {
	delete(o.values, key)
	o.keys = slices.DeleteFunc(o.keys, func(k string) bool { return k == key })
}

func (o jsonObject) spelling(key string) string {
	if spelled, ok := o.spelled[key]; ok {
		return spelled
	}
	return quoteKey(key)
}

// text writes the object without white space between its members.
func (o jsonObject) text() json.RawMessage {
	b := []byte{'{'}
	for i, key := range o.keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, o.spelling(key)...)
		b = append(b, ':')
		b = append(b, o.values[key]...)
	}
	return append(b, '}')
}

// sameJSON compares two values ignoring white space; nil means there is no
// value.
func sameJSON(a, b json.RawMessage) bool {
	if (a == nil) != (b == nil) {
		return false
	}
	return Metadata(a).Equal(Metadata(b))
}

// JSONType names the type of a value: object, array, text, number, true/false
// or null.
func JSONType(value json.RawMessage) string {
	switch c := bytes.TrimLeft(value, " \t\r\n"); {
	case len(c) == 0:
		return ""
	case c[0] == '{':
		return "object"
	case c[0] == '[':
		return "list"
	case c[0] == '"':
		return "text"
	case c[0] == 't' || c[0] == 'f':
		return "truth"
	case c[0] == 'n':
		return "null"
	}
	return "number"
}
