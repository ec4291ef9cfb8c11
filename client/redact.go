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
	// maxTextRunes is the length to which an error cuts a server's text.
	maxTextRunes = 500
	// longSecret is the length from which a secret is not part of a word by
	// chance. A shorter one only counts as a whole token: a key "k" must not
	// remove letters.
	longSecret = 8
)

// userinfo is the user:password part of an address, plain or escaped inside
// another address. A proxy set in the environment may have one.
var userinfo = regexp.MustCompile(`(?i)//([^/?#\s]*)@|%2f%2f((?:[^/?#&\s%]|%[^24]|%2[^f]|%4[^0])*)%40`)

// Redactor removes secrets from texts meant for a person, a file or a log. The
// zero value only removes the user:password part of addresses.
type Redactor struct{ secrets []secret }

type secret struct {
	pattern *regexp.Regexp
	isLong  bool
}

// NewRedactor returns a redactor for the secrets; empty ones are ignored.
func NewRedactor(secrets ...string) Redactor {
	var r Redactor
	for _, s := range secrets {
		if s != "" {
			r.secrets = append(r.secrets, secret{regexp.MustCompile(spellings(s)), len(s) >= longSecret})
		}
	}
	return r
}

// spellings is a pattern for the secret in any case, with each byte plain or as
// addresses and JSON escape it.
func spellings(s string) string {
	var b strings.Builder
	b.WriteString("(?i)")
	for i := range len(s) {
		c := s[i]
		fmt.Fprintf(&b, `(?:%%%02x|\\u00%02x|\\?%s)`, c, c, regexp.QuoteMeta(string(rune(c))))
	}
	return b.String()
}

// Redact returns the text with each secret replaced, along with whatever
// overlaps it. All are searched in the original text: cutting one out first
// could leave part of another, which would no longer be found.
func (r Redactor) Redact(text string) string {
	spans := userParts(text)
	for _, s := range r.secrets {
		spans = append(spans, s.find(text)...)
	}
	text = cut(text, spans)
	// A secret with a slash in it hides the user part before it.
	return cut(text, userParts(text))
}

// And returns a redactor for the secrets of both.
func (r Redactor) And(other Redactor) Redactor {
	return Redactor{slices.Concat(r.secrets, other.secrets)}
}

// span is a range of bytes to remove: from inclusive, to exclusive.
type span struct{ from, to int }

// userParts finds the user:password part of every address.
func userParts(text string) []span {
	var spans []span
	for _, at := range userinfo.FindAllStringSubmatchIndex(text, -1) {
		// The part is the first or the second group, depending on how the address
		// is written.
		spans = append(spans, span{max(at[2], at[4]), max(at[3], at[5])})
	}
	return spans
}

// find returns the places of the secret, including those where it overlaps
// itself.
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

// cut replaces the spans; overlapping ones are merged.
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

// escapes matches texts whose last letters belong to an escape rather than a
// token.
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

// safe prepares an outside text for an error: no secrets, no control
// characters, limited length. It cuts last, because a cut secret would not be
// found.
func (c *Client) safe(text string) string {
	text = model.Clean(c.Redact(text))
	if utf8.RuneCountInString(text) > maxTextRunes {
		text = string([]rune(text)[:maxTextRunes]) + "…"
	}
	return text
}

// Redactor returns a redactor for the client's key and token.
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
