package query_test

import (
	"strings"
	"testing"

	"census/client/query"
)

func TestToggle(t *testing.T) {
	for _, c := range []struct{ text, term, want string }{
		{"", "role:admin", "role:admin"},
		{"  ", " role:admin ", "role:admin"},
		{"anna", "role:admin", "anna role:admin"},
		{"anna role:admin", "role:admin", "anna"},
		{"role:admin  anna", "role:admin", "anna"},
		{"a  ROLE:Admin  b", "role:admin", "a b"},
		{"role:admin", "role:admin", ""},
		{"-role:admin", "role:admin", "-role:admin role:admin"},
		{"x -role:admin", "-role:admin", "x"},
		{"(role:admin)", "role:admin", "(role:admin) role:admin"},
		{"a OR role:admin", "role:admin", "(a OR role:admin) role:admin"},
		{"(a OR b) role:admin", "role:admin", "(a OR b)"},
		{"(a OR b)", "role:admin", "(a OR b) role:admin"},
		{`tag:"two words" x`, `tag:"two words"`, "x"},
		{`"role:admin"`, "role:admin", `"role:admin" role:admin`},
		{`"not closed`, "role:admin", `role:admin "not closed`},
		{`role:admin "not closed`, "role:admin", `"not closed`},
		{"(a", "role:admin", "role:admin (a"},
		{"role:administrator", "role:admin", "role:administrator role:admin"},
	} {
		if got := query.Toggle(c.text, c.term); got != c.want {
			t.Errorf("Toggle(%s, %s) = %s, want %s", c.text, c.term, got, c.want)
		}
	}
}

func TestHas(t *testing.T) {
	for text, want := range map[string]bool{
		"role:admin": true, "a Role:Admin": true, "": false, "-role:admin": false, "(role:admin)": false, "a OR role:admin": false,
		"(a OR b) role:admin": true, `"x role:admin"`: false, "role:admin (": true, "- role:admin": false,
	} {
		if query.Has(text, "role:admin") != want {
			t.Errorf("%s has role:admin: %v", text, !want)
		}
	}
}

func TestTerm(t *testing.T) {
	for _, c := range []struct {
		want   string
		values []string
	}{
		{"tag:vip", []string{"vip"}},
		{`tag:"two words",a`, []string{"two words", "a"}},
		{`tag:"a,b","c\"d","e\\f","(g)"`, []string{"a,b", `c"d`, `e\f`, "(g)"}},
	} {
		got := query.Term("tag", c.values...)
		q, err := query.Parse(got, env)
		if err != nil || got != c.want {
			t.Errorf("%s (%v), want %s", got, err, c.want)
			continue
		}
		if typed := q.Root.(query.Tag).Typed; strings.Join(typed, "|") != strings.Join(c.values, "|") {
			t.Errorf("%s is read as %q", got, typed)
		}
	}
}
