package userfile

import (
	"iter"
	"slices"
	"strings"

	"census/model"
)

// EncodeMetadata writes metadata alone. Text that is not yet a JSON object,
// half typed in a form, is written as it is, except for characters that are not
// safe to show. problem is what was wrong with the last attempt, or empty.
func EncodeMetadata(m model.Metadata, problem string) []byte {
	var b strings.Builder
	comment(&b, "", "Metadata: one JSON object. Comments are allowed but not kept.\n"+
		"Save and quit the editor to continue. An unchanged or empty file changes nothing; null clears.")
	text, fault := encodeObject(m)
	if fault != "" {
		text = model.EscapeJSON(lineFeeds.Replace(string(m)))
	}
	b.WriteString(text + "\n")
	return withProblem(b.String(), problem)
}

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\t", "  ")

// DecodeMetadata reads what EncodeMetadata has written and a person has edited,
// and returns it without white space. base is the metadata that was written; it
// is returned if the text has nothing but comments. The errors are [*Error].
func DecodeMetadata(text []byte, base model.Metadata) (model.Metadata, error) {
	text, err := spelled(text)
	if err != nil {
		return base, err
	}
	d := decoder{text: text}
	empty, err := d.strip()
	switch {
	case empty || err != nil:
		return base, err
	case isCleared([]byte(strings.TrimSpace(string(d.plain)))):
		return nil, nil
	}
	if err := check(d.text, d.plain, "metadata is one object: it starts with {; or null"); err != nil {
		return base, err
	}
	return respell(model.Metadata(d.plain), base), nil
}

// respell returns edited metadata without white space, with the strings that
// had to be written differently respelled as in base: a string that the person
// did not touch must not change, whichever escapes it comes back with. Strings
// that base spells in several ways are told apart by their order.
func respell(edited, base model.Metadata) model.Metadata {
	edited, base = edited.Compact(), base.Compact()
	spelled := map[string][]string{}
	for token := range stringTokens(base) {
		plain := plainest(token)
		spelled[plain] = append(spelled[plain], token)
	}
	total, seen := map[string]int{}, map[string]int{}
	for token := range stringTokens(edited) {
		total[plainest(token)]++
	}
	var b strings.Builder
	end := 0
	for token, at := range stringTokens(edited) {
		original, plain := token, plainest(token)
		switch all := spelled[plain]; {
		case len(all) == total[plain]:
			original = all[seen[plain]]
		case len(slices.Compact(slices.Clone(all))) == 1:
			original = all[0]
		}
		seen[plain]++
		b.WriteString(string(edited[end:at]) + original)
		end = at + len(token)
	}
	b.Write(edited[end:])
	return model.Metadata(b.String())
}

// plainest is the form that all of a string's possible spellings in the text
// have in common.
func plainest(token string) string { return string(ASCII([]byte(model.EscapeJSON(token)))) }

// stringTokens yields the strings of a JSON text, including quotes, with their
// offsets.
func stringTokens(text []byte) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		s := model.ScanJSON(text)
		for token := s.Token(); token != nil; token = s.Token() {
			if token[0] == '"' && !yield(string(token), s.Offset()-len(token)) {
				return
			}
		}
	}
}
