package client

import (
	"errors"
	"testing"

	"census/model"
)

func TestListUsersSpeaksEachHostsDialect(t *testing.T) {
	full := ListOptions{
		Search: " an+n ", SearchIn: []SearchField{SearchName, SearchUID}, Status: model.StatusAvailable,
		Roles: []string{"mod", "vip"}, Tags: []string{"a,b", "c"}, WithTags: true, PerPage: 250, Page: 3,
	}
	tests := []struct {
		name string
		who  who
		o    ListOptions
		want string
	}{
		{"REST zero", admin, ListOptions{}, "/users?perPage=100&page=1"},
		{"REST all", admin, full, "/users?searchKey=an%2Bn&searchIn=name,uid&status=available&roles=mod,vip&tags=a%2Cb,c&withTags=true&perPage=250&page=3"},
		{"REST one role", adminAnnIn, ListOptions{Roles: []string{"mod"}}, "/users?role=mod&perPage=100&page=1"},
		{"REST deactivated", admin, ListOptions{Lifecycle: Deactivated}, "/users?onlyDeactivated=true&perPage=100&page=1"},
		{"REST all lives", admin, ListOptions{Lifecycle: ActiveAndDeactivated}, "/users?withDeactivated=true&perPage=100&page=1"},
		{"blank search", admin, ListOptions{Search: "  ", SearchIn: []SearchField{SearchUID}}, "/users?perPage=100&page=1"},
		{"REST largest", admin, ListOptions{PerPage: 1000}, "/users?perPage=1000&page=1"},
		{"client zero", authSession, ListOptions{}, "/users?per_page=100&page=1"},
		{"client all", tokenOnly, full, "/users?searchKey=an%2Bn&searchIn=name,uid&status=available&roles=mod,vip&tags=a%2Cb,c&withTags=1&per_page=100&page=3"},
		{"client one role", tokenOnly, ListOptions{Roles: []string{"mod"}}, "/users?roles=mod&per_page=100&page=1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := exchange{want: "GET " + tt.want, header: onREST, without: []string{"authToken", "onBehalfOf"}, answer: listed(userJSON("ann"))}
			if tt.who == authSession || tt.who == tokenOnly {
				e.header, e.without = onClient, []string{"apikey", "onBehalfOf"}
			}
			p, err := serve(t, e).client(tt.who).ListUsers(t.Context(), tt.o)
			if err != nil || len(p.Users) != 1 || p.Users[0].UID != "ann" {
				t.Errorf("got %v, %v", p, err)
			}
		})
	}
}

func TestListUsersRefusedBeforeSending(t *testing.T) {
	tests := []struct {
		name string
		who  who
		o    ListOptions
		want error
	}{
		{"auth key alone", authKey, ListOptions{}, ErrNoCredential},
		{"auth key with me, no session", authKeyAnn, ListOptions{}, ErrNoCredential},
		{"deactivated by token", tokenOnly, ListOptions{Lifecycle: Deactivated}, ErrNoCredential},
		{"all lives by session", authSession, ListOptions{Lifecycle: ActiveAndDeactivated}, ErrNoCredential},
		{"too many a page", admin, ListOptions{PerPage: 1001}, ErrInvalid},
		{"negative size", admin, ListOptions{PerPage: -1}, ErrInvalid},
		{"negative page", tokenOnly, ListOptions{Page: -1}, ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := serve(t).client(tt.who).ListUsers(t.Context(), tt.o); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestListUsersKnowsWhenTagsAreKnown(t *testing.T) {
	for _, withTags := range []bool{false, true} {
		want := "GET /users?perPage=100&page=1"
		if withTags {
			want = "GET /users?withTags=true&perPage=100&page=1"
		}
		s := serve(t, exchange{want: want, answer: listed(bare("ann"), userJSON("bob"))})
		p, err := s.client(admin).ListUsers(t.Context(), ListOptions{WithTags: withTags})
		if err != nil {
			t.Fatal(err)
		}
		if p.Users[0].TagsKnown != withTags || !p.Users[1].TagsKnown {
			t.Errorf("withTags %t: tags known %t and %t", withTags, p.Users[0].TagsKnown, p.Users[1].TagsKnown)
		}
	}
}

func TestPaging(t *testing.T) {
	a, b := userJSON("a"), userJSON("b")
	tests := []struct {
		name        string
		page        int
		answer      string
		next, total int
		known       bool
	}{
		{"counted, more", 1, list(5, 2, 2, 1, 3, a, b), 2, 5, true},
		{"counted, last and full", 2, list(4, 2, 2, 2, 2, a, b), 0, 4, true},
		{"counted, last and short", 3, list(5, 1, 2, 3, 3, a), 0, 5, true},
		{"uncounted, full", 1, list(0, 2, 2, 1, 2, a, b), 2, 0, false},
		{"uncounted, short", 4, list(0, 1, 2, 4, 4, a), 0, 0, false},
		{"uncounted, empty after a full last page", 3, list(0, 0, 2, 3, 3), 0, 0, false},
		{"nobody", 1, list(0, 0, 2, 1, 0), 0, 0, true},
		{"past the end of a counted list", 9, list(5, 0, 2, 9, 3), 0, 5, true},
		{"no meta, full", 1, `{"data":[` + a + `,` + b + `]}`, 2, 0, false},
		{"no meta, short", 1, `{"data":[` + a + `]}`, 0, 0, false},
		{"meta without pagination", 1, `{"data":[` + a + `],"meta":{"cursor":{}}}`, 0, 0, false},
		{"null meta", 1, `{"data":[` + a + `],"meta":null}`, 0, 0, false},
		{"PHP's empty meta", 1, `{"data":[` + a + `],"meta":[]}`, 0, 0, false},
		{"cursor next to meta", 1, `{"data":[` + a + `,` + b + `],"cursor":{"affix":"x"},"meta":{"pagination":{"total":3,"per_page":2,"total_pages":2}}}`, 2, 3, true},
		{"numbers in quotes", 1, `{"data":[` + a + `,` + b + `],"meta":{"pagination":{"total":"5","per_page":"2","total_pages":"3"}}}`, 2, 5, true},
		{"smaller pages than asked", 1, list(3, 1, 1, 1, 3, a), 2, 3, true},
		{"wrong current page", 1, list(5, 2, 2, 7, 3, a, b), 2, 5, true},
		{"total below the rows", 1, list(1, 2, 2, 1, 2, a, b), 2, 1, true},
		{"fewer than asked, more by the total", 1, list(5, 1, 2, 1, 1, a), 2, 5, true},
		{"one page only, more by the total", 1, list(5, 2, 2, 1, 1, a, b), 2, 5, true},
		{"empty, more by the total", 2, list(5, 0, 2, 2, 3), 0, 5, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, exchange{want: "GET /users?perPage=2&page=" + string(rune('0'+tt.page)), answer: tt.answer})
			p, err := s.client(admin).ListUsers(t.Context(), ListOptions{PerPage: 2, Page: tt.page})
			if err != nil {
				t.Fatal(err)
			}
			if p.Number != tt.page || p.Next != tt.next || p.Total != tt.total || p.TotalKnown != tt.known {
				t.Errorf("got number %d, next %d, total %d %t; want %d, %d, %d %t",
					p.Number, p.Next, p.Total, p.TotalKnown, tt.page, tt.next, tt.total, tt.known)
			}
		})
	}
}

func TestATotalThatMayBeThePagesOwnSaysNothing(t *testing.T) {
	page := func(rows, leftOut, total int, known bool) Page {
		return Page{Users: make([]model.User, rows), LeftOut: make([]LeftOut, leftOut), Total: total, TotalKnown: known}
	}
	for _, test := range []struct {
		page  Page
		total int
		ok    bool
	}{
		{page(10, 0, 25, true), 25, true},
		{page(10, 0, 10, true), 0, false}, // a full page
		{page(9, 1, 10, true), 0, false},
		{page(4, 0, 4, true), 4, true}, // the last one
		{page(0, 0, 0, true), 0, true},
		{page(10, 0, 7, true), 7, true}, // contradicts itself, which others tell
		{page(10, 0, 0, false), 0, false},
	} {
		if total, ok := test.page.Counted(10); total != test.total || ok != test.ok {
			t.Errorf("%d rows of 10, total %d (known: %t): counted %d (%t), want %d (%t)",
				test.page.Rows(), test.page.Total, test.page.TotalKnown, total, ok, test.total, test.ok)
		}
	}
}
