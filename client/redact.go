package client

import (
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
var userinfo = regexp.MustCompile(`(?i)(//)[^/?#\s]*@|(%2f%2f)(?:[^/?#&\s%]|%[^24]|%2[^f]|%4[^0])*%40`)

// Redactor takes secrets out of texts on their way to a person, a file or a log.
// The zero value knows only that the user:password part of an address is one.
type Redactor struct{ secrets []secret }

type secret struct {
	pattern *regexp.Regexp
	isLong  bool
}

// NewRedactor returns a redactor for the secrets; empty ones are none.
func NewRedactor(secrets ...string) Redactor {
	secrets = slices.Clone(secrets)
	// A secret that holds another one goes first.
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
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

// Redact returns the text with each secret replaced.
func (r Redactor) Redact(text string) string {
	text = userinfo.ReplaceAllString(text, "${1}${2}"+redacted+"@")
	for _, s := range r.secrets {
		text = s.redact(text)
	}
	return text
}

func (s secret) redact(text string) string {
	var b strings.Builder
	from := 0
	for _, at := range s.pattern.FindAllStringIndex(text, -1) {
		if s.isLong || !endsInToken(text[:at[0]]) && !beginsWithToken(text[at[1]:]) {
			b.WriteString(text[from:at[0]] + redacted)
			from = at[1]
		}
	}
	return b.String() + text[from:]
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

// Redact returns the text without the client's key and token.
func (c *Client) Redact(text string) string { return c.redactor().Redact(text) }

func (c *Client) safeAll(texts []string) []string {
	texts = slices.Clone(texts)
	for i, text := range texts {
		texts[i] = c.safe(text)
	}
	return texts
}
