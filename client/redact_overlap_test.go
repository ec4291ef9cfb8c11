package client

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A secret may contain the characters that end the user:password part of an
// address, or overlap one of its ends: whatever either rule finds is removed as
// a whole.
func TestRedactLeavesNothingWhereRulesOverlap(t *testing.T) {
	for _, tt := range []struct{ name, secret, text, want string }{
		{"an @ inside of the secret", "key@0123456789", "see //key@0123456789 for more", "see //[redacted] for more"},
		{"the secret is the password", "pass@word1234", "http://bob:pass@word1234@proxy.test/x", "http://[redacted]@proxy.test/x"},
		{"the password is a part of the secret", "bob:pass@word1234", "http://bob:pass@word1234/x", "http://[redacted]/x"},
		{"a slash inside of the secret", "pa/ss/word/1", "http://bob:pa/ss/word/1@proxy.test/x", "http://[redacted]@proxy.test/x"},
		{"the secret begins before the address's user", "//bob:pass", "http://bob:password@proxy.test/x", "http:[redacted]@proxy.test/x"},
		{"the secret ends behind the address's user", "word@proxy", "http://bob:password@proxy.test/x", "http://[redacted].test/x"},
		{"escaped", "pass@word1234", "?to=http%3A%2F%2Fbob%3Apass%40word1234%2Fx", "?to=http%3A%2F%2F[redacted]%2Fx"},
		{"two secrets that overlap", "abcdefgh-12345678", "abcdefgh-12345678-ijklmnop", "[redacted]"},
	} {
		r := NewRedactor(tt.secret).And(NewRedactor("12345678-ijklmnop"))
		if got := r.Redact(tt.text); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// Nothing remains of a secret anywhere in an address.
func TestRedactLeavesNothingOfASecretInAnAddress(t *testing.T) {
	// Letters that occur nowhere else in the text show what remains.
	letters := rapid.SampledFrom([]rune("QXZ@:/?#%&"))
	rapid.Check(t, func(t *rapid.T) {
		secret := "Q" + string(rapid.SliceOfN(letters, longSecret, 20).Draw(t, "secret")) + "Q"
		before := rapid.SampledFrom([]string{"", "bob:", "bob@", "bob:pw@", "h.test/", "h.test?k="}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", "@", "@h.test/", ":pw@h.test", "/x", "&x@y"}).Draw(t, "after")
		text := "http://" + before + secret + after
		if got := NewRedactor(secret).Redact(text); strings.ContainsAny(got, "QXZ") {
			t.Errorf("of the secret %s in %s is left: %s", secret, text, got)
		}
	})
}
