package client

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBlockAndUnblock(t *testing.T) {
	want := []Outcome{
		{UID: "Bob", OK: true, Message: `done\x1b[2J`},
		{UID: "eve", Message: "no [redacted]"},
		{UID: "zoe", Message: "the answer does not mention this user"},
	}
	tests := []struct {
		name string
		who  who
		path string
		head map[string]string
		not  string
	}{
		{"API key", adminAnn, "/users/ann/blockedusers", onREST, "authToken"},
		{"API key and token", adminAnnIn, "/users/ann/blockedusers", onREST, "authToken"},
		{"session", authSession, "/blockedusers", onClient, "apikey"},
		{"token", tokenOnly, "/blockedusers", onClient, "apikey"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := `{"data":{"bob":{"success":true,"message":"done\u001b[2J"},"eve":{"success":false,"message":"no ` +
				tt.head["apikey"] + tt.head["authToken"] + `"}}}`
			e := exchange{header: tt.head, without: []string{tt.not}, body: `{"blockedUids":["Bob","eve","zoe"]}`, answer: answer}
			block, unblock := e, e
			block.want, unblock.want = "POST "+tt.path, "DELETE "+tt.path
			c := serve(t, block, unblock).client(tt.who)
			uids := []string{"Bob", "eve", "zoe"}
			got, err := c.Block(t.Context(), uids)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("block: %v\n%s", err, diff)
			}
			got, err = c.Unblock(t.Context(), uids)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("unblock: %v\n%s", err, diff)
			}
		})
	}
}

func TestBlockAnswersThatAreRejected(t *testing.T) {
	for _, answer := range []string{`{"bob":{}}`, `{"bob":{"success":"yes"}}`, `{"bob":true}`, `[1]`, `"done"`, `{"bob":{"success":true,"message":1}}`} {
		s := serve(t, exchange{want: "POST /blockedusers", body: `{"blockedUids":["bob"]}`, answer: data(answer)})
		if got, err := s.client(tokenOnly).Block(t.Context(), []string{"bob"}); !errors.Is(err, ErrBadAnswer) || len(got) > 0 {
			t.Errorf("%s: got %v, %v", answer, got, err)
		}
	}
	s := serve(t, exchange{want: "POST /blockedusers", body: `{"blockedUids":["bob"]}`, answer: data(`[]`)})
	if got, err := s.client(tokenOnly).Block(t.Context(), []string{"bob"}); err != nil || len(got) != 1 || got[0].OK {
		t.Errorf("an empty answer: got %v, %v", got, err)
	}
}

func TestALostBlockIsReported(t *testing.T) {
	lost := exchange{want: "POST /blockedusers", body: `{"blockedUids":["bob"]}`, drop: true}
	s := serve(t, lost, lost, lost, lost)
	if _, err := s.client(tokenOnly).Block(t.Context(), []string{"bob"}); !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v", err)
	}
}

func TestBlockRefusedAfterALoss(t *testing.T) {
	block := func(e exchange) exchange {
		e.want, e.body = "POST /blockedusers", `{"blockedUids":["bob","eve"]}`
		return e
	}
	answer := block(exchange{answer: data(`{"bob":{"success":false,"message":"blocked already"},"eve":{"success":true,"message":""}}`)})
	for _, isLost := range []bool{true, false} {
		exchanges := []exchange{answer}
		if isLost {
			exchanges = []exchange{block(exchange{drop: true}), answer}
		}
		got, err := serve(t, exchanges...).client(tokenOnly).Block(t.Context(), []string{"bob", "eve"})
		if err != nil || got[0].OK || got[0].Unsure != isLost || !got[1].OK || got[1].Unsure {
			t.Errorf("lost: %t: got %+v, %v", isLost, got, err)
		}
	}
}

func TestBlockRefusedBeforeSending(t *testing.T) {
	s := serve(t)
	readOnly := s.config(tokenOnly)
	readOnly.ReadOnly = true
	block := func(c *Client, uids ...string) error { _, err := c.Block(t.Context(), uids); return err }
	list := func(c *Client, page, size int) error { _, err := c.ListBlocked(t.Context(), page, size); return err }
	tests := []struct {
		name      string
		err, want error
	}{
		{"no me", block(s.client(admin), "bob"), ErrNoCredential},
		{"Auth key without session", block(s.client(authKeyAnn), "bob"), ErrNoCredential},
		{"oneself", block(s.client(tokenOnly), "bob", "Ann"), ErrRefused},
		{"read-only", block(mustNew(t, readOnly), "bob"), ErrRefused},
		{"no users", block(s.client(tokenOnly)), ErrInvalid},
		{"list, no me", list(s.client(admin), 0, 0), ErrNoCredential},
		{"list, bad page", list(s.client(tokenOnly), -1, 0), ErrInvalid},
	}
	for _, tt := range tests {
		if !errors.Is(tt.err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, tt.err, tt.want)
		}
	}
}

func TestListBlocked(t *testing.T) {
	row := `{"uid":"bob","name":"Bob","createdAt":1,"blockedByMe":true,"blockedByMeAt":2,"blockedAt":2}`
	full := list(0, 1, 1, 1, 2, row)
	for w, e := range map[who]exchange{
		adminAnn:    {want: "GET /users/ann/blockedusers?perPage=1&page=1", header: onREST, without: []string{"authToken"}, answer: full},
		authSession: {want: "GET /blockedusers?direction=blockedByMe&per_page=1&page=1", header: onClient, without: []string{"apikey"}, answer: full},
	} {
		p, err := serve(t, e).client(w).ListBlocked(t.Context(), 0, 1)
		if err != nil || len(p.Users) != 1 || !p.Users[0].BlockedByMe || p.Next != 2 || p.TotalKnown {
			t.Errorf("got %+v, %v", p, err)
		}
	}
}
