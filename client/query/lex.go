package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	termToken kind = iota
	openToken
	closeToken
	minusToken
	orToken
)

// token is one piece of a text. A term spans from its first character to its
// last; an unclosed quote extends to the end of the text.
type token struct {
	kind     kind
	from, to int
}

// tokenize splits any text; whether the pieces make sense is the parser's
// business.
func tokenize(text string) []token {
	var tokens []token
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		t := token{from: i, to: i + size}
		switch {
		case unicode.IsSpace(r):
			i += size
			continue
		case r == '(':
			t.kind = openToken
		case r == ')':
			t.kind = closeToken
		case r == '-':
			t.kind = minusToken
		default:
			t.to = termEnd(text, i)
			if text[i:t.to] == "OR" {
				t.kind = orToken
			}
		}
		tokens = append(tokens, t)
		i = t.to
	}
	return tokens
}

// termEnd is the end of the term that starts at i.
func termEnd(text string, i int) int {
	switch {
	case text[i] == '"' || text[i] == '/':
		end, _ := closing(text, i)
		return end
	case strings.HasPrefix(text[i:], `~"`):
		end, _ := closing(text, i+1)
		return end
	}
	return bareEnd(text, i)
}

// closing finds the end of what the quote or slash at i opens: after the next
// unescaped one, or at the end of the text.
func closing(text string, i int) (end int, closed bool) {
	delimiter := text[i]
	for i++; i < len(text); i++ {
		switch text[i] {
		case delimiter:
			return i + 1, true
		case '\\':
			i++
		}
	}
	return len(text), false
}

// bareEnd is the end of a term that a space or parenthesis ends. In a term
// about a field, quotes may enclose values and parts of paths.
func bareEnd(text string, i int) int {
	quotes := splitHead(text[i:]).isField()
	for start := i; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || r == '(' || r == ')' {
			break
		}
		if quotes && r == '"' && i > start && strings.IndexByte(".,"+operatorChars, text[i-1]) >= 0 {
			size, _ = closing(text[i:], 0)
		}
		i += size
	}
	return i
}

const operatorChars = ":=<>"

// operators are the comparisons; longer ones precede their prefixes.
var operators = []Op{OpNotEqual, OpLessEqual, OpGreaterEqual, OpContains, OpEqual, OpLess, OpGreater}

// head is the beginning of a term: letters, and what follows them.
type head struct {
	name string // the letters
	op   Op     // OpHas if none follows
	path bool   // a dot follows
}

func splitHead(term string) head {
	n := strings.IndexFunc(term, func(r rune) bool { return (r|' ') < 'a' || (r|' ') > 'z' })
	if n < 0 {
		return head{name: term}
	}
	return head{name: term[:n], op: operatorAt(term[n:]), path: term[n] == '.'}
}

func operatorAt(text string) Op {
	for _, op := range operators {
		if strings.HasPrefix(text, string(op)) {
			return op
		}
	}
	return OpHas
}

func (h head) isMeta() bool { return h.path && strings.EqualFold(h.name, metaField) }

// isField reports whether a term with this head is about a field, known or not.
func (h head) isField() bool { return h.name != "" && h.op != OpHas || h.isMeta() }
