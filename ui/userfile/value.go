package userfile

import (
	"bytes"
	"encoding/json"

	"census/model"
)

// isCleared reports whether a value stands for nothing, whatever the field.
func isCleared(raw json.RawMessage) bool {
	return string(raw) == "null" || string(raw) == `""`
}

// value reads a member's value as the field's kind has it.
func (d *decoder) value(f model.Field, m member) (model.Value, error) {
	if isCleared(m.value) {
		return model.Value{}, nil
	}
	switch f.Kind {
	case model.KindTags:
		return d.tags(m)
	case model.KindJSON:
		if m.value[0] != '{' {
			return model.Value{}, faultAt(d.text, m.at, "%s is an object, as in { \"key\": 1 }, or null", f.Key)
		}
		return model.Value{Text: string(respell(model.Metadata(m.value), d.base.Metadata))}, nil
	case model.KindText, model.KindURL, model.KindChoice:
		text, ok := unquote(m.value)
		if !ok {
			return model.Value{}, faultAt(d.text, m.at, "%s is text in double quotes, or null", f.Key)
		}
		return model.Value{Text: text}, nil
	}
	return model.Value{}, faultAt(d.text, m.keyAt, "%s is set by the service and cannot be changed", f.Key)
}

func (d *decoder) tags(m member) (model.Value, error) {
	if m.value[0] != '[' {
		return model.Value{}, faultAt(d.text, m.at, `%s is a list, as in ["one", "two"], or null`, m.key)
	}
	in := json.NewDecoder(bytes.NewReader(m.value))
	_, _ = in.Token() // the [ that was seen above
	var tags []string
	for in.More() {
		var raw json.RawMessage
		if err := in.Decode(&raw); err != nil {
			return model.Value{}, faultAt(d.text, m.at, "cannot be read")
		}
		tag, ok := unquote(raw)
		if !ok {
			at := m.at + int(in.InputOffset()) - len(raw)
			return model.Value{}, faultAt(d.text, at, "a tag is text in double quotes")
		}
		tags = append(tags, tag)
	}
	return model.Value{Tags: tags}, nil
}

func unquote(raw json.RawMessage) (text string, ok bool) {
	return text, raw[0] == '"' && json.Unmarshal(raw, &text) == nil
}
