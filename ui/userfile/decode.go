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

// Decode returns base with the changes that the text makes: a key that is not
// in the text leaves its field as it is, null or "" clears it. Base and locked
// are those that the text was written from. A text with nothing but comments
// changes nothing. Every error is an [*Error]: of the syntax, of a key given
// twice or not known, of a value of the wrong type or that the field's rule
// refuses, of a locked field that is not as it was. How the editor has written the
// text does not matter: UTF-8 or UTF-16, with or without a byte order mark, with the
// line ends of any system.
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
	// plain is the text without comments and trailing commas, each byte at the
	// place it has in text.
	plain  []byte
	base   model.User
	user   model.User
	locked map[model.Key]string
}

func (d *decoder) strip() (empty bool, err error) {
	d.plain, err = plainOf(d.text)
	return len(bytes.TrimSpace(d.plain)) == 0, err
}

// plainOf takes the comments and trailing commas out of a text.
func plainOf(text []byte) ([]byte, error) {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return nil, faultAt(text, at, "this is not UTF-8; save the file in that encoding")
		}
		at += size
	}
	// The line feed keeps the lengths equal: without it an opened comment at the
	// very end comes out one byte longer.
	return jsonc.ToJSON(append(bytes.Clone(text), '\n')), nil
}

// check finds what makes the text no object, in the words of the rule for
// metadata but for what the object is.
func check(text, plain []byte, what string) error {
	at := len(plain) - len(bytes.TrimLeft(plain, " \t\r\n"))
	if at < len(plain) && plain[at] != '{' {
		if bytes.HasPrefix(plain[at:], []byte("/*")) {
			what = "the comment that starts here has no end: */ is missing"
		}
		return faultAt(text, at, "%s", what)
	}
	var fault *model.JSONError
	if errors.As(model.CheckObject(string(plain)), &fault) {
		// Comments have become one blank for each byte, so that only the offset holds.
		return faultAt(text, fault.Offset, "%s", fault.Problem)
	}
	return nil
}

// member is one key of the file and its value.
type member struct {
	key   model.Key
	keyAt int
	value json.RawMessage
	at    int
}

// members takes the keys in. The text has been checked.
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
		return faultAt(d.text, m.keyAt, "there is no field %s; the fields are %s", model.Clean(quote(string(m.key))), d.known())
	}
	v, err := d.value(f, m)
	if err != nil {
		return err
	}
	if f.SameValue(v, f.Value(d.base)) {
		return nil // also where the field's own tidying would change what there was
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

// problem says what speaks against changing the field to the value.
func (d *decoder) problem(f model.Field, v model.Value) string {
	switch reason := d.locked[f.Key]; {
	case f.Editable == model.Never:
		return "is set by the service and cannot be changed"
	case f.Editable == model.AtCreation && !d.base.IsNew():
		return "cannot be changed once the user is there"
	case reason != "":
		return "locked: " + reason
	case f.Key == model.KeyRole && d.base.IsNew() && v.IsEmpty():
		return "" // the service gives the default role
	}
	var fault *model.FieldError
	if errors.As(f.ValidateChange(f.Value(d.base), v), &fault) {
		return fault.Problem
	}
	return ""
}
