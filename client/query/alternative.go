package query

import "strings"

// shortest is the minimum length of a word that gets alternatives.
const shortest = 3

// Alternatives are the terms about a field that the free words of a text might
// mean: a role, a tag, a presence, a state, a metadata path. Each replaces its
// word. Excluded words have none. It is for a text that finds nobody.
func Alternatives(text string, v Vocabulary) []Completion {
	var all []Completion
	excluded := false
	for _, t := range tokenize(text) {
		if word := wordOf(text[t.from:t.to]); t.kind == termToken && !excluded && word != "" {
			for _, term := range termsFor(Fold(word), v) {
				all = append(all, Completion{From: t.from, To: t.to, Text: term})
			}
		}
		excluded = t.kind == minusToken
	}
	return all
}

// termsFor lists the terms whose value contains the folded word, those equal to
// the word first.
func termsFor(word string, v Vocabulary) []string {
	if len(word) < shortest {
		return nil
	}
	var whole, part []string
	add := func(values []string, term func(value string) string) {
		for _, value := range values {
			switch name := Fold(value); {
			case name == word:
				whole = append(whole, term(value))
			case strings.Contains(name, word):
				part = append(part, term(value))
			}
		}
	}
	field := func(name string) func(string) string {
		return func(value string) string { return Term(name, value) }
	}
	add(v.Roles, field("role"))
	add(v.Tags, field("tag"))
	add([]string{"online", "offline"}, field("status"))
	add([]string{string(Active), string(Deactivated), string(Blocked)}, field("is"))
	add(v.MetaPaths, func(path string) string { return metaField + "." + quotePath(path) })
	return append(whole, part...)
}
