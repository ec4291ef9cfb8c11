package devserver

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// param is one value of a query, as sent and decoded.
type param struct{ raw, value string }

// query is the parameters of a request. What stands in brackets after a name is
// left out, so that a=x&a=y, a[]=x and a[0]=x (how PHP writes lists) are the
// same.
type query map[string][]param

// readQuery reads a query by hand because a list needs its values undecoded.
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

// unescaped decodes a name or value. A percent sign that begins no escape stands
// for itself: older SDKs do not encode what was typed into a search field.
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

// text returns the last value of the first name that was sent. Where the REST
// and the client API spell a parameter differently, both names are given.
func (q query) text(names ...string) string {
	for _, name := range names {
		if params := q[name]; len(params) > 0 {
			return params[len(params)-1].value
		}
	}
	return ""
}

// truth reads a flag: 1 or true is what clients send.
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

// number reads a number that is not negative; fallback stands for none, and for
// 0, which the official SDK sends when asked to.
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

// list reads a list in every spelling: a=x,y and a=x&a=y and a[]=x and a[0]=x. A
// list of which nothing can be read, such as a=, with its comma, is one empty
// text, which nobody has: it must not select everybody.
//
// A comma that belongs to an element arrives encoded, beside plain ones that
// separate. Where there are only encoded ones, nothing tells whether they
// separate, as generic clients encode them too: then both readings are
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
