package ui

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"census/client"
	"census/client/changes"
	"census/client/roster"
	"census/client/session"
	"census/model"
)

// Marks are a set of users, whatever is done with them in whatever order.
func TestMarksAreASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m marks
		want := map[uint32]bool{}
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			id, on := rapid.Uint32Range(0, 200).Draw(t, "id"), rapid.Bool().Draw(t, "on")
			m.set(id, on)
			delete(want, id)
			if on {
				want[id] = true
			}
		}
		var got, all []uint32
		m.each(func(id uint32) { got = append(got, id) })
		for id := range uint32(200 + 100) {
			if m.has(id) != want[id] {
				t.Fatalf("%d is marked: %v", id, m.has(id))
			}
			if want[id] {
				all = append(all, id)
			}
		}
		if !slices.Equal(got, all) || m.len() != len(want) || m.count(all) != len(want) {
			t.Fatalf("got %v (%d), want %v", got, m.len(), all)
		}
		if m.clear(); m.len() != 0 || m.count(all) != 0 {
			t.Fatal("marks are left after clearing")
		}
	})
}

// rosterOf is a roster of users, and what gives its snapshot with the rows of all.
func rosterOf(uids ...string) (*roster.Roster, func() (*roster.Snapshot, []uint32)) {
	r := roster.New()
	for _, uid := range uids {
		r.Put(model.User{UID: uid})
	}
	return r, func() (*roster.Snapshot, []uint32) {
		s := r.Snapshot()
		var rows []uint32
		s.Sample(s.Len(), func(u model.User) {
			id, _ := s.Find(u.UID)
			rows = append(rows, id)
		})
		return s, rows
	}
}

func uidsOf(m *marks) (uids []string) {
	m.each(func(id uint32) { uids = append(uids, m.of.UID(id)) })
	return uids
}

func TestMarksAndRangeFollowTheUsers(t *testing.T) {
	r, now := rosterOf("a", "b", "c", "d")
	var m marks
	s, rows := now()
	m.follow(s, rows, true)
	for _, id := range rows[1:] {
		m.set(id, true)
	}
	m.begin(rows[2], 2)

	r.Remove("b")
	s, rows = now()
	m.follow(s, rows, false)
	if got := uidsOf(&m); !slices.Equal(got, []string{"b", "c", "d"}) || m.span.row != 1 {
		t.Errorf("of some users: %v, the range begins in row %d", got, m.span.row)
	}
	r.Put(model.User{UID: "e"})
	s, rows = now()
	m.follow(s, slices.DeleteFunc(rows, func(id uint32) bool { return s.UID(id) == "c" }), true)
	if got := uidsOf(&m); !slices.Equal(got, []string{"c", "d"}) || m.span.row != -1 || !m.span.begun {
		t.Errorf("of everybody: %v, the range begins in row %d", got, m.span.row)
	}

	stored, _ := rosterOf("z", "d", "y")
	var file bytes.Buffer
	if _, err := stored.Snapshot().WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadFrom(&file); err != nil {
		t.Fatal(err)
	}
	s, rows = now()
	m.follow(s, rows, true)
	got := uidsOf(&m)
	if slices.Sort(got); !slices.Equal(got, []string{"c", "d"}) || s.UID(rows[m.span.row]) != "c" {
		t.Errorf("numbered anew: %v, the range begins in row %d", got, m.span.row)
	}
}

// crowded is a list of so many users, all of them known.
func crowded(tb testing.TB, n int) (*App, *list) {
	tb.Helper()
	a := New(tb.Context(), Options{Profile: "bench", Now: func() time.Time { return time.Unix(1_800_000_000, 0) }})
	a.resize(120, 36)
	a.Update(connectedMsg{session: Session{Known: session.NewKnown(model.Actor{Me: "u-1", Credential: model.APIKey}), Changes: nobody{}}})
	users := make([]model.User, n)
	for i := range users {
		users[i] = model.User{UID: fmt.Sprint("u-", i), Name: fmt.Sprint("User ", i), Role: "default", CreatedAt: 1}
	}
	a.env.known.Users().Put(users...)
	a.env.mirror.complete = true
	l := a.views[0].(*list)
	lookAgain(a, l)
	if len(l.people.shown.rows) != n {
		tb.Fatalf("%d rows, want %d", len(l.people.shown.rows), n)
	}
	return a, l
}

// nobody makes every change at once, and nothing of it.
type nobody struct{ Changes }

func (nobody) ActAll(_ context.Context, action model.Action, users []model.User, report func(changes.Progress)) ([]changes.UserResult, error) {
	results := make([]changes.UserResult, len(users))
	for i, u := range users {
		results[i] = changes.UserResult{UID: u.UID, User: u, Fate: changes.Changed}
		if i%(4*client.MaxUIDsPerRequest) == 0 {
			results[i].Fate, results[i].Err = changes.Failed, client.ErrUnreachable
		}
	}
	report(changes.Progress{Done: len(users), Of: len(users)})
	return results, nil
}

// However long a change of many takes, it is under way until its answer.
func TestAChangeOfManyIsUnderWayUntilItsAnswer(t *testing.T) {
	a, l := crowded(t, 100)
	a.Update(pressed(tea.KeyCtrlA))
	a.Update(typed1('d'))
	a.Update(typed1('y'))
	sheet, ok := a.top().(*bulk)
	if !ok {
		t.Fatalf("%T is on top", a.top())
	}
	timers := 0
	a.env.After = func(time.Duration, tea.Msg) tea.Cmd { timers++; return nil }
	step := bulkStepMsg{sheet.request}
	for range 3 {
		a.Update(step)
	}
	if timers != 3 {
		t.Errorf("%d timers for three steps", timers)
	}
	if got := a.env.writing(); got != "deactivating 100 users" {
		t.Errorf("under way is %q", got)
	}
	a.Update(actAll(t.Context(), sheet.request, nobody{}, a.env.known, sheet.crowd, func(changes.Progress) {})())
	if got := a.env.writing(); got != "" || l.marks.len() != 1 {
		t.Errorf("under way is %q, %d users are marked", got, l.marks.len())
	}
	timers = 0
	if a.Update(step); timers != 0 {
		t.Error("the timer goes on after the end")
	}
}

// BenchmarkMarks is what marking keys cost Update with its frame, over few users
// and over many.
func BenchmarkMarks(b *testing.B) {
	version := 0
	for _, n := range []int{1_000, 1_000_000} {
		keys := func(name string, before, press func(a *App, l *list)) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				a, l := crowded(b, n)
				before(a, l)
				for b.Loop() {
					press(a, l)
					_ = a.View()
				}
			})
		}
		nothing := func(*App, *list) {}
		all := func(a *App, _ *list) { a.Update(pressed(tea.KeyCtrlA)) }
		keys("all", nothing, all)
		keys("range", nothing, func(a *App, _ *list) {
			for _, k := range "gvGv" {
				a.Update(typed1(k))
			}
		})
		keys("drawing-a-range", func(a *App, _ *list) { a.Update(typed1('v')); a.Update(typed1('G')) }, func(a *App, _ *list) { a.Update(typed1('k')) })
		keys("asking", all, func(a *App, _ *list) { a.Update(typed1('d')); a.Update(typed1('n')) })
		keys("looking-again", all, func(a *App, l *list) {
			version++
			a.env.known.Users().Put(model.User{UID: "u-1", Name: fmt.Sprint(version)})
			l.marks.follow(a.env.known.Users().Snapshot(), l.people.shown.rows, true)
		})
		keys("results", func(a *App, l *list) {
			all(a, l)
			c := crowd{model.Deactivate, l.people.shown.snapshot, l.people.shown.rows}
			sheet := newBulk(a.env, c)
			a.apply(nav{push: sheet}, nil)
			a.Update(actAll(b.Context(), sheet.request, nobody{}, a.env.known, c, func(changes.Progress) {})())
		}, func(a *App, _ *list) { a.Update(typed1('j')) })
	}
}
