package devserver

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestRoleLifeCycle(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/roles", `{"role":" Team.Lead ","name":"Team lead"}`).
		is(`{"data":{"role":"team.lead","name":"Team lead","createdAt":1773480413}}`)
	a.admin("POST", "/roles", `{"role":"guide","name":"Guide","description":"d","metadata":{"n": 1.0},"settings":{"listUsers":"friendsOnly","own":[]}}`).
		is(`{"data":{"role":"guide","name":"Guide","description":"d","metadata":{"n": 1.0},"settings":{"listUsers":"friendsOnly","own":[]},"createdAt":1773480413}}`)
	a.now = a.now.Add(time.Second)
	a.admin("PUT", "/roles/GUIDE", `{"name":"Guides","settings":[],"unset":["description","metadata"],"metadata":{"gone":1}}`).
		is(`{"data":{"role":"guide","name":"Guides","settings":{},"createdAt":1773480413,"updatedAt":1773480414}}`)
	a.now = a.now.Add(time.Second)
	same := a.admin("PUT", "/roles/guide", `{}`).ok().text
	if a.admin("GET", "/roles/guide", "").text != same || !strings.Contains(same, `"updatedAt":1773480414`) {
		t.Errorf("an empty update changed something: %s", same)
	}
	a.admin("PUT", "/users/cometchat-uid-2", `{"role":"guide"}`).ok()
	a.admin("DELETE", "/roles/Guide", "").is(`{"data":{"success":true,"message":"Role guide has been deleted successfully."}}`)
	if got := a.admin("GET", "/users/cometchat-uid-2", "").user().Role; got != "default" {
		t.Errorf("role of a user whose role was deleted: %s", got)
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		a.admin(method, "/roles/guide", "").fails(404, "ERR_ROLE_NOT_FOUND", nil)
	}
	a.admin("DELETE", "/roles/default", "").fails(403, "ERR_ROLE_DELETE_DENIED", nil)
}

func TestRoleLimits(t *testing.T) {
	a := sampleApp(t)
	long := strings.Repeat
	for body, fields := range map[string][]string{
		`{}`:                        {"role", "name"},
		`{"role":" ","name":""}`:    {"role", "name"},
		`{"role":7,"name":[]}`:      {"role", "name"},
		`{"role":"VIP","name":"x"}`: {"role"},
		`{"role":"x","name":"` + long("é", 101) + `"}`:                               {"name"},
		`{"role":"` + long("x", 101) + `","name":"X"}`:                               {"role"},
		`{"role":"x","name":"X","description":"` + long("x", 256) + `"}`:             {"description"},
		`{"role":"x","name":"X","metadata":"{}"}`:                                    {"metadata"},
		`{"role":"x","name":"X","settings":{"listUsers":"none","sendMessagesTo":1}}`: {"settings.listUsers", "settings.sendMessagesTo"},
	} {
		a.admin("POST", "/roles", body).invalid(fields...)
	}
	a.admin("PUT", "/roles/vip", `{"name":" ","unset":["name"]}`).invalid("name", "unset.0")
	for n := 7; n <= maxRoles; n++ {
		a.admin("POST", "/roles", fmt.Sprintf(`{"role":"r%d","name":"R"}`, n)).ok()
	}
	a.admin("POST", "/roles", `{"role":"more","name":"More"}`).invalid("role")
	taken := a.admin("POST", "/roles", `{"role":"r7","name":"R"}`)
	taken.fails(400, "ERR_BAD_REQUEST", map[string][]string{"role": {"The role has already been taken."}})
}

func TestPermissionsAndRestrictedFeaturesAreNotServed(t *testing.T) {
	a := sampleApp(t)
	for _, request := range []string{
		"GET /roles/vip/permissions", "PUT /roles/vip/permissions", "DELETE /roles/vip/permissions/p",
		"GET /roles/vip/restrictedfeatures", "POST /roles/vip/restrictedfeatures", "DELETE /roles/vip/restrictedfeatures",
	} {
		method, path, _ := strings.Cut(request, " ")
		a.admin(method, path, "").fails(404, "ERR_API_NOT_FOUND", nil)
	}
}

func TestRoleSlugsHoldNoControlCharacters(t *testing.T) {
	a := sampleApp(t)
	for _, slug := range []string{`a\u0000b`, `a\nb`, `a\u001b[1m`, `a\u009bb`, `a\u202eb`, `\u007f`} {
		a.admin("POST", "/roles", `{"role":"`+slug+`","name":"X"}`).invalid("role")
	}
	a.admin("POST", "/roles", `{"role":"Größe_1-x","name":"X"}`).ok()
}
