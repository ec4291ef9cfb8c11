package query_test

import (
	"strings"
	"testing"

	"census/client/query"
)

// Each alternative is shown as the resulting text.
func TestAlternatives(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"admin", "role:admin | role:administrator | role:\"super admin\""},
		{"super", `role:"super admin"`},
		{"UP", ""}, // too short
		{"zür", "tag:Zürich"},
		{"default", "role:default"},
		{"online", "status:online"},
		{"offl", "status:offline"},
		{"block", "is:blocked"},
		{"activ", "is:active | is:deactivated"},
		{"plan", "meta.plan"},
		{"crm", `meta."crm:id"`},
		{"anna online", "anna status:online"},
		{"online (blocked OR x)", "status:online (blocked OR x) | online (is:blocked OR x)"},
		{"-online", ""},
		{"role:default", ""},
		{"/online/", ""},
		{"~online", ""},
		{`"online"`, "status:online"},
		{"on(", ""},
		{"nobody", ""},
	} {
		var got []string
		for _, o := range query.Alternatives(c.text, vocabulary) {
			got = append(got, c.text[:o.From]+o.Text+c.text[o.To:])
		}
		if line := strings.Join(got, " | "); line != c.want {
			t.Errorf("%s\nmay mean %s\nwant     %s", c.text, line, c.want)
		}
	}
}
