package statefile

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Name makes a part of a file name from any text: at most so many letters and
// digits by which a person recognises it, and so many bytes of a sum, in
// hexadecimal, by which no other text has it. It is safe on every system.
func Name(text string, letters, bytes int) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	readable := strings.Join(words, "-")
	readable = strings.TrimSuffix(readable[:min(letters, len(readable))], "-")
	sum := sha256.Sum256([]byte(text))
	return strings.TrimPrefix(readable+"-", "-") + hex.EncodeToString(sum[:bytes])
}
