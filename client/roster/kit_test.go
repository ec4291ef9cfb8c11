package roster

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"

	"census/client"
	"census/client/devserver"
	"census/client/query"
	"census/model"
)

// clock is the current time in the tests.
var clock = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// invented returns users the local server makes up, with many scripts and
// shapes of metadata.
func invented(t testing.TB, n int) []model.User {
	t.Helper()
	server, err := devserver.New(devserver.Options{DB: ":memory:", Users: n, FixedKeys: true, Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	api, err := client.New(client.Config{BaseURL: "http://127.0.0.1/v3", Key: server.Facts().APIKey, Transport: roundTripper{server}})
	if err != nil {
		t.Fatal(err)
	}
	var users []model.User
	for page := 1; page != 0; {
		p, err := api.ListUsers(context.Background(), client.ListOptions{Page: page, PerPage: client.MaxPerPage, WithTags: true, Lifecycle: client.ActiveAndDeactivated})
		if err != nil {
			t.Fatal(err)
		}
		users, page = append(users, p.Users...), p.Next
	}
	return users
}

type roundTripper struct{ server *devserver.Server }

func (r roundTripper) RoundTrip(q *http.Request) (*http.Response, error) {
	return r.server.Transport().RoundTrip(q)
}

func parse(t interface{ Fatalf(string, ...any) }, text string) query.Query {
	q, err := query.Parse(text, query.Env{Now: clock})
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	return q
}

// uids are the users a search has found, in the order of its rows.
func uids(x *Search, o *Order) []string {
	names := []string{}
	for _, id := range x.Rows(o) {
		names = append(names, x.snapshot.UID(id))
	}
	return names
}

func searched(s *Snapshot, q query.Query, earlier *Search) *Search {
	x := s.Search(q, earlier)
	x.Run(context.Background(), time.Hour)
	return x
}

// matching lists the users that match the query by its reference meaning.
func matching(users []model.User, q query.Query) []string {
	names := []string{}
	for _, u := range users {
		if q.Match(u) {
			names = append(names, u.UID)
		}
	}
	return names
}

// drawUser makes up a user from few letters, so users resemble each other.
func drawUser(t *rapid.T, uid string) model.User {
	word := func(label string) string {
		return rapid.StringOf(rapid.SampledFrom([]rune("aábn é\"ßdr"))).Draw(t, label)
	}
	u := model.User{
		UID: uid, Name: word("name"), Link: word("link"), StatusMessage: word("message"), Avatar: word("avatar"),
		Role:   rapid.SampledFrom([]string{"", "default", "Ádmin", "admin"}).Draw(t, "role"),
		Status: rapid.SampledFrom([]model.Status{model.StatusAvailable, model.StatusOffline, "away"}).Draw(t, "status"),

		CreatedAt:     model.UnixTime(clock.Unix() - rapid.Int64Range(0, 1e8).Draw(t, "created")),
		LastActiveAt:  model.UnixTime(rapid.SampledFrom([]int64{0, 1, clock.Unix(), clock.Unix() - 86400*40}).Draw(t, "seen")),
		DeactivatedAt: model.UnixTime(rapid.SampledFrom([]int64{0, 0, clock.Unix()}).Draw(t, "deactivated")),
		BlockedByMe:   rapid.Bool().Draw(t, "blocked"), HasBlockedMe: rapid.Bool().Draw(t, "has blocked"),
		TagsKnown: true,
	}
	u.Damaged = drawDamage(t)
	u.Tags = rapid.SliceOfN(rapid.SampledFrom([]string{"an", "vip", "two words", "Änd"}), 0, 3).Draw(t, "tags")
	if len(u.Tags) == 0 {
		u.Tags = nil
	}
	switch rapid.IntRange(0, 3).Draw(t, "metadata") {
	case 1:
		u.Metadata = model.Metadata(fmt.Sprintf(`{"plan":"%s","age":%d}`, rapid.SampledFrom([]string{"pro", "andr", "Frée"}).Draw(t, "plan"), rapid.IntRange(0, 50).Draw(t, "age")))
	case 2:
		u.Metadata = model.Metadata(`{ "@private": {"mail": "andr"}, "plan" : "pro" }`)
	}
	return u
}

// drawDamage usually draws no damage.
func drawDamage(t *rapid.T) []model.Key {
	return rapid.SampledFrom([][]model.Key{
		nil, nil, nil, {model.KeyStatus}, {model.KeyLastActiveAt, model.KeyCreatedAt}, {model.KeyUpdatedAt, model.KeyDeactivatedAt},
	}).Draw(t, "damaged")
}

func drawUsers(t *rapid.T, most int) []model.User {
	users := make([]model.User, rapid.IntRange(0, most).Draw(t, "users"))
	for i := range users {
		users[i] = drawUser(t, fmt.Sprintf("u-%d", i))
	}
	return users
}

// discard counts the bytes written.
type discard struct{ n int64 }

func (d *discard) Write(b []byte) (int, error) { d.n += int64(len(b)); return len(b), nil }

var _ io.Writer = (*discard)(nil)
