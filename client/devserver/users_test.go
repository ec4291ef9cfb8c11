package devserver

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCreateUserEchoesWhatWasStored(t *testing.T) {
	a := sampleApp(t)
	a.prototype("POST", "/users", `{"uid":"Zoe_1-B","name":"Zoë <&> \"Ω\"","avatar":"https://x.example/a.png?b=1&c=2",
		"link":"http://x.example","role":"VIP","statusMessage":"hi\n","tags":["b","a"],"metadata":{"z":1.0, "a":1e3}}`).
		is(`{"data":{"uid":"zoe_1-b","name":"Zoë <&> \"Ω\"","link":"http://x.example","avatar":"https://x.example/a.png?b=1&c=2",` +
			`"metadata":{"z":1.0, "a":1e3},"status":"offline","role":"vip","statusMessage":"hi\n","tags":["b","a"],"createdAt":1773480413}}`)
	a.admin("GET", "/users/ZOE_1-B", "").
		is(`{"data":{"uid":"zoe_1-b","name":"Zoë <&> \"Ω\"","link":"http://x.example","avatar":"https://x.example/a.png?b=1&c=2",` +
			`"metadata":{"z":1.0, "a":1e3},"status":"offline","role":"vip","statusMessage":"hi\n","createdAt":1773480413}}`)
	if got := a.admin("GET", "/users/zoe_1-b?withTags=true", "").user().Tags; !cmp.Equal(got, []string{"b", "a"}) {
		t.Errorf("tags %q, want b a in their order", got)
	}
}

func TestCreateUserWithLeastFields(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users", `{"uid":"x","name":"X"}`).
		is(`{"data":{"uid":"x","name":"X","status":"offline","role":"default","createdAt":1773480413}}`)
	a.admin("POST", "/users", `{"uid":"y","name":"Y","tags":[],"avatar":null}`).
		is(`{"data":{"uid":"y","name":"Y","status":"offline","role":"default","tags":[],"createdAt":1773480413}}`)
}

// The official SDK sends whole users.
func TestReadOnlyFieldsAreIgnored(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users/cometchat-uid-1/blockedusers", `{"blockedUids":["cometchat-uid-2"]}`).ok()
	whole := `{"hasBlockedMe":false,"blockedByMe":false,"deactivatedAt":0,"uid":%q,"name":"New","status":"online",
		"lastActiveAt":1,"createdAt":"soon","updatedAt":[],"conversationId":7,"authToken":"t","unknown":{}}`
	a.admin("POST", "/users", fmt.Sprintf(whole, "new")).
		is(`{"data":{"uid":"new","name":"New","status":"offline","role":"default","createdAt":1773480413}}`)
	a.now = a.now.Add(time.Second)
	got := a.admin("PUT", "/users/cometchat-uid-2", fmt.Sprintf(whole, "cometchat-uid-9")).user()
	want := wireUser{UID: "cometchat-uid-2", Name: "New", Status: "offline", Role: "default",
		Avatar:    "https://assets.cometchat.io/sampleapp/v2/users/cometchat-uid-2.webp",
		CreatedAt: testNow.Unix() - 3600, UpdatedAt: testNow.Unix() + 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("update (-want +got):\n%s", diff)
	}
	if got := a.admin("GET", "/users/cometchat-uid-1/blockedusers", "").uids(); got != "2" {
		t.Errorf("blocked after the update: %q, want 2", got)
	}
}

func TestCreateUserWithAuthToken(t *testing.T) {
	a := sampleApp(t)
	token := a.admin("POST", "/users", `{"uid":"x","name":"X","withAuthToken":true}`).user().AuthToken
	if !strings.HasPrefix(token, "x_1773480413") || len(token) != len("x_1773480413")+30 {
		t.Errorf("token %q has not the recorded format", token)
	}
	if got := a.send("GET", "/v3/me", "", "authToken", token).user().UID; got != "x" {
		t.Errorf("the token belongs to %q", got)
	}
}

func TestCreateUserRefusesTakenUID(t *testing.T) {
	a := sampleApp(t)
	taken := a.admin("POST", "/users", `{"uid":"COMETCHAT-uid-3","name":"X"}`)
	taken.fails(400, "ERR_UID_ALREADY_EXISTS", nil)
	want := wireError{Source: "chat-api", Code: "ERR_UID_ALREADY_EXISTS",
		Message:    "The uid cometchat-uid-3 already exists. Please use another uid or try after permanently deleting the user.",
		DevMessage: "The uid cometchat-uid-3 already exists. Please use another uid or try recreating after permanently deleting the user."}
	if diff := cmp.Diff(want, taken.error()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	a.admin("DELETE", "/users/cometchat-uid-3", "").ok()
	a.admin("POST", "/users", `{"uid":"cometchat-uid-3","name":"X"}`).fails(400, "ERR_UID_ALREADY_EXISTS", nil)
	a.admin("DELETE", "/users/cometchat-uid-3", `{"permanent":true}`).ok()
	a.admin("POST", "/users", `{"uid":"cometchat-uid-3","name":"X"}`).ok()
}

func TestUpdateIsPartial(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users", `{"uid":"x","name":"X","role":"vip","link":"https://l.example","avatar":"https://a.example",
		"statusMessage":"s","tags":["a","b"],"metadata":{"k":1}}`).ok()
	for _, step := range []struct {
		name, body, want string
		seconds          int
	}{
		{"nothing", `{}`, `"metadata":{"k":1},"status":"offline","role":"vip","statusMessage":"s","tags":["a","b"],"createdAt":1773480413`, 0},
		{"nothing, as an empty list", `[]`, `"metadata":{"k":1},"status":"offline","role":"vip","statusMessage":"s","tags":["a","b"],"createdAt":1773480413`, 0},
		{"role", `{"role":"admin"}`, `"metadata":{"k":1},"status":"offline","role":"admin","statusMessage":"s","tags":["a","b"],"createdAt":1773480413,"updatedAt":1773480416`, 3},
		{"metadata replaces", `{"metadata":{"other":2}}`, `"metadata":{"other":2},"status":"offline","role":"admin","statusMessage":"s","tags":["a","b"],"createdAt":1773480413,"updatedAt":1773480417`, 1},
		{"tags replace", `{"tags":["c","c","a"]}`, `"metadata":{"other":2},"status":"offline","role":"admin","statusMessage":"s","tags":["c","a"],"createdAt":1773480413,"updatedAt":1773480418`, 1},
		{"tags empty, text cleared", `{"tags":[],"statusMessage":""}`, `"metadata":{"other":2},"status":"offline","role":"admin","createdAt":1773480413,"updatedAt":1773480419`, 1},
		{"null is not sent", `{"metadata":null,"name":null}`, `"metadata":{"other":2},"status":"offline","role":"admin","createdAt":1773480413,"updatedAt":1773480419`, 1},
		{"unset wins", `{"unset":["metadata"],"metadata":{"n":1}}`, `"status":"offline","role":"admin","createdAt":1773480413,"updatedAt":1773480421`, 1},
	} {
		a.run(step.name, func(t *testing.T) {
			a.now = a.now.Add(time.Duration(step.seconds) * time.Second)
			a.prototype("PUT", "/users/X", step.body).
				is(`{"data":{"uid":"x","name":"X","link":"https://l.example","avatar":"https://a.example",` + step.want + `}}`)
		})
	}
	a.admin("PUT", "/users/x", `{"unset":["avatar","link","metadata"]}`).ok()
	got := a.admin("GET", "/users/x", "").user()
	if got.Avatar != "" || got.Link != "" || got.Metadata != nil {
		t.Errorf("after unset: %+v", got)
	}
}

// Metadata is returned byte for byte.
func TestMetadataRoundTrip(t *testing.T) {
	a := sampleApp(t)
	for i, metadata := range []string{
		`{"b":1,"a":2,"b2":{"z":[],"y":{}}}`,
		`{"one":1.0,"k":1e3,"K":1E+03,"small":-0.50,"big":12345678901234567890123}`,
		"{ \"spaced\" :\t1 ,\n\n  \"a\":   [ 1,2 ] }",
		`{"html":"<b>&amp;</b>","slash":"https:\/\/x","uni":"\u00e9 \ud83c\udf89 é 🎉","sep":"\u2028` + "\u2028" + `"}`,
		`{"":null,"k":1,"k":2,"deep":[[[[{"a":[null,true,false]}]]]]}`,
		`"a string, as testers found"`,
	} {
		a.run(fmt.Sprint(i), func(t *testing.T) {
			uid := fmt.Sprintf("m%d", i)
			created := a.admin("POST", "/users", fmt.Sprintf(`{"uid":%q,"name":"X","metadata":%s}`, uid, metadata)).ok()
			read := a.admin("GET", "/users/"+uid, "")
			listed := a.admin("GET", "/users?searchIn=uid&searchKey="+uid, "")
			updated := a.admin("PUT", "/users/cometchat-uid-1", `{"metadata":`+metadata+`}`)
			for _, answer := range []answer{created, read, listed, updated} {
				if !strings.Contains(answer.text, `"metadata":`+metadata+`,"status"`) {
					t.Errorf("got %s\nwant %s within", answer.text, metadata)
				}
			}
		})
	}
}

// Fields set to nothing are left out, wherever the user is shown.
func TestEmptyTagsAndMetadataAreAbsent(t *testing.T) {
	a := sampleApp(t)
	me := a.as("cometchat-uid-1")
	for _, empty := range []string{`{"metadata":{},"tags":[]}`, `{"metadata":{ },"tags":[]}`} {
		for _, put := range []func() answer{
			func() answer { return a.admin("PUT", samplePath, empty) },
			func() answer { return me("PUT", "/me", empty) },
		} {
			a.admin("PUT", samplePath, `{"metadata":{"k":1},"tags":["t"]}`).ok()
			for _, shown := range []answer{
				put(), a.admin("GET", samplePath, ""), a.admin("GET", "/users?withTags=1&searchKey=cometchat-uid-1", ""), me("GET", "/me", ""),
			} {
				if strings.Contains(shown.ok().text, "metadata") || strings.Contains(shown.text, "tags") {
					t.Errorf("%s: %s", empty, shown.text)
				}
			}
		}
	}
	a.admin("PUT", samplePath, `{"metadata":{"@private":{"email":"x@example.com"}}}`).ok()
	if got := a.as("cometchat-uid-2")("GET", samplePath, "").ok().text; strings.Contains(got, "metadata") {
		t.Errorf("another user sees %s of private metadata", got)
	}
}

// A form is accepted if it holds only texts; any other body that is not JSON is
// still refused.
func TestForms(t *testing.T) {
	a := sampleApp(t)
	form := func(kind, method, path, body string) answer {
		return a.send(method, "/v3"+path, body, "apikey", a.Facts().APIKey, "Content-Type", kind)
	}
	const kind = "application/x-www-form-urlencoded; charset=UTF-8"
	form(kind, "POST", "/users", "uid=F&name=Z%C3%BCrich+100%&withAuthToken=0").
		is(`{"data":{"uid":"f","name":"Zürich 100%","status":"offline","role":"default","createdAt":1773480413}}`)
	form(kind, "PUT", "/users/f", "statusMessage=a%26b%3Dc&link=").ok()
	if got := a.admin("GET", "/users/f", "").user().StatusMessage; got != "a&b=c" {
		t.Errorf("status message %q", got)
	}
	form(kind, "PUT", "/users/f", `{"name":"JSON all the same"}`).ok() // as curl -d sends it
	form(kind, "DELETE", "/users/f", "permanent=true").is(`{"data":{"success":true,"message":"User with UID f has been deleted successfully."}}`)

	form(kind, "POST", "/users", "uid=g&name=G&tags[]=a").invalid("body")
	form(kind, "POST", "/users", "uid=g&name=G&metadata%5Bk%5D=v").invalid("body")
	form(kind, "POST", "/users", "uid=g&name=G&tags=a").invalid("tags")
	form(kind, "POST", "/users", "nonsense").invalid("body")
	form("text/plain", "POST", "/users", "uid=g&name=G").invalid("body")
	form("multipart/form-data; boundary=x", "POST", "/users",
		"--x\r\nContent-Disposition: form-data; name=\"uid\"\r\n\r\ng\r\n--x--\r\n").invalid("body")
}

func TestDelete(t *testing.T) {
	a := sampleApp(t)
	a.admin("DELETE", "/users/Cometchat-UID-1", "").is(`{"data":{"deactivatedUids":["cometchat-uid-1"]}}`)
	a.admin("DELETE", "/users/cometchat-uid-1", `{"permanent":false}`).is(`{"data":{"alreadyDeactivatedUids":["cometchat-uid-1"]}}`)
	a.admin("GET", "/users/cometchat-uid-1", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("PUT", "/users/cometchat-uid-1", `{"name":"x"}`).fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("POST", "/users/cometchat-uid-1/auth_tokens", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("DELETE", "/users/cometchat-uid-1", `{"permanent":true}`).
		is(`{"data":{"success":true,"message":"User with UID cometchat-uid-1 has been deleted successfully."}}`)
	a.admin("DELETE", "/users/cometchat-uid-1", `{"permanent":true}`).fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("DELETE", "/users/cometchat-uid-1", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("DELETE", "/users/cometchat-uid-2", `{"permanent":"yes"}`).invalid("permanent")
}

func TestUnknownUIDText(t *testing.T) {
	got := sampleApp(t).admin("GET", "/users/No%20Body", "").error()
	want := wireError{Source: "chat-api", Code: "ERR_UID_NOT_FOUND",
		Message:    "The UID no%20body does not exist, please make sure you have created a user with UID no%20body.",
		DevMessage: "The UID no%20body does not exist, so please make sure you have created a user with UID no%20body."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func TestDeactivateAndReactivateBuckets(t *testing.T) {
	a := sampleApp(t)
	a.admin("DELETE", "/users", `{"uidsToDeactivate":["cometchat-uid-2","Nobody","COMETCHAT-UID-1","cometchat-uid-1"]}`).
		is(`{"data":{"deactivatedUids":["cometchat-uid-2","cometchat-uid-1"],"notFound":["Nobody"]}}`)
	a.admin("DELETE", "/users", `{"uidsToDeactivate":["cometchat-uid-2","cometchat-uid-3"]}`).
		is(`{"data":{"deactivatedUids":["cometchat-uid-3"],"alreadyDeactivatedUids":["cometchat-uid-2"]}}`)
	if got := a.admin("GET", "/users", "").uids(); got != "4 5" {
		t.Errorf("active: %s", got)
	}
	deactivated := a.admin("GET", "/users?onlyDeactivated=1", "")
	if got := deactivated.uids(); got != "1 2 3" {
		t.Errorf("deactivated: %s", got)
	}
	if at := deactivated.list().Data[0].DeactivatedAt; at != testNow.Unix() {
		t.Errorf("deactivatedAt %d", at)
	}
	if got := a.admin("GET", "/users?withDeactivated=true", "").uids(); got != "1 2 3 4 5" {
		t.Errorf("all: %s", got)
	}
	a.admin("PUT", "/users", `{"uidsToActivate":["cometchat-uid-2","cometchat-uid-4","Nobody"]}`).
		is(`{"data":{"reactivatedUids":["cometchat-uid-2"],"nonDeactivatedUids":["cometchat-uid-4"],"notFound":["Nobody"]}}`)
	if a.admin("GET", "/users/cometchat-uid-2", "").user().DeactivatedAt != 0 {
		t.Error("deactivatedAt is still there")
	}
	for _, body := range []string{`{}`, `{"uidsToDeactivate":[]}`, `{"uidsToDeactivate":"x"}`, `{"uidsToDeactivate":{"a":"b"}}`,
		`{"uidsToDeactivate":["` + strings.Repeat(`x","`, 25) + `x"]}`} {
		a.admin("DELETE", "/users", body).invalid("uidsToDeactivate")
	}
	a.admin("DELETE", "/users", `{"uidsToDeactivate":["a"," ",3]}`).invalid("uidsToDeactivate.1", "uidsToDeactivate.2")
}

func TestTokenOutlivesDeactivation(t *testing.T) {
	a := sampleApp(t)
	me := a.as("cometchat-uid-1")
	a.admin("DELETE", "/users/cometchat-uid-1", "").ok()
	me("GET", "/me", "").fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
	a.admin("PUT", "/users", `{"uidsToActivate":["cometchat-uid-1"]}`).ok()
	me("GET", "/me", "").ok()
	a.admin("DELETE", "/users/cometchat-uid-1", `{"permanent":true}`).ok()
	a.admin("POST", "/users", `{"uid":"cometchat-uid-1","name":"Another"}`).ok()
	me("GET", "/me", "").fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
}

func TestCreateAuthToken(t *testing.T) {
	a := sampleApp(t)
	seen := map[string]bool{}
	for _, body := range []string{"", `{"force":true}`, `{"platform":"WEB","deviceId":"d","appInfo":{"version":"v4"}}`} {
		u := a.prototype("POST", "/users/Cometchat-uid-1/auth_tokens", body).user()
		if u.UID != "cometchat-uid-1" || u.CreatedAt != testNow.Unix() || seen[u.AuthToken] {
			t.Errorf("token %+v", u)
		}
		seen[u.AuthToken] = true
	}
	first := a.token("cometchat-uid-2")
	for range maxTokens {
		a.token("cometchat-uid-2")
	}
	a.send("GET", "/v3/me", "", "authtoken", first).fails(401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", nil)
	a.prototype("POST", "/users/nobody/auth_tokens", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	if _, err := a.AuthToken(t.Context(), "nobody"); err == nil || !strings.Contains(err.Error(), "nobody does not exist") {
		t.Errorf("AuthToken of nobody: %v", err)
	}
}

func TestRoles(t *testing.T) {
	a := sampleApp(t)
	a.admin("GET", "/roles?perPage=2", "").is(`{"data":[` +
		`{"role":"default","name":"Default Role","description":"Default Role","createdAt":1738920413},` +
		`{"role":"admin","name":"Administrator","description":"Runs the app and looks after its settings","createdAt":1738920413}],` +
		`"meta":{"pagination":{"total":6,"count":2,"per_page":2,"current_page":1,"total_pages":3}}}`)
	a.admin("GET", "/roles/VIP", "").
		is(`{"data":{"role":"vip","name":"VIP","description":"Paying customers with priority","createdAt":1738920413}}`)
	a.admin("GET", "/roles/king", "").fails(404, "ERR_ROLE_NOT_FOUND", nil)
	a.admin("GET", "/roles?page=-1", "").invalid("page")
}
