package query_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"census/client/query"
	"census/model"
)

// env is the time and zone of these tests: in the zone it is already the 15th,
// in UTC still the 14th.
var env = query.Env{Now: time.Unix(now, 0), Location: time.FixedZone("", 2*60*60)}

const now = 1_700_000_000 // 2023-11-14 22:13:20 UTC

const endless = model.UnixTime(1<<63 - 1)

func role(s ...string) query.Role { return query.Role{Slugs: s, Typed: s} }
func tag(s ...string) query.Tag   { return query.Tag{Tags: s, Typed: s} }

func text(s string) query.Text { return query.Text{Needle: s} }

func not(n query.Node) query.Not { return query.Not{Node: n} }

func pattern(s string) query.Regexp { return query.Regexp{Pattern: regexp.MustCompile(s)} }

// samePattern compares regular expressions by their source.
var samePattern = cmp.Comparer(func(a, b *regexp.Regexp) bool { return a.String() == b.String() })

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text string
		want query.Node
	}{
		{"", nil},
		{" \t\n ", nil},
		{"Anna", text("anna")},
		{"Søren Weiß", query.All{text("soren"), text("weiss")}},
		{"or", text("or")},
		{"ORB", text("orb")},
		{"well-known", text("well-known")},
		{`5"`, text(`5"`)},
		{`say"hi you"`, query.All{text(`say"hi`), text(`you"`)}},
		{`"New  York"`, text("new  york")},
		{`"a \"b\" \\ \n (OR) -c"`, text(`a "b" \ \n (or) -c`)},
		{`"role:admin"`, text("role:admin")},

		// Terms that look like fields but are not.
		{"http://x.org/a=b?c:d", text("http://x.org/a=b?c:d")},
		{"10:30", text("10:30")},
		{"+49:x", text("+49:x")},
		{":smile:", text(":smile:")},
		{"Achtung:", text("achtung:")},
		{"a.b:c", text("a.b:c")},
		{"<3", text("<3")},
		{"role", text("role")},
		{"meta", text("meta")},
		{"a@b.c", text("a@b.c")},

		{"~SjÖ", query.Fuzzy{Pattern: "sjo"}},
		{`~"a b"`, query.Fuzzy{Pattern: "a b"}},
		{`/^a b\/c\\$/`, pattern(`(?i)^a b/c\\$`)},
		{`/(a|b) \d/ c`, query.All{pattern(`(?i)(a|b) \d`), text("c")}},

		{"role:Admin", query.Role{Slugs: []string{"admin"}, Typed: []string{"Admin"}}},
		{"ROLE=admin", role("admin")},
		{"role:admin,moderator", role("admin", "moderator")},
		{`tag:a,"two, words",c`, tag("a", "two, words", "c")},
		{`tag:"a (b)\""`, tag(`a (b)"`)},
		{"tag:Zürich", query.Tag{Tags: []string{"zurich"}, Typed: []string{"Zürich"}}},
		{"status:online", query.Status{Online: true}},
		{"status:Offline", query.Status{}},
		{"is:online", query.Status{Online: true}},
		{"is:offline", query.Status{}},
		{"is:deactivated", query.Is{State: query.Deactivated}},
		{"is:active", query.Is{State: query.Active}},
		{"is:blocked", query.Is{State: query.Blocked}},
		{"uid:Cometchat-", query.UID{Needle: "cometchat-"}},
		{`name:"Weiß (x)"`, query.Name{Needle: "weiss (x)"}},
		{"name:a,b", query.Name{Needle: "a,b"}},

		{"meta.plan", query.Meta{Path: "plan"}},
		{"meta.Plan=Pro", query.Meta{Path: "plan", Op: query.OpEqual, Value: "pro"}},
		{"META.a.b!=x", query.Meta{Path: "a.b", Op: query.OpNotEqual, Value: "x"}},
		{"meta.n>-1e3", query.Meta{Path: "n", Op: query.OpGreater, Value: "-1e3"}},
		{"meta.n>=1", query.Meta{Path: "n", Op: query.OpGreaterEqual, Value: "1"}},
		{"meta.n<1", query.Meta{Path: "n", Op: query.OpLess, Value: "1"}},
		{"meta.n<=1", query.Meta{Path: "n", Op: query.OpLessEqual, Value: "1"}},
		{"meta.url:http://x", query.Meta{Path: "url", Op: query.OpContains, Value: "http://x"}},
		{`meta.plan=""`, query.Meta{Path: "plan", Op: query.OpEqual, Value: ""}},
		{`meta.plan="a (b) c"`, query.Meta{Path: "plan", Op: query.OpEqual, Value: "a (b) c"}},
		{`meta."First Name".x="é"`, query.Meta{Path: "first name.x", Op: query.OpEqual, Value: "e"}},
		{`meta.a."x=y"`, query.Meta{Path: "a.x=y"}},
		{`meta.a!b`, query.Meta{Path: "a!b"}},

		{"a OR b", query.Any{text("a"), text("b")}},
		{"a b OR c d", query.Any{query.All{text("a"), text("b")}, query.All{text("c"), text("d")}}},
		{"a OR b OR c", query.Any{text("a"), text("b"), text("c")}},
		{"(a OR b) c", query.All{query.Any{text("a"), text("b")}, text("c")}},
		{"((a))", text("a")},
		{"x(a)y", query.All{text("x"), text("a"), text("y")}},
		{"-a", not(text("a"))},
		{"--a", not(not(text("a")))},
		{"a -b", query.All{text("a"), not(text("b"))}},
		{"-(a OR -b)", not(query.Any{text("a"), not(text("b"))})},
		{`-"a b" -role:x -~z -/q/`, query.All{not(text("a b")), not(role("x")), not(query.Fuzzy{Pattern: "z"}), not(pattern("(?i)q"))}},
	} {
		q, err := query.Parse(c.text, env)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if d := cmp.Diff(c.want, q.Root, samePattern, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s:\n%s", c.text, d)
		}
		if (q.Root == nil) != (c.want == nil) {
			t.Errorf("%q: it is empty: %t", c.text, q.Root == nil)
		}
	}
}

func TestParseMoments(t *testing.T) {
	const (
		minute, hour, day = 60, 60 * 60, 24 * 60 * 60
		// Days in the zone, which is two hours ahead.
		nov15 = 1_699_999_200
		nov14 = nov15 - day
		nov13 = nov14 - day
	)
	unix := func(y, m, d, h, min, s int) model.UnixTime {
		return model.UnixTime(time.Date(y, time.Month(m), d, h, min, s, 0, env.Location).Unix())
	}
	day1 := func(y, m, d int) model.UnixTime { return unix(y, m, d, 0, 0, 0) }
	for _, c := range []struct {
		text        string
		from, until model.UnixTime
	}{
		{"seen<30m", now - 30*minute + 1, endless},
		{"seen<=30m", now - 30*minute, endless},
		{"seen>12h", 1, now - 12*hour},
		{"seen>=12h", 1, now - 12*hour + 1},
		{"seen<30d", now - 30*day + 1, endless},
		{"seen>2w", 1, now - 14*day},
		{"seen=2d", now - 3*day + 1, now - 2*day + 1},
		{"seen:2d", now - 3*day + 1, now - 2*day + 1},
		{"seen<6mo", unix(2023, 5, 15, 0, 13, 20) + 1, endless},
		{"seen>1Y", 1, unix(2022, 11, 15, 0, 13, 20)},
		{"seen>999999w", 1, now - 999999*7*day},
		{"seen:today", nov15, nov15 + day},
		{"seen=yesterday", nov14, nov15},
		{"seen<yesterday", 1, nov14},
		{"seen:never", 0, 1},
		{"seen=Never", 0, 1},
		{"created=2023-11-13", nov13, nov14},
		{"created:2023-11-13", nov13, nov14},
		{"created>2023-11-13", nov14, endless},
		{"created>=2023-11-13", nov13, endless},
		{"created<2023-11-13", 1, nov13},
		{"created<=2023-11-13", 1, nov14},
		{"created=2023-12", day1(2023, 12, 1), day1(2024, 1, 1)},
		{"created>2022", day1(2023, 1, 1), endless},
		{"created<1900", 1, day1(1900, 1, 1)},
		{"created=1970", 1, day1(1971, 1, 1)},
		{`created="2023-11-13"`, nov13, nov14},
	} {
		q, err := query.Parse(c.text, env)
		m, ok := q.Root.(query.Moment)
		if err != nil || !ok || m.From != c.from || m.Until != c.until {
			t.Errorf("%s is %+v (%v), want from %d until %d", c.text, q.Root, err, c.from, c.until)
		}
	}
	for name, field := range map[string]query.MomentField{
		"seen": query.MomentSeen, "created": query.MomentCreated, "updated": query.MomentUpdated, "Deactivated": query.MomentDeactivated,
	} {
		q, err := query.Parse(name+"<1d", env)
		if m, ok := q.Root.(query.Moment); err != nil || !ok || m.Field != field {
			t.Errorf("%s: %+v, %v", name, q.Root, err)
		}
	}
}

// A day is as long as the local clock makes it.
func TestDaysFollowTheClocks(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	q, err := query.Parse("created=2026-03-29", query.Env{Location: berlin})
	if m, ok := q.Root.(query.Moment); err != nil || !ok || m.Until-m.From != 23*60*60 {
		t.Errorf("%+v, %v", q.Root, err)
	}
}

// Each text is underlined where it is wrong.
func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct{ text, place, problem string }{
		{`foo:bar`, `^^^`, "unknown field foo: fields are role, tag, status, is, name, uid, meta, seen, created, updated, deactivated, metadata is meta.foo"},
		{`a  plan>3`, `   ^^^^`, "metadata is meta.plan"},
		{`plan!=x`, `^^^^`, "unknown field plan"},
		{`tags:x`, `^^^^`, "unknown field tags, did you mean tag:? For text, put it in quotes"},
		{`rol:x`, `^^^`, "did you mean role:?"},
		{`rolle:`, `^^^^^`, "did you mean role:?"},
		{`a rloe:x`, `  ^^^^`, "did you mean role:?"},
		{`id:x`, `^^`, "did you mean uid:?"},
		{`met:x`, `^^^`, "did you mean meta.?"},
		{`mailto:a@b`, `^^^^^^`, "in quotes"},
		{`meta:x`, `^^^^`, "which metadata? Write meta.plan=pro"},
		{`meta.`, `^^^^^`, "a path is missing"},
		{`meta.=x`, `^^^^^`, "a path is missing"},
		{`meta.""=x`, `^^^^^^^`, "a path is missing"},
		{`meta.a=`, `^^^^^^^`, `a value is missing, as in meta.plan=pro; the empty text is ""`},
		{`meta.a="x`, `       ^^`, "the closing quote is missing"},
		{`meta."x`, `     ^^`, "the closing quote is missing"},
		{`meta.a="x"y`, `          ^`, "nothing may follow the closing quote"},
		{`role:`, `^^^^^`, "a value is missing, as in role:admin"},
		{`role:""`, `     ^^`, "a value is missing, as in role:admin"},
		{`role:a,,b`, `       ^`, "a value is missing"},
		{`role:a,`, `      ^`, "a value is missing"},
		{`role:,a`, `     ^`, "a value is missing"},
		{`tag:"a"b,c`, `       ^`, "nothing may follow the closing quote"},
		{`role>x`, `    ^`, "role cannot be compared like this: write role:admin"},
		{`role!=x`, `    ^^`, "write role:admin, or -role:admin"},
		{`name=x`, `    ^`, "name cannot be compared like this: write name:anna"},
		{`name:`, `^^^^^`, "a value is missing, as in name:anna"},
		{`status:away`, `       ^^^^`, "status must be one of online, offline"},
		{`is:admin`, `   ^^^^^`, "is must be one of active, deactivated, blocked, damaged, online, offline"},
		{`seen<30`, `     ^^`, "not a time: write an age as 90m"},
		{`seen<x`, `     ^`, "not a time"},
		{`seen<d`, `     ^`, "not a time"},
		{`seen<1000000d`, `     ^^^^^^^^`, "not a time"},
		{`seen<99999999999999999999d`, `     ^^^^^^^^^^^^^^^^^^^^^`, "not a time"},
		{`seen<never`, `     ^^^^^`, "for never, write seen=never"},
		{`seen!=1d`, `    ^^`, "write seen<30d, or -seen<30d"},
		{`created>2026-02-30`, `        ^^^^^^^^^^`, "a date as 2026-01-31"},
		{`"a b`, `^^^^`, "the closing quote is missing"},
		{`a "`, `  ^`, "the closing quote is missing"},
		{`"a\"`, `^^^^`, "the closing quote is missing"},
		{`""`, `^^`, "nothing between these quotes"},
		{`"a"b`, `   ^`, "put a space before this"},
		{`/a/b`, `   ^`, "put a space before this"},
		{`"a"-b`, `   ^`, "put a space before this"},
		{`/home`, `^^^^^`, "the closing / of this regular expression is missing"},
		{`//`, `^^`, "nothing between these slashes"},
		{`x /a(/`, `  ^^^^`, "invalid regular expression: missing closing ): a("},
		{`/[z-a]/`, `^^^^^^^`, "invalid character class range: z-a"},
		{`~`, `^`, "~ needs letters"},
		{`~""`, `^^^`, "~ needs letters"},
		{`~"a`, ` ^^`, "the closing quote is missing"},
		{`-`, `^`, "a minus excludes the term right after it"},
		{`a - b`, `  ^`, "a minus excludes the term right after it"},
		{`-OR`, `^`, "a minus excludes the term right after it"},
		{`(-)`, ` ^`, "a minus excludes the term right after it"},
		{`OR a`, `^^`, "OR needs a term before it"},
		{`a OR`, `  ^^`, "OR needs a term after it"},
		{`a OR OR b`, `  ^^`, "OR needs a term after it"},
		{`(OR a)`, ` ^^`, "OR needs a term before it"},
		{`(a OR)`, `   ^^`, "OR needs a term after it"},
		{`a AND b`, `  ^^^`, "leave AND out"},
		{`(`, `^`, "nothing follows this parenthesis"},
		{`(a b`, `^`, "this parenthesis is not closed"},
		{`()`, `^^`, "nothing between these parentheses"},
		{`a ( )`, `  ^^^`, "nothing between these parentheses"},
		{`)`, `^`, "this parenthesis was never opened"},
		{`a) b`, ` ^`, "this parenthesis was never opened"},
	} {
		_, err := query.Parse(c.text, env)
		var wrong *query.SyntaxError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v is not a *SyntaxError", c.text, err)
			continue
		}
		place := strings.Repeat(" ", wrong.From) + strings.Repeat("^", wrong.To-wrong.From)
		if place != c.place || !strings.Contains(wrong.Error(), c.problem) {
			t.Errorf("\n%s\n%s %s\nwant\n%s %s", c.text, place, wrong, c.place, c.problem)
		}
	}
}

func TestNestingHasALimit(t *testing.T) {
	for _, open := range []string{"(", "-", "-("} {
		deep := strings.Repeat(open, 100_000)
		_, err := query.Parse(deep+"a", env)
		var wrong *query.SyntaxError
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Problem, "levels deep") {
			t.Errorf("%s…: %v", open, err)
		}
	}
	if _, err := query.Parse(strings.Repeat("(", 50)+"a"+strings.Repeat(")", 50), env); err != nil {
		t.Error(err)
	}
}

func TestEveryExampleOfTheSyntaxIsAQuery(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range query.Syntax() {
		q, err := query.Parse(row.Example, env)
		if err != nil || q.Root == nil {
			t.Errorf("%s: %v", row.Example, err)
		}
		if row.Meaning == "" || seen[row.Example] {
			t.Errorf("%s has no meaning or is listed twice", row.Example)
		}
		seen[row.Example] = true
	}
}
