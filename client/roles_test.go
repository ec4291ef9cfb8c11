package client

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/model"
)

func TestListRolesReadsAllPages(t *testing.T) {
	s := serve(t,
		exchange{
			want: "GET /roles?perPage=100&page=1", header: onREST, without: []string{"authToken", "onBehalfOf"},
			answer: list(3, 2, 2, 1, 2, `{"role":"default","name":"Default Role"}`, `{"role":"mod","name":"Mod","description":"d","settings":{}}`),
		},
		exchange{want: "GET /roles?perPage=100&page=2", answer: list(3, 2, 2, 2, 2, `{"role":"mod","name":"Mod"}`, `{"role":"vip"}`)},
	)
	got, err := s.client(adminAnn).ListRoles(t.Context())
	want := []model.Role{{Slug: "default", Name: "Default Role"}, {Slug: "mod", Name: "Mod", Description: "d"}, {Slug: "vip"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestListRolesEndsOnAServerThatIgnoresPages(t *testing.T) {
	var exchanges []exchange
	for page := range maxRolePages {
		exchanges = append(exchanges, exchange{
			want:   "GET /roles?" + restPage(page+1),
			answer: `{"data":[{"role":"default"}],"meta":{"pagination":{"per_page":1}}}`,
		})
	}
	got, err := serve(t, exchanges...).client(admin).ListRoles(t.Context())
	if err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

func restPage(number int) string {
	var q query
	q.page(restHost, number, DefaultPerPage)
	return q.encode()
}

func TestListRolesFails(t *testing.T) {
	for _, w := range []who{authSession, tokenOnly} {
		if _, err := serve(t).client(w).ListRoles(t.Context()); !errors.Is(err, ErrNoCredential) {
			t.Errorf("got %v", err)
		}
	}
	for _, answer := range []string{`[{"name":"x"}]`, `[{"role":1}]`, `{}`, `[null]`} {
		s := serve(t, exchange{want: "GET /roles?perPage=100&page=1", answer: data(answer)})
		if got, err := s.client(admin).ListRoles(t.Context()); !errors.Is(err, ErrBadAnswer) || len(got) > 0 {
			t.Errorf("%s: got %v, %v", answer, got, err)
		}
	}
}
