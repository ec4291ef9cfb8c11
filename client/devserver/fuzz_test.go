package devserver

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzRequest sends anything to every operation with each credential: the
// answer is JSON in one of the two envelopes and never a fault of the server.
// Fuzz it with -fuzzminimizetime=1x: the database's caches make coverage vary,
// and minimising would take all the time.
func FuzzRequest(f *testing.F) {
	for _, seed := range []struct{ path, query, body string }{
		{"/users", "searchKey=a&perPage=2&page=3&tags=a,b&withTags=1", ""},
		{"/users", "", `{"uid":"x","name":"X","metadata":{"a":1.0},"tags":["t"],"unset":["avatar"]}`},
		{"/users", "", `{"uidsToDeactivate":["x","cometchat-uid-1"],"uidsToActivate":[""]}`},
		{"/users/cometchat-uid-1", "", `{"permanent":true}`},
		{"/users/%00%ff..", "%zz", `[]`},
		{"/users/cometchat-uid-2/blockedusers", "direction=both", `{"blockedUids":["cometchat-uid-1","\u0000"]}`},
		{"/users/cometchat-uid-2/auth_tokens", "", `{"force":1}`},
		{"/me", "", `{"uid":"x","name":"\ud800","role":7,"tags":[[]]}`},
		{"/me", "", `{"platform":"WEB"}`},
		{"/blockedusers", "per_page=0&page=0&direction=x", "{"},
		{"/roles/default", "a[]=;&=&&", "\xff"},
	} {
		f.Add(seed.path, seed.query, seed.body)
	}
	a, err := New(Options{FixedKeys: true, Users: 5})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = a.Close() })
	f.Fuzz(func(t *testing.T, path, query, body string) {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
			for _, credential := range []string{"apikey", "authtoken"} {
				r := httptest.NewRequest(method, "/", strings.NewReader(body))
				r.URL = &url.URL{Path: "/v3" + path, RawQuery: query}
				r.Header.Set(credential, credentialFor(t, a, credential))
				w := httptest.NewRecorder()
				a.ServeHTTP(w, r)
				checkEnvelope(t, w)
			}
		}
	})
}

// credentialFor makes sure that a user with a token exists: the fuzzer deletes
// whom it likes.
func credentialFor(t *testing.T, s *Server, header string) string {
	if header == "apikey" {
		return s.Facts().APIKey
	}
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
