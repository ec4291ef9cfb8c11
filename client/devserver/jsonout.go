package devserver

import (
	"bytes"
	"strconv"

	"census/model"
)

// object writes one JSON object member by member. encoding/json would compact
// and escape raw JSON, and metadata must be returned byte for byte.
type object struct{ b []byte }

func (o *object) key(key string) {
	if len(o.b) == 0 {
		o.b = append(o.b, '{')
	} else {
		o.b = append(o.b, ',')
	}
	o.b = append(model.AppendQuotedJSON(o.b, key), ':')
}

func (o *object) text(key, value string) {
	o.key(key)
	o.b = model.AppendQuotedJSON(o.b, value)
}

func (o *object) number(key string, value int64) {
	o.key(key)
	o.b = strconv.AppendInt(o.b, value, 10)
}

func (o *object) truth(key string, value bool) {
	o.key(key)
	o.b = strconv.AppendBool(o.b, value)
}

func (o *object) texts(key string, values []string) {
	o.key(key)
	o.b = append(o.b, '[')
	for i, value := range values {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = model.AppendQuotedJSON(o.b, value)
	}
	o.b = append(o.b, ']')
}

// raw writes a value that is already JSON.
func (o *object) raw(key string, value []byte) {
	o.key(key)
	o.b = append(o.b, value...)
}

func (o *object) end() []byte {
	if len(o.b) == 0 {
		return []byte("{}")
	}
	return append(o.b, '}')
}

// array joins values that are already JSON.
func array(values [][]byte) []byte {
	return append(append([]byte{'['}, bytes.Join(values, []byte{','})...), ']')
}
