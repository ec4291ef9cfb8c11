package client

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"census/model"
)

func change(key model.Key, text string) model.Change {
	return model.Change{Key: key, Value: model.Value{Text: text}, Cleared: text == ""}
}

func patch(uid string, changes ...model.Change) model.Patch {
	return model.Patch{UID: uid, Changes: changes}
}

func TestUpdateUserSendsOnlyTheChanges(t *testing.T) {
	all := patch("bob",
		change(model.KeyName, " B <&> "), change(model.KeyAvatar, ""), change(model.KeyLink, ""), change(model.KeyRole, "mod"),
		change(model.KeyStatusMessage, ""), model.Change{Key: model.KeyTags, Cleared: true}, change(model.KeyMetadata, ""),
	)
	tests := []struct {
		name string
		p    model.Patch
		body string
	}{
		{"one field", patch("bob", change(model.KeyName, "B")), `{"name":"B"}`},
		{"cleared", all, `{"name":"B <&>","role":"mod","statusMessage":"","tags":[],"unset":["avatar","link","metadata"]}`},
		{"tags", patch("bob", model.Change{Key: model.KeyTags, Value: model.Value{Tags: []string{"a\"b", "c"}}}), `{"tags":["a\"b","c"]}`},
		{"metadata as typed", patch("bob", change(model.KeyMetadata, `{"b" : 1.0,"a":"<\/>"}`)), `{"metadata":{"b" : 1.0,"a":"<\/>"}}`},
	}
	for _, tt := range tests {
		for _, w := range []who{admin, authKey, authSession} {
			s := serve(t, exchange{
				want: "PUT /users/bob", header: onREST, without: []string{"authToken", "onBehalfOf"}, body: tt.body, answer: data(userJSON("bob")),
			})
			if u, err := s.client(w).UpdateUser(t.Context(), tt.p); err != nil || u.UID != "bob" || !u.TagsKnown {
				t.Errorf("%s: got %+v, %v", tt.name, u, err)
			}
		}
	}
}

// TestUpdateNeverTakesSilenceForNoTags: an answer without tags is completed
// from the list; otherwise the next edit of the tags would delete those that
// were not shown.
func TestUpdateNeverTakesSilenceForNoTags(t *testing.T) {
	put := exchange{want: "PUT /users/bob", body: `{"name":"B"}`, answer: data(bare("bob"))}
	search := "GET /users?searchKey=bob&searchIn=uid&withTags=true&perPage=1000&page=1"
	tests := []struct {
		name  string
		who   who
		rest  []exchange
		tags  []string
		known bool
	}{
		{"read", admin, []exchange{{want: search, answer: listed(`{"uid":"bob","name":"B","createdAt":1,"tags":["x"]}`)}}, []string{"x"}, true},
		{"list fails", admin, []exchange{{want: search, status: 500}}, nil, false},
		{"nothing can be read", authKey, nil, nil, false},
	}
	for _, tt := range tests {
		u, err := serve(t, append([]exchange{put}, tt.rest...)...).client(tt.who).UpdateUser(t.Context(), patch("bob", change(model.KeyName, "B")))
		if err != nil || !slices.Equal(u.Tags, tt.tags) || u.TagsKnown != tt.known {
			t.Errorf("%s: got %+v, %v", tt.name, u, err)
		}
	}
	s := serve(t, exchange{want: "PUT /users/bob", body: `{"tags":[]}`, answer: data(bare("bob"))})
	u, err := s.client(admin).UpdateUser(t.Context(), patch("bob", model.Change{Key: model.KeyTags, Cleared: true}))
	if err != nil || !u.TagsKnown {
		t.Errorf("cleared tags: got %+v, %v", u, err)
	}
}

func TestOwnProfileIsSentAsMe(t *testing.T) {
	p := patch("ann", change(model.KeyStatusMessage, "hi"))
	viaMe := exchange{
		want: "PUT /me", header: onClient, without: []string{"apikey"}, body: `{"uid":"ann","statusMessage":"hi"}`, answer: data(userJSON("ann")),
	}
	viaKey := exchange{
		want: "PUT /users/ann", header: onREST, without: []string{"authToken"}, body: `{"statusMessage":"hi"}`, answer: data(userJSON("ann")),
	}
	for w, e := range map[who]exchange{adminAnn: viaKey, authKeyAnn: viaKey, adminAnnIn: viaMe, authSession: viaMe, tokenOnly: viaMe} {
		if u, err := serve(t, e).client(w).UpdateUser(t.Context(), p); err != nil || u.UID != "ann" {
			t.Errorf("credentials %d: got %+v, %v", w, u, err)
		}
	}
}

func TestAThinAnswerAboutYourselfIsCompleted(t *testing.T) {
	p := patch("ann", change(model.KeyName, "Ann"))
	put := exchange{want: "PUT /me", body: `{"uid":"ann","name":"Ann"}`, answer: data(`{"uid":"ann","name":"Ann","authToken":"x"}`)}
	s := serve(t, put, exchange{want: "GET /users/ann?withTags=1", answer: data(userJSON("ann"))})
	if u, err := s.client(tokenOnly).UpdateUser(t.Context(), p); err != nil || u.IsNew() || !u.TagsKnown {
		t.Errorf("got %+v, %v", u, err)
	}
	s = serve(t, put, exchange{want: "GET /users/ann?withTags=1", status: 500})
	_, err := s.client(tokenOnly).UpdateUser(t.Context(), p)
	if err == nil || !strings.Contains(err.Error(), "the change was made") {
		t.Errorf("got %v", err)
	}
}

func TestOwnRoleNeverLeavesTheClient(t *testing.T) {
	p := patch("Ann", change(model.KeyName, "A"), change(model.KeyRole, "admin"))
	for _, w := range []who{adminAnn, adminAnnIn, authKeyAnn, authSession, tokenOnly} {
		c := serve(t).client(w)
		_, err := c.UpdateUser(t.Context(), p)
		var refused *RefusedError
		if !errors.Is(err, ErrRefused) || !errors.As(err, &refused) || refused.Field != model.KeyRole || refused.Reason != model.ReasonOwnRole {
			t.Errorf("credentials %d: got %v", w, err)
		}
	}
}

func TestUpdateRefusedBeforeSending(t *testing.T) {
	s := serve(t)
	readOnly := s.config(admin)
	readOnly.ReadOnly = true
	name := change(model.KeyName, "B")
	update := func(c *Client, p model.Patch) error { _, err := c.UpdateUser(t.Context(), p); return err }
	tests := []struct {
		name string
		err  error
		want error
	}{
		{"token, another user", update(s.client(tokenOnly), patch("bob", name)), ErrNoCredential},
		{"read-only", update(mustNew(t, readOnly), patch("bob", name)), ErrRefused},
		{"uid", update(s.client(admin), patch("bob", change(model.KeyUID, "x"))), ErrRefused},
		{"status", update(s.client(admin), patch("bob", change(model.KeyStatus, "x"))), ErrRefused},
		{"empty", update(s.client(admin), patch("bob")), ErrInvalid},
		{"nobody", update(s.client(admin), patch("", name)), ErrInvalid},
		{"a limit", update(s.client(admin), patch("bob", change(model.KeyLink, "ftp://x"))), ErrInvalid},
		{"no name", update(s.client(admin), patch("bob", change(model.KeyName, ""))), ErrInvalid},
	}
	for _, tt := range tests {
		if !errors.Is(tt.err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, tt.err, tt.want)
		}
	}
}

func TestALostUpdateIsReported(t *testing.T) {
	put := func(e exchange) exchange { e.want, e.body = "PUT /users/bob", `{"name":"B"}`; return e }
	tests := []struct {
		name      string
		exchange  exchange
		isUnknown bool
		also      error
	}{
		{"dropped", put(exchange{drop: true}), true, ErrUnreachable},
		{"busy", put(exchange{status: 503}), true, nil},
		{"unusable", put(exchange{answer: "<html>"}), true, ErrBadAnswer},
		{"refused", put(exchange{status: 400, answer: apiError("ERR_BAD_REQUEST")}), false, ErrInvalid},
		// An update does not ask for a uid.
		{"conflict", put(exchange{status: 409, answer: `{"error":"conflict"}`}), false, ErrConflict},
		{"conflict, by a code", put(exchange{status: 400, answer: apiError("ERR_UID_ALREADY_EXISTS")}), false, ErrConflict},
		{"limited", put(exchange{status: 429}), false, ErrRateLimited},
	}
	for _, tt := range tests {
		_, err := serve(t, tt.exchange).client(admin).UpdateUser(t.Context(), patch("bob", change(model.KeyName, "B")))
		if err == nil || errors.Is(err, ErrExists) || errors.Is(err, ErrOutcomeUnknown) != tt.isUnknown || tt.also != nil && !errors.Is(err, tt.also) {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}

// A change that was made is distinguished from one with an unknown outcome,
// even if nothing of its result can be read.
func TestAnUpdateThatCannotBeReadBackWasMade(t *testing.T) {
	s := serve(t,
		exchange{want: "PUT /me", header: onClient, body: `{"uid":"ann","name":"A"}`, answer: data(`{"uid":"ann","name":"A"}`)},
		exchange{want: "GET /users/ann?withTags=1", header: onClient, status: 404, answer: apiError("ERR_UID_NOT_FOUND")},
	)
	_, err := s.client(tokenOnly).UpdateUser(t.Context(), patch("ann", change(model.KeyName, "A")))
	if !errors.Is(err, ErrResultUnknown) || errors.Is(err, ErrOutcomeUnknown) || !IsUserNotFound(err) {
		t.Errorf("got %v", err)
	}
}
