package ui

import (
	"slices"

	"census/client/session"
	"census/model"
	"census/ui/words"
)

// fieldSet is a user being edited: what the service has, the fields with what is
// typed over it, and which of them has the focus.
type fieldSet struct {
	base model.User // what the service has, as far as is known
	all  []*formField
	at   int // the field with the focus
}

// newFieldSet are the fields of the user, or of a new one filled in like it.
func newFieldSet(s *styles, u model.User, actor model.Actor) *fieldSet {
	f := &fieldSet{base: u}
	for _, row := range model.Fields() {
		if row.Editable != model.Never {
			f.all = append(f.all, newFormField(s, row, u))
		}
	}
	f.lock(actor)
	f.at = max(0, slices.IndexFunc(f.all, func(field *formField) bool { return field.locked == "" }))
	return f
}

func (f *fieldSet) focused() *formField { return f.all[f.at] }

// field is the field with the key, which must be editable.
func (f *fieldSet) field(key model.Key) *formField { return f.all[f.index(key)] }

func (f *fieldSet) index(key model.Key) int {
	return slices.IndexFunc(f.all, func(field *formField) bool { return field.Key == key })
}

// focus gives a field the focus.
func (f *fieldSet) focus(key model.Key) { f.at = max(0, f.index(key)) }

// move moves the focus; locked fields are visited too, to read their reason.
func (f *fieldSet) move(by int) {
	f.leave()
	f.at = (f.at + by + len(f.all)) % len(f.all)
}

// leave is what happens when the focus goes elsewhere: it is time to judge the
// field, and a tag being typed becomes one.
func (f *fieldSet) leave() {
	field := f.focused()
	field.visited = field.visited || field.changed()
	if t, ok := field.input.(*tagsInput); ok && field.locked == "" {
		t.add()
	}
}

// lock asks the policy which fields the actor may edit.
func (f *fieldSet) lock(actor model.Actor) {
	for _, field := range f.all {
		field.locked = model.MayEdit(actor, f.base, field.Key).Reason
		switch {
		case field.Key == model.KeyMetadata:
			field.remark = model.MetadataRemark(actor, f.base)
		case field.Key == model.KeyTags && !f.base.IsNew() && !f.base.TagsKnown && field.locked == "":
			field.locked = "the tags are not read yet"
		}
	}
}

// offerRoles adds the roles that are known, and those met elsewhere, to those that
// can be chosen.
func (f *fieldSet) offerRoles(known *session.Known, met []string) {
	for _, field := range f.all {
		if c, ok := field.input.(*choiceInput); ok {
			c.choices = known.RoleSlugs(slices.Concat(met, c.choices)...)
		}
	}
}

// rebase takes over a newer reading. What has been typed stays, and so does the value
// it was typed over: other people's changes are found by comparing with that.
func (f *fieldSet) rebase(u model.User, actor model.Actor) {
	base := u
	for _, field := range f.all {
		if field.changed() {
			base = field.With(base, field.Value(f.base))
		} else {
			field.rebase(u)
		}
	}
	f.base = base
	f.lock(actor)
}

// decide takes over theirs as what the service has, and types in what was decided
// where both sides had changed the same.
func (f *fieldSet) decide(theirs, decided model.User, actor model.Actor) {
	f.base = theirs
	for _, field := range f.all {
		field.initial, field.hidden = shown(field.Field, theirs)
		if v, _ := shown(field.Field, decided); !field.SameValue(field.input.value(), v) {
			field.input.put(v)
		}
	}
	f.lock(actor)
}

// edited is the user with what is typed.
func (f *fieldSet) edited() model.User {
	u := f.base
	for _, field := range f.all {
		if field.changed() || f.base.IsNew() && field.locked == "" {
			v := field.input.value()
			if field.Kind == model.KindJSON {
				v.Text = string(model.Metadata(v.Text).Compact()) // line breaks count against the limit
			}
			u = field.With(u, v)
		}
	}
	return u
}

// changed are the fields that hold something else than the service.
func (f *fieldSet) changed() []*formField {
	var changed []*formField
	for _, field := range f.all {
		if field.changed() {
			changed = append(changed, field)
		}
	}
	return changed
}

// fill types values into their fields.
func (f *fieldSet) fill(values map[model.Key]model.Value) {
	for _, field := range f.all {
		if v, ok := values[field.Key]; ok {
			field.input.put(v)
			field.visited = true
		}
	}
}

// invalid lists the fields that would be sent and are not valid, and marks all
// fields as to be judged from now on.
func (f *fieldSet) invalid() []*formField {
	var wrong []*formField
	for _, field := range f.all {
		field.visited = true
		sent := field.locked == "" && (f.base.IsNew() || field.changed())
		if sent && field.invalid() != nil {
			wrong = append(wrong, field)
		}
	}
	return wrong
}

// judge says what keeps the fields from being sent, and goes to the first that is
// wrong.
func (f *fieldSet) judge() (n nav, valid bool) {
	wrong := f.invalid()
	if len(wrong) == 0 {
		return nav{}, true
	}
	f.focus(wrong[0].Key)
	if len(wrong) > 1 {
		return problem(words.Plural(len(wrong), "field") + " need attention"), false
	}
	return problem(wrong[0].Label + " " + wrong[0].invalid().Problem), false
}

// refuse shows what the service said at the fields that it said it about, and goes
// to the first of them.
func (f *fieldSet) refuse(err error) {
	isFirst := true
	for _, field := range f.all {
		text := refusal(err, field.Key)
		if text == "" {
			continue
		}
		field.refuse(text)
		if isFirst {
			f.focus(field.Key)
		}
		isFirst = false
	}
}
