package model

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// jsonObject is one JSON object taken apart at its top level: the keys in their
// order, as [keyOf] has them, and how each of them and the text of its value was
// spelled.
type jsonObject struct {
	keys    []string
	values  map[string]json.RawMessage
	spelled map[string]string // a key that is not in it is new
}

func newObject() jsonObject {
	return jsonObject{values: map[string]json.RawMessage{}, spelled: map[string]string{}}
}

// parseObject takes an object apart. A key that stands twice counts as its last
// value, as encoding/json has it; ok is false for anything but an object.
func parseObject(text []byte) (o jsonObject, ok bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return o, false
	}
	o = newObject()
	for d.More() {
		before := d.InputOffset()
		t, err := d.Token()
		if _, isKey := t.(string); err != nil || !isKey {
			return o, false
		}
		spelled := string(bytes.Trim(text[before:d.InputOffset()], jsonSpace+","))
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return o, false
		}
		key := keyOf(spelled)
		o.put(key, value)
		o.spelled[key] = spelled
	}
	_, err := d.Token()
	return o, err == nil
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

// quoteJSON writes a JSON string without escaping more than JSON asks for.
func quoteJSON(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return []byte(strconv.Quote(s))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

// sameJSON compares two values as texts without white space; nil stands for a
// value that is not there.
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
