package query_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"census/client/query"
	"census/model"
)

// everybody is the set of users that this package's tables are matched against.
var everybody = []model.User{grace, soren, sakura}

// matching returns the matching users' names, reduced to their first words.
func matching(t *testing.T, text string) string {
	t.Helper()
	q, err := query.Parse(text, env)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var names []string
	for _, u := range everybody {
		if q.Match(u) {
			names = append(names, strings.FieldsFunc(u.UID, func(r rune) bool { return r == '-' })[0])
		}
	}
	return strings.Join(names, " ")
}

func TestMatch(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "grace soren tanaka"},
		{"-qqq", "grace soren tanaka"},

		// Free words, in each searched place.
		{"SOREN", "soren"},
		{"Ostergård", "soren"},
		{"さく", "tanaka"},
		{"tanaka-", "tanaka"},
		{"jusqu'a", "soren"},
		{"team-red", "grace"},
		{"people.example", "grace"},
		{"upgrade", "grace"},
		{"173836", "grace"},
		{"cafe", "soren"},
		{"☕", "soren"},
		{"sao", "soren"},
		{"<b>&amp;</b>", "soren"},
		{"two", "soren"},
		{"true", ""},
		{"null", ""},
		{"history", ""},
		{"alpha", ""},
		{"example.com", ""},
		{"@private", ""},
		{"default", "soren"},
		{"defaul", ""},
		{"ADM", "grace"},
		{"dmin", ""},
		{"-adm", "soren tanaka"},
		{"vip", "tanaka"},
		{"grace whit", "grace"},
		{"grace soren", ""},
		{"grace OR soren", "grace soren"},
		{"-grace", "soren tanaka"},
		{"-(grace OR soren)", "tanaka"},
		{"-(grace soren)", "grace soren tanaka"},

		// A phrase must lie within one text.
		{`"meeting until"`, "grace"},
		{`"whitfield grace"`, ""},
		{`"needs FOLLOW"`, "soren"},

		{"~grwhit", "grace"},
		{"~gcwtd", ""},
		{"~gwd", ""},
		{"~srnostgrd", "soren"},
		{"~meeting", ""},
		{"~田さ", "tanaka"},

		{"/^grace w/", "grace"},
		{`/^søren/`, "soren"},
		{`/^soren \D/`, ""},
		{`/zürich$/`, "soren"},
		{`/^café ☕/`, "soren"},
		{`/^\d{10}$/`, "grace"},
		{`/@example\.com/`, ""},
		{`/org\/grace/`, "grace"},

		{"role:ADMIN", "grace"},
		{"role:adm", ""},
		{"role:admin,vip", "grace tanaka"},
		{"tag:zurich", "soren"},
		{`tag:"needs follow-up",beta`, "grace soren"},
		{"tag:bet", ""},
		{"name:さくら", "tanaka"},
		{"name:grace-", ""},
		{"uid:Ostergard", "soren"},
		{"uid:østergård", "soren"},
		{"uid:ß", ""},
		{"status:online", "grace"},
		{"is:offline", "soren tanaka"},
		{"is:deactivated", "soren"},
		{"is:active", "grace tanaka"},
		{"is:blocked", "soren"},

		{"seen<11m", "grace"},
		{"seen<10m", ""},
		{"seen<=10m", "grace"},
		{"seen>10m", ""},
		{"seen>=10m", "grace"},
		{"seen>9m", "grace"},
		{"seen=10m", "grace"},
		{"seen:never", "soren tanaka"},
		{"-seen:never", "grace"},
		{"created>2021", "soren tanaka"},
		{"created=2020-09-13", "grace"},
		{"created<2020-09-13", ""},
		{"created<=2020-09-13", "grace"},
		{"deactivated<1y", "soren"},
		{"deactivated>1y", ""},
		{"updated<100y", ""},
	} {
		if got := matching(t, c.text); got != c.want {
			t.Errorf("%s matches %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMatchMetadata(t *testing.T) {
	const metadata = `{"plan":"Pro","seats":14,"big":9007199254740993,"float":1.50,"huge":"1e400","text":"19.1","yes":true,"no":null,
		"empty":"","none":[],"object":{"a":{"b":"ü"},"List":[{"os":"ios"},{"os":["android",7]}]},"a.b":"dotted","x":{"y.z":{"w":1}},
		"First Name":"Zoë","":{"":"nameless"},"@private":{"plan":"secret","email":"x"},"esc\u0061ped":"\u0041",
		"nested":{"@private":{"shown":1}}}`
	u := model.User{Metadata: model.Metadata(metadata)}
	for text, want := range map[string]bool{
		"meta.plan": true, "meta.PLAN": true, "meta.pla": false, "meta.plan.x": false, "meta.object": true, "meta.none": true, "meta.no": true,
		"meta.plan=pro": true, "meta.plan=PRO": true, "meta.plan=pr": false, "meta.plan:pr": true, "meta.plan!=pro": false, "meta.plan!=team": true,
		"meta.missing!=x": true, "meta.missing=x": false, "meta.missing>1": false, `meta.empty=""`: true, `meta.missing=""`: false,
		"meta.plan>pra": true, "meta.plan<prz": true, "meta.plan>=pro": true, "meta.plan<pro": false,
		"meta.plan>5": false, "meta.plan<5": false, "meta.plan=5": false, "meta.plan!=5": true,
		"meta.seats=14.0": true, "meta.seats>2": true, "meta.seats<2": false, "meta.seats>=14": true, "meta.seats<=14": true, "meta.seats<14": false,
		"meta.seats=+14": true, "meta.seats:4": true, "meta.seats=x14": false, "meta.seats<abc": true,
		"meta.big=9007199254740993": true, "meta.big=9007199254740992": false, "meta.big>9007199254740992": true,
		"meta.float=1.5": true, "meta.float:1.50": true, "meta.text=19.10": true, "meta.text>2": true, "meta.text=19": false,
		"meta.huge=1E400": true, "meta.huge>1": false, "meta.seats<inf": true,
		"meta.yes=true": true, "meta.yes=TRUE": true, "meta.yes!=false": true, "meta.yes=1": false, "meta.no=null": true, `meta.no=""`: false,
		`meta.object=""`: false, "meta.object=a": false, "meta.object!=a": true, "meta.none=x": false,
		"meta.object.a.b=U": true, "meta.object.list.os=ios": true, "meta.object.list.os=android": true, "meta.object.list.os>6": true,
		"meta.object.list.os!=ios": false, "meta.object.list.os!=web": true, "meta.object.os": false,
		"meta.a.b=dotted": true, "meta.x.y.z.w=1": true, `meta."first name"=zoe`: true, "meta..=nameless": true, "meta.escaped=a": true,
		"meta.@private": false, "meta.@private.email": false, "meta.email": false, "meta.plan=secret": false, "meta.@private.plan!=secret": true,
		"meta.nested.@private.shown=1": true,
	} {
		q, err := query.Parse(text, env)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if q.Match(u) != want {
			t.Errorf("%s matches: %v", text, !want)
		}
	}
}

// Metadata that is broken, or not an object, counts as far as it can be read.
func TestMetadataThatIsNotAnObject(t *testing.T) {
	for _, c := range []struct{ metadata, want string }{
		{``, ""},
		{`null`, ""},
		{`"Text"`, "text|"},
		{`[1,["b"]]`, "1|b|"},
		{`{"a":"x","b"`, "x|"},
		{`{"a":"x" "b":"y"}`, "x|y|"},
		{`{"a":"x",,"b":"y"}`, "x|"},
		{`{"a":["x"}`, "x|"},
		{`{"a":"x`, ""},
		{`{"a":"x"}}{"b":"y"}`, "x|"},
		{`{a:"x"}`, ""},
		{`{"@private":{"a":"secret"`, ""},
		{`{"@private":["secret"],"b":"y"}`, "y|"},
		{`{"\u0040private":"secret","b":"y"}`, "y|"},
		{`{"@private" {"a":"secret"}}`, ""},
		{`{"@private":{"a":"}\""},"b":"y"}`, "y|"},
		{`{"a":"\ud83d\ude00\ud83d\u0041\q\u00zz\\\""}`, "😀\ufffdaqu00zz\\\"|"},
	} {
		u := model.User{Metadata: model.Metadata(c.metadata)}
		got := query.AppendSearchText(nil, u)
		if want := "\x00\x00\x00\x00" + strings.ReplaceAll(c.want, "|", "\x00"); string(got) != want {
			t.Errorf("%s gives %q, want %q", c.metadata, got, want)
		}
	}
}

func TestAppendSearchText(t *testing.T) {
	got := string(query.AppendSearchText([]byte("before"), soren))
	want := "before" + strings.Join([]string{"soren ostergard 🎧", "soren-ostergard", "hors du bureau jusqu'a jeudi", "zurich", "needs follow-up", "",
		"42", "cafe ☕ <b>&amp;</b>", "sao paulo", "1", "two", "x", "19.1", ""}, "\x00")
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestFuzzyRoom(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"a", "", false},
		{"ab", "a....b", true},   // 6 of 2×2+2
		{"ab", "a.....b", false}, // 7
		{"ab", "a.....ab", true}, // starts over later
		{"äb", "ä....b", true},   // characters, not bytes
		{"田さ", "田中さくら", true},
		{"ba", "ab", false}, // order matters
		{"aa", "a", false},  // every letter is needed
		{"abc", "ab......c", false},
		{"abc", "ab.....c", true},
	} {
		if got := (query.Fuzzy{Pattern: c.pattern}).In([]byte(c.text)); got != c.want {
			t.Errorf("~%s in %s: %v", c.pattern, c.text, got)
		}
	}
}

func TestMatchesWithoutParts(t *testing.T) {
	for _, c := range []struct {
		node query.Node
		want bool
	}{
		{nil, true}, {query.All{}, true}, {query.Any{}, false}, {query.Text{}, true}, {query.Is{State: "odd"}, false},
		{query.Meta{Path: "crm.stage", Op: "odd", Value: "trial"}, false}, {query.Moment{Field: "odd", From: 1, Until: endless}, false},
	} {
		if got := query.Matches(c.node, grace); got != c.want {
			t.Errorf("%#v: %v", c.node, got)
		}
	}
}

func TestMomentHolds(t *testing.T) {
	m := query.Moment{Field: query.MomentSeen, From: 10, Until: 20}
	for at, want := range map[model.UnixTime]bool{0: false, 9: false, 10: true, 19: true, 20: false} {
		if m.Holds(at) != want {
			t.Errorf("%d is in the span: %v", at, !want)
		}
	}
}

// A user who was never active is neither less nor more than any age ago.
func TestNeverIsNotAnAge(t *testing.T) {
	for _, op := range []string{"<", "<=", ">", ">=", "=", ":"} {
		for _, when := range []string{"0m", "1d", "100y", "1960", "2023", "today"} {
			q, err := query.Parse("seen"+op+when, query.Env{Now: time.Unix(now, 0)})
			if err != nil {
				t.Fatal(err)
			}
			if q.Match(model.User{}) {
				t.Errorf("seen%s%s matches who was never seen", op, when)
			}
		}
	}
}

// Metadata nested deeper than anybody would type is skipped, but what follows
// it is not.
func TestMetaPathsAreShort(t *testing.T) {
	deep := `{"deep":` + strings.Repeat(`{"a":`, 9_000) + "1" + strings.Repeat("}", 9_000) + `,"plan":"pro"}`
	if got := query.MetaPaths(nil, model.Metadata(deep)); !slices.Equal(got, []string{"plan"}) {
		t.Errorf("%d paths, the first of %d bytes, want plan alone", len(got), len(got[0]))
	}
}

func TestMetaPaths(t *testing.T) {
	metadata := model.Metadata(`{"b":{"x":1,"Y":[{"z":true},{"z":2,"w":null}]},"a":"t","@private":{"email":"e"},"list":[1,"2"],"e":{},"f":[],"a.b":1,"":{"k":1}}`)
	got := query.MetaPaths([]string{"b.x"}, metadata)
	if want := []string{"b.x", "b.x", "b.Y.z", "b.Y.w", "a", "list", "a.b", ".k"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, path := range got {
		if q := (query.Query{Root: query.Meta{Path: query.Fold(path)}}); !q.Match(model.User{Metadata: metadata}) {
			t.Errorf("no value at %s", path)
		}
	}
}

func TestMetaValueAndNumber(t *testing.T) {
	metadata := model.Metadata(`{"t":"Zoë \u2615","n":1e3,"yes":true,"no":null,"o":{"x":1},"l":[[],{"x":1},"first",2],"s":"12.5","l2":["a","7"],"@private":{"x":"s"}}`)
	for _, c := range []struct {
		path, text string
		number     float64
		isNumber   bool
	}{
		{"t", "Zoë ☕", 0, false},
		{"N", "1e3", 1000, true},
		{"yes", "true", 0, false},
		{"no", "null", 0, false},
		{"o", "", 0, false},
		{"o.x", "1", 1, true},
		{"l", "first", 2, true},
		{"l.x", "1", 1, true},
		{"s", "12.5", 12.5, true},
		{"l2", "a", 7, true},
		{"missing", "", 0, false},
		{"@private.x", "", 0, false},
	} {
		if got := query.MetaValue(metadata, c.path); got != c.text {
			t.Errorf("%s is %q, want %q", c.path, got, c.text)
		}
		if n, ok := query.MetaNumber(metadata, c.path); ok != c.isNumber || ok && n != c.number {
			t.Errorf("%s is the number %v, %v", c.path, n, ok)
		}
	}
}
