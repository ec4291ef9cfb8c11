package ui

import (
	"testing"

	"census/client"
	"census/model"
)

// A page that was on its way while a change was stored brings nothing older, and
// removes nobody who came meanwhile.
func TestALatePageTakesNothingBack(t *testing.T) {
	a := newTestApp(t)
	l := a.views[0].(*list)
	page := client.Page{Number: 1, Total: 2, TotalKnown: true, Users: []model.User{
		{UID: "ann", Name: "Ann", CreatedAt: 1}, {UID: "bob", Name: "Bob", CreatedAt: 1}, {UID: "cy", Name: "Cy", CreatedAt: 1},
	}}
	l.env.mirror = mirroring{considered: true}
	l.ask()
	a.env.users.Put(model.User{UID: "ann", Name: "Anna", CreatedAt: 1}, model.User{UID: "new", Name: "New", CreatedAt: 2})
	a.env.users.Remove("bob")
	a.Update(pageMsg{request: l.walk.request, page: page})
	names := map[string]string{}
	a.env.users.Snapshot().Sample(10, func(u model.User) { names[u.UID] = u.Name })
	if len(names) != 3 || names["ann"] != "Anna" || names["new"] != "New" || names["cy"] != "Cy" {
		t.Errorf("after the page there are %v", names)
	}
}
