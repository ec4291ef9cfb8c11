package userfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/jsonc"

	"census/model"
)

// Decode returns base with the changes made in the text: a key that is missing
// from the text leaves its field unchanged, null or "" clears it. base and
// locked are those that the text was written from. A text with nothing but
// comments changes nothing. Every error is an [*Error]: about the syntax, an
// unknown or repeated key, a value of the wrong type or one that the field's
// rule refuses, or a changed locked field. It does not matter how the editor
// has written the text: in UTF-8 or UTF-16, with or without a byte order mark,
// with the line ends of any system.
func Decode(text []byte, base model.User, locked map[model.Key]string) (model.User, error) {
	text, err := spelled(text)
	if err != nil {
		return base, err
	}
	d := decoder{text: text, base: base, user: base, locked: locked}
	if empty, err := d.strip(); empty || err != nil {
		return base, err
	}
	if err := check(d.text, d.plain, "the file is one object: it starts with {"); err != nil {
		return base, err
	}
	if err := d.members(); err != nil {
		return base, err
	}
	return d.user, nil
}

// decoder reads one text.
type decoder struct {
	text []byte
	// plain is the text without comments and trailing commas, with every byte at
	// its original offset.
	plain  []byte
	base   model.User
	user   model.User
	locked map[model.Key]string
}

func (d *decoder) strip() (empty bool, err error) {
	d.plain, err = plainOf(d.text)
	return len(bytes.TrimSpace(d.plain)) == 0, err
}

// plainOf removes comments and trailing commas from a text.
func plainOf(text []byte) ([]byte, error) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return nil, faultAt(text, at, "not valid UTF-8; save the file as UTF-8")
		}
		at += size
	}
	// The line feed keeps the lengths equal: without it, an unclosed comment at
	// the very end comes out one byte longer.
	return jsonc.ToJSON(append(bytes.Clone(text), '\n')), nil
}

// check reports why the text is not an object, with the same messages as for
// metadata, except for what the object is.
func check(text, plain []byte, what string) error {
	at := len(plain) - len(bytes.TrimLeft(plain, " \t\r\n"))
	if at < len(plain) && plain[at] != '{' {
		if bytes.HasPrefix(plain[at:], []byte("/*")) {
			what = "the comment that starts here is not closed: */ is missing"
		}
		return faultAt(text, at, "%s", what)
	}
	var fault *model.JSONError
	if errors.As(model.CheckObject(string(plain)), &fault) {
		// Comments have become one space per byte, so only the offset is right.
		return faultAt(text, fault.Offset, "%s", fault.Problem)
	}
	return nil
}

// member is one key in the file with its value.
type member struct {
	key   model.Key
	keyAt int
	value json.RawMessage
	at    int
}

// members reads the keys. The text has been checked.
func (d *decoder) members() error {
	s := model.ScanJSON(d.plain)
	s.Peek()
	for s.Pass(); s.More('}'); {
		m := member{keyAt: s.Offset()}
		name, _, _ := model.UnquoteJSON(s.Token())
		s.Token() // the colon
		m.key, m.value = model.Key(name), s.Value()
		m.at = s.Offset() - len(m.value)
		if err := d.take(m); err != nil {
			return err
		}
	}
	return nil
}

// take changes the member's field.
func (d *decoder) take(m member) error {
	f, ok := model.FieldOf(m.key)
	if !ok {
		return faultAt(d.text, m.keyAt, "unknown field %s; the fields are %s", model.Clean(quote(string(m.key))), d.known())
	}
	v, err := d.value(f, m)
	if err != nil {
		return err
	}
	if f.SameValue(v, f.Value(d.base)) {
		return nil // even if normalising would change the existing value
	}
	if problem := d.problem(f, v); problem != "" {
		return faultAt(d.text, m.at, "%s: %s", f.Key, problem)
	}
	d.user = f.With(d.user, v)
	return nil
}

func (d *decoder) known() string {
	var keys []string
	for _, f := range editable(d.base) {
		keys = append(keys, string(f.Key))
	}
	return strings.Join(keys, ", ")
}

// problem says why the field cannot be changed to the value, or is empty.
func (d *decoder) problem(f model.Field, v model.Value) string {
	switch reason := d.locked[f.Key]; {
	case f.Editable == model.Never:
		return "is set by the service and cannot be changed"
	case f.Editable == model.AtCreation && !d.base.IsNew():
		return "cannot be changed once the user exists"
	case reason != "":
		return "locked: " + reason
	case f.Key == model.KeyRole && d.base.IsNew() && v.IsEmpty():
		return "" // the service assigns the default role
	}
	var fault *model.FieldError
	if errors.As(f.ValidateChange(f.Value(d.base), v), &fault) {
		return fault.Problem
	}
	return ""
}
