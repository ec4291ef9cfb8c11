package ui

import (
	"fmt"
	"testing"

	"census/client/query"
	"census/client/session"
	"census/model"
	"census/ui/table"
)

// finding is a finder with its table, among users whose uids are given.
type finding struct {
	finder
	in among
}

func (f *finding) Len() int                { return len(f.shown.rows) }
func (f *finding) Cells(int, []table.Cell) {}

func newFinding(t *testing.T, uids ...string) *finding {
	t.Helper()
	f := &finding{in: among{known: session.NewKnown(model.Actor{})}}
	last := request(0)
	number := func() request { last++; return last }
	f.finder = newFinder(t.Context(), number, table.New(nil, f, &table.Look{}), f.in.known.Users())
	f.learn(uids...)
	return f
}

// learn makes users known and shows them.
func (f *finding) learn(uids ...string) {
	for _, uid := range uids {
		f.in.known.Users().Put(model.User{UID: uid, Name: uid, CreatedAt: 1})
	}
	f.take(f.look(f.in)().(foundMsg))
}

// The cursor is on the first row until somebody moves it, then on its user; a uid to
// go to comes first.
func TestTheCursorGoesWhereItIsWanted(t *testing.T) {
	f := newFinding(t, "b", "c")
	f.in.sort.By = model.KeyUID
	f.learn("a")
	if f.under() != "a" {
		t.Errorf("unmoved, it is on %s", f.under())
	}
	f.steer()
	f.moveCursor(cmdBottom)
	f.learn("aa")
	if f.under() != "c" {
		t.Errorf("moved to c, it is on %s", f.under())
	}
	f.goTo = "d"
	f.learn("ab")
	if f.arrive(true); f.goTo != "d" {
		t.Errorf("before d is there, it goes to %q", f.goTo)
	}
	f.learn("d")
	if f.arrive(true); f.under() != "d" || f.goTo != "" {
		t.Errorf("once d is there, it is on %s and goes to %q", f.under(), f.goTo)
	}
	f.goTo = "nobody"
	if f.arrive(false); f.goTo != "" {
		t.Error("it goes to somebody whom no reading brings")
	}
	f.show(filter{tabAll, ""}, query.Query{})
	if f.learn("zz"); f.under() != "a" {
		t.Errorf("of other users, it is on %s", f.under())
	}
}

// Only the newest look's answer is shown.
func TestAnswersToEarlierLooksAreDropped(t *testing.T) {
	f := newFinding(t, "a")
	earlier := f.look(f.in)().(foundMsg)
	f.in.known.Users().Put(model.User{UID: "b", CreatedAt: 1})
	newer := f.look(f.in)
	if _, isWhole := f.take(earlier); isWhole || !f.isLooking() {
		t.Error("an earlier look ended the newest")
	}
	if _, isWhole := f.take(newer().(foundMsg)); !isWhole || f.Len() != 2 || f.isBehind(f.in.known.Users().Version()) {
		t.Errorf("%d rows of 2", f.Len())
	}
	if f.in.known.Users().Put(model.User{UID: "c", CreatedAt: 1}); !f.isBehind(f.in.known.Users().Version()) {
		t.Error("it does not know of the newest user")
	}
}

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
	lookAgain(a, l)
	l.table.SetCursor(5000)
	l.people.steer()
	for _, moves := range []bool{false, true} {
		steps := lookInPieces(t, a, l, "/some.ody/", moves)
		if steps < 2 {
			t.Fatalf("the search came in %d pieces", steps)
		}
		u, _ := l.people.underCursor()
		if want := map[bool]string{false: "u-5000", true: "u-0000"}[moves]; u.UID != want {
			t.Errorf("somebody moves it %t: the cursor is on %s, want %s", moves, u.UID, want)
		}
		l.people.parsed, l.people.filter = query.Query{}, filter{}
		lookAgain(a, l)
	}
}

// lookInPieces shows who matches the text, a few blocks of users at a time.
func lookInPieces(t *testing.T, a *App, l *list, text string, moves bool) (pieces int) {
	t.Helper()
	q, err := query.Parse(text, query.Env{})
	if err != nil {
		t.Fatal(err)
	}
	before := l.people.shown.search
	l.people.parsed, l.people.filter.text = q, text
	l.people.find() // the command is not run: its work is done here, with less time
	m := matches{snapshot: l.people.shown.snapshot, filter: l.people.filter, search: l.people.shown.snapshot.Search(l.people.filter.with(q), before)}
	for pieces = 1; ; pieces++ {
		msg := findUsers(t.Context(), l.people.newest.request, m, 0)().(foundMsg)
		a.Update(msg)
		m = msg.matches
		if moves && pieces == 1 {
			a.Update(typed1('g'))
		}
		if !m.partly() {
			return pieces
		}
	}
}
