package config

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a key or token. However it is printed, logged or marshalled, it
// shows at most its first characters; only [Secret.Reveal] returns the whole.
// Fields of this type must be exported, because package fmt does not call
// methods on unexported fields.
type Secret string

// A secret long enough that its beginning gives nothing away shows that much of
// it, so that two keys can be told apart. CometChat's keys have 40 characters.
const (
	shownRunes   = 5
	shownFromLen = 20
)

// Reveal returns the secret itself, for the request that needs it.
func (s Secret) Reveal() string { return string(s) }

// String returns the mask: "abcde…" for a long secret, "…" for a shorter one of
// any length, and an empty string for an empty secret.
func (s Secret) String() string {
	runes := []rune(string(s))
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) < shownFromLen:
		return "…"
	}
	return string(runes[:shownRunes]) + "…"
}

// GoString returns the mask.
func (s Secret) GoString() string { return s.String() }

// Format writes the mask for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns the mask: a secret is never written to a file or answer.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue returns the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
