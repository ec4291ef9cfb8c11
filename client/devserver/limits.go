package devserver

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"census/model"
)

// maxUIDs is how many uids one request may deactivate or reactivate, and how
// many the client API's uids filter takes.
const maxUIDs = 25

// newUID reads the uid of a new user, in lower case as the service stores it.
// Treating a malformed one as a validation error is a choice: the service may
// answer ERR_INVALID_UID instead.
func (b body) newUID(p *problems) string {
	uid, ok := b.text(p, "uid")
	uid = model.NormalizeUID(uid)
	switch {
	case !ok && b.has("uid"): // not a string: already recorded
	case uid == "":
		p.add("uid", "The uid field is required.")
	default:
		checkField(p, fieldOf(model.KeyUID), model.Value{Text: uid})
	}
	return uid
}

// patch reads the editable fields of a user. Everything else in the body is
// ignored, whatever it holds: the official SDK sends whole users, including
// read-only fields and flags.
//
// On update, an empty string or an empty list of tags clears the field; name
// and role cannot be empty. On creation an empty string is refused. All this,
// and that tags and metadata are replaced as a whole, are choices.
func (b body) patch(p *problems, creating bool) model.Patch {
	var patch model.Patch
	for _, f := range model.Fields() {
		if f.Editable != model.Always || !b.has(string(f.Key)) {
			continue
		}
		v, ok := b.value(p, f)
		switch {
		case !ok:
		case f.Kind == model.KindTags && v.IsEmpty():
			patch.Changes = append(patch.Changes, model.Change{Key: f.Key, Cleared: true})
		case !v.IsEmpty() && !isBlank(v.Text+strings.Join(v.Tags, "")):
			checkField(p, f, v)
			patch.Changes = append(patch.Changes, model.Change{Key: f.Key, Value: v})
		case f.Required && creating:
			p.add(string(f.Key), "The %s field is required.", f.Key)
		case f.Required || creating:
			p.add(string(f.Key), "The %s field must have a value.", f.Key)
		default:
			patch.Changes = append(patch.Changes, model.Change{Key: f.Key, Cleared: true})
		}
	}
	if _, ok := patch.Change(model.KeyName); creating && !ok && !b.has("name") {
		p.add("name", "The name field is required.")
	}
	return patch
}

// value reads one field in the form its kind has on the wire.
func (b body) value(p *problems, f model.Field) (v model.Value, ok bool) {
	name := string(f.Key)
	switch f.Kind {
	case model.KindTags:
		v.Tags, ok = b.texts(p, name)
		v.Tags = distinct(v.Tags)
	case model.KindJSON:
		v.Text, ok = b.metadata(p, name)
	default:
		v.Text, ok = b.text(p, name)
	}
	if f.Key == model.KeyRole {
		v.Text = strings.ToLower(v.Text) // slugs are stored in lower case
	}
	return v, ok
}

// metadata returns the raw JSON text. Besides the published object a string is
// accepted, as the service's testers found; an empty string is empty metadata.
func (b body) metadata(p *problems, name string) (text string, ok bool) {
	raw := b[name]
	switch raw[0] {
	case '{':
		return string(raw), true
	case '"':
		if string(raw) == `""` {
			return "", true
		}
		return string(raw), true
	}
	p.add(name, "The %s must be an object.", name)
	return "", false
}

// checkField applies the model's rule for the field. The service's own wording
// is known only for URLs; for the rest, the model's is a choice.
func checkField(p *problems, f model.Field, v model.Value) {
	name := string(f.Key)
	switch f.Kind {
	case model.KindTags:
		checkTags(p, f, v.Tags)
		return
	case model.KindJSON:
		checkMetadata(p, name, model.Metadata(v.Text))
		return
	}
	var wrong *model.FieldError
	if !errors.As(f.Validate(v), &wrong) {
		return
	}
	if f.Kind == model.KindURL && !model.IsWebURL(strings.TrimSpace(v.Text)) {
		p.add(name, "The %s must be a valid URL.", name)
		return
	}
	p.add(name, "The %s is not valid: %s.", name, wrong.Problem)
}

func checkTags(p *problems, f model.Field, tags []string) {
	if len(tags) > f.Limit.Max {
		p.add("tags", "The tags may not have more than %d items.", f.Limit.Max)
	}
	for i, tag := range tags {
		if wrong := model.ValidateTag(tag); wrong != "" {
			field := fmt.Sprintf("tags.%d", i)
			p.add(field, "The %s is not valid: %s.", field, wrong)
		}
	}
}

// checkMetadata only limits the size. The model's other rules, no duplicate
// keys and no deep nesting, are for people typing metadata and are not
// published.
func checkMetadata(p *problems, name string, m model.Metadata) {
	if size := m.Size(); size > model.MetadataMaxBytes {
		p.add(name, "The %s may not be greater than %d bytes, this is %d.", name, model.MetadataMaxBytes, size)
	}
}

// unset reads the list of fields an update removes: avatar, link and metadata
// are published. A field both set and unset in one request is unset.
func (b body) unset(p *problems, patch model.Patch) model.Patch {
	names, _ := b.texts(p, "unset")
	for i, name := range names {
		f, ok := model.FieldOf(model.Key(name))
		if !ok || !f.Unset {
			p.add(fmt.Sprintf("unset.%d", i), "The selected unset.%d is invalid.", i)
			continue
		}
		patch.Changes = slices.DeleteFunc(patch.Changes, func(c model.Change) bool { return c.Key == f.Key })
		patch.Changes = append(patch.Changes, model.Change{Key: f.Key, Cleared: true})
	}
	return patch
}

// fieldOf is for keys known to be in the model's table.
func fieldOf(key model.Key) model.Field {
	f, _ := model.FieldOf(key)
	return f
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// distinct drops duplicates. What the service does with a repeated tag is not
// published: keeping the first is a choice.
func distinct(values []string) []string {
	var kept []string
	for _, value := range values {
		if !slices.Contains(kept, value) {
			kept = append(kept, value)
		}
	}
	return kept
}

// distinctUIDs drops duplicates, ignoring case.
func distinctUIDs(uids []string) []string {
	var kept []string
	for _, uid := range uids {
		same := func(other string) bool { return model.NormalizeUID(other) == model.NormalizeUID(uid) }
		if !slices.ContainsFunc(kept, same) {
			kept = append(kept, uid)
		}
	}
	return kept
}
