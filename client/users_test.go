package client

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/model"
)

func TestUserDecodesEveryField(t *testing.T) {
	const meta = `{"b":1.0,  "a":"<\/>","@private":{"email":"x"},"n":12345678901234567890}`
	s := serve(t, exchange{
		want: "GET /users/ann?withTags=true", header: onREST, without: []string{"onBehalfOf", "authToken"},
		answer: `{"data":{"uid":"ann","name":"Ann","avatar":"https:\/\/a.test\/p.png","link":"https://l.test","role":"mod",
		"statusMessage":"hi","metadata":` + meta + `,"tags":["x","y"],"status":"available","lastActiveAt":5,"createdAt":1694667681,
		"updatedAt":"1694667690","deactivatedAt":0,"hasBlockedMe":true,"blockedByMe":true,"conversationId":"c","NAME":"not me","authToken":"t"}}`,
	})
	got, err := s.client(admin).User(t.Context(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	want := model.User{
		UID: "ann", Name: "Ann", Avatar: "https://a.test/p.png", Link: "https://l.test", Role: "mod", StatusMessage: "hi",
		Metadata: model.Metadata(meta), Tags: []string{"x", "y"}, TagsKnown: true, Status: model.StatusAvailable,
		LastActiveAt: 5, HasBlockedMe: true, BlockedByMe: true, CreatedAt: 1694667681, UpdatedAt: 1694667690,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUserReadsAs(t *testing.T) {
	tests := []struct {
		name string
		who  who
		e    exchange
	}{
		{"API key with me", adminAnn, exchange{
			want: "GET /users/bob?withTags=true", header: map[string]string{"apikey": testKey, "onBehalfOf": "ann"}, without: []string{"authToken"},
		}},
		{"API key with session", adminAnnIn, exchange{
			want: "GET /users/bob?withTags=true", header: map[string]string{"apikey": testKey, "onBehalfOf": "ann"}, without: []string{"authToken"},
		}},
		{"session", authSession, exchange{want: "GET /users/bob?withTags=1", header: onClient, without: []string{"apikey", "onBehalfOf"}}},
		{"token", tokenOnly, exchange{want: "GET /users/bob?withTags=1", header: onClient, without: []string{"apikey", "onBehalfOf"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.e.answer = data(userJSON("bob"))
			u, err := serve(t, tt.e).client(tt.who).User(t.Context(), "bob")
			if err != nil || u.UID != "bob" || !u.TagsKnown {
				t.Errorf("got %+v, %v", u, err)
			}
		})
	}
}

func TestUserFindsTagsInTheList(t *testing.T) {
	const search = "GET /users?searchKey=bob&searchIn=uid&withTags=true&perPage=1000&page="
	tagged := `{"uid":"bob","name":"Bob","createdAt":1,"tags":["x"]}`
	read := exchange{want: "GET /users/bob?withTags=true", answer: data(bare("bob"))}
	full := list(4, 2, 2, 1, 2, userJSON("bob-2"), userJSON("bobby"))
	tests := []struct {
		name  string
		rest  []exchange
		tags  []string
		known bool
		err   error
	}{
		{"there", []exchange{{want: search + "1", answer: listed(userJSON("bob-2"), tagged)}}, []string{"x"}, true, nil},
		{"there without tags", []exchange{{want: search + "1", answer: listed(bare("bob"))}}, nil, true, nil},
		{"on the second page", []exchange{{want: search + "1", answer: full}, {want: search + "2", answer: listed(tagged)}}, []string{"x"}, true, nil},
		{"nowhere", []exchange{{want: search + "1", answer: listed(userJSON("bob-2"))}}, nil, false, nil},
		{"may not list", []exchange{{want: search + "1", status: 403, answer: apiError("AUTH_ERR_NO_ACCESS")}}, nil, false, nil},
		{"list fails", []exchange{{want: search + "1", status: 500, answer: apiError("ERR_EXCEPTION")}}, nil, false, errAny},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, err := serve(t, append([]exchange{read}, tt.rest...)...).client(admin).User(t.Context(), "bob")
			if (err != nil) != (tt.err != nil) || !slices.Equal(u.Tags, tt.tags) || u.TagsKnown != tt.known {
				t.Errorf("got %q, known %t, %v", u.Tags, u.TagsKnown, err)
			}
		})
	}
}

var errAny = errors.New("any")

func TestUserGivesUpLookingForTags(t *testing.T) {
	exchanges := []exchange{{want: "GET /users/b?withTags=1", answer: data(bare("b"))}}
	for page := 1; page <= maxAlikePages; page++ {
		exchanges = append(exchanges, exchange{
			want:   "GET /users?searchKey=b&searchIn=uid&withTags=1&per_page=100&page=" + string(rune('0'+page)),
			answer: list(0, 1, 1, page, page+1, userJSON("b2")),
		})
	}
	u, err := serve(t, exchanges...).client(tokenOnly).User(t.Context(), "b")
	if err != nil || u.TagsKnown {
		t.Errorf("got %+v, %v", u, err)
	}
}

func TestUserPathIsSafe(t *testing.T) {
	for _, uid := range []string{"", ".", ".."} {
		_, err := serve(t).client(admin).User(t.Context(), uid)
		var e *APIError
		if !errors.Is(err, ErrInvalid) || !errors.As(err, &e) || len(e.Details["uid"]) != 1 {
			t.Errorf("%q: got %v", uid, err)
		}
	}
	s := serve(t, exchange{want: "GET /users/a%2F..%3Fb%23c?withTags=true", answer: data(userJSON("a/..?b#c"))})
	if _, err := s.client(admin).User(t.Context(), "a/..?b#c"); err != nil {
		t.Error(err)
	}
}

func TestUserMustBeTheOneAskedFor(t *testing.T) {
	s := serve(t,
		exchange{want: "GET /users/ann?withTags=true", answer: data(userJSON("bob"))},
		exchange{want: "GET /users/ANN?withTags=true", answer: data(userJSON("ann"))},
	)
	c := s.client(admin)
	if _, err := c.User(t.Context(), "ann"); !errors.Is(err, ErrBadAnswer) {
		t.Errorf("got %v", err)
	}
	if _, err := c.User(t.Context(), "ANN"); err != nil {
		t.Errorf("another letter case: %v", err)
	}
}
