package query

import (
	"fmt"
)

// maxNesting limits the nesting of parentheses and minus signs.
const maxNesting = 100

// Parse reads a query. Spaces alone are the empty query. The error is a
// *SyntaxError.
func Parse(text string, env Env) (Query, error) {
	p := &parser{text: text, env: env, tokens: tokenize(text)}
	if len(p.tokens) == 0 {
		return Query{}, nil
	}
	root, err := p.any(0)
	if err == nil && p.at < len(p.tokens) {
		err = p.wrong(p.tokens[p.at], "this parenthesis was never opened")
	}
	if err != nil {
		return Query{}, err
	}
	return Query{root}, nil
}

// parser is a recursive descent parser over the tokens that stops at the first
// fault.
type parser struct {
	text   string
	env    Env
	tokens []token
	at     int
}

func (p *parser) wrong(t token, format string, args ...any) *SyntaxError {
	return &SyntaxError{From: t.from, To: t.to, Problem: fmt.Sprintf(format, args...)}
}

// next is the token at the cursor; ok is false after the last one.
func (p *parser) next() (t token, ok bool) {
	if p.at == len(p.tokens) {
		return token{from: len(p.text), to: len(p.text)}, false
	}
	return p.tokens[p.at], true
}

// any reads groups of terms separated by OR.
func (p *parser) any(nesting int) (Node, *SyntaxError) {
	var choices Any
	for {
		choice, err := p.all(nesting)
		if err != nil {
			return nil, err
		}
		choices = append(choices, choice)
		if t, ok := p.next(); !ok || t.kind != orToken {
			break
		}
		p.at++
	}
	if len(choices) == 1 {
		return choices[0], nil
	}
	return choices, nil
}

// all reads terms that must all match.
func (p *parser) all(nesting int) (Node, *SyntaxError) {
	var parts All
	for {
		t, ok := p.next()
		if !ok || t.kind == closeToken || t.kind == orToken {
			break
		}
		if err := p.apart(t); err != nil {
			return nil, err
		}
		part, err := p.one(nesting)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	switch len(parts) {
	case 0:
		return nil, p.missing()
	case 1:
		return parts[0], nil
	}
	return parts, nil
}

// apart reports a missing space between a closing quote and what follows.
func (p *parser) apart(t token) *SyntaxError {
	if p.at == 0 || t.kind == openToken {
		return nil
	}
	if before := p.tokens[p.at-1]; before.kind == termToken && before.to == t.from {
		return p.wrong(t, "put a space before this")
	}
	return nil
}

// missing reports that a term is missing at the cursor.
func (p *parser) missing() *SyntaxError {
	t, ok := p.next()
	switch {
	case p.at > 0 && p.tokens[p.at-1].kind == orToken:
		return p.wrong(p.tokens[p.at-1], "OR needs a term after it; quote it to search for the word")
	case ok && t.kind == orToken:
		return p.wrong(t, "OR needs a term before it; quote it to search for the word")
	case ok && p.at == 0:
		return p.wrong(t, "this parenthesis was never opened")
	case ok:
		return p.wrong(token{from: p.tokens[p.at-1].from, to: t.to}, "there is nothing between these parentheses")
	}
	return p.wrong(p.tokens[p.at-1], "nothing follows this parenthesis")
}

// one reads a term or a group, optionally preceded by a minus.
func (p *parser) one(nesting int) (Node, *SyntaxError) {
	t := p.tokens[p.at]
	if nesting > maxNesting {
		return nil, p.wrong(t, "nested more than %d levels deep", maxNesting)
	}
	p.at++
	switch t.kind {
	case minusToken:
		return p.not(t, nesting)
	case openToken:
		return p.group(t, nesting)
	}
	return p.term(t)
}

func (p *parser) not(minus token, nesting int) (Node, *SyntaxError) {
	t, ok := p.next()
	if !ok || t.from != minus.to || t.kind == orToken || t.kind == closeToken {
		return nil, p.wrong(minus, "a minus excludes the term right after it; quote it to search for a minus")
	}
	node, err := p.one(nesting + 1)
	if err != nil {
		return nil, err
	}
	return Not{node}, nil
}

func (p *parser) group(open token, nesting int) (Node, *SyntaxError) {
	node, err := p.any(nesting + 1)
	if err != nil {
		return nil, err
	}
	if _, ok := p.next(); !ok {
		return nil, p.wrong(open, "this parenthesis is not closed")
	}
	p.at++
	return node, nil
}
