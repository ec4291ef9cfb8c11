package query

// Row is one row of the table of the language.
type Row struct {
	Example, Meaning string
}

// Syntax is the table of the language, from which help is made. Each example is
// a query.
func Syntax() []Row {
	return []Row{
		{`anna`, "in uid, name, status message, tags, link or metadata, or how the role begins (default only as a whole); letter case and accents do not matter"},
		{`"new york"`, `a phrase, blanks included; \" is a quote`},
		{`~jnpl`, "these letters in this order in name or uid, near each other"},
		{`/^cometchat-uid-\d+$/`, `a regular expression (RE2) on the texts as they are, letter case apart; \/ is a slash`},
		{`role:admin,moderator`, "one of these roles"},
		{`tag:vip,"two words"`, "one of these tags"},
		{`status:online`, "online or offline"},
		{`is:deactivated`, "active, deactivated, blocked (by you), damaged (partly unreadable), online or offline"},
		{`name:anna`, "the name contains it; uid: likewise"},
		{`meta.plan=pro`, "metadata has this value; also != (or has no such path) > >= < <= and : for contains"},
		{`meta.address.city:york`, "a path through objects and any element of lists; \"a key\" with blanks goes in quotes"},
		{`meta.plan`, "metadata has this path"},
		{`seen<30d`, "last active less than 30 days ago; m h d w mo y; seen>30d is longer ago, seen:never is never"},
		{`created>=2026-01-31`, "on this day or after it; also 2026-01, 2026, today, yesterday; updated and deactivated likewise"},
		{`-role:admin`, "not; also before parentheses"},
		{`anna role:admin`, "all terms must match"},
		{`anna OR (bob -tag:trial)`, "either; OR binds less than blanks, parentheses group"},
	}
}
