package client

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"census/model"
)

// oddUser is a row of testdata/odd-users.json: something a service could answer
// instead of a user, and the expected result.
type oddUser struct {
	Fault   string
	Row     json.RawMessage
	Damaged []model.Key // its unreadable fields
	LeftOut string      // why it cannot be shown at all
}

func oddUsers(t testing.TB) (all []oddUser) {
	t.Helper()
	text, err := os.ReadFile("testdata/odd-users.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &all); err != nil || len(all) < 30 {
		t.Fatalf("%d odd users, %v", len(all), err)
	}
	return all
}

// judged checks the result of an odd row: a field holds what was sent, or is
// damaged and empty.
func (o oddUser) judged(t *testing.T, u model.User) {
	t.Helper()
	if !slices.Equal(u.Damaged, o.Damaged) {
		t.Errorf("damaged are %v, want %v", u.Damaged, o.Damaged)
	}
	if u.IsNew() || u.UID == "" {
		t.Errorf("a user without a uid: %+v", u)
	}
	var sent map[string]any
	if err := json.Unmarshal(o.Row, &sent); err != nil {
		t.Fatal(err)
	}
	for _, f := range model.Fields() {
		v := f.Value(u)
		if u.IsDamaged(f.Key) {
			if f.Kind != model.KindPresence && !v.IsEmpty() || f.Kind == model.KindTags && u.TagsKnown {
				t.Errorf("%s is invented: %+v", f.Key, v)
			}
			continue
		}
		if text, ok := sent[string(f.Key)].(string); ok && v.Text != text {
			t.Errorf("%s is %q, not %q", f.Key, v.Text, text)
		}
	}
}

// One odd user does not affect others: rows are judged individually, and so are
// fields.
func TestAnOddUserHidesNobody(t *testing.T) {
	for _, o := range oddUsers(t) {
		t.Run(o.Fault, func(t *testing.T) {
			s := serve(t, exchange{want: "GET /users?withTags=true&perPage=3&page=1", answer: list(9, 3, 3, 1, 3, userJSON("ann"), string(o.Row), userJSON("bob"))})
			p, err := s.client(admin).ListUsers(t.Context(), ListOptions{PerPage: 3, WithTags: true})
			if err != nil || p.Rows() != 3 || p.Next != 2 || p.Total != 9 {
				t.Fatalf("got %+v, %v", p, err)
			}
			if p.Users[0].UID != "ann" || p.Users[len(p.Users)-1].UID != "bob" || p.Users[0].Damaged != nil {
				t.Errorf("the good rows are %+v", p.Users)
			}
			if o.LeftOut == "" {
				o.judged(t, p.Users[1])
				return
			}
			if len(p.LeftOut) != 1 || p.LeftOut[0].Row != 2 || !strings.HasSuffix(p.LeftOut[0].Why, o.LeftOut) {
				t.Errorf("left out %+v, want row 2: %s", p.LeftOut, o.LeftOut)
			}
		})
	}
}

func TestAnOddUserIsReadAlone(t *testing.T) {
	for _, o := range oddUsers(t) {
		u, err := decodeUser(o.Row, userView{withTags: true})
		if o.LeftOut != "" {
			if err == nil || !strings.HasSuffix(err.Error(), o.LeftOut) || u.UID != "" {
				t.Errorf("%s: got %+v, %v", o.Fault, u, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", o.Fault, err)
			continue
		}
		t.Run(o.Fault, func(t *testing.T) { o.judged(t, u) })
	}
}

// A skipped row is identified by whatever it has for a uid.
func TestLeftOutShowsWhatIsInPlaceOfAUID(t *testing.T) {
	for raw, want := range map[string]string{
		`{"uid":12345}`: "12345", `{"uid":["a"]}`: `["a"]`, `{"name":"A"}`: "", `7`: "",
		`{"uid":{"a":"` + strings.Repeat("x", 100) + `"}}`: `{"a":"` + strings.Repeat("x", 34),
	} {
		_, left, err := decodeList(answer{data: json.RawMessage("[" + raw + "]")}, func(r *record) (model.User, error) { return r.user(userView{}) })
		if err != nil || len(left) != 1 || left[0].UID != want {
			t.Errorf("%s: got %+v, %v, want %q", raw, left, err, want)
		}
	}
}

func TestNonsensicalCountersCountAsAbsent(t *testing.T) {
	a, b := userJSON("a"), userJSON("b")
	for _, meta := range []string{
		`5`, `"x"`, `[1]`, `{"pagination":"x"}`, `{"pagination":{"total":"many"}}`, `{"pagination":{"total":-3}}`,
		`{"pagination":{"total":2.5,"per_page":{},"total_pages":-1}}`, `{"pagination":{"total":null}}`,
	} {
		s := serve(t, exchange{want: "GET /users?perPage=2&page=1", answer: `{"data":[` + a + `,` + b + `],"meta":` + meta + `}`})
		p, err := s.client(admin).ListUsers(t.Context(), ListOptions{PerPage: 2})
		if err != nil || len(p.Users) != 2 || p.TotalKnown || p.Total != 0 || p.Next != 2 {
			t.Errorf("%s: got %+v, %v", meta, p, err)
		}
	}
}

// A role without a slug does not affect other roles, and is reported.
func TestAnOddRoleHidesNoOther(t *testing.T) {
	s := serve(t, exchange{want: "GET /roles?perPage=100&page=1", answer: data(`[{"role":"default","name":5},null,{"role":"vip"}]`)})
	roles, err := s.client(admin).ListRoles(t.Context())
	if len(roles) != 2 || roles[0].Slug != "default" || roles[1].Slug != "vip" || err == nil || !strings.Contains(err.Error(), "row 2") {
		t.Errorf("got %v, %v", roles, err)
	}
}

// Damaged tags are not looked up elsewhere, and nothing damaged counts as
// stored as sent.
func TestDamagedTagsStayDamaged(t *testing.T) {
	s := serve(t, exchange{want: "GET /users/ann?withTags=true", answer: data(`{"uid":"ann","name":"A","createdAt":1,"tags":"x"}`)})
	u, err := s.client(admin).User(t.Context(), "ann")
	if err != nil || u.TagsKnown || !slices.Equal(u.Damaged, []model.Key{model.KeyTags}) {
		t.Errorf("got %+v, %v", u, err)
	}
	found := model.User{UID: "ann", Name: "A", CreatedAt: 1, TagsKnown: true, Damaged: []model.Key{model.KeyAvatar}}
	if Holds(found, model.User{UID: "ann", Name: "A"}) {
		t.Error("an avatar that cannot be read counts as none")
	}
}
