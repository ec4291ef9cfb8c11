package query

import (
	"slices"
	"strings"
	"unicode"
)

// Term returns the term that requires a field to have one of the values, quoted
// where necessary: role:admin, tag:vip,"two words".
func Term(field string, values ...string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quoteValue(v)
	}
	return field + ":" + strings.Join(quoted, ",")
}

// quoteValue quotes a value unless it is one word without quotes in it.
func quoteValue(value string) string {
	if value != "" && !strings.ContainsFunc(value, needsQuotes) {
		return value
	}
	return `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(value) + `"`
}

func needsQuotes(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`(),"\`, r) }

// Has reports whether every match of the text must satisfy the term, because it
// appears outside parentheses and without an OR.
func Has(text, term string) bool {
	_, ok := findTerm(text, term)
	return ok
}

// Toggle removes the term where [Has] finds it, otherwise adds it as a further
// condition. In a text that cannot be parsed it goes first, where no open quote
// swallows it.
func Toggle(text, term string) string {
	term = strings.TrimSpace(term)
	if at, ok := findTerm(text, term); ok {
		return joinParts(text[:at.from], text[at.to:])
	}
	if _, err := Parse(text, Env{}); err != nil {
		return joinParts(term, text)
	}
	if hasChoice(tokenize(text)) {
		text = "(" + strings.TrimSpace(text) + ")"
	}
	return joinParts(text, term)
}

func joinParts(a, b string) string {
	return strings.TrimSpace(strings.TrimSpace(a) + " " + strings.TrimSpace(b))
}

// hasChoice reports whether there is an OR outside all parentheses.
func hasChoice(tokens []token) bool {
	depth := 0
	return slices.ContainsFunc(tokens, func(t token) bool {
		depth += nesting(t)
		return depth == 0 && t.kind == orToken
	})
}

func nesting(t token) int {
	switch t.kind {
	case openToken:
		return 1
	case closeToken:
		return -1
	}
	return 0
}

// FirstWord returns the first free word or phrase that every match must
// contain, as typed, or empty. The service finds it only at the start of a name
// or uid, so it finds some of the matches, never all.
func FirstWord(text string) string {
	tokens := tokenize(text)
	if hasChoice(tokens) {
		return ""
	}
	depth, negated := 0, false
	for _, t := range tokens {
		depth += nesting(t)
		if depth == 0 && !negated && t.kind == termToken {
			if word := wordOf(text[t.from:t.to]); word != "" {
				return word
			}
		}
		negated = t.kind == minusToken
	}
	return ""
}

// wordOf returns the content of a term that is a free word or phrase, without
// quotes.
func wordOf(term string) string {
	q, err := Parse(term, Env{})
	if _, isText := q.Root.(Text); err != nil || !isText {
		return ""
	}
	if inside, quoted := strings.CutPrefix(term, `"`); quoted {
		return strings.ReplaceAll(strings.TrimSuffix(inside, `"`), `\"`, `"`)
	}
	return term
}

// findTerm returns the place of the term at the top level.
func findTerm(text, term string) (at token, ok bool) {
	tokens := tokenize(text)
	if hasChoice(tokens) {
		return token{}, false
	}
	depth, from := 0, -1
	for _, t := range tokens {
		if from < 0 {
			from = t.from
		}
		depth += nesting(t)
		if depth != 0 || t.kind == minusToken {
			continue
		}
		if sameTerm(text[from:t.to], term) {
			return token{from: from, to: t.to}, true
		}
		from = -1
	}
	return token{}, false
}

func sameTerm(a, b string) bool { return Fold(strings.TrimSpace(a)) == Fold(strings.TrimSpace(b)) }
