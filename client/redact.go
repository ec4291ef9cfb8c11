package client

import (
	"net/url"
	"regexp"
	"slices"
	"unicode/utf8"

	"census/model"
)

const (
	redacted = "[redacted]"
	// maxTextRunes is how much of one text from a server an error shows.
	maxTextRunes = 500
)

// secretPattern matches the secrets in any letter case, as they are and as they
// would stand in an address, and the user:password part of an address (a proxy
// in the environment may have one). A server may echo a key in its message.
func secretPattern(secrets ...string) *regexp.Regexp {
	pattern := `//[^/@\s]*@`
	for _, s := range secrets {
		if s != "" {
			pattern += "|" + regexp.QuoteMeta(s) + "|" + regexp.QuoteMeta(url.QueryEscape(s))
		}
	}
	return regexp.MustCompile("(?i)" + pattern)
}

// safe makes text from outside fit for an error: no secret, no control
// character, not endless. Cutting comes last: a cut secret would not be found.
func (c *Client) safe(text string) string {
	text = model.Clean(c.secrets().ReplaceAllLiteralString(text, redacted))
	if utf8.RuneCountInString(text) > maxTextRunes {
		text = string([]rune(text)[:maxTextRunes]) + "…"
	}
	return text
}

func (c *Client) safeAll(texts []string) []string {
	texts = slices.Clone(texts)
	for i, text := range texts {
		texts[i] = c.safe(text)
	}
	return texts
}
