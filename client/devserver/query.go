package devserver

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// param is one query value, raw and decoded.
type param struct{ raw, value string }

// query is the parameters of a request. Brackets after a name are dropped, so
// a=x&a=y, a[]=x and a[0]=x (PHP's spelling of lists) are equivalent.
type query map[string][]param

// readQuery parses by hand because lists need their values undecoded.
func readQuery(raw string) query {
	q := query{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, _, _ = strings.Cut(unescaped(name), "[")
		q[name] = append(q[name], param{value, unescaped(value)})
	}
	return q
}

var percentSign = regexp.MustCompile(`%[0-9A-Fa-f]{2}|%`)

// unescaped decodes a name or value. A percent sign that starts no valid escape
// is kept: older SDKs do not encode what was typed into a search field.
func unescaped(text string) string {
	plain, err := url.QueryUnescape(text)
	if err == nil {
		return plain
	}
	plain, _ = url.QueryUnescape(percentSign.ReplaceAllStringFunc(text, func(found string) string {
		if found == "%" {
			return "%25"
		}
		return found
	}))
	return plain
}

// text returns the last value of the first of these names that was sent. Both
// names are given where the REST and the client API spell a parameter
// differently.
func (q query) text(names ...string) string {
	for _, name := range names {
		if params := q[name]; len(params) > 0 {
			return params[len(params)-1].value
		}
	}
	return ""
}

// truth reads a flag; clients send 1 or true.
func (q query) truth(p *problems, name string) bool {
	switch strings.ToLower(q.text(name)) {
	case "1", "true":
		return true
	case "", "0", "false":
		return false
	}
	p.add(name, "The %s field must be true or false.", name)
	return false
}

// number reads a non-negative number. A missing one means fallback, and so does
// 0, which the official SDK sends when told to.
func (q query) number(p *problems, fallback int, names ...string) int {
	text := q.text(names...)
	if text == "" {
		return fallback
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		p.add(names[0], "The %s must be an integer.", names[0])
	case n < 0:
		p.add(names[0], "The %s must be at least 1.", names[0])
	case n == 0:
		return fallback
	}
	return n
}

// list reads a list in every spelling: a=x,y and a=x&a=y and a[]=x and a[0]=x.
// A value that yields no element, such as a lone comma, becomes one empty
// string, which matches nobody: it must not select everybody.
//
// A comma inside an element arrives encoded, next to plain commas that
// separate. With encoded commas only, it cannot be known whether they separate,
// because generic clients encode separators too; then both readings are
// returned.
func (q query) list(name string) []string {
	var values []string
	sent := false
	for _, param := range q[name] {
		sent = sent || param.value != ""
		elements := strings.Split(param.raw, ",")
		for _, element := range elements {
			values = append(values, unescaped(element))
		}
		if len(elements) == 1 && strings.Contains(param.value, ",") {
			values = append(values, strings.Split(param.value, ",")...)
		}
	}
	values = slices.DeleteFunc(values, isBlank)
	if sent && len(values) == 0 {
		return []string{""}
	}
	return values
}

// lowerList is list for uids and slugs, which are stored in lower case.
func (q query) lowerList(name string) []string {
	values := q.list(name)
	for i, value := range values {
		values[i] = strings.ToLower(value)
	}
	return values
}
