package client

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"census/model"
)

const (
	redacted = "[redacted]"
	// maxTextRunes is how much of one text from a server an error shows.
	maxTextRunes = 500
	// longSecret is from where on a secret is no part of a word by chance. A
	// shorter one counts as a whole token only: a key k must not eat letters.
	longSecret = 8
)

// userinfo is the user:password part of an address, as it is and as it stands
// inside of another address. A proxy in the environment may have one.
var userinfo = regexp.MustCompile(`(?i)//([^/?#\s]*)@|%2f%2f((?:[^/?#&\s%]|%[^24]|%2[^f]|%4[^0])*)%40`)

// Redactor takes secrets out of texts on their way to a person, a file or a log.
// The zero value knows only that the user:password part of an address is one.
type Redactor struct{ secrets []secret }

type secret struct {
	pattern *regexp.Regexp
	isLong  bool
}

// NewRedactor returns a redactor for the secrets; empty ones are none.
func NewRedactor(secrets ...string) Redactor {
	var r Redactor
	for _, s := range secrets {
		if s != "" {
			r.secrets = append(r.secrets, secret{regexp.MustCompile(spellings(s)), len(s) >= longSecret})
		}
	}
	return r
}

// spellings is a pattern of the secret in any letter case, each of its bytes as
// it is or as addresses and JSON escape it.
func spellings(s string) string {
	var b strings.Builder
	b.WriteString("(?i)")
	for i := range len(s) {
		c := s[i]
		fmt.Fprintf(&b, `(?:%%%02x|\\u00%02x|\\?%s)`, c, c, regexp.QuoteMeta(string(rune(c))))
	}
	return b.String()
}

// Redact returns the text with each secret replaced, and with it whatever
// overlaps it. All are looked for in the text as it was: one that is cut out
// first could leave a part of another, which is not found any more.
func (r Redactor) Redact(text string) string {
	spans := userParts(text)
	for _, s := range r.secrets {
		spans = append(spans, s.find(text)...)
	}
	text = cut(text, spans)
	// A secret that holds a slash hides the user before it.
	return cut(text, userParts(text))
}

// And returns a redactor of the secrets of both.
func (r Redactor) And(other Redactor) Redactor {
	return Redactor{slices.Concat(r.secrets, other.secrets)}
}

// span is where in a text something stands that is to go, from the first byte to
// the one behind the last.
type span struct{ from, to int }

// userParts finds the user:password part of every address.
func userParts(text string) []span {
	var spans []span
	for _, at := range userinfo.FindAllStringSubmatchIndex(text, -1) {
		// The part is the first or the second group, as the address is spelled.
		spans = append(spans, span{max(at[2], at[4]), max(at[3], at[5])})
	}
	return spans
}

// find tells where the secret stands, also where it overlaps itself.
func (s secret) find(text string) []span {
	var spans []span
	for from := 0; from < len(text); {
		at := s.pattern.FindStringIndex(text[from:])
		if at == nil {
			break
		}
		found := span{from + at[0], from + at[1]}
		if s.isLong || !endsInToken(text[:found.from]) && !beginsWithToken(text[found.to:]) {
			spans = append(spans, found)
		}
		from = found.from + 1
	}
	return spans
}

// cut replaces the spans; those that overlap go as one.
func cut(text string, spans []span) string {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	end := 0
	for _, s := range spans {
		if s.from >= end {
			b.WriteString(text[end:s.from] + redacted)
		}
		end = max(end, s.to)
	}
	return b.String() + text[end:]
}

// escapes end a text whose last letters belong to an escape and not to a token.
var escapes = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2}|\\[nrt]|\\x[0-9a-f]{2}|\\u[0-9A-Fa-f]{4})$`)

func endsInToken(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return isTokenRune(r) && !escapes.MatchString(text[max(0, len(text)-6):])
}

func beginsWithToken(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return isTokenRune(r)
}

func isTokenRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-')
}

// safe makes text from outside fit for an error: no secret, no control
// character, not endless. Cutting comes last: a cut secret would not be found.
func (c *Client) safe(text string) string {
	text = model.Clean(c.Redact(text))
	if utf8.RuneCountInString(text) > maxTextRunes {
		text = string([]rune(text)[:maxTextRunes]) + "…"
	}
	return text
}

// Redactor takes out the client's key and token.
func (c *Client) Redactor() Redactor { return c.redactor() }

// Redact returns the text without the client's key and token.
func (c *Client) Redact(text string) string { return c.redactor().Redact(text) }

func (c *Client) safeAll(texts []string) []string {
	texts = slices.Clone(texts)
	for i, text := range texts {
		texts[i] = c.safe(text)
	}
	return texts
}
