package devserver

import (
	"fmt"
	"strings"
	"testing"
)

func TestImport(t *testing.T) {
	a := sampleApp(t)
	got := a.admin("POST", "/data_import/users", `{"users":{
		"old":{"uid":"old","name":"Old","createdAt":"1600000000","lastActiveAt":1600000100,"deactivatedAt":1600000200,
			"metadata":{"n": 1.0},"tags":["t"],"role":"vip","avatar":"https://x.example","link":"https://y.example"},
		"New":{"uid":"NEW","name":"New"},
		"cometchat-uid-1":{"uid":"cometchat-uid-1","name":"X"},
		"other":{"uid":"another","name":"X"},
		"text":"text",
		"king":{"uid":"king","name":"K","role":"king"},
		"bad":{"uid":"bad","createdAt":16,"lastActiveAt":"soon","deactivatedAt":[],"tags":[""]}}}`)
	got.is(`{"data":{` +
		`"New":{"success":true,"data":{"uid":"new","name":"New","status":"offline","role":"default","createdAt":1773480413}},` +
		`"bad":{"success":false,"error":` + invalidJSON(`"tags.0":["The tags.0 field is required."],"name":["The name field is required."],`+
		`"createdAt":["The createdAt must be a Unix time of 10 digits."],"lastActiveAt":["The lastActiveAt must be a Unix time of 10 digits."],`+
		`"deactivatedAt":["The deactivatedAt must be a Unix time of 10 digits."]`) + `},` +
		`"cometchat-uid-1":{"success":false,"error":{"message":"The uid cometchat-uid-1 already exists. Please use another uid or try after permanently deleting the user.",` +
		`"devMessage":"The uid cometchat-uid-1 already exists. Please use another uid or try recreating after permanently deleting the user.","source":"chat-api","code":"ERR_UID_ALREADY_EXISTS"}},` +
		`"king":{"success":false,"error":` + invalidJSON(`"role":["The role king does not exist."]`) + `},` +
		`"old":{"success":true,"data":{"uid":"old","name":"Old","link":"https://y.example","avatar":"https://x.example","metadata":{"n": 1.0},` +
		`"status":"offline","role":"vip","tags":["t"],"lastActiveAt":1600000100,"createdAt":1600000000,"deactivatedAt":1600000200}},` +
		`"other":{"success":false,"error":{"message":"The uid must be the same as the key of the user.","devMessage":"The uid must be the same as the key of the user.",` +
		`"source":"chat-api","code":"ERR_IMPORT_INVALID_USER_FORMAT"}},` +
		`"text":{"success":false,"error":{"message":"The user must be an object.","devMessage":"The user must be an object.","source":"chat-api","code":"ERR_IMPORT_INVALID_USER_FORMAT"}}}}`)
	if limit := got.header.Get("X-RateLimit-Limit"); limit != "60" {
		t.Errorf("rate limit %s", limit)
	}
	if got := a.admin("GET", "/users?withDeactivated=1", "").uids(); got != "new 1 2 3 4 5 old" {
		t.Errorf("users afterwards: %s", got)
	}
}

func invalidJSON(details string) string {
	const text = "Failed to validate the data sent with the request."
	return fmt.Sprintf(`{"message":%q,"devMessage":%q,"source":"chat-api","code":"ERR_BAD_REQUEST","details":{%s}}`, text, text, details)
}

func TestImportLimits(t *testing.T) {
	a := sampleApp(t)
	users := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`"u%d":{"uid":"u%d","name":"U","metadata":{"m":%q}}`, i, i, strings.Repeat("x", 5000)))
		}
		return `{"users":{` + strings.Join(all, ",") + `}}`
	}
	for _, body := range []string{`{}`, `{"users":null}`, `{"users":"x"}`, `{"users":[{"uid":"x"}]}`, users(maxImport + 1)} {
		a.admin("POST", "/data_import/users", body).invalid("users")
	}
	a.admin("POST", "/data_import/users", `{"users":{"`+strings.Repeat("x", maxImportBody)+`":1}}`).invalid("body")
	a.admin("POST", "/data_import/users", users(maxImport)).ok()
	if got := a.admin("GET", "/users", "").list().Meta.Pagination.Total; got != maxImport+5 {
		t.Errorf("%d users after the import", got)
	}
	a.admin("POST", "/data_import/users", `{"users":{}}`).is(`{"data":{}}`)
}
