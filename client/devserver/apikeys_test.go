package devserver

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type wireKey struct {
	APIKey, Name, Scope string
	CreatedAt           int64
}

func (a *app) newKey(name, scope string) wireKey {
	a.t.Helper()
	var envelope struct{ Data wireKey }
	a.admin("POST", "/apikeys", fmt.Sprintf(`{"name":%q,"scope":%q}`, name, scope)).ok().decode(&envelope)
	return envelope.Data
}

func TestKeyLifeCycle(t *testing.T) {
	a := sampleApp(t)
	a.now = a.now.Add(time.Second)
	k := a.newKey("Mine", "authOnly")
	if want := (wireKey{k.APIKey, "Mine", "authOnly", testNow.Unix() + 1}); k != want || len(k.APIKey) != 40 {
		t.Errorf("key %+v, want %+v", k, want)
	}
	with := func(method, path, body string) answer { return a.send(method, "/v3"+path, body, "apikey", k.APIKey) }
	with("GET", "/users", "").fails(403, "AUTH_ERR_NO_ACCESS", nil)
	with("GET", "/apikeys", "").fails(403, "AUTH_ERR_NO_ACCESS", nil)
	shown := a.admin("PUT", "/apikeys/"+k.APIKey, `{"scope":"fullAccess","name":" Ours "}`).ok().text
	if want := fmt.Sprintf(`{"data":{"apiKey":%q,"name":"Ours","scope":"fullAccess","createdAt":1773480414}}`, k.APIKey); shown != want {
		t.Errorf("got %s, want %s", shown, want)
	}
	with("GET", "/users", "").ok()
	with("GET", "/apikeys/"+k.APIKey, "").is(shown)
	a.admin("DELETE", "/apikeys/"+k.APIKey, "").
		is(`{"data":{"success":true,"message":"The Api Key ` + k.APIKey + ` has been deleted successfully."}}`)
	with("GET", "/users", "").fails(401, "AUTH_ERR_APIKEY_NOT_FOUND", nil)
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		gone := a.admin(method, "/apikeys/"+k.APIKey, "")
		gone.fails(404, "ERR_APIKEY_NOT_FOUND", nil)
		if strings.Contains(gone.text, k.APIKey) {
			t.Errorf("the key is in the error: %s", gone.text)
		}
	}
}

func TestKeyCannotChangeItself(t *testing.T) {
	a := sampleApp(t)
	path := "/apikeys/" + a.Facts().APIKey
	a.admin("GET", path, "").ok()
	a.admin("PUT", path, `{"name":"x"}`).fails(403, "ERR_APIKEY_NO_SELF_ACTION", nil)
	a.admin("DELETE", path, "").fails(403, "ERR_APIKEY_NO_SELF_ACTION", nil)
	a.admin("GET", "/users", "").ok()
	other := a.newKey("Other", "fullAccess")
	a.send("DELETE", "/v3"+path, "", "apikey", other.APIKey).ok()
	a.admin("GET", "/users", "").fails(401, "AUTH_ERR_APIKEY_NOT_FOUND", nil)
}

func TestKeysAreListedAndFiltered(t *testing.T) {
	a := sampleApp(t)
	a.now = a.now.Add(time.Second)
	a.newKey("Android", "authOnly")
	for query, want := range map[string][]string{
		"":                           {"Android", "Auth Key", "Rest API Key"},
		"?scope=authOnly":            {"Android", "Auth Key"},
		"?scope=fullAccess":          {"Rest API Key"},
		"?scope=all":                 nil,
		"?searchKey=a":               {"Android", "Auth Key"},
		"?searchKey=AUTH":            {"Auth Key"},
		"?perPage=2&page=2":          {"Rest API Key"},
		"?perPage=2&page=9":          nil,
		"?scope=authOnly&per_page=1": {"Android"},
	} {
		var page struct {
			Data []wireKey
			Meta struct{ Pagination wirePages }
		}
		a.admin("GET", "/apikeys"+query, "").ok().decode(&page)
		var names []string
		for _, k := range page.Data {
			names = append(names, k.Name)
		}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
		if query == "?perPage=2&page=2" && page.Meta.Pagination != (wirePages{3, 1, 2, 2, 2}) {
			t.Errorf("%s: %+v", query, page.Meta)
		}
	}
}

func TestKeyLimits(t *testing.T) {
	a := sampleApp(t)
	for body, fields := range map[string][]string{
		`{}`:                                     {"name", "scope"},
		`{"name":" ","scope":""}`:                {"name", "scope"},
		`{"name":7,"scope":7}`:                   {"name", "scope"},
		`{"name":"x"}`:                           {"scope"},
		`{"name":"x","scope":"all"}`:             {"scope"},
		`{"name":"Auth Key","scope":"authOnly"}`: {"name"},
		`{"name":"` + strings.Repeat("é", 101) + `","scope":"authOnly"}`: {"name"},
	} {
		a.admin("POST", "/apikeys", body).invalid(fields...)
	}
	a.admin("PUT", "/apikeys/"+a.Facts().AuthKey, `{"name":"Rest API Key"}`).invalid("name")
	a.admin("PUT", "/apikeys/"+a.Facts().AuthKey, `{"name":"Auth Key"}`).ok()
	for n := 3; n <= maxKeys; n++ {
		a.newKey(fmt.Sprint("key ", n), "authOnly")
	}
	a.admin("POST", "/apikeys", `{"name":"more","scope":"authOnly"}`).invalid("name")
}

// An app whose first keys were deleted reopens with those that remain.
func TestFactsFollowTheKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.db")
	a := fileApp(t, path)
	a.admin("DELETE", "/apikeys/"+a.Facts().AuthKey, "").ok()
	other := a.newKey("Other", "fullAccess")
	a.send("DELETE", "/v3/apikeys/"+a.Facts().APIKey, "", "apikey", other.APIKey).ok()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if f := fileApp(t, path).Facts(); f.AuthKey != "" || f.APIKey != other.APIKey {
		t.Errorf("facts %v", f)
	}
}
