package query_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"census/client"
	"census/client/query"
	"census/model"
)

// selects is what the service makes of the options, comparing exactly.
func selects(o client.ListOptions, u model.User) bool {
	switch {
	case o.Lifecycle == client.Active && u.Deactivated(), o.Lifecycle == client.Deactivated && !u.Deactivated():
		return false
	case o.Status != "" && u.Status != o.Status:
		return false
	case len(o.Roles) > 0 && !slices.Contains(o.Roles, u.Role):
		return false
	}
	return o.Search == "" && (len(o.Tags) == 0 || slices.ContainsFunc(o.Tags, func(tag string) bool { return slices.Contains(u.Tags, tag) }))
}

func TestServerPart(t *testing.T) {
	const all = client.ActiveAndDeactivated
	for _, c := range []struct {
		text   string
		o      client.ListOptions
		taken  string
		covers bool
	}{
		{"", client.ListOptions{Lifecycle: all}, "", true},
		{"role:admin", client.ListOptions{Lifecycle: all, Roles: []string{"admin"}}, "role:admin", true},
		{"role:Admin,vip", client.ListOptions{Lifecycle: all, Roles: []string{"Admin", "vip"}}, "role:Admin,vip", true},
		{`tag:"two words"`, client.ListOptions{Lifecycle: all, Tags: []string{"two words"}}, `tag:"two words"`, true},
		{"tag:Zürich", client.ListOptions{Lifecycle: all, Tags: []string{"Zürich"}}, "tag:Zürich", true},
		{"tag:a,b", client.ListOptions{Lifecycle: all}, "", false},
		{"tag:a tag:b", client.ListOptions{Lifecycle: all, Tags: []string{"a"}}, "tag:a", false},
		{"role:a role:b", client.ListOptions{Lifecycle: all, Roles: []string{"a"}}, "role:a", false},
		{"status:online", client.ListOptions{Lifecycle: all, Status: model.StatusAvailable}, "status:online", true},
		{"is:offline", client.ListOptions{Lifecycle: all, Status: model.StatusOffline}, "status:offline", true},
		{"is:deactivated", client.ListOptions{Lifecycle: client.Deactivated}, "is:deactivated", true},
		{"is:active", client.ListOptions{Lifecycle: client.Active}, "is:active", true},
		{"-is:deactivated", client.ListOptions{Lifecycle: client.Active}, "-is:deactivated", true},
		{"is:active is:deactivated", client.ListOptions{Lifecycle: client.Active}, "is:active", false},
		{"is:blocked", client.ListOptions{Lifecycle: all}, "", false},
		{"-is:blocked", client.ListOptions{Lifecycle: all}, "", false},
		{"anna", client.ListOptions{Lifecycle: all}, "", false},
		{"uid:anna name:anna", client.ListOptions{Lifecycle: all}, "", false},
		{"anna role:admin (tag:vip status:online)", client.ListOptions{Lifecycle: all, Roles: []string{"admin"}, Tags: []string{"vip"}, Status: model.StatusAvailable}, "role:admin tag:vip status:online", false},
		{"role:admin OR anna", client.ListOptions{Lifecycle: all}, "", false},
		{"-role:admin", client.ListOptions{Lifecycle: all}, "", false},
		{"role:admin seen<30d", client.ListOptions{Lifecycle: all, Roles: []string{"admin"}}, "role:admin", false},
	} {
		q, err := query.Parse(c.text, env)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got := q.ServerPart()
		if d := cmp.Diff(c.o, got.Options); d != "" {
			t.Errorf("%s:\n%s", c.text, d)
		}
		if taken := strings.Join(got.Taken, " "); taken != c.taken || got.Covers != c.covers {
			t.Errorf("%s: took %q and covers: %v", c.text, taken, got.Covers)
		}
	}
}
