package roster

import (
	"encoding/binary"

	"census/model"
)

// appendRecord packs a user's texts: each preceded by its length, the tags
// preceded by their number, and at the end any damaged fields.
func appendRecord(b []byte, u model.User) []byte {
	for _, text := range [...]string{u.UID, u.Name, u.Avatar, u.Link, u.StatusMessage, statusWord(u.Status)} {
		b = appendText(b, text)
	}
	b = binary.AppendUvarint(b, uint64(len(u.Metadata)))
	b = append(b, u.Metadata...)
	b = binary.AppendUvarint(b, uint64(len(u.Tags)))
	for _, tag := range u.Tags {
		b = appendText(b, tag)
	}
	for _, key := range u.Damaged {
		b = appendText(b, string(key))
	}
	return b
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// statusWord stores nothing for the two usual statuses, which the facts already
// distinguish.
func statusWord(s model.Status) string {
	if s == model.StatusAvailable || s == model.StatusOffline {
		return ""
	}
	return string(s)
}

// unpacker reads a record. A damaged file must not crash the program: past the
// end it returns empty texts.
type unpacker struct{ rest string }

func (p *unpacker) number() int {
	n := uint64(0)
	for i := 0; i < len(p.rest) && i < binary.MaxVarintLen32; i++ {
		c := p.rest[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			p.rest = p.rest[i+1:]
			return int(min(n, uint64(len(p.rest))))
		}
	}
	p.rest = ""
	return 0
}

func (p *unpacker) text() string {
	n := p.number()
	text := p.rest[:n]
	p.rest = p.rest[n:]
	return text
}

// unpack returns the user in a record; all its texts share one allocation.
func unpack(record []byte, f facts, role string) model.User {
	p := unpacker{string(record)}
	u := model.User{
		UID: p.text(), Name: p.text(), Avatar: p.text(), Link: p.text(), StatusMessage: p.text(),
		Status: model.Status(p.text()),
		Role:   role,

		LastActiveAt: f.lastActive, CreatedAt: f.created, UpdatedAt: f.updated, DeactivatedAt: f.deactivated,
		TagsKnown: f.is(flagTagsKnown), BlockedByMe: f.is(flagBlockedByMe), HasBlockedMe: f.is(flagHasBlockedMe),
	}
	if metadata := p.text(); metadata != "" {
		u.Metadata = model.Metadata(metadata)
	}
	if n := p.number(); n > 0 {
		u.Tags = make([]string, n)
		for i := range u.Tags {
			u.Tags[i] = p.text()
		}
	}
	for p.rest != "" {
		u.Damaged = append(u.Damaged, model.Key(p.text()))
	}
	if u.Status == "" {
		u.Status = model.StatusOffline
		if f.is(flagOnline) {
			u.Status = model.StatusAvailable
		}
	}
	return u
}

// uidOf returns the uid in a record without unpacking the rest.
func uidOf(record []byte) []byte { return textOf(record, 0) }

// The texts of a record in order; the tags follow them.
const (
	avatarAt   = 2
	linkAt     = 3
	metadataAt = 6
	tagsAt     = 7
)

// textOf returns one text of a record without unpacking the rest.
func textOf(record []byte, at int) []byte {
	record = after(record, at)
	n, size := binary.Uvarint(record)
	if size <= 0 || n > uint64(len(record)-size) {
		return nil
	}
	return record[size : size+int(n)]
}

// after returns the part of a record after the given number of texts.
func after(record []byte, texts int) []byte {
	for range texts {
		n, size := binary.Uvarint(record)
		if size <= 0 || n > uint64(len(record)-size) {
			return nil
		}
		record = record[size+int(n):]
	}
	return record
}

// firstTagOf returns the first tag in a record, or empty.
func firstTagOf(record []byte) []byte {
	rest := after(record, tagsAt)
	n, size := binary.Uvarint(rest)
	if size <= 0 || n == 0 {
		return nil
	}
	return textOf(rest[size:], 0)
}
