package userfile

import (
	"iter"
	"slices"
	"strings"

	"census/model"
)

// EncodeMetadata writes metadata by itself. Text that is not yet one JSON
// object, half typed in a form, is written as it is, but for what is not safe
// to show. The problem is what was wrong with the last try, or empty.
func EncodeMetadata(m model.Metadata, problem string) []byte {
	var b strings.Builder
	comment(&b, "", "Metadata: one JSON object, in which comments are allowed and dropped.\n"+
		"Save and leave the editor to go on. A file that is unchanged or empty changes nothing; null clears.")
	text, fault := encodeObject(m)
	if fault != "" {
		text = model.EscapeJSON(lineFeeds.Replace(string(m)))
	}
	b.WriteString(text + "\n")
	return withProblem(b.String(), problem)
}

var lineFeeds = strings.NewReplacer("\r\n", "\n", "\t", "  ")

// DecodeMetadata reads what EncodeMetadata has written and a person edited, and
// returns it without white space. Base is the metadata that was written; it is
// returned when the text holds nothing but comments. The errors are [*Error].
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

// respell returns metadata that was edited without its white space, and with the
// strings that had to be written differently as base spells them: a person who did
// not touch a string must not have changed it, by whichever escapes it came back.
// Strings that base spells in several ways are told apart by their order.
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

// plainest is what all spellings of a string have in common that the text may have
// it in.
func plainest(token string) string { return string(ASCII([]byte(model.EscapeJSON(token)))) }

// stringTokens yields the strings of a JSON text, quotes included, and where
// each stands.
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
