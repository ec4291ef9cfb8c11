package devserver

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// param is one value of a query, as sent and decoded.
type param struct{ raw, value string }

// query is the parameters of a request. Names ending in [] stand without it, so
// that a=x&a=y and a[]=x&a[]=y are the same.
type query map[string][]param

// readQuery reads a query by hand because a list needs its values undecoded.
func readQuery(raw string) (query, error) {
	q := query{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, badRequest("query", "The query is not encoded correctly.")
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, badRequest("query", "The query is not encoded correctly.")
		}
		name = strings.TrimSuffix(name, "[]")
		q[name] = append(q[name], param{rawValue, value})
	}
	return q, nil
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

// list reads a list in all three spellings: a=x,y and a=x&a=y and a[]=x.
//
// A comma that belongs to an element arrives encoded, beside plain ones that
// separate. Where there are only encoded ones, nothing tells whether they
// separate, as generic clients encode them too: then both readings are
// returned.
func (q query) list(name string) []string {
	var values []string
	for _, param := range q[name] {
		elements := strings.Split(param.raw, ",")
		for _, element := range elements {
			value, _ := url.QueryUnescape(element) // decoded as a whole before
			values = append(values, value)
		}
		if len(elements) == 1 && strings.Contains(param.value, ",") {
			values = append(values, strings.Split(param.value, ",")...)
		}
	}
	return slices.DeleteFunc(values, isBlank)
}

// lowerList is list for uids and slugs, which are stored in lower case.
func (q query) lowerList(name string) []string {
	values := q.list(name)
	for i, value := range values {
		values[i] = strings.ToLower(value)
	}
	return values
}
