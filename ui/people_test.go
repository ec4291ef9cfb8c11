package ui

import (
	"testing"

	"census/client"
	"census/client/query"
	"census/model"
)

// readTwice lets the list ask for what it shows, twice, and answers with the users.
func readTwice(a *App, l *list, users ...model.User) {
	for range 2 {
		l.people.ask()
		l.people.walk.options.PerPage = len(users) // the page is full
		a.Update(pageMsg{request: l.people.walk.request, page: client.Page{Number: 1, Total: len(users), TotalKnown: true, Users: users}})
	}
}

// Only a page of everybody says who is gone: neither what a search has found, nor
// a page where all users are known.
func TestAPageOfSomeRemovesNobody(t *testing.T) {
	bob := model.User{UID: "bob", Name: "Bob", CreatedAt: 1}
	for name, tt := range map[string]struct {
		begin func(l *list)
		left  int
	}{
		"a search": {func(l *list) {
			l.people.filter.text = "bob"
			l.people.parsed, _ = query.Parse("bob", query.Env{})
		}, 3},
		"all users are known":      {func(l *list) { l.env.mirror.complete = true }, 3},
		"all users are being read": {func(l *list) { l.env.mirror.start() }, 3},
		"the disk's users":         {func(l *list) { l.env.mirror.stored = storedShown }, 3},
		"a page of everybody":      {func(*list) {}, 1},
	} {
		a := newTestAppWith(t, forgetful{})
		l := a.views[0].(*list)
		tt.begin(l)
		if readTwice(a, l, bob); a.env.known.Users().Len() != tt.left {
			t.Errorf("%s: %d users are known, want %d", name, a.env.known.Users().Len(), tt.left)
		}
	}
}

// The own user, whom a list may leave out, is read beside it.
func TestTheOwnUserIsKnownBesideAList(t *testing.T) {
	a := newTestAppWith(t, forgetful{})
	l := a.views[0].(*list)
	l.people.ask()
	a.Update(pageMsg{request: l.people.walk.request, own: []model.User{{UID: "me", Name: "Me", CreatedAt: 1}}})
	if _, ok := a.env.known.Users().Snapshot().Find("me"); !ok {
		t.Error("the own user is not known")
	}
}

// The next page is asked for once, and only of what is on show.
func TestTheNextPageIsAskedForOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		begin func(l *list)
		asks  bool
	}{
		"the cursor near the end":   {func(*list) {}, true},
		"a page on its way":         {func(l *list) { l.people.walk.request = l.env.number() }, false},
		"a look under way":          {func(l *list) { l.people.newest.request = l.env.number() }, false},
		"everybody known":           {func(l *list) { l.env.mirror.complete = true }, false},
		"another filter on show":    {func(l *list) { l.people.filter.tab = tabAll }, false},
		"the last page read":        {func(l *list) { l.people.walk.next = 0 }, false},
		"enough pages read unasked": {func(l *list) { l.people.walk.ahead = 0 }, false},
	} {
		a := newTestAppWith(t, forgetful{})
		l := a.views[0].(*list)
		l.people.walk.next, l.people.walk.ahead, l.people.walk.request, l.people.newest.request = 2, 1, 0, 0
		tt.begin(l)
		if asks := l.people.more() != nil; asks != tt.asks {
			t.Errorf("%s: it asks for the next page: %t", name, asks)
		}
	}
}

// Who gives up waiting gets no more requests.
func TestGivingUpEndsWhatIsUnderWay(t *testing.T) {
	a := newTestAppWith(t, forgetful{})
	l := a.views[0].(*list)
	l.env.mirror.start()
	l.people.ask()
	stopped := 0
	count := func(stop func()) func() {
		return func() {
			stopped++
			stop()
		}
	}
	l.people.walk.stop, l.env.mirror.stop = count(l.people.walk.stop), count(l.env.mirror.stop)
	if l.people.giveUp(); stopped != 2 || l.people.walk.request != 0 {
		t.Errorf("%d of 2 stopped, waiting for %d", stopped, l.people.walk.request)
	}
}
