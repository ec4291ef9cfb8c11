package mirror

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"census/client"
	"census/client/devserver"
	"census/model"
)

// crowd is a store in memory as simple as can be.
type crowd struct {
	t     testing.TB
	users map[string]model.User
	// puts are the uids of each page in the order they came, pass by pass.
	puts  [][][]string
	ended int // pass whose reading was ended
	gone  int
}

func newCrowd(t testing.TB) *crowd { return &crowd{t: t, users: map[string]model.User{}} }

// begin is what [Fetch] asks for a reading.
func (c *crowd) begin() Reading {
	c.puts = append(c.puts, nil)
	return &crowdReading{crowd: c, pass: len(c.puts), met: map[string]bool{}}
}

func (c *crowd) uids() []string { return slices.Sorted(maps.Keys(c.users)) }

type crowdReading struct {
	*crowd
	pass int
	met  map[string]bool
}

func (r *crowdReading) Put(users []model.User) (repeated int) {
	if r.pass != len(r.puts) || r.ended != 0 {
		r.t.Errorf("pass %d is put to after pass %d began or one was ended", r.pass, len(r.puts))
	}
	var page []string
	for _, u := range users {
		if r.met[u.UID] {
			repeated++
		}
		r.met[u.UID] = true
		r.users[u.UID] = u
		page = append(page, u.UID)
	}
	r.puts[r.pass-1] = append(r.puts[r.pass-1], page)
	return repeated
}

func (r *crowdReading) Count() int { return len(r.met) }

func (r *crowdReading) End() (gone int) {
	if r.ended != 0 {
		r.t.Error("ended twice")
	}
	r.ended = r.pass
	for uid := range r.users {
		if !r.met[uid] {
			delete(r.users, uid)
			gone++
		}
	}
	r.gone = gone
	return gone
}

// app is an app on the local server. Its clock goes on by a second with every
// look, so that whoever is created later is newer.
type app struct {
	t      testing.TB
	server *devserver.Server
	client *client.Client // goes straight to it
	clock  atomic.Int64
	made   int
}

func newApp(t testing.TB, users int, o devserver.Options) *app {
	t.Helper()
	a := &app{t: t}
	a.clock.Store(1_700_000_000)
	o.Users, o.FixedKeys = users, true
	o.Now = func() time.Time { return time.Unix(a.clock.Add(1), 0) }
	var err error
	if a.server, err = devserver.New(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.server.Close() })
	a.client = a.through(a.server.Transport())
	return a
}

func (a *app) through(transport http.RoundTripper) *client.Client {
	a.t.Helper()
	c, err := client.New(client.Config{
		BaseURL: "http://127.0.0.1/v3", Key: a.server.Facts().APIKey, Transport: transport,
		Retry: client.RetryPolicy{Attempts: 1},
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return c
}

// content is everybody in the list's order, read while nothing moves.
func (a *app) content(o client.ListOptions) (users []model.User) {
	o.PerPage, o.Page = client.MaxPerPage, 1
	for o.Page > 0 {
		p, err := a.client.ListUsers(context.Background(), o)
		if err != nil {
			a.t.Error(err)
			return nil
		}
		users = append(users, p.Users...)
		o.Page = p.Next
	}
	return users
}

func uidsOf(users []model.User) (uids []string) {
	for _, u := range users {
		uids = append(uids, u.UID)
	}
	return uids
}

// everybody is what the tests read: the list in which nobody moves by being
// deactivated.
var everybody = client.ListOptions{WithTags: true, Lifecycle: client.ActiveAndDeactivated}

// create adds a user at the front of the list.
func (a *app) create() string {
	a.made++
	uid := fmt.Sprintf("made-%d", a.made)
	if _, err := a.client.CreateUser(context.Background(), model.User{UID: uid, Name: "Made"}); err != nil {
		a.t.Error(err)
	}
	return uid
}

// remove deletes the user at that place of the list; a negative place counts
// from the end.
func (a *app) remove(place int) {
	users := a.content(everybody)
	if place < 0 {
		place += len(users)
	}
	if err := a.client.DeleteUser(context.Background(), users[place%len(users)].UID, true); err != nil {
		a.t.Error(err)
	}
}

// meddler is a Lister that lets something happen before chosen requests.
type meddler struct {
	app *app
	// at runs before the n-th request is answered, n counting from 1.
	at func(n int)

	mu    sync.Mutex
	asked []int // page numbers
	// front is what the list held when its first page was asked for last.
	front []model.User
	list  client.ListOptions
}

func (m *meddler) ListUsers(ctx context.Context, o client.ListOptions) (client.Page, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, o.Page)
	if m.at != nil {
		m.at(len(m.asked))
	}
	if o.Page == 1 {
		m.front = m.app.content(m.list)
	}
	return m.app.client.ListUsers(ctx, o)
}

// fake is a service made of a function, for what the local server does not do.
type fake struct {
	list   func(ctx context.Context, o client.ListOptions) (client.Page, error)
	mu     sync.Mutex
	asked  []int
	active int
	most   int // requests at once
}

func (f *fake) ListUsers(ctx context.Context, o client.ListOptions) (client.Page, error) {
	f.mu.Lock()
	f.asked = append(f.asked, o.Page)
	f.active++
	f.most = max(f.most, f.active)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.active--
		f.mu.Unlock()
	}()
	return f.list(ctx, o)
}

// page is one page of a quiet list of n users that gives at most size a page.
func page(n, size int, o client.ListOptions) client.Page {
	size = min(size, o.PerPage)
	p := client.Page{Number: o.Page, Total: n, TotalKnown: true}
	for i := (o.Page - 1) * size; i < min(n, o.Page*size); i++ {
		p.Users = append(p.Users, model.User{UID: fmt.Sprintf("u%d", i), Name: "N", CreatedAt: 1})
	}
	if o.Page*size < n {
		p.Next = o.Page + 1
	}
	return p
}

func quiet(n, size int) *fake {
	return &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) { return page(n, size, o), nil }}
}

// clock goes on by what is slept. In between no time passes.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

var clockStart = time.Unix(1_700_000_000, 0)

func newClock() *clock { return &clock{now: clockStart} }

func (c *clock) elapsed() time.Duration { return c.Now().Sub(clockStart) }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d <= 0 {
		return errors.New("slept for no time")
	}
	c.now = c.now.Add(d)
	return ctx.Err()
}

// timed are options whose time passes by sleeping only.
func timed(o Options) Options {
	c := newClock()
	o.Now, o.Sleep = c.Now, c.Sleep
	return o
}
