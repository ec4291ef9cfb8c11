package cli

import (
	"io"
	"strings"

	"census/ui/painter"
)

// showsUnicode reports whether text may contain more than ASCII. If the locale
// (LC_ALL, LC_CTYPE, LANG: the first that is not empty) names a charset other
// than UTF-8, a byte of a character may be a command for the terminal. C and
// POSIX mean ASCII, and a language alone an older charset. Without a locale, as
// in most containers, the terminal is assumed to be a modern one.
func (p *program) showsUnicode() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := p.getenv(name); locale != "" {
			return isUTF8(locale)
		}
	}
	return true
}

// isUTF8 parses a locale as language_COUNTRY.charset@variant or, as in macOS's
// LC_CTYPE, as a charset alone.
func isUTF8(locale string) bool {
	locale, _, _ = strings.Cut(locale, "@")
	if _, charset, ok := strings.Cut(locale, "."); ok {
		locale = charset
	}
	return strings.EqualFold(strings.ReplaceAll(locale, "-", ""), "utf8")
}

// asciiWriter writes text where only ASCII can be shown. Each call must contain
// whole characters.
type asciiWriter struct{ to io.Writer }

func (w asciiWriter) Write(text []byte) (int, error) {
	if _, err := io.WriteString(w.to, painter.ASCII(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}
