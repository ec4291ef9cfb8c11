package userfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"census/model"
)

const (
	notText   = "contains bytes that are not text, and stays unchanged"
	notObject = "is not a JSON object, and stays unchanged"
	notRead   = `not known here; write "tags": [ … ] to replace them all`
)

// Encode writes the user's editable fields: the key of each with its hint as a
// comment, after a header that says which user it is and how to leave without
// changes. Fields that are locked, for the reason in the map, or that such a
// text cannot represent are comments. problem is what was wrong with the last
// attempt, or empty.
func Encode(u model.User, locked map[model.Key]string, problem string) []byte {
	var b strings.Builder
	comment(&b, "", whose(u))
	comment(&b, "", "Save and quit the editor to continue. An unchanged or empty file changes nothing.\n"+
		`null or "" clears a field; a field that you remove from this file stays unchanged.`)
	b.WriteString("{\n")
	for i, f := range editable(u) {
		if i > 0 {
			b.WriteString("\n")
		}
		encodeField(&b, f, u, locked[f.Key])
	}
	b.WriteString("}\n")
	return withProblem(b.String(), problem)
}

func withProblem(text, problem string) []byte {
	if problem == "" {
		return []byte(text)
	}
	marked, _ := Mark([]byte(text), errors.New(problem))
	return marked
}

func whose(u model.User) string {
	if u.IsNew() {
		return "A new user."
	}
	return fmt.Sprintf("The user %s, uid %s.", u.Name, u.UID)
}

// editable lists the fields in the text. The comma after the last one is
// harmless: reading removes it.
func editable(u model.User) []model.Field {
	return slices.DeleteFunc(model.Fields(), func(f model.Field) bool {
		return f.Editable == model.Never || f.Editable == model.AtCreation && !u.IsNew()
	})
}

func encodeField(b *strings.Builder, f model.Field, u model.User, reason string) {
	const indent = "  "
	about := f.Label
	if f.Hint != "" {
		about += ": " + f.Hint
	}
	comment(b, indent, about)
	text, fault := encodeValue(f, u)
	switch {
	case u.IsDamaged(f.Key):
		comment(b, indent, "locked: "+reason)
	case fault != "":
		comment(b, indent, fault)
	case reason != "":
		comment(b, indent, "locked: "+reason)
		comment(b, indent, fmt.Sprintf("%q: %s,", f.Key, text))
	default:
		fmt.Fprintf(b, "%s%q: %s,\n", indent, f.Key, strings.ReplaceAll(text, "\n", "\n"+indent))
	}
}

// encodeValue is the JSON of the user's value for the field, or the reason why
// there is none.
func encodeValue(f model.Field, u model.User) (text, fault string) {
	v := f.Value(u)
	switch f.Kind {
	case model.KindJSON:
		return encodeObject(model.Metadata(v.Text))
	case model.KindTags:
		if !u.TagsKnown {
			return "", notRead
		}
		return encodeTags(v.Tags)
	}
	if !utf8.ValidString(v.Text) {
		return "", notText
	}
	return quote(v.Text), ""
}

func encodeTags(tags []string) (text, fault string) {
	var quoted []string
	for _, tag := range tags {
		if !utf8.ValidString(tag) {
			return "", notText
		}
		quoted = append(quoted, quote(tag))
	}
	return "[" + strings.Join(quoted, ", ") + "]", ""
}

func encodeObject(m model.Metadata) (text, fault string) {
	switch {
	case len(m) == 0:
		return "null", ""
	case !utf8.Valid(m):
		return "", notText
	case model.CheckObject(`{"metadata":`+string(m)+"}") != nil || model.CheckObject(string(m)) != nil:
		return "", notObject
	}
	return model.EscapeJSON(m.Pretty()), ""
}

// quote writes text as a JSON string of harmless characters.
func quote(text string) string {
	return model.EscapeJSON(string(model.AppendQuotedJSON(nil, text)))
}

// ASCII is the text for an editor in a terminal that accepts nothing else:
// every other character becomes a JSON escape, which means the same in a string
// and is readable in a comment. Bytes that are not UTF-8, which only a person
// can have typed, are kept so that the error is found.
func ASCII(text []byte) []byte {
	var b []byte
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r < utf8.RuneSelf || size == 1 {
			b = append(b, text[0])
		} else {
			b = append(b, model.JSONEscape(r)...)
		}
		text = text[size:]
	}
	return b
}
