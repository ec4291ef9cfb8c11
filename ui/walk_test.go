package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"census/client"
	"census/client/mirror"
	"census/client/query"
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
	calm(l.env)
	l.people.ask()
	a.env.known.Users().Put(model.User{UID: "ann", Name: "Anna", CreatedAt: 1}, model.User{UID: "new", Name: "New", CreatedAt: 2})
	a.env.known.Users().Remove("bob")
	a.Update(pageMsg{request: l.people.walk.request, page: page})
	names := map[string]string{}
	a.env.known.Users().Snapshot().Sample(10, func(u model.User) { names[u.UID] = u.Name })
	if len(names) != 3 || names["ann"] != "Anna" || names["new"] != "New" || names["cy"] != "Cy" {
		t.Errorf("after the page there are %v", names)
	}
}

// crowdOf is n users, u0 and so on.
func crowdOf(n int) []model.User {
	users := make([]model.User, n)
	for i := range users {
		users[i] = model.User{UID: fmt.Sprint("u", i), Name: "N", CreatedAt: 1}
	}
	return users
}

// A page that was read again takes the place of what it is as long as, and of
// nothing else: not of what a service leaves out that gives fewer than it is asked
// for, nor of what a reading of all users has brought.
func TestOnlyAWholePageTakesTheOldOnesPlace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		rows  int
		doubt mirror.Doubt
		known int
	}{
		{"as long as asked", 200, mirror.NoDoubt, 200},
		{"shorter", 100, mirror.NoDoubt, 303},
		{"empty", 0, mirror.NoDoubt, 303},
		{"after a reading", 200, mirror.Moving, 303},
	} {
		a := newTestApp(t)
		l := a.views[0].(*list)
		calm(l.env).doubt = mirror.Outcome{Doubt: tt.doubt}
		a.env.known.Users().Put(crowdOf(300)...)
		l.people.ask()
		l.people.walk.options.PerPage = 200
		a.Update(pageMsg{request: l.people.walk.request, page: client.Page{Number: 1, Total: tt.rows, TotalKnown: true, Users: crowdOf(tt.rows)}})
		if n := a.env.known.Users().Len(); n != tt.known {
			t.Errorf("%s: %d are known, want %d", tt.name, n, tt.known)
		}
	}
}

// A total that is as long as a full page is no total.
func TestATotalAsLongAsThePageIsNone(t *testing.T) {
	for _, tt := range []struct {
		rows, total, next int
		title             string
	}{
		{100, 100, 2, "of 100+"},
		{100, 100, 0, "of 100 loaded"},
		{100, 250, 2, "of 250"},
		{60, 60, 0, "of 60"},
	} {
		a := newTestApp(t)
		l := a.views[0].(*list)
		calm(l.env)
		a.env.known.Users().Remove("ann", "bob", "cy")
		l.people.ask()
		a.Update(pageMsg{request: l.people.walk.request, page: client.Page{Number: 1, Total: tt.total, TotalKnown: true, Next: tt.next, Users: crowdOf(tt.rows)}})
		lookAgain(a, l)
		if title := l.Title(); !strings.HasSuffix(title, " "+tt.title) {
			t.Errorf("%d of %d: the title is %q", tt.rows, tt.total, title)
		}
	}
}

// counting is a service whose totals are given by the size of the page.
type counting struct {
	API
	totals map[int]int
}

func (c counting) ListUsers(_ context.Context, o client.ListOptions) (client.Page, error) {
	return client.Page{Number: 1, Total: c.totals[o.PerPage], TotalKnown: true, Users: crowdOf(1)}, nil
}

// A count of one may be that of the page, which is one user long.
func TestACountOfOneIsAskedForAgain(t *testing.T) {
	for _, tt := range []struct {
		totals map[int]int
		known  bool
	}{{map[int]int{1: 17}, true}, {map[int]int{1: 1, 2: 1}, true}, {map[int]int{1: 1, 2: 2}, false}} {
		msg := countUsers(t.Context(), 1, counting{totals: tt.totals}, tabActive, client.ListOptions{})().(countMsg)
		if msg.err != nil || msg.page.TotalKnown != tt.known || msg.page.Total != tt.totals[1] {
			t.Errorf("%v: %+v, %v", tt.totals, msg.page, msg.err)
		}
	}
}

// newTestWalk is a walk that has begun with the text.
func newTestWalk(t *testing.T, text string, onShow, largest int) *walk {
	t.Helper()
	w := newWalk(t.Context(), func(string, bool) request { return 1 })
	w.startText(t, text, onShow, largest)
	return &w
}

func (w *walk) startText(t *testing.T, text string, onShow, largest int) {
	t.Helper()
	q, err := query.Parse(text, query.Env{})
	if err != nil {
		t.Fatal(err)
	}
	w.start(filter{tabActive, text}, q, onShow, largest)
}

// What is read again is as much as is on show, in whole pages, within what the
// service gives at once.
func TestAWalkAsksForAsMuchAsIsOnShow(t *testing.T) {
	for onShow, want := range map[int]int{0: pageSize, pageSize: pageSize, pageSize + 1: min(2*pageSize, client.MaxPerPage), 100_000: client.MaxPerPage} {
		w := newTestWalk(t, "zoe", 0, 0)
		w.startText(t, "zoe", onShow, 0)
		if got := w.options.PerPage; got != want || !w.repeats {
			t.Errorf("%d on show: it asks for %d, want %d; the same again: %t", onShow, got, want, w.repeats)
		}
		if w.startText(t, "another", onShow, 0); w.options.PerPage != pageSize || w.repeats {
			t.Errorf("%d on show of another filter: it asks for %d", onShow, w.options.PerPage)
		}
	}
}

// Where the service can look for nothing of a search, pages are as large as those of
// the reading of all users.
func TestAWalkThatFindsNothingReadsLargePages(t *testing.T) {
	if w := newTestWalk(t, "/z.e/", 0, client.MaxPerPage); w.options.PerPage != client.MaxPerPage || w.limits() != " for all" {
		t.Errorf("it asks for %d%s", w.options.PerPage, w.limits())
	}
	if w := newTestWalk(t, "zoe", 0, client.MaxPerPage); w.options.PerPage != pageSize {
		t.Errorf("what the service finds comes in pages of %d", w.options.PerPage)
	}
}

func TestAWalkSaysWhatItKnowsOfTheCount(t *testing.T) {
	for name, tt := range map[string]struct {
		w                   walk
		rows                int
		contradicts, isPart bool
	}{
		"all are there":                 {walk{total: 3, covers: true}, 3, false, false},
		"more are known":                {walk{total: 3, covers: true}, 5, true, false},
		"the own user is not listed":    {walk{total: 3, covers: true}, 4, false, false},
		"there is another page":         {walk{total: 3, covers: true, next: 2}, 2, false, true},
		"fewer came":                    {walk{total: 3, covers: true}, 2, true, true},
		"one page is on its way":        {walk{total: 3, covers: true, request: 1}, 2, false, true},
		"it does not count the matches": {walk{total: 3}, 5, false, false},
	} {
		const unlisted = 1
		if contradicts, isPart := tt.w.contradicts(filter{}, tt.rows, unlisted), tt.w.isPart(filter{}, tt.rows); contradicts != tt.contradicts || isPart != tt.isPart {
			t.Errorf("%s: contradicts %t, is a part %t", name, contradicts, isPart)
		}
	}
}
