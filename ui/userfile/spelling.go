package userfile

import (
	"bytes"

	"golang.org/x/text/encoding/unicode"
)

// Same reports whether two texts differ at most in properties that editors
// vary: encoding, byte order mark and line ends.
func Same(a, b []byte) bool {
	a, errA := spelled(a)
	b, errB := spelled(b)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

// spelled converts a text to UTF-8 with line feeds, however the editor has
// written it: with a byte order mark, in UTF-16, with the line ends of Windows
// or of old Macs. For invalid UTF-16 it returns an error, and the text with
// U+FFFD in place of what is invalid. Invalid UTF-8 is left for the decoder to
// find.
func spelled(text []byte) ([]byte, error) {
	text, err := fromUTF16(text)
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n")), err
}

// fromUTF16 decodes a text in UTF-16 and returns any other unchanged. Without a
// byte order mark it is recognised by its first character, which is ASCII in
// everything that can be read here.
func fromUTF16(text []byte) ([]byte, error) {
	order := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}), len(text) > 1 && text[0] != 0 && text[1] == 0:
	case bytes.HasPrefix(text, []byte{0xfe, 0xff}), len(text) > 1 && text[0] == 0 && text[1] != 0:
		order = unicode.BigEndian
	default:
		return text, nil
	}
	utf16 := unicode.UTF16(order, unicode.IgnoreBOM)
	decoded, err := utf16.NewDecoder().Bytes(text)
	if err != nil {
		return text, faultAt(text, 0, "not valid UTF-8; save the file as UTF-8")
	}
	if again, err := utf16.NewEncoder().Bytes(decoded); err != nil || !bytes.Equal(again, text) {
		decoded = bytes.TrimPrefix(decoded, []byte("\ufeff"))
		at := max(0, bytes.Index(decoded, []byte("\ufffd")))
		return decoded, faultAt(decoded, at, "damaged UTF-16; save the file as UTF-8")
	}
	return decoded, nil
}
