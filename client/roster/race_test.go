package roster

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"census/model"
)

// Everything may happen at once, under the race detector. A snapshot stays
// unchanged, whatever is written to the roster.
func TestAllAtOnce(t *testing.T) {
	r := New()
	r.Put(manyNamed(3000)...)
	var stored bytes.Buffer
	if _, err := r.Snapshot().WriteTo(&stored); err != nil {
		t.Fatal(err)
	}
	work := []func(*rand.Rand, int){
		func(rnd *rand.Rand, i int) { r.Put(named(rnd.IntN(4000), i), named(rnd.IntN(4000), i)) },
		func(rnd *rand.Rand, _ int) { r.Remove(named(rnd.IntN(4000), 0).UID) },
		func(rnd *rand.Rand, i int) {
			r.Update(named(rnd.IntN(4000), 0).UID, func(u model.User) model.User { u.StatusMessage = fmt.Sprint(i); return u })
		},
		func(rnd *rand.Rand, _ int) { r.SetBlocked(named(rnd.IntN(50), 0).UID, rnd.IntN(2) == 0) },
		func(_ *rand.Rand, i int) { readPart(r, i) },
		func(_ *rand.Rand, i int) {
			if i%4 == 0 {
				if _, err := r.ReadFrom(bytes.NewReader(stored.Bytes())); err != nil {
					t.Error(err)
				}
			}
		},
		func(*rand.Rand, int) { lookAround(t, r.Snapshot()) },
		func(*rand.Rand, int) { lookAround(t, r.Snapshot()) },
	}
	var wg sync.WaitGroup
	for n, do := range work {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(1, uint64(n)))
			for i := range 12 {
				do(rnd, i)
			}
		})
	}
	wg.Wait()
	if s := r.Snapshot(); s.Len() != len(s.natural()) || s.Len() != r.Len() {
		t.Errorf("%d users, %d rows", s.Len(), len(s.natural()))
	}
}

func named(i, version int) model.User {
	return model.User{
		UID: fmt.Sprintf("u-%d", i), Name: fmt.Sprintf("Andrea %d %d", i%7, version), CreatedAt: model.UnixTime(1 + i), Role: fmt.Sprint("r", i%3),
		Metadata: model.Metadata(`{"@private":{"mail":"x"},"n":` + fmt.Sprint(i) + `}`),
	}
}

func manyNamed(n int) []model.User {
	users := make([]model.User, n)
	for i := range users {
		users[i] = named(i, 0)
	}
	return users
}

func readPart(r *Roster, i int) {
	g := r.Read()
	for at := range 3000 / 100 {
		var page []model.User
		for n := range 100 {
			page = append(page, named(at*100+n, i))
		}
		g.Put(page)
	}
	g.Count()
	g.End()
}

// lookAround searches letter by letter, sorts and writes, and always finds the
// same users.
func lookAround(t *testing.T, s *Snapshot) {
	o, err := s.Sort(t.Context(), Sort{By: model.KeyName, Descending: true})
	if err != nil {
		t.Error(err)
	}
	var earlier *Search
	for _, text := range []string{"an", "and", "andr", "andrea", "andrea 3"} {
		x := s.Search(parse(t, text), earlier)
		for !x.Run(t.Context(), 0) {
			x.Rows(o)
		}
		earlier = x
	}
	if found := earlier.Count(); found != len(earlier.Rows(o)) {
		t.Errorf("%d found, %d rows", found, len(earlier.Rows(o)))
	}
	var out discard
	if _, err := s.WriteTo(&out); err != nil {
		t.Error(err)
	}
	if len(s.natural()) != s.Len() {
		t.Errorf("%d rows in a snapshot of %d", len(s.natural()), s.Len())
	}
	s.Find("u-7")
	s.Sample(100, func(model.User) {})
}

// A screen asks for a search's progress while it runs.
func TestASearchIsAskedWhileItRuns(t *testing.T) {
	r := New()
	r.Put(manyNamed(5000)...)
	s := r.Snapshot()
	x := s.Search(parse(t, "/a.*n/"), nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.Run(t.Context(), time.Hour)
	}()
	for asked := 0; ; asked++ {
		select {
		case <-done:
			if !x.IsDone() || x.Count() != len(x.Rows(nil)) {
				t.Errorf("done is %v, %d found of %d", x.IsDone(), x.Count(), len(x.Rows(nil)))
			}
			return
		default:
			if x.done() > len(x.found) || len(x.Rows(nil)) > s.Len() || s.Search(parse(t, "/a.*n/ b"), x) == nil {
				t.Fatal("the search is further than its end")
			}
		}
	}
}

// A word that occurs everywhere leaves no trail, however many runs the search
// takes; the result is the same.
func TestATrailIsBounded(t *testing.T) {
	r := New()
	users := manyNamed(5000)
	r.Put(users...)
	q := parse(t, "an")
	x := r.Snapshot().Search(q, nil)
	x.Run(t.Context(), 0)
	x.tracked.Add(maxTrail)
	for !x.Run(t.Context(), 0) {
	}
	if x.trail != nil {
		t.Error("a trail was kept for a word that occurs everywhere")
	}
	for _, text := range []string{"an", "and"} {
		if x = searched(r.Snapshot(), parse(t, text), x); x.Count() != len(matching(users, parse(t, text))) {
			t.Errorf("%q: %d found", text, x.Count())
		}
	}
}
