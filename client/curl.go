package client

import (
	"strings"

	"census/model"
)

// Curl returns the request as a command for any shell of the sh family. It
// takes the secret from the environment variable that census also reads;
// everything else is in single quotes, inside which these shells interpret
// nothing. The command is one line without characters that [model.Clean] would
// escape. The body is the same JSON as sent, with more escapes.
func (r Request) Curl() string {
	var b strings.Builder
	b.WriteString("curl -sS -X " + r.Method + " " + shellQuote(strings.ReplaceAll(r.URL, "'", "%27")))
	for _, name := range secretHeaders {
		if r.Header.Get(name) != "" {
			b.WriteString(` -H "` + name + `: $` + r.credential + `"`)
		}
	}
	for _, name := range []string{"Accept", "Content-Type", "appid", "onBehalfOf", "resource", "sdk"} {
		if value := r.Header.Get(name); value != "" {
			b.WriteString(" -H " + shellQuote(name+": "+value))
		}
	}
	if len(r.Body) > 0 {
		b.WriteString(" --data-raw " + shellQuote(jsonForShell(r.Body)))
	}
	return b.String()
}

// HoldsPrivate reports whether the body has values under @private.
func (r Request) HoldsPrivate() bool {
	_, folded := model.Metadata(r.Body).FoldPrivate()
	return folded
}

// shellQuote turns the text into one shell word. A quote inside, which neither
// the address nor the body has, closes the quotes and reopens them.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// jsonForShell rewrites a JSON text without single quotes, doubled backslashes
// and characters unsafe for a terminal. Shells differ in what these mean even
// inside quotes, while \u escapes mean the same to every JSON parser.
func jsonForShell(text []byte) string {
	var b strings.Builder
	s := model.ScanJSON(text)
	end := 0
	for token := s.Token(); token != nil; token = s.Token() {
		between := s.Offset() - len(token) - end
		b.WriteString(strings.Repeat(" ", between)) // instead of line breaks and tabs too
		end = s.Offset()
		if token[0] == '"' {
			b.WriteString(stringForShell(string(token)))
		} else {
			b.WriteString(model.Clean(string(token)))
		}
	}
	return b.String()
}

// stringForShell is jsonForShell for one string.
func stringForShell(quoted string) string {
	var b strings.Builder
	escaped := false
	for _, r := range quoted {
		switch {
		case escaped && r == '\\':
			b.WriteString(`\u005c`)
		case escaped:
			b.WriteString(`\` + string(r))
		case r == '\\': // written together with what it escapes
		case r == '\'' || isUnsafe(r):
			b.WriteString(model.JSONEscape(r))
		default:
			b.WriteRune(r)
		}
		escaped = r == '\\' && !escaped
	}
	return b.String()
}

func isUnsafe(r rune) bool { return model.Clean(string(r)) != string(r) }
