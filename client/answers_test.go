package client

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"census/model"
)

// badUsers are not user objects: it is unclear whom they are about.
var badUsers = map[string]string{
	"null":              `null`,
	"a list":            `[]`,
	"a string":          `"ann"`,
	"empty":             `{}`,
	"no uid":            `{"name":"A","createdAt":1}`,
	"other letter case": `{"UID":"ann","Name":"A","CreatedAt":1}`,
	"uid a number":      `{"uid":1,"name":"A","createdAt":1}`,
}

func TestBadUsers(t *testing.T) {
	for name, object := range badUsers {
		t.Run(name, func(t *testing.T) {
			s := serve(t, exchange{want: "GET /users/ann?withTags=true", answer: data(object)})
			u, err := s.client(admin).User(t.Context(), "ann")
			if !errors.Is(err, ErrBadAnswer) || u.UID != "" || u.Name != "" {
				t.Errorf("read: got %+v, %v", u, err)
			}
		})
	}
}

func TestBadAnswers(t *testing.T) {
	tests := []struct{ name, answer, says string }{
		{"empty", "", "empty"},
		{"blank", " \n", "empty"},
		{"page", "<!DOCTYPE html><p>hi", "web page"},
		{"cut", `{"data":{"uid":"ann`, "cut short"},
		{"not JSON", `{"data":oops}`, "not JSON"},
		{"two values", `{"data":1}{}`, "not JSON"},
		{"a list", `[]`, "not a JSON object"},
		{"a string", `"data"`, "not a JSON object"},
		{"null", `null`, "no data"},
		{"no data", `{}`, "no data"},
		{"data null", `{"data":null}`, "no data"},
		{"other letter case", `{"Data":{}}`, "no data"},
		{"too long", `{"data":"` + strings.Repeat("x", maxAnswer) + `"}`, "longer than the limit of 1024 KiB"},
		{"too deep", `{"data":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, "not JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, exchange{want: "GET /users/ann?withTags=true", answer: tt.answer})
			_, err := s.client(admin).User(t.Context(), "ann")
			if !errors.Is(err, ErrBadAnswer) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want it to say %q", err, tt.says)
			}
		})
	}
}

func TestAByteOrderMarkIsSkipped(t *testing.T) {
	const mark = "\ufeff"
	s := serve(t,
		exchange{want: "GET /users/ann?withTags=true", answer: mark + data(userJSON("ann"))},
		exchange{want: "GET /users/ann?withTags=true", status: 404, answer: mark + apiError("ERR_UID_NOT_FOUND")},
		exchange{want: "GET /users/ann?withTags=true", answer: mark + mark + data(userJSON("ann"))},
		exchange{want: "GET /users/ann?withTags=true", answer: mark},
	)
	c := s.client(admin)
	if u, err := c.User(t.Context(), "ann"); err != nil || u.UID != "ann" {
		t.Errorf("got %+v, %v", u, err)
	}
	if _, err := c.User(t.Context(), "ann"); !IsUserNotFound(err) {
		t.Errorf("a refusal: %v", err)
	}
	if _, err := c.User(t.Context(), "ann"); !errors.Is(err, ErrBadAnswer) {
		t.Errorf("two marks: %v", err)
	}
	if _, err := c.User(t.Context(), "ann"); !errors.Is(err, ErrBadAnswer) || !strings.Contains(err.Error(), "empty") {
		t.Errorf("only a byte order mark: %v", err)
	}
}

func TestBadLists(t *testing.T) {
	for _, answer := range []string{`{"data":{}}`, `{"data":"x"}`} {
		s := serve(t, exchange{want: "GET /users?perPage=100&page=1", answer: answer})
		if _, err := s.client(admin).ListUsers(t.Context(), ListOptions{}); !errors.Is(err, ErrBadAnswer) {
			t.Errorf("%s: got %v", answer, err)
		}
	}
}

func TestListMayBeLongerThanAUser(t *testing.T) {
	rows := make([]string, 1000)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"uid":"u%d","name":"N","createdAt":1,"metadata":{"x":"%s"}}`, i, strings.Repeat("m", 2000))
	}
	s := serve(t, exchange{want: "GET /users?perPage=1000&page=1", answer: list(1000, 1000, 1000, 1, 1, rows...)})
	p, err := s.client(admin).ListUsers(t.Context(), ListOptions{PerPage: 1000})
	if err != nil || len(p.Users) != 1000 {
		t.Errorf("got %d users, %v", len(p.Users), err)
	}
}

func TestSuccessAccompaniedByAnError(t *testing.T) {
	s := serve(t, exchange{want: "GET /users/ann?withTags=true", answer: `{"data":` + userJSON("ann") + `,"error":{"code":"X"}}`})
	if _, err := s.client(admin).User(t.Context(), "ann"); err != nil {
		t.Errorf("data counts, as for the SDK: %v", err)
	}
}

func TestMetadataVariants(t *testing.T) {
	for raw, want := range map[string]string{
		`{"a" : 1}`: `{"a" : 1}`, `{}`: `{}`, `[]`: ``, `[ ]`: ``, `null`: ``, `""`: ``, `"{\"a\":1}"`: `"{\"a\":1}"`,
	} {
		u, err := decodeUser([]byte(`{"uid":"a","name":"A","createdAt":"1","metadata":`+raw+`}`), userView{})
		if err != nil || string(u.Metadata) != want {
			t.Errorf("%s: got %s, %v", raw, u.Metadata, err)
		}
	}
}

// FuzzAnswer feeds arbitrary answers to every decoder: none may panic, return a
// user without a uid, or put a value into a damaged field.
func FuzzAnswer(f *testing.F) {
	for _, o := range oddUsers(f) {
		f.Add(data(string(o.Row)))
		f.Add(listed(string(o.Row)))
	}
	for _, object := range badUsers {
		f.Add(data(object))
		f.Add(listed(object))
	}
	for _, seed := range []string{
		data(userJSON("ann")), listed(userJSON("ann"), bare("bob")), data(`{"deactivatedUids":["ann"],"success":true}`),
		data(`{"ann":{"success":true,"message":"m"}}`), data(`[{"role":"default"}]`), data(`{"uid":"ann","authToken":"t"}`),
		apiError("ERR_UID_NOT_FOUND"), "<html>", "", `{"data":[],"meta":[]}`,
	} {
		f.Add(seed)
	}
	c, err := New(Config{BaseURL: "http://127.0.0.1/v3", Key: testKey, Token: testToken, Me: "me"})
	if err != nil {
		f.Fatal(err)
	}
	whole := func(t *testing.T, u model.User, err error) {
		if (err == nil) != (u.UID != "") || err == nil && u.IsNew() {
			t.Errorf("half a user: %+v, %v", u, err)
		}
		for _, key := range u.Damaged {
			if f, _ := model.FieldOf(key); f.Kind != model.KindPresence && !f.Value(u).IsEmpty() {
				t.Errorf("%s is damaged and has a value: %+v", key, u)
			}
		}
	}
	f.Fuzz(func(t *testing.T, body string) {
		e := &APIError{}
		c.describe(e, []byte(body))
		noSecret(t, fmt.Sprint(e, e.Details))
		a, err := openEnvelope([]byte(body))
		if err != nil || a.data == nil {
			return
		}
		u, err := decodeOne(a, "ann", userView{})
		whole(t, u, err)
		p, err := decodePage(a, 1, 100, userView{withTags: true})
		for _, u := range p.Users {
			whole(t, u, nil)
		}
		if err != nil && len(p.Users) > 0 {
			t.Errorf("an error and users: %v", err)
		}
		var done Activation
		if deactivation.decode(a, []string{"ann"}, &done) == nil && len(done.Changed)+len(done.Already)+len(done.NotFound) != 1 {
			t.Errorf("ann is in no list, or in two: %+v", done)
		}
		_ = decodeDeleted(a, "ann", false)
		if token, err := decodeToken(a, "ann"); (err == nil) != (token.Token != "") {
			t.Errorf("half a token: %v", err)
		}
		if outcomes, err := c.decodeOutcomes(a, []string{"ann"}); err == nil && len(outcomes) != 1 {
			t.Errorf("got %d outcomes", len(outcomes))
		}
		_, _, _ = decodeList(a, (*record).role)
	})
}

// FuzzMetadata sends metadata and reads it back: every byte must survive.
func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{`{}`, `{"b": 1.0,"a":"<\/>&"}`, "{\n\t\"é\":\"\\u0000\"}", `{"@private":{"n":1e400}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.TrimSpace(text)
		if model.CheckObject(text) != nil {
			return
		}
		bodies := [][]byte{
			encodeNew(model.User{UID: "a", Name: "A", Metadata: model.Metadata(text)}),
			encodePatch(patch("a", change(model.KeyName, "A"), change(model.KeyMetadata, text)), "a"),
		}
		for _, body := range bodies {
			u, err := decodeUser(body, userView{partial: true})
			if err != nil || string(u.Metadata) != text {
				t.Errorf("sent %q, read %q, %v", text, u.Metadata, err)
			}
		}
	})
}
