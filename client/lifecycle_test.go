package client

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDeleteUser(t *testing.T) {
	const gone = `{"success":true,"message":"User with UID bob has been deleted successfully."}`
	tests := []struct {
		name      string
		permanent bool
		answer    string
		want      error
	}{
		{"for good", true, data(gone), nil},
		{"for good, failed", true, data(`{"success":false}`), ErrBadAnswer},
		{"for good, but only deactivated", true, data(`{"deactivatedUids":["bob"]}`), ErrBadAnswer},
		{"deactivated", false, data(`{"deactivatedUids":["bob"]}`), nil},
		{"deactivated already", false, data(`{"alreadyDeactivatedUids":["bob"]}`), nil},
		{"another user deactivated", false, data(`{"deactivatedUids":["ann"]}`), ErrBadAnswer},
		{"says nothing", false, data(`{}`), ErrBadAnswer},
		{"a list", false, data(`[]`), ErrBadAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, exchange{
				want: "DELETE /users/bob", header: onREST, without: []string{"authToken", "onBehalfOf"},
				body: fmt.Sprintf(`{"permanent":%t}`, tt.permanent), answer: tt.answer,
			})
			if err := s.client(adminAnnIn).DeleteUser(t.Context(), "bob", tt.permanent); !errors.Is(err, tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDeleteRepeatedAfterALostAnswer(t *testing.T) {
	del := func(e exchange) exchange {
		e.want, e.body = "DELETE /users/bob", `{"permanent":true}`
		return e
	}
	gone := del(exchange{status: http.StatusNotFound, answer: apiError("ERR_UID_NOT_FOUND")})
	page := del(exchange{status: http.StatusNotFound, answer: "<html></html>"})
	tests := []struct {
		name      string
		exchanges []exchange
		isOK      bool
	}{
		{"lost, then not found", []exchange{del(exchange{drop: true}), gone}, true},
		{"failed, then not found", []exchange{del(exchange{status: 503}), gone}, true},
		{"limited, then not found", []exchange{del(exchange{status: 429}), gone}, false},
		{"lost, then a proxy's 404", []exchange{del(exchange{drop: true}), page}, false},
		{"not found at once", []exchange{gone}, false},
	}
	for _, tt := range tests {
		err := serve(t, tt.exchanges...).client(admin).DeleteUser(t.Context(), "bob", true)
		if (err == nil) != tt.isOK || err != nil && !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}

func TestDeactivateAndReactivate(t *testing.T) {
	s := serve(t,
		exchange{
			want: "DELETE /users", header: onREST, without: []string{"authToken"}, body: `{"uidsToDeactivate":["a","B","c"]}`,
			answer: data(`{"deactivatedUids":["a"],"alreadyDeactivatedUids":["b"],"notFound":["c"]}`),
		},
		exchange{
			want: "PUT /users", header: onREST, body: `{"uidsToActivate":["a","b","c"]}`,
			answer: data(`{"reactivatedUids":["a"],"nonDeactivatedUids":["b"],"notFound":["c"]}`),
		},
	)
	c := s.client(admin)
	got, err := c.Deactivate(t.Context(), []string{"a", "B", "a", "c", "A"})
	if diff := cmp.Diff(Activation{Changed: []string{"a"}, Already: []string{"B"}, NotFound: []string{"c"}}, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	got, err = c.Reactivate(t.Context(), []string{"a", "b", "c"})
	if diff := cmp.Diff(Activation{Changed: []string{"a"}, Already: []string{"b"}, NotFound: []string{"c"}}, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestActivationAnswersThatAreRejected(t *testing.T) {
	for _, answer := range []string{`{}`, `[]`, `{"deactivatedUids":["b"]}`, `{"deactivatedUids":"a"}`, `{"deactivatedUids":[null]}`, `"a"`} {
		s := serve(t, exchange{want: "DELETE /users", body: `{"uidsToDeactivate":["a"]}`, answer: data(answer)})
		got, err := s.client(admin).Deactivate(t.Context(), []string{"a"})
		if !errors.Is(err, ErrBadAnswer) || !errors.Is(err, ErrOutcomeUnknown) || len(got.Changed) > 0 {
			t.Errorf("%s: got %v, %v", answer, got, err)
		}
	}
}

func quoted(uids []string) string { return `["` + strings.Join(uids, `","`) + `"]` }

func TestDeactivateSplitsAndSaysHowFarItGot(t *testing.T) {
	var uids []string
	for i := range 60 {
		uids = append(uids, fmt.Sprintf("u%02d", i))
	}
	part := func(from, to int) exchange {
		return exchange{
			want: "DELETE /users", body: `{"uidsToDeactivate":` + quoted(uids[from:to]) + `}`,
			answer: data(`{"deactivatedUids":` + quoted(uids[from:to]) + `}`),
		}
	}
	got, err := serve(t, part(0, 25), part(25, 50), part(50, 60)).client(admin).Deactivate(t.Context(), uids)
	if err != nil || !slices.Equal(got.Changed, uids) {
		t.Errorf("got %v, %v", got, err)
	}

	refused := part(25, 50)
	refused.status, refused.answer = 403, apiError("AUTH_ERR_NO_ACCESS")
	got, err = serve(t, part(0, 25), refused).client(admin).Deactivate(t.Context(), uids)
	if !errors.Is(err, ErrForbidden) || !slices.Equal(got.Changed, uids[:25]) || !strings.Contains(err.Error(), "after 25 of 60") {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestLifecycleRefusedBeforeSending(t *testing.T) {
	s := serve(t)
	readOnly := s.config(admin)
	readOnly.ReadOnly = true
	one := []string{"a"}
	for w, want := range map[*Client]error{
		s.client(authSession): ErrNoCredential, s.client(tokenOnly): ErrNoCredential, mustNew(t, readOnly): ErrRefused,
	} {
		_, off := w.Deactivate(t.Context(), one)
		_, on := w.Reactivate(t.Context(), one)
		for name, err := range map[string]error{
			"deactivate": off, "reactivate": on,
			"delete": w.DeleteUser(t.Context(), "a", true), "delete softly": w.DeleteUser(t.Context(), "a", false),
		} {
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", name, err, want)
			}
		}
	}
	c := s.client(admin)
	for _, uids := range [][]string{nil, {"a", ""}, {" "}} {
		if _, err := c.Deactivate(t.Context(), uids); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: got %v", uids, err)
		}
	}
	if err := c.DeleteUser(t.Context(), "", true); !errors.Is(err, ErrInvalid) {
		t.Errorf("no uid: got %v", err)
	}
}

func TestALostDeactivationIsReported(t *testing.T) {
	del := func(e exchange) exchange { e.want, e.body = "DELETE /users", `{"uidsToDeactivate":["bob"]}`; return e }
	drop, busy, limited := del(exchange{drop: true}), del(exchange{status: 503}), del(exchange{status: 429})
	done := del(exchange{answer: data(`{"deactivatedUids":["bob"]}`)})
	tests := []struct {
		name      string
		exchanges []exchange
		isUnknown bool
		also      error
	}{
		{"always dropped", []exchange{drop, drop, drop, drop}, true, ErrUnreachable},
		{"always busy", []exchange{busy, busy, busy, busy}, true, nil},
		{"unusable", []exchange{del(exchange{answer: "<html>"})}, true, ErrBadAnswer},
		{"dropped, then limited", []exchange{drop, limited, limited, limited}, true, ErrRateLimited},
		{"dropped, then refused", []exchange{drop, del(exchange{status: 400, answer: apiError("ERR_BAD_REQUEST")})}, false, ErrInvalid},
		// A proxy that answers like this may not know what became of the dropped
		// request.
		{"dropped, then a web page", []exchange{drop, del(exchange{status: 403, answer: "<html>"})}, true, ErrForbidden},
		{"dropped, then nothing", []exchange{drop, del(exchange{status: 401})}, true, ErrUnauthorized},
		{"dropped, then a cut refusal", []exchange{drop, del(exchange{status: 404, answer: apiError("ERR_UID_NOT_FOUND")[:40]})}, true, ErrNotFound},
		{"dropped, then no code", []exchange{drop, del(exchange{status: 400, answer: `{"error":{"message":"no"}}`})}, true, ErrInvalid},
		{"dropped, then a code that is not published", []exchange{drop, del(exchange{status: 400, answer: apiError("ERR_PROXY")})}, true, ErrInvalid},
		{"a web page at once", []exchange{del(exchange{status: 403, answer: "<html>"})}, false, ErrForbidden},
		{"only limited", []exchange{limited, limited, limited, limited}, false, ErrRateLimited},
	}
	for _, tt := range tests {
		_, err := serve(t, tt.exchanges...).client(admin).Deactivate(t.Context(), []string{"bob"})
		if err == nil || errors.Is(err, ErrOutcomeUnknown) != tt.isUnknown || tt.also != nil && !errors.Is(err, tt.also) {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
	if _, err := serve(t, drop, busy, done).client(admin).Deactivate(t.Context(), []string{"bob"}); err != nil {
		t.Errorf("answered in the end: %v", err)
	}
}

// What a repetition finds already done may have been done by the request whose
// answer was lost.
func TestAlreadyDoneAfterALoss(t *testing.T) {
	asked := func(e exchange) exchange {
		e.want, e.body = "PUT /users", `{"uidsToActivate":["a","B"]}`
		return e
	}
	answer := asked(exchange{answer: data(`{"reactivatedUids":["a"],"nonDeactivatedUids":["b"]}`)})
	for name, tt := range map[string]struct {
		exchanges []exchange
		unsure    []string
	}{
		"answered":        {[]exchange{answer}, nil},
		"lost":            {[]exchange{asked(exchange{drop: true}), answer}, []string{"B"}},
		"lost and busy":   {[]exchange{asked(exchange{status: 502}), asked(exchange{status: 429}), answer}, []string{"B"}},
		"limited at once": {[]exchange{asked(exchange{status: 429}), answer}, nil},
	} {
		got, err := serve(t, tt.exchanges...).client(admin).Reactivate(t.Context(), []string{"a", "B"})
		want := Activation{Changed: []string{"a"}, Already: []string{"B"}, Unsure: tt.unsure}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}
