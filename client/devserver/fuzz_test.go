package devserver

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzRequest sends arbitrary input to every operation, with each credential
// and with invalid ones: the answer must be JSON in one of the two envelopes
// and never a fault of the server. Fuzz with -fuzzminimizetime=1x: the
// database's caches make coverage vary, and minimising would take all the time.
func FuzzRequest(f *testing.F) {
	for _, r := range append(slices.Clone(routes), chatRoutes...) {
		_, path, _ := strings.Cut(r.pattern, " ")
		path = strings.NewReplacer("{uid}", "cometchat-uid-1", "{role}", "vip", "{apiKey}", "0123", "{authToken}", "x", "{version}", "v3").Replace(path)
		f.Add("/v3"+path, "searchKey=a&perPage=2&page=3&tags=a,b&withTags=1&scope=all&friendsOnly=1", everyMember, "cometchat-uid-2")
	}
	for _, seed := range []struct{ path, query, body, header string }{
		{"/v3/users", "sortBy=name&uids=a,b&hideBlockedUsers=true&status=x&searchIn[]=uid", `{"uid":"x","name":"X","unset":["avatar"]}`, "\x00"},
		{"/v3/users/%00%ff..", "%zz", `[]`, "nobody"},
		{"/v3/users/cometchat-uid-1", "", `{"permanent":true}`, "\xff"},
		{"/v3/me", "", `{"uid":"x","name":"\ud800","role":7,"tags":[[]]}`, ""},
		{"/v3/me", "", `{"platform":"WEB","appInfo":{}}`, "%"},
		{"/v3/blockedusers", "per_page=0&page=0&direction=x", "{", strings.Repeat("k", 5000)},
		{"/v3.0/roles/default", "a[]=;&=&&", "\xff", "undefined"},
		{"/v3/roles", "", `{"role":"r","name":"R","settings":{"listUsers":null},"metadata":[]}`, ""},
		{"/v3/data_import/users", "", `{"users":{"":{},"a":{"uid":"A","name":"A","createdAt":"-000000001","metadata":"m"}}}`, ""},
		{"/api/v3.0/online-members", "", "", ""},
		{"//", "", "", ""},
	} {
		f.Add(seed.path, seed.query, seed.body, seed.header)
	}
	a, err := New(Options{FixedKeys: true, Users: 5})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = a.Close() })
	f.Fuzz(func(t *testing.T, path, query, body, header string) {
		token := tokenOfFuzzer(t, a)
		for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
			for _, headers := range [][]string{
				{"apikey", a.Facts().APIKey, "onBehalfOf", header},
				{"authtoken", token, "sdk", header, "content-type", header},
				{"apikey", header},
				{"authtoken", header},
				{"apikey", a.Facts().AuthKey, "appid", header},
			} {
				r := httptest.NewRequest(method, "/", strings.NewReader(body))
				r.URL = &url.URL{Path: "/" + strings.TrimPrefix(path, "/"), RawQuery: query}
				for i := 0; i < len(headers); i += 2 {
					r.Header.Set(headers[i], headers[i+1])
				}
				w := httptest.NewRecorder()
				a.ServeHTTP(w, r)
				checkEnvelope(t, w)
			}
		}
	})
}

// everyMember has every member that some request body may have.
const everyMember = `{"uid":"x","name":"X","avatar":"https://x","link":"https://x","role":"x","statusMessage":"s","metadata":{"a":1.0},
	"tags":["t"],"withAuthToken":true,"unset":["avatar","metadata"],"permanent":false,"force":1,"platform":"p","userAgent":"u",
	"appInfo":{"v":1},"deviceId":"d","uidsToDeactivate":["x","cometchat-uid-1"],"uidsToActivate":[""],"accepted":["cometchat-uid-2","x"],
	"friends":["x"],"blockedUids":["cometchat-uid-1","\u0000"],"scope":"authOnly","description":"d","settings":{"listUsers":"all"},
	"users":{"x":{"uid":"x","name":"X","createdAt":"1600000000"},"y":7},"sessionId":"s","data":{},"generatedAt":1}`

// tokenOfFuzzer makes sure a user with a token exists, since the fuzzer may
// delete any user.
func tokenOfFuzzer(t *testing.T, s *Server) string {
	token, err := s.AuthToken(t.Context(), "fuzzer")
	if err == nil {
		return token
	}
	for method, body := range map[string]string{"PUT": `{"uidsToActivate":["fuzzer"]}`, "POST": `{"uid":"fuzzer","name":"F"}`} {
		r := httptest.NewRequest(method, "/v3/users", strings.NewReader(body))
		r.Header.Set("apikey", s.Facts().APIKey)
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	if token, err = s.AuthToken(t.Context(), "fuzzer"); err != nil {
		t.Fatal(err)
	}
	return token
}

func checkEnvelope(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code >= 500 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	var envelope struct {
		Data  json.RawMessage
		Error *struct{ Code, Message string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &envelope); err != nil {
		t.Fatalf("%v in %q", err, w.Body)
	}
	ok := w.Code == http.StatusOK && envelope.Data != nil && envelope.Error == nil
	failed := w.Code >= 400 && envelope.Data == nil && envelope.Error != nil && envelope.Error.Code != "" && envelope.Error.Message != ""
	if !ok && !failed {
		t.Fatalf("status %d with %s", w.Code, w.Body)
	}
}
