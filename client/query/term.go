package query

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// term reads one term that is neither OR nor a parenthesis.
func (p *parser) term(t token) (Node, *SyntaxError) {
	text := p.text[t.from:t.to]
	switch text[0] {
	case '"':
		phrase, err := p.quoted(t)
		if err == nil && phrase == "" {
			err = p.wrong(t, "there is nothing between these quotes")
		}
		return Text{Fold(phrase)}, err
	case '/':
		return p.regexp(t)
	case '~':
		return p.fuzzy(t)
	}
	if text == "AND" {
		return nil, p.wrong(t, "leave AND out: all terms must match anyway; quote it to search for the word")
	}
	if h := splitHead(text); h.isField() {
		return p.fieldTerm(t, h)
	}
	return Text{Fold(text)}, nil
}

// quoted reads the content of the quotes from t.from to t.to.
func (p *parser) quoted(t token) (string, *SyntaxError) {
	end, closed := closing(p.text[:t.to], t.from)
	if !closed {
		return "", p.wrong(t, `the closing quote is missing; write \" for a quote in the text`)
	}
	if end < t.to {
		return "", p.wrong(token{from: end, to: t.to}, "nothing may follow the closing quote")
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(p.text[t.from+1 : end-1]), nil
}

// ignoreCase precedes every regular expression.
const ignoreCase = "(?i)"

func (p *parser) regexp(t token) (Node, *SyntaxError) {
	end, closed := closing(p.text[:t.to], t.from)
	if !closed {
		return nil, p.wrong(t, `the closing / of this regular expression is missing; to look for a slash, put it in quotes`)
	}
	source := strings.NewReplacer(`\\`, `\\`, `\/`, `/`).Replace(p.text[t.from+1 : end-1])
	if source == "" {
		return nil, p.wrong(t, "there is nothing between these slashes")
	}
	pattern, err := regexp.Compile(ignoreCase + source)
	if broken := new(syntax.Error); errors.As(err, &broken) {
		return nil, p.wrong(t, "invalid regular expression: %s: %s", broken.Code, strings.TrimPrefix(broken.Expr, ignoreCase))
	} else if err != nil {
		return nil, p.wrong(t, "invalid regular expression: %v", err)
	}
	return Regexp{pattern}, nil
}

func (p *parser) fuzzy(t token) (Node, *SyntaxError) {
	rest := token{from: t.from + 1, to: t.to}
	pattern, err := p.value(rest)
	if err != nil {
		return nil, err
	}
	if pattern == "" {
		return nil, p.wrong(t, "~ needs letters after it; quote it to search for a tilde")
	}
	return Fuzzy{Fold(pattern)}, nil
}

// value reads a value, quoted or not, up to the end of its term.
func (p *parser) value(t token) (string, *SyntaxError) {
	if t.from < t.to && p.text[t.from] == '"' {
		return p.quoted(t)
	}
	return p.text[t.from:t.to], nil
}

// fieldTerm reads a term that starts like one about a field.
func (p *parser) fieldTerm(t token, h head) (Node, *SyntaxError) {
	if h.isMeta() {
		return p.meta(t)
	}
	name := token{from: t.from, to: t.from + len(h.name)}
	value := token{from: name.to + len(h.op), to: t.to}
	f, known := fieldNamed(h.name)
	switch {
	case !known && (value.from == value.to && nearField(h.name) == "" || strings.HasPrefix(p.text[value.from:t.to], "//")):
		return Text{Fold(p.text[t.from:t.to])}, nil // Attention: or https://
	case !known:
		return nil, p.unknown(name)
	case f.name == metaField:
		return nil, p.wrong(name, "which metadata? Write %s", f.example)
	case !slices.Contains(f.ops, h.op):
		return nil, p.wrong(token{from: name.to, to: value.from}, "%s cannot be compared like this: write %s%s", f.name, f.example, instead(h.op, f))
	case value.from == value.to:
		return nil, p.wrong(t, "a value is missing, as in %s", f.example)
	}
	return p.valueTerm(f, h.op, value)
}

// instead mentions the minus to people who try to exclude with !=.
func instead(op Op, f field) string {
	if op != OpNotEqual {
		return ""
	}
	return ", or -" + f.example
}

func (p *parser) unknown(name token) *SyntaxError {
	typed := p.text[name.from:name.to]
	near, known := fieldNamed(nearField(typed))
	if !known {
		return p.wrong(name, "unknown field %s: fields are %s, metadata is meta.%s; for text, put it in quotes", typed, strings.Join(fieldNames(), ", "), typed)
	}
	err := p.wrong(name, "unknown field %s, did you mean %s%s? For text, put it in quotes", typed, near.name, near.begin())
	if near.name != metaField {
		err.Instead = near.name
	}
	return err
}

// valueTerm reads the value of a known field.
func (p *parser) valueTerm(f field, op Op, t token) (Node, *SyntaxError) {
	switch f.name {
	case "role", "tag":
		return p.list(f, t)
	}
	typed, err := p.value(t)
	if err == nil && Fold(typed) == "" {
		err = p.wrong(t, "a value is missing, as in %s", f.example)
	}
	if err != nil {
		return nil, err
	}
	switch f.name {
	case "name":
		return Name{Fold(typed)}, nil
	case "uid":
		return UID{Fold(typed)}, nil
	case "status", "is":
		return p.state(f, t, Fold(typed))
	}
	s, ok := p.env.momentSpan(op, typed)
	if !ok {
		return nil, p.wrong(t, "not a time: write an age as 90m, 12h, 30d, 2w, 6mo or 1y, or a date as 2026-01-31, 2026-01, 2026, today or yesterday%s", neverOnly(f, typed))
	}
	return Moment{MomentField(f.name), s.from, s.until}, nil
}

func neverOnly(f field, typed string) string {
	if Fold(typed) == "never" {
		return "; for never, write " + f.name + "=never"
	}
	return ""
}

func (p *parser) state(f field, t token, word string) (Node, *SyntaxError) {
	if !slices.Contains(f.values, word) {
		return nil, p.wrong(t, "%s must be one of %s", f.name, strings.Join(f.values, ", "))
	}
	if word == "online" || word == "offline" {
		return Status{Online: word == "online"}, nil
	}
	return Is{State(word)}, nil
}

// list reads comma-separated values, each quoted or not.
func (p *parser) list(f field, t token) (Node, *SyntaxError) {
	var typed, folded []string
	for from := t.from; ; {
		item := token{from: from, to: p.itemEnd(from, t.to)}
		value, err := p.value(item)
		if err == nil && Fold(value) == "" {
			err = p.wrong(item.wider(t), "a value is missing, as in %s", f.example)
		}
		if err != nil {
			return nil, err
		}
		typed, folded = append(typed, value), append(folded, Fold(value))
		if item.to == t.to {
			break
		}
		from = item.to + 1
	}
	if f.name == "tag" {
		return Tag{folded, typed}, nil
	}
	return Role{folded, typed}, nil
}

// itemEnd is the end of a list item: a comma outside quotes, or the end.
func (p *parser) itemEnd(from, to int) int {
	start := from
	if from < to && p.text[from] == '"' {
		start, _ = closing(p.text[:to], from)
	}
	if comma := strings.IndexByte(p.text[start:to], ','); comma >= 0 {
		return start + comma
	}
	return to
}

// wider is the token, or the comma next to it if the token is empty.
func (t token) wider(list token) token {
	switch {
	case t.from < t.to:
	case t.to < list.to:
		t.to++
	case t.from > list.from:
		t.from--
	}
	return t
}

// meta reads meta.path, with or without a comparison.
func (p *parser) meta(t token) (Node, *SyntaxError) {
	path, end, err := p.path(token{from: t.from + len(metaField) + 1, to: t.to})
	if err != nil {
		return nil, err
	}
	op := operatorAt(p.text[end:t.to])
	if path == "" {
		return nil, p.wrong(token{from: t.from, to: max(end, t.from+1)}, "a path is missing, as in meta.plan=pro")
	}
	if op == OpHas {
		return Meta{Path: path}, nil
	}
	value := token{from: end + len(op), to: t.to}
	if value.from == value.to {
		return nil, p.wrong(t, `a value is missing, as in meta.plan=pro; the empty text is ""`)
	}
	typed, err := p.value(value)
	if err != nil {
		return nil, err
	}
	return Meta{path, op, Fold(typed)}, nil
}

// path reads a path up to a comparison, parts of it quoted or not.
func (p *parser) path(t token) (folded string, end int, err *SyntaxError) {
	var path strings.Builder
	at := t.from
	for at < t.to && operatorAt(p.text[at:t.to]) == OpHas {
		if p.text[at] != '"' || p.text[at-1] != '.' {
			path.WriteByte(p.text[at])
			at++
			continue
		}
		end, _ := closing(p.text[:t.to], at)
		part, err := p.quoted(token{from: at, to: end})
		if err != nil {
			return "", at, err
		}
		path.WriteString(part)
		at = end
	}
	return Fold(path.String()), at, nil
}
