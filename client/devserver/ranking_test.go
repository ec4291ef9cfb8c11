package devserver

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"census/model"
)

// rankedQueries are lists that react to different kinds of changes.
var rankedQueries = []userQuery{
	{},
	{lifecycle: allUsers},
	{lifecycle: deactivatedUsers},
	{order: byName},
	{order: byNameDown, lifecycle: allUsers},
	{order: byStatus},
	{order: byStatusDown},
	{status: "available"},
	{roles: []string{"vip"}},
	{tags: []string{"red", "blue"}},
	{prefix: "b", searchName: true, searchUID: true},
	{prefix: "b", searchName: true, roles: []string{"default"}, status: "offline"},
	{order: byStatus, prefix: "b", searchName: true, searchUID: true},
	{order: byStatus, prefix: "b"},
	{order: byStatusDown, tags: []string{"red"}, roles: []string{"vip", "default"}, prefix: "a", searchUID: true},
	{order: byNameDown, status: "available"},
	{lifecycle: allUsers, tags: []string{"red", "blue"}, status: "offline"},
	{lifecycle: deactivatedUsers, roles: []string{"vip"}},
	{viewer: 2, hideViewer: true, order: byStatus},
	{viewer: 3, hideViewer: true, hideBlocked: true, order: byStatus},
	{viewer: 3, hideBlocked: true, order: byName, roles: []string{"vip"}},
}

// Whatever is written, by this server or by another one on the same file, a
// page taken from a ranking equals the page the database would walk to.
func TestRankingsFollowEveryChange(t *testing.T) {
	path := t.TempDir() + "/census.db"
	var apps [2]*app
	for i := range apps {
		apps[i] = newApp(t, Options{DB: path, Users: 30})
	}
	random := rand.New(rand.NewPCG(1, 2))
	for step := range 90 {
		for range random.IntN(4) {
			a := apps[random.IntN(len(apps))]
			a.now = a.now.Add(time.Duration(random.IntN(3)) * time.Second)
			writeSomething(a, random)
		}
		a := apps[random.IntN(len(apps))]
		q := rankedQueries[random.IntN(len(rankedQueries))]
		q.perPage, q.page, q.withTags = 1+random.IntN(9), 1+random.IntN(5), random.IntN(2) == 1
		compareWithWalking(t, a, q)
		if t.Failed() {
			t.Fatalf("after %d steps, %+v", step, q)
		}
	}
}

func compareWithWalking(t *testing.T, a *app, q userQuery) {
	t.Helper()
	encode := func(r record) []byte { return userJSON(r, view{tags: q.withTags}) }
	got, err := a.store.listRanked(t.Context(), q, encode)
	if err != nil {
		t.Fatal(err)
	}
	want, err := a.store.listDirectly(t.Context(), q, encode)
	if err != nil {
		t.Fatal(err)
	}
	if got.total != want.total || got.changedAt != want.changedAt {
		t.Errorf("total %d, changed at %d; want %d and %d", got.total, got.changedAt, want.total, want.changedAt)
	}
	if diff := cmp.Diff(texts(want.items), texts(got.items)); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
}

func texts(items [][]byte) []string {
	all := []string{}
	for _, item := range items {
		all = append(all, string(item))
	}
	return all
}

// writeSomething sends a random change, which may fail.
func writeSomething(a *app, random *rand.Rand) {
	letter := func() string { return string(rune('a' + random.IntN(4))) }
	uid := letter() + letter()
	switch random.IntN(9) {
	case 0, 1:
		a.admin("POST", "/users", fmt.Sprintf(`{"uid":%q,"name":%q,"role":"vip","tags":["red"]}`, uid, letter()))
	case 2:
		a.admin("DELETE", "/users/"+uid, `{"permanent":true}`)
	case 3:
		a.admin("DELETE", "/users/"+uid, "")
	case 4:
		a.admin("PUT", "/users", fmt.Sprintf(`{"uidsToActivate":[%q]}`, uid))
	case 5:
		a.admin("PUT", "/users/"+uid, fmt.Sprintf(`{"name":%q,"role":"default","tags":[%q]}`, letter()+letter(), "blue"))
	case 6:
		a.admin("POST", "/users/cometchat-uid-3/blockedusers", fmt.Sprintf(`{"blockedUids":[%q,"cometchat-uid-3"]}`, uid))
	case 7:
		a.admin("DELETE", "/users/cometchat-uid-3/blockedusers", fmt.Sprintf(`{"blockedUids":[%q]}`, uid))
	case 8:
		if token, err := a.AuthToken(a.t.Context(), uid); err == nil {
			a.send("PUT", "/v3/me", `{"platform":"WEB","deviceId":"d"}`, "authtoken", token)
		}
	}
}

// More changes than are followed one by one, and more than the table keeps.
func TestRankingsSurviveFloods(t *testing.T) {
	a := newApp(t, Options{Users: 10})
	compare := func() {
		t.Helper()
		for _, q := range []userQuery{{}, {order: byStatus}, {order: byStatusDown, prefix: "g", searchName: true}} {
			q.perPage, q.page = 100, 1
			compareWithWalking(t, a, q)
		}
	}
	for _, flood := range []int{maxChanges - 1, 3 * maxChanges, 12_000} {
		compare()
		_, err := a.store.writer.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO changes (user_id, moved) SELECT 1, 0 FROM n`, flood)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.store.writer.Exec("UPDATE users SET name_key = ?, name = ? WHERE uid = 'cometchat-uid-3'",
			fmt.Sprint("g", flood), fmt.Sprint("G", flood)); err != nil {
			t.Fatal(err)
		}
		compare()
	}
	var kept int
	if err := a.store.reader.QueryRow("SELECT count(*) FROM changes").Scan(&kept); err != nil || kept != 10_000 {
		t.Errorf("%d changes are kept, %v", kept, err)
	}
}

// A list read during writes shows one state: as many users as the total says,
// and each of them whole.
func TestListsUnderWrites(t *testing.T) {
	a := newApp(t, Options{DB: t.TempDir() + "/census.db", Users: -1})
	stop := make(chan struct{})
	var writers, readers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				uid := fmt.Sprintf("w%d-%d", w, n%5)
				a.admin("POST", "/users", fmt.Sprintf(`{"uid":%q,"name":"X"}`, uid))
				a.admin("PUT", "/users/"+uid, `{"name":"Y"}`)
				a.admin("DELETE", "/users/"+uid, `{"permanent":true}`)
			}
		})
	}
	for range 3 {
		readers.Go(func() {
			for range 60 {
				list := a.admin("GET", "/users?perPage=1000", "").list()
				if list.Meta.Pagination.Total != len(list.Data) {
					t.Errorf("%d users, total %d", len(list.Data), list.Meta.Pagination.Total)
				}
				for _, u := range list.Data {
					if u.UID == "" {
						t.Error("a user without uid")
					}
				}
			}
		})
	}
	readers.Wait()
	close(stop)
	writers.Wait()
}

func TestRankingsAreFew(t *testing.T) {
	a := sampleApp(t)
	for i := range 3 * maxRankings {
		a.admin("GET", fmt.Sprintf("/users?searchKey=%s", strings.Repeat("a", i)), "").ok()
	}
	if n := len(a.store.rankings.byKey); n != maxRankings || len(a.store.rankings.recent) != n {
		t.Errorf("%d rankings are kept", n)
	}
	again := a.store.rankings.of(userQuery{prefix: strings.Repeat("a", 3*maxRankings-1), searchName: true, searchUID: true, page: 7})
	if !again.known {
		t.Error("the latest ranking is forgotten")
	}
}

// A cached user is not shown to a caller who may see less.
func TestRememberedUsersKeepTheirPrivacy(t *testing.T) {
	a := sampleApp(t)
	a.admin("PUT", "/users/cometchat-uid-2", `{"metadata":{"`+model.PrivateKey+`":{"email":"x@example.com"}}}`).ok()
	for range 2 {
		if text := a.admin("GET", "/users", "").ok().text; !strings.Contains(text, "x@example.com") {
			t.Error("a key does not see private metadata")
		}
		if text := a.as("cometchat-uid-1")("GET", "/users", "").ok().text; strings.Contains(text, "x@example.com") {
			t.Error("a user sees another's private metadata")
		}
	}
}

// A list derived from a wider one is the same as the list read directly, and
// the wider one is kept as long as the derived one.
func TestRankingsAreMadeFromWiderOnes(t *testing.T) {
	a := newApp(t, Options{Users: 200})
	for i, q := range rankedQueries {
		q.perPage, q.page = 1000, 1
		for _, warm := range []bool{false, true} {
			a.store.rankings = rankings{}
			if warm {
				if err := a.WarmMore(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			compareWithWalking(t, a, q)
		}
		if wider, ok := q.widened(); ok {
			for n := range maxRankings - 4 { // besides this one, its wider one and two more
				a.admin("GET", fmt.Sprintf("/users?searchKey=%d", n), "").ok()
			}
			r := a.store.rankings.of(q)
			if r.wider != a.store.rankings.of(wider) || !r.wider.known {
				t.Errorf("query %d: the wider ranking is forgotten", i)
			}
		}
	}
}

// A ranking is derived only while the wider one is locked too.
func TestWiderRankingsAreHeld(t *testing.T) {
	a := sampleApp(t)
	r := a.store.rankings.of(userQuery{order: byStatus, prefix: "c", searchName: true})
	err := a.store.read(t.Context(), func(tx *transaction) error { return r.follow(t.Context(), tx, false) })
	if !errors.Is(err, errWiderNeeded) || r.known || r.wider.known {
		t.Errorf("made without the wider one: %v", err)
	}
	for _, wider := range []bool{false, true} {
		release := r.hold(wider)
		for which, other := range []*ranking{r, r.wider, r.wider.wider} {
			free := other.mu.TryLock()
			if free {
				other.mu.Unlock()
			}
			if held := which == 0 || wider; free == held {
				t.Errorf("ranking %d is free: %t", which, free)
			}
		}
		release()
	}
}

// Concurrent requests for lists derived from each other do not deadlock.
func TestRankingsAreMadeAtTheSameTime(t *testing.T) {
	a := newApp(t, Options{DB: t.TempDir() + "/census.db", Users: 50})
	for range 20 {
		a.store.rankings = rankings{}
		var readers sync.WaitGroup
		for _, q := range rankedQueries {
			q.perPage, q.page = 5, 1
			readers.Go(func() {
				if _, err := a.store.listRanked(t.Context(), q, func(record) []byte { return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		readers.Wait()
	}
}

// Warming up ranks the lists requested first, and changes no answer.
func TestWarmRanksTheFirstLists(t *testing.T) {
	a := newApp(t, Options{Users: 40})
	for _, c := range []struct {
		warm    func(context.Context) error
		queries []userQuery
	}{
		{a.Warm, []userQuery{{lifecycle: activeUsers}, {lifecycle: allUsers}, {lifecycle: deactivatedUsers}}},
		{a.WarmMore, []userQuery{{order: byName}, {order: byStatus}}},
	} {
		if err := c.warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, q := range c.queries {
			q.perPage, q.page, q.searchName, q.searchUID = 7, 1, true, true // as requests set them
			if r := a.store.rankings.of(q); !r.known {
				t.Errorf("%+v is not ranked", q)
			}
			compareWithWalking(t, a, q)
		}
	}
}
