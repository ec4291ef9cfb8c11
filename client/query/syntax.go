package query

// Row is one row of the table of the language.
type Row struct {
	Example, Meaning string
}

// Syntax returns the table of the language, from which help is generated. Each
// example is a query.
func Syntax() []Row {
	return []Row{
		{`anna`, "in the uid, name, status message, tags, link or metadata, or at the start of the role (default only in full); case and accents do not matter"},
		{`"new york"`, `a phrase, including its spaces; \" is a quote`},
		{`~jnpl`, "these letters in this order, close together, in the name or uid"},
		{`/^cometchat-uid-\d+$/`, `a regular expression (RE2) on the texts as written, ignoring case; \/ is a slash`},
		{`role:admin,moderator`, "one of these roles"},
		{`tag:vip,"two words"`, "one of these tags"},
		{`status:online`, "online or offline"},
		{`is:deactivated`, "active, deactivated, blocked (by you), damaged (partly unreadable), online or offline"},
		{`name:anna`, "the name contains it; uid: likewise"},
		{`meta.plan=pro`, "metadata has this value; also != (or has no such path) > >= < <= and : for contains"},
		{`meta.address.city:york`, "a path through objects and any element of lists; \"a key\" with spaces goes in quotes"},
		{`meta.plan`, "metadata has this path"},
		{`seen<30d`, "last active less than 30 days ago; m h d w mo y; seen>30d is longer ago, seen:never is never"},
		{`created>=2026-01-31`, "on or after this day; also 2026-01, 2026, today, yesterday; updated and deactivated likewise"},
		{`-role:admin`, "not; also before parentheses"},
		{`anna role:admin`, "all terms must match"},
		{`anna OR (bob -tag:trial)`, "either; OR binds less tightly than spaces, parentheses group"},
	}
}
