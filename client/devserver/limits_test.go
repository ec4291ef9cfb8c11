package devserver

import (
	"fmt"
	"strings"
	"testing"
)

const asRequired = "The %s field is required."

func TestCreateLimits(t *testing.T) {
	a := sampleApp(t)
	long := strings.Repeat
	for _, c := range []struct {
		name, body string
		fields     []string
	}{
		{"nothing", `{}`, []string{"uid", "name"}},
		{"no object", `"x"`, []string{"body"}},
		{"broken", `{"uid":`, []string{"body"}},
		{"null", `null`, []string{"body"}},
		{"not UTF-8", "{\"uid\":\"x\",\"name\":\"\xff\"}", []string{"body"}},
		{"uid blank", `{"uid":"  ","name":"X"}`, []string{"uid"}},
		{"uid no text", `{"uid":7,"name":"X"}`, []string{"uid"}},
		{"uid letters", `{"uid":"a b","name":"X"}`, []string{"uid"}},
		{"uid long", `{"uid":"` + long("x", 101) + `","name":"X"}`, []string{"uid"}},
		{"name blank", `{"uid":"x","name":" "}`, []string{"name"}},
		{"name null", `{"uid":"x","name":null}`, []string{"name"}},
		{"name long", `{"uid":"x","name":"` + long("é", 101) + `"}`, []string{"name"}},
		{"name no text", `{"uid":"x","name":["a"]}`, []string{"name"}},
		{"avatar", `{"uid":"x","name":"X","avatar":"ftp://x"}`, []string{"avatar"}},
		{"avatar empty", `{"uid":"x","name":"X","avatar":""}`, []string{"avatar"}},
		{"link long", `{"uid":"x","name":"X","link":"https://x/` + long("x", 2991) + `"}`, []string{"link"}},
		{"role unknown", `{"uid":"x","name":"X","role":"king"}`, []string{"role"}},
		{"role empty", `{"uid":"x","name":"X","role":""}`, []string{"role"}},
		{"tags no list", `{"uid":"x","name":"X","tags":"a"}`, []string{"tags"}},
		{"tag blank", `{"uid":"x","name":"X","tags":["", "a"]}`, []string{"tags.0"}},
		{"tag no text", `{"uid":"x","name":"X","tags":["a", null, 1]}`, []string{"tags.1", "tags.2"}},
		{"tag long", `{"uid":"x","name":"X","tags":["a","` + long("t", 101) + `"]}`, []string{"tags.1"}},
		{"tags many", `{"uid":"x","name":"X","tags":[` + numbered(26) + `]}`, []string{"tags"}},
		{"metadata list", `{"uid":"x","name":"X","metadata":[1]}`, []string{"metadata"}},
		{"metadata number", `{"uid":"x","name":"X","metadata":1}`, []string{"metadata"}},
		{"metadata empty text", `{"uid":"x","name":"X","metadata":""}`, []string{"metadata"}},
		{"metadata large", `{"uid":"x","name":"X","metadata":{"a":"` + long("x", 5113) + `"}}`, []string{"metadata"}},
		{"withAuthToken", `{"uid":"x","name":"X","withAuthToken":"yes"}`, []string{"withAuthToken"}},
		{"several", `{"uid":"x!","name":"","avatar":"x","tags":[" "]}`, []string{"uid", "name", "avatar", "tags.0"}},
		{"body large by blanks", `{"uid":"x","name":"X"}` + long(" ", maxBody), []string{"body"}},
		{"body large", `{"uid":"x","name":"X","junk":"` + long("x", maxBody) + `"}`, []string{"body"}},
	} {
		a.run(c.name, func(t *testing.T) {
			a.admin("POST", "/users", c.body).invalid(c.fields...)
		})
	}
	if got := a.admin("GET", "/users", "").list().Meta.Pagination.Total; got != 5 {
		t.Errorf("%d users after refusals only", got)
	}
}

// Values exactly at the limits are accepted.
func TestCreateAtTheLimits(t *testing.T) {
	a := sampleApp(t)
	long := strings.Repeat
	for i, body := range []string{
		`"name":"` + long("é", 100) + `"`,
		`"name":"X","link":"https://x/` + long("x", 2990) + `","avatar":"https://x/` + long("x", 2990) + `"`,
		`"name":"X","tags":[` + numbered(25) + `]`,
		`"name":"X","tags":["` + long("日", 100) + `"]`,
		`"name":"X","metadata":{"a":"` + long("x", 5112) + `"}`,
		`"name":"X","metadata": { "a" : "` + long("x", 5112) + `" }`,
	} {
		a.admin("POST", "/users", fmt.Sprintf(`{"uid":"u%d",%s}`, i, body)).ok()
	}
	a.admin("POST", "/users", `{"uid":"`+long("x", 100)+`","name":"X"}`).ok()
	padded := `{"uid":"pad","name":"X","junk":""}`
	a.admin("POST", "/users", strings.Replace(padded, `""`, `"`+long("x", maxBody-len(padded))+`"`, 1)).ok()
}

func TestUpdateLimits(t *testing.T) {
	a := sampleApp(t)
	for body, field := range map[string]string{
		`{"name":""}`:             "name",
		`{"role":""}`:             "role",
		`{"role":"king"}`:         "role",
		`{"avatar":"x"}`:          "avatar",
		`{"unset":["name"]}`:      "unset.0",
		`{"unset":"avatar"}`:      "unset",
		`{"unset":["link",true]}`: "unset.1",
		`{"tags":[{}]}`:           "tags.0",
		`{"metadata":true}`:       "metadata",
	} {
		a.admin("PUT", "/users/cometchat-uid-1", body).invalid(field)
	}
	if got := a.admin("GET", "/users/cometchat-uid-1", "").user(); got.UpdatedAt != 0 {
		t.Errorf("refused updates left a trace: %+v", got)
	}
}

func TestPublishedValidationTexts(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users", `{}`).fails(400, "ERR_BAD_REQUEST", map[string][]string{
		"uid": {fmt.Sprintf(asRequired, "uid")}, "name": {fmt.Sprintf(asRequired, "name")}})
	a.admin("PUT", "/users/cometchat-uid-1", `{"name":"","avatar":"x","tags":[" "]}`).
		fails(400, "ERR_BAD_REQUEST", map[string][]string{
			"name":   {"The name field must have a value."},
			"avatar": {"The avatar must be a valid URL."},
			"tags.0": {"The tags.0 field is required."}})
	const text = "Failed to validate the data sent with the request."
	if e := a.admin("POST", "/users", `{}`).error(); e.Message != text || e.DevMessage != text {
		t.Errorf("texts %q and %q", e.Message, e.DevMessage)
	}
}

func numbered(n int) string {
	tags := make([]string, n)
	for i := range tags {
		tags[i] = fmt.Sprintf(`"tag %d"`, i)
	}
	return strings.Join(tags, ",")
}
