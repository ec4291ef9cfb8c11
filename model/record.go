package model

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Record is a User in the form of census's own files: JSON with the field
// table's keys, which reads back as exactly the same user. Metadata is stored
// as text rather than JSON, so its white space, key order and number spelling
// survive, and so does metadata that is not JSON.
type Record User

// recordJSON is the file format of a Record. Unknown members are ignored when
// reading.
type recordJSON struct {
	UID           RawText   `json:"uid"`
	Name          RawText   `json:"name,omitempty"`
	Avatar        RawText   `json:"avatar,omitempty"`
	Link          RawText   `json:"link,omitempty"`
	Role          RawText   `json:"role,omitempty"`
	StatusMessage RawText   `json:"statusMessage,omitempty"`
	Metadata      RawText   `json:"metadata,omitempty"`
	Tags          []RawText `json:"tags,omitempty"`
	TagsKnown     bool      `json:"tagsKnown,omitempty"`
	Status        Status    `json:"status,omitempty"`
	LastActiveAt  UnixTime  `json:"lastActiveAt,omitempty"`
	HasBlockedMe  bool      `json:"hasBlockedMe,omitempty"`
	BlockedByMe   bool      `json:"blockedByMe,omitempty"`
	CreatedAt     UnixTime  `json:"createdAt,omitempty"`
	UpdatedAt     UnixTime  `json:"updatedAt,omitempty"`
	DeactivatedAt UnixTime  `json:"deactivatedAt,omitempty"`
	Damaged       []Key     `json:"damaged,omitempty"`
}

// MarshalJSON writes the record on one line.
func (r Record) MarshalJSON() ([]byte, error) {
	return json.Marshal(recordJSON{
		UID: RawText(r.UID), Name: RawText(r.Name), Avatar: RawText(r.Avatar), Link: RawText(r.Link),
		Role: RawText(r.Role), StatusMessage: RawText(r.StatusMessage), Metadata: RawText(r.Metadata),
		Tags: convert[RawText](r.Tags), TagsKnown: r.TagsKnown, Status: r.Status, LastActiveAt: r.LastActiveAt,
		HasBlockedMe: r.HasBlockedMe, BlockedByMe: r.BlockedByMe,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, DeactivatedAt: r.DeactivatedAt, Damaged: r.Damaged,
	})
}

// UnmarshalJSON reads what MarshalJSON has written.
func (r *Record) UnmarshalJSON(text []byte) error {
	var j recordJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return fmt.Errorf("read a user's record: %w", err)
	}
	*r = Record{
		UID: string(j.UID), Name: string(j.Name), Avatar: string(j.Avatar), Link: string(j.Link),
		Role: string(j.Role), StatusMessage: string(j.StatusMessage),
		Tags: convert[string](j.Tags), TagsKnown: j.TagsKnown, Status: j.Status, LastActiveAt: j.LastActiveAt,
		HasBlockedMe: j.HasBlockedMe, BlockedByMe: j.BlockedByMe,
		CreatedAt: j.CreatedAt, UpdatedAt: j.UpdatedAt, DeactivatedAt: j.DeactivatedAt, Damaged: j.Damaged,
	}
	if j.Metadata != "" {
		r.Metadata = Metadata(j.Metadata)
	}
	return nil
}

func convert[To, From ~string](list []From) []To {
	var out []To
	for _, s := range list {
		out = append(out, To(s))
	}
	return out
}

// RawText is text whose JSON form preserves every byte: a JSON string or, for
// invalid UTF-8, where encoding/json would replace bytes, an object with its
// base64.
type RawText string

type rawBytes struct {
	Base64 string `json:"base64"`
}

// MarshalJSON writes a string, or an object for text that no string can
// represent.
func (t RawText) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(rawBytes{base64.StdEncoding.EncodeToString([]byte(t))})
}

// UnmarshalJSON reads either form.
func (t *RawText) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '{' {
		var raw rawBytes
		if err := json.Unmarshal(text, &raw); err != nil {
			return err
		}
		b, err := base64.StdEncoding.DecodeString(raw.Base64)
		*t = RawText(b)
		return err
	}
	return json.Unmarshal(text, (*string)(t))
}
