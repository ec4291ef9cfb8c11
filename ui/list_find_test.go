package ui

import (
	"fmt"
	"testing"

	"census/client/query"
	"census/model"
)

// The cursor stays on its user while the rows of a long search come in pieces,
// also as long as the user is not among them yet; unless somebody moves it.
func TestTheCursorWaitsForItsUser(t *testing.T) {
	a := newTestApp(t)
	l := a.views[0].(*list)
	users := make([]model.User, 6000)
	for i := range users {
		users[i] = model.User{UID: fmt.Sprintf("u-%04d", i), Name: "Somebody", CreatedAt: 1}
	}
	a.env.known.Users().Remove("ann", "bob", "cy")
	a.env.known.Users().Put(users...)
	look(a, l)
	l.table.SetCursor(5000)
	l.steer()
	for _, moves := range []bool{false, true} {
		steps := lookInPieces(t, a, l, "/some.ody/", moves)
		if steps < 2 {
			t.Fatalf("the search came in %d pieces", steps)
		}
		u, _ := l.under()
		if want := map[bool]string{false: "u-5000", true: "u-0000"}[moves]; u.UID != want {
			t.Errorf("somebody moves it %t: the cursor is on %s, want %s", moves, u.UID, want)
		}
		l.parsed, l.filter = query.Query{}, filter{}
		look(a, l)
	}
}

// lookInPieces shows who matches the text, a few blocks of users at a time.
func lookInPieces(t *testing.T, a *App, l *list, text string, moves bool) (pieces int) {
	t.Helper()
	q, err := query.Parse(text, query.Env{})
	if err != nil {
		t.Fatal(err)
	}
	before := l.shown.search
	l.parsed, l.filter.text = q, text
	l.find() // the command is not run: its work is done here, with less time
	f := found{snapshot: l.shown.snapshot, filter: l.filter, search: l.shown.snapshot.Search(l.filter.with(q), before)}
	for pieces = 1; ; pieces++ {
		msg := findUsers(t.Context(), l.finding.request, f, 0)().(foundMsg)
		a.Update(msg)
		f = msg.found
		if moves && pieces == 1 {
			a.Update(typed1('g'))
		}
		if !f.partly() {
			return pieces
		}
	}
}
