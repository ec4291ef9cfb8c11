package query_test

import (
	"strings"
	"testing"

	"census/client/query"
)

var vocabulary = query.Vocabulary{
	Roles:     []string{"default", "admin", "administrator", "super admin"},
	Tags:      []string{"vip", "Zürich", "needs follow-up"},
	MetaPaths: []string{"plan", "address.city", "First Name", "crm:id"},
}

// Each offer is shown as the resulting text, with a | after what was inserted.
func TestComplete(t *testing.T) {
	const everyField = "role:| tag:| status:| is:| name:| uid:| meta.| seen<| created<| updated<| deactivated<|"
	for _, c := range []struct{ text, want string }{ // the | in text is the cursor
		{"|", everyField},
		{"anna |", "anna " + strings.ReplaceAll(everyField, " ", " anna ")},
		{"r|", "role:|"},
		{"S|", "status:| seen<|"},
		{"-r|", "-role:|"},
		{"(r|", "(role:|"},
		{"ro|le:admin", "role:|admin"},
		{"se|en<3d", "seen<|3d"},
		{"me|ta.plan", "meta.|plan"},
		{"re| x", ""},
		{"role:|", "role:default| role:admin| role:administrator| role:\"super admin\"|"},
		{"role:ad|", "role:admin| role:administrator| role:\"super admin\"|"},
		{"role:ad|ministrator", "role:admin| role:\"super admin\"|"},
		{"role:admin|", "role:administrator| role:\"super admin\"|"},
		{"role:vip,de|", "role:vip,default|"},
		{"role:d|,vip", "role:default|,vip role:admin|,vip role:administrator|,vip role:\"super admin\"|,vip"},
		{`role:"super a|`, `role:"super admin"|`},
		{`role:"super a|" x`, `role:"super admin"| x`},
		{`role:"super admin",de|`, `role:"super admin",default|`},
		{"tag:zur|", "tag:Zürich|"},
		{"tag:UP|", `tag:"needs follow-up"|`},
		{"status:|", "status:online| status:offline|"},
		{"status=of|", "status=offline|"},
		{"is:de|", "is:deactivated|"},
		{"seen<3|", "seen<30d|"},
		{"name:a|", ""},
		{"foo:a|", ""},
		{"meta.|", `meta.plan| meta.address.city| meta."First Name"| meta."crm:id"|`},
		{"meta.ci|", "meta.address.city|"},
		{"meta.pl|an=pro", ""},
		{"meta.p|lace=pro", "meta.plan|=pro"},
		{"meta.address.c|", "meta.address.city|"},
		{"meta.plan=p|", ""},
		{`meta."First|`, `meta."First Name"|`},
		{`"r|`, ""},
		{"/r|", ""},
		{"~r|", ""},
		{"(a OR ta|) b", "(a OR tag:|) b"},
		{"10:3|", ""},
	} {
		text, after, _ := strings.Cut(c.text, "|")
		at := len(text)
		text += after
		var got []string
		for _, o := range query.Complete(text, at, vocabulary) {
			got = append(got, text[:o.From]+o.Text+"|"+text[o.To:])
		}
		if line := strings.Join(got, " "); line != c.want {
			t.Errorf("%s\noffers %s\nwant   %s", c.text, line, c.want)
		}
	}
}

func TestNothingTypedOffersFields(t *testing.T) {
	offers := query.Complete("", -5, vocabulary)
	if len(offers) == 0 {
		t.Fatal("no completions")
	}
	for _, o := range offers {
		if o.Text == "" || o.From != 0 || o.To != 0 {
			t.Errorf("%+v", o)
		}
	}
}
