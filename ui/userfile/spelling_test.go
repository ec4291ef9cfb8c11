package userfile_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"census/model"
	"census/ui/userfile"
)

// inUTF16 writes a text like editors that save in UTF-16.
func inUTF16(text string, bigEndian bool) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		high, low := byte(unit>>8), byte(unit)
		if bigEndian {
			b = append(b, high, low)
		} else {
			b = append(b, low, high)
		}
	}
	return string(b)
}

// waysToWrite are the ways in which editors write the same text.
var waysToWrite = map[string]func(text string) string{
	"line feeds":            func(text string) string { return text },
	"Windows":               func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
	"old Mac":               func(text string) string { return strings.ReplaceAll(text, "\n", "\r") },
	"mixed ends":            func(text string) string { return strings.Replace(text, "\n", "\r", 2) },
	"byte order mark":       func(text string) string { return "\ufeff" + text },
	"UTF-16 of Windows":     func(text string) string { return inUTF16("\ufeff"+strings.ReplaceAll(text, "\n", "\r\n"), false) },
	"UTF-16 big-endian":     func(text string) string { return inUTF16("\ufeff"+text, true) },
	"UTF-16, no mark":       func(text string) string { return inUTF16(text, false) },
	"UTF-16 be, no mark":    func(text string) string { return inUTF16(text, true) },
	"old Mac with the mark": func(text string) string { return "\ufeff" + strings.ReplaceAll(text, "\n", "\r") },
}

// Text is read however the editor writes it, and is never taken for an empty
// text.
func TestEveryWayToWriteIsRead(t *testing.T) {
	given := userfile.Encode(ann(), ownRole, "")
	edited := strings.Replace(string(given), `"name": "Ann \u202eevil",`, `"name": "Ånn 👩‍👩‍👧", // why`, 1)
	metadata := "// new\n{\n  \"å\": \"👩‍👩‍👧\", // why\n  \"b\": [1]\n}\n"
	for name, write := range waysToWrite {
		want := ann()
		want.Name = "Ånn 👩‍👩‍👧"
		got, err := userfile.Decode([]byte(write(edited)), ann(), ownRole)
		if p := model.Diff(want, got); err != nil || !p.IsEmpty() {
			t.Errorf("%s: %v, differs in %v", name, err, p.Keys())
		}
		m, err := userfile.DecodeMetadata([]byte(write(metadata)), nil)
		if err != nil || string(m) != `{"å":"👩‍👩‍👧","b":[1]}` {
			t.Errorf("%s: metadata %q, %v", name, m, err)
		}
		if !userfile.Same([]byte(write(edited)), []byte(edited)) || userfile.Same([]byte(write(edited)), given) {
			t.Errorf("%s: the same text is another, or another the same", name)
		}
		faulty := strings.Replace(edited, `"Ånn`, `7 "Ånn`, 1)
		_, err = userfile.Decode([]byte(write(faulty)), ann(), ownRole)
		if err == nil {
			t.Fatalf("%s: the fault is not found", name)
		}
		marked, line := userfile.Mark([]byte(write(faulty)), err)
		if lines := strings.Split(string(marked), "\n"); !strings.Contains(lines[line-1], "Ånn") || !strings.HasSuffix(string(marked), faulty) {
			t.Errorf("%s: line %d of\n%q", name, line, marked)
		}
	}
}

// An unreadable encoding is named.
func TestOtherEncodingsAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"{\n  \"name\": \"Ren\xe9e\"\n}": "line 2, column 15: not valid UTF-8; save the file as UTF-8",
		"\xff\xfe{\x00\x3d\xd8}\x00":     "line 1, column 2: damaged UTF-16; save the file as UTF-8",
		"{\x00}\x00\n":                   "line 1, column 3: damaged UTF-16; save the file as UTF-8",
	} {
		for _, read := range []func([]byte) error{
			func(text []byte) error { _, err := userfile.Decode(text, ann(), nil); return err },
			func(text []byte) error { _, err := userfile.DecodeMetadata(text, nil); return err },
		} {
			if err := read([]byte(text)); err == nil || err.Error() != want {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
		}
	}
}

// For any user and any way of writing, an untouched text changes nothing.
func TestAnUntouchedTextChangesNothingInAnySpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := drawUser(t)
		text := userfile.Encode(u, nil, "")
		for name, write := range waysToWrite {
			got, err := userfile.Decode([]byte(write(string(text))), u, nil)
			if p := model.Diff(u, got); err != nil || !p.IsEmpty() {
				t.Fatalf("%s: %v, differs in %v", name, err, p.Keys())
			}
			if !userfile.Same([]byte(write(string(text))), text) || bytes.Contains(text, []byte("\r")) {
				t.Fatalf("%s: not the same text", name)
			}
		}
	})
}
