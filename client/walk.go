package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"census/model"
)

// walker reads the values of one JSON text in sequence. It returns slices of
// the text, not copies: callers who keep one must clone it.
//
// It accepts what encoding/json accepts: the last of repeated names counts, and
// invalid UTF-8 is replaced when it becomes text. It is used instead of
// encoding/json because that scans the text twice at every level, which for a
// page of 1000 users is most of the work.
type walker struct {
	text []byte
	d    *jsontext.Decoder
}

var leniently = jsontext.AllowDuplicateNames(true)

var (
	errAfter = errors.New("unexpected data after the value")
	errName  = errors.New("a name is not a string")
)

func walk(text []byte) *walker {
	return &walker{text: text, d: jsontext.NewDecoder(bytes.NewBuffer(text), leniently, jsontext.AllowInvalidUTF8(true))}
}

// kind is the kind of the next value: '{', '[', '"', '0', 't', 'f', 'n', the
// end of the open object or list, or 0 at the end of the text and where it is
// not JSON.
func (w *walker) kind() byte { return byte(w.d.PeekKind()) }

// pass skips a brace or bracket.
func (w *walker) pass() error {
	_, err := w.d.ReadToken()
	return err
}

func (w *walker) value() ([]byte, error) {
	v, err := w.d.ReadValue()
	end := w.d.InputOffset()
	return w.text[end-int64(len(v)) : end], err
}

// members appends the members of the next object.
func (w *walker) members(to []member) ([]member, error) {
	if w.kind() != '{' {
		v, err := w.value()
		if err == nil {
			err = fmt.Errorf("it is %s, not an object", typeOf(v))
		}
		return to, err
	}
	err := w.pass()
	for err == nil && w.kind() != '}' {
		var m member
		if m, err = w.member(); err == nil {
			to = append(to, m)
		}
	}
	if err == nil {
		err = w.pass()
	}
	return to, err
}

func (w *walker) member() (m member, err error) {
	name, err := w.value()
	if err != nil {
		return m, err
	}
	var ok bool
	if m.name, _, ok = model.UnquoteJSON(name); !ok {
		return m, errName
	}
	m.value, err = w.value()
	return m, err
}

// end fails if another value follows.
func (w *walker) end() error {
	if _, err := w.d.ReadToken(); !errors.Is(err, io.EOF) {
		return errAfter
	}
	return nil
}

// member is one member of an object.
type member struct {
	name  []byte
	value json.RawMessage
}

// membersOf reads a text that is one object.
func membersOf(text []byte) ([]member, error) {
	w := walk(text)
	members, err := w.members(nil)
	if err == nil {
		err = w.end()
	}
	return members, err
}

// find returns the last member with exactly that name. Null counts as absent.
func find(members []member, name string) json.RawMessage {
	for i := len(members) - 1; i >= 0; i-- {
		if string(members[i].name) == name {
			return present(members[i].value)
		}
	}
	return nil
}
