package ui

import (
	"fmt"
	"testing"

	"census/client/session"
	"census/model"
)

// BenchmarkKey is one key press with its whole frame, over few users and over
// many: the two must cost about the same.
func BenchmarkKey(b *testing.B) {
	for _, n := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a := New(b.Context(), Options{Profile: "bench"})
			a.resize(120, 36)
			a.Update(connectedMsg{session: Session{Known: session.NewKnown(model.Actor{Me: "u-1", Credential: model.APIKey})}})
			l := a.views[0].(*list)
			users := make([]model.User, n)
			for i := range users {
				users[i] = model.User{UID: fmt.Sprint("u-", i), Name: fmt.Sprint("User ", i), Role: "default", CreatedAt: 1, Metadata: model.Metadata(`{"plan":"pro","n":[1,2,3]}`)}
			}
			a.env.known.Users().Put(users...)
			lookAgain(a, l)
			if len(l.people.shown.rows) != n {
				b.Fatalf("%d rows, want %d", len(l.people.shown.rows), n)
			}
			for b.Loop() {
				a.Update(typed1('j'))
				_ = a.View()
			}
		})
	}
}
