package query_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"census/client/query"
	"census/model"
)

// names resemble those the local server makes up, and what people type to find
// them.
var names = []string{
	"Amélie Lefèvre", "田中さくら", "عمر الفاروق", "Grace O’Brien", "Анна Соколенко", "अर्जुन शर्मा", "Íñigo Ibáñez",
	"欧阳秀英", "נועה כהן", "Łucja Weiß", "김민준", "Nguyễn Thị Hương 🎧", "amelie", "o'brien", "WEISS", "さく", "민준", "शर्", "",
}

// words supplies both queries and users, so that they match often.
var words = rapid.OneOf(rapid.SampledFrom(names), rapid.StringOf(rapid.SampledFrom([]rune("abé- \"\\(1"))), rapid.SampledFrom([]string{"def", "default", "ad"}), rapid.String())

// scraps are fragments of the language; joined, they rarely make a query.
var scraps = rapid.OneOf(
	rapid.SampledFrom([]string{
		"a", " ", " ", " ", "OR", " OR ", "-", "(", ")", `"`, `\`, `\"`, "/", "~", ":", "=", "!=", "<", ">=", ",", ".", "role:", "tag:", "meta.", "meta",
		"is:", "active", "status:online", "seen<", "30d", "created>2026-01-01", "foo:bar", "http://x", "é", "田", "\xff", "\x00", "[", "AND", "\u00a0",
	}),
	words,
)

var texts = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(scraps, 0, 12).Draw(t, "scraps"), "")
})

var users = rapid.Custom(func(t *rapid.T) model.User {
	return model.User{
		UID: words.Draw(t, "uid"), Name: words.Draw(t, "name"), StatusMessage: words.Draw(t, "status"), Link: words.Draw(t, "link"),
		Tags: rapid.SliceOfN(words, 0, 3).Draw(t, "tags"), Role: rapid.OneOf(words, rapid.SampledFrom([]string{"default", "admin"})).Draw(t, "role"),
		Metadata: metadata.Draw(t, "metadata"),
	}
})

// metadata draws objects of a few shapes, with a secret.
var metadata = rapid.Custom(func(t *rapid.T) model.Metadata {
	values := rapid.OneOf(
		rapid.Map(words, func(s string) any { return s }),
		rapid.Map(rapid.Int(), func(n int) any { return n }),
		rapid.Map(rapid.SliceOfN(words, 0, 3), func(s []string) any { return map[string]any{"inner": s} }),
	)
	object := map[string]any{"@private": map[string]any{"key": []string{"SECRET"}}, "plan": values.Draw(t, "plan"), words.Draw(t, "key"): values.Draw(t, "value")}
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return text
})

func checkParse(t interface{ Fatalf(string, ...any) }, text string) {
	q, err := query.Parse(text, env)
	if err == nil {
		q.Match(grace)
		q.ServerPart()
		return
	}
	var wrong *query.SyntaxError
	switch {
	case !errors.As(err, &wrong):
		t.Fatalf("%q: %v is not a *SyntaxError", text, err)
	case q.Root != nil || wrong.Problem == "":
		t.Fatalf("%q: %+v with %+v", text, wrong, q)
	case wrong.From < 0 || wrong.From > wrong.To || wrong.To > len(text) || wrong.From == wrong.To && wrong.To < len(text):
		t.Fatalf("%q: the place %d to %d", text, wrong.From, wrong.To)
	case utf8.ValidString(text) && !utf8.ValidString(text[wrong.From:wrong.To]):
		t.Fatalf("%q: the place %d to %d cuts a character", text, wrong.From, wrong.To)
	}
}

func TestParseAcceptsAnyInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkParse(t, texts.Draw(t, "text")) })
}

func parse(t *rapid.T, text string) query.Query {
	q, err := query.Parse(text, env)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return q
}

// quote turns any text into a phrase.
func quote(s string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(s) + `"`
}

func TestTextIsContainsOfFoldedParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := users.Draw(t, "user")
		needle := rapid.StringMatching(`.+`).Filter(func(s string) bool { return s != "" })
		typed := rapid.OneOf(words.Filter(func(s string) bool { return s != "" }), needle).Draw(t, "typed")
		want := false
		for _, part := range append([]string{u.UID, u.Name, u.StatusMessage, u.Link}, append(u.Tags, valuesOf(t, u.Metadata)...)...) {
			want = want || strings.Contains(query.Fold(part), query.Fold(typed))
		}
		if role := query.Fold(u.Role); u.Role == model.DefaultRole {
			want = want || role == query.Fold(typed)
		} else {
			want = want || strings.HasPrefix(role, query.Fold(typed))
		}
		if got := parse(t, quote(typed)).Match(u); got != want {
			t.Fatalf("%q in %+v: %v", typed, u, got)
		}
	})
}

// valuesOf decodes metadata with encoding/json.
func valuesOf(t interface{ Fatalf(string, ...any) }, m model.Metadata) []string {
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(m))
	d.UseNumber()
	if err := d.Decode(&object); err != nil {
		t.Fatalf("%s: %v", m, err)
	}
	delete(object, "@private")
	return appendValues(nil, object)
}

func appendValues(dst []string, value any) []string {
	switch v := value.(type) {
	case string:
		dst = append(dst, v)
	case json.Number:
		dst = append(dst, v.String())
	case []any:
		for _, e := range v {
			dst = appendValues(dst, e)
		}
	case map[string]any:
		for _, e := range v {
			dst = appendValues(dst, e)
		}
	}
	return dst
}

func TestSecretsCannotBeSearched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := users.Draw(t, "user")
		for _, text := range []string{"secret", "/SECRET/", "meta.@private", "meta.@private.key=secret", `meta."@private".key`} {
			if parse(t, text).Match(u) {
				t.Fatalf("%s matches %s", text, u.Metadata)
			}
		}
	})
}

// terms draws single valid terms.
var terms = rapid.OneOf(
	rapid.Map(words.Filter(func(s string) bool { return s != "" }), quote),
	rapid.SampledFrom([]string{"a", "~ab", "/[ab1]/", "role:a", "tag:a,b", "meta.plan", "meta.plan.inner:a", "meta.plan>5", "meta.plan!=a", "is:active", "status:online", "name:a", "uid:1", "seen:never"}),
)

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := users.Draw(t, "user")
		a, b, c := terms.Draw(t, "a"), terms.Draw(t, "b"), terms.Draw(t, "c")
		holds := func(text string) bool { return parse(t, text).Match(u) }
		x, y, z := holds(a), holds(b), holds(c)
		for text, want := range map[string]bool{
			"-" + a:                           !x,
			"--" + a:                          x,
			a + " " + b:                       x && y,
			a + " OR " + b:                    x || y,
			a + " " + b + " OR " + c:          x && y || z,
			a + " (" + b + " OR " + c + ")":   x && (y || z),
			"-(" + a + " " + b + ")":          !x || !y,
			"-(" + a + " OR " + b + ") " + c:  !x && !y && z,
			"((" + a + ")OR( -" + b + " ) ) ": x || !y,
		} {
			if holds(text) != want {
				t.Fatalf("%s is %v, with %v %v %v", text, !want, x, y, z)
			}
		}
	})
}

// The server part selects every match, and equals the whole query when it
// claims to.
func TestServerPartSelectsEveryMatch(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"role:a", "role:b,a", "tag:a", "tag:b,c", "status:online", "is:offline", "is:deactivated", "-is:deactivated", "is:active", "-role:a", "a", "(role:a OR tag:b)", "(tag:a status:online)", "is:blocked"})
	rapid.Check(t, func(t *rapid.T) {
		q := parse(t, strings.Join(rapid.SliceOfN(pieces, 0, 4).Draw(t, "terms"), " "))
		word := rapid.SampledFrom([]string{"a", "b", "c"})
		u := model.User{
			UID: "a", Role: word.Draw(t, "role"), Tags: rapid.SliceOfN(word, 0, 2).Draw(t, "tags"), BlockedByMe: rapid.Bool().Draw(t, "blocked"),
			Status:        rapid.SampledFrom([]model.Status{"available", "offline"}).Draw(t, "status"),
			DeactivatedAt: rapid.SampledFrom([]model.UnixTime{0, 1}).Draw(t, "deactivated"),
		}
		s := q.ServerPart()
		selected := selects(s.Options, u)
		if q.Match(u) && !selected {
			t.Fatalf("%+v leaves out %+v", s, u)
		}
		if s.Covers && selected && !q.Match(u) {
			t.Fatalf("%+v covers, but selects %+v as well", s, u)
		}
	})
}

func TestTogglingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		term := terms.Draw(t, "term")
		text := strings.Join(rapid.SliceOfN(terms, 0, 4).Draw(t, "terms"), rapid.SampledFrom([]string{" ", " OR "}).Draw(t, "between"))
		had := query.Has(text, term)
		toggled := query.Toggle(text, term)
		u := users.Draw(t, "user")
		if had {
			return
		}
		if want := parse(t, text).Match(u) && parse(t, term).Match(u); parse(t, toggled).Match(u) != want {
			t.Fatalf("toggling %[2]s in %[1]s gives %[3]s, which does not mean both", text, term, toggled)
		}
		if !query.Has(toggled, term) {
			t.Fatalf("%s has not %s", toggled, term)
		}
		if back := query.Toggle(toggled, term); parse(t, back).Match(u) != parse(t, text).Match(u) || query.Has(back, term) {
			t.Fatalf("%s, toggled %s, toggled back %s", text, toggled, back)
		}
	})
}
