package userfile

import (
	"encoding/json"

	"census/model"
)

// isCleared reports whether a value clears the field, whatever its kind.
func isCleared(raw json.RawMessage) bool {
	return string(raw) == "null" || string(raw) == `""`
}

// value reads a member's value as required by the field's kind.
func (d *decoder) value(f model.Field, m member) (model.Value, error) {
	if isCleared(m.value) {
		return model.Value{}, nil
	}
	switch f.Kind {
	case model.KindTags:
		return d.tags(m)
	case model.KindJSON:
		if m.value[0] != '{' {
			return model.Value{}, faultAt(d.text, m.at, "%s must be an object, as in { \"key\": 1 }, or null", f.Key)
		}
		return model.Value{Text: string(respell(model.Metadata(m.value), d.base.Metadata))}, nil
	case model.KindText, model.KindURL, model.KindChoice:
		text, _, ok := model.UnquoteJSON(m.value)
		if !ok {
			return model.Value{}, faultAt(d.text, m.at, "%s must be text in double quotes, or null", f.Key)
		}
		return model.Value{Text: string(text)}, nil
	}
	return model.Value{}, faultAt(d.text, m.keyAt, "%s is set by the service and cannot be changed", f.Key)
}

func (d *decoder) tags(m member) (model.Value, error) {
	if m.value[0] != '[' {
		return model.Value{}, faultAt(d.text, m.at, `%s must be a list, as in ["one", "two"], or null`, m.key)
	}
	s := model.ScanJSON(m.value)
	var tags []string
	for s.Pass(); s.More(']'); {
		at := m.at + s.Offset()
		tag, _, ok := model.UnquoteJSON(s.Value())
		if !ok {
			return model.Value{}, faultAt(d.text, at, "a tag must be text in double quotes")
		}
		tags = append(tags, string(tag))
	}
	return model.Value{Tags: tags}, nil
}
