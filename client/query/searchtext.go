package query

import "census/model"

// AppendSearchText appends the folded texts that a [Text] searches, each
// followed by a zero byte: name, uid, status message, each tag, link, and each
// string and number of the metadata, except @private. Name and uid are always
// the first two, and status message and link are present even when empty.
// Metadata that is not JSON counts as far as it can be read.
func AppendSearchText(dst []byte, u model.User) []byte {
	dst = appendPart(dst, u.Name)
	dst = appendPart(dst, u.UID)
	dst = appendPart(dst, u.StatusMessage)
	for _, tag := range u.Tags {
		dst = appendPart(dst, tag)
	}
	dst = appendPart(dst, u.Link)
	s := scan(u.Metadata)
	s.values(0, func(raw []byte, escaped bool) {
		if escaped {
			dst = appendFoldUnescaped(dst, raw)
		} else {
			dst = appendFold(dst, raw)
		}
		dst = append(dst, 0)
	})
	return dst
}

// appendFoldUnescaped uses the spare capacity of dst for the unescaped text.
func appendFoldUnescaped(dst, raw []byte) []byte {
	start := len(dst)
	dst = model.AppendUnescapedJSON(dst, raw)
	end := len(dst)
	dst = appendFold(dst, dst[start:])
	return append(dst[:start], dst[end:]...)
}

func appendPart(dst []byte, text string) []byte {
	return append(AppendFold(dst, text), 0)
}

// appendOriginals appends the same texts unfolded.
func appendOriginals(dst []string, u model.User) []string {
	dst = append(dst, u.Name, u.UID, u.StatusMessage)
	dst = append(dst, u.Tags...)
	dst = append(dst, u.Link)
	s := scan(u.Metadata)
	s.values(0, func(raw []byte, escaped bool) {
		dst = append(dst, string(s.plain(raw, escaped)))
	})
	return dst
}
