package mirror

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"census/client"
	"census/client/devserver"
	"census/model"
)

func TestEverybodyIsRead(t *testing.T) {
	for _, tt := range []struct{ users, perPage, requests int }{
		{95, 1000, 1 + 2},   // the page after it, and the user after the last one
		{95, 100, 1 + 2},    // exactly one page
		{95, 50, 2 + 2 + 2}, // the first and the last once more
		{95, 7, 15 + 2 + 2},
	} {
		a := newApp(t, tt.users, devserver.Options{})
		c := newCrowd(t)
		c.users["ghost"] = model.User{UID: "ghost"}
		m := &meddler{app: a, list: everybody}
		out, err := Fetch(t.Context(), m, c.begin, timed(Options{List: everybody, PerPage: tt.perPage}))
		if err != nil || !out.Settled || out.Passes != 1 || out.Users != tt.users+5 || out.Gone != 1 || c.gone != 1 {
			t.Errorf("%d a page: %+v, %v", tt.perPage, out, err)
		}
		if len(m.asked) != tt.requests {
			t.Errorf("%d a page: pages %v were asked for, want %d requests", tt.perPage, m.asked, tt.requests)
		}
		want := a.content(everybody)
		if !slices.Equal(slices.Concat(c.puts[0]...), uidsOf(want)) {
			t.Errorf("%d a page: not in the list's order", tt.perPage)
		}
		for _, u := range want {
			if diff := cmp.Diff(u, c.users[u.UID]); diff != "" {
				t.Error(diff)
			}
		}
		if len(c.users) != len(want) {
			t.Errorf("%d users, want %d", len(c.users), len(want))
		}
	}
}

func TestNobodyIsRead(t *testing.T) {
	f, c := quiet(0, 100), newCrowd(t)
	out, err := Fetch(t.Context(), f, c.begin, timed(Options{}))
	if err != nil || !out.Settled || out.Users != 0 || len(f.asked) != 3 || c.ended != 1 {
		t.Errorf("%+v, %v, %v", out, err, f.asked)
	}
}

// The client host gives at most 100 a page, whatever is asked.
func TestFewerAPageThanAskedMeansMorePages(t *testing.T) {
	a := newApp(t, 225, devserver.Options{})
	token, err := a.server.AuthToken(t.Context(), "cometchat-uid-1")
	if err != nil {
		t.Fatal(err)
	}
	user, err := client.New(client.Config{BaseURL: "http://127.0.0.1/v3", AppID: a.server.Facts().AppID, Token: token, Me: "cometchat-uid-1", Transport: a.server.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	f, c := &fake{list: user.ListUsers}, newCrowd(t)
	out, err := Fetch(t.Context(), f, c.begin, timed(Options{List: client.ListOptions{WithTags: true}}))
	want := a.content(client.ListOptions{WithTags: true})
	want = slices.DeleteFunc(want, func(u model.User) bool { return c.users[u.UID].UID != "" })
	if err != nil || !out.Settled || len(f.asked) != 3+2+2 {
		t.Errorf("%+v, %v, pages %v", out, err, f.asked)
	}
	for _, u := range want {
		if u.UID != "cometchat-uid-1" { // the list of a user leaves out the user
			t.Errorf("%s is missing", u.UID)
		}
	}
}

// An uncounted list is walked to an empty page.
func TestAnUncountedListIsWalkedToItsEnd(t *testing.T) {
	for _, tt := range []struct {
		users int
		asked []int
	}{
		{25, []int{1, 2, 3, 4, 26, 3, 1}},
		{20, []int{1, 2, 3, 21, 2, 1}},
		{7, []int{1, 2, 8}},
	} {
		f := &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) {
			p := page(tt.users, 10, o)
			p.Total, p.TotalKnown, p.Next = 0, false, 0
			if len(p.Users) == 10 {
				p.Next = o.Page + 1
			}
			return p, nil
		}}
		c := newCrowd(t)
		out, err := Fetch(t.Context(), f, c.begin, timed(Options{Workers: 1}))
		if err != nil || !out.Settled || out.Users != tt.users || !slices.Equal(f.asked, tt.asked) {
			t.Errorf("%d users: %+v, %v, pages %v, want %v", tt.users, out, err, f.asked, tt.asked)
		}
	}
}

func TestPagesArePutInOrderAndOnlyAWindowOfThemWaits(t *testing.T) {
	const workers, pages = 3, 40
	release := make(chan struct{})
	var ahead sync.Once
	f := &fake{}
	f.list = func(_ context.Context, o client.ListOptions) (client.Page, error) {
		switch o.Page {
		case 2: // comes last of all that are asked for before it is there
			<-release
		case 1 + workers*window:
			ahead.Do(func() { close(release) })
		}
		return page(pages*10, 10, o), nil
	}
	before := make(chan int, 1)
	c := newCrowd(t)
	o := timed(Options{Workers: workers})
	o.Share = 1
	o.Report = func(p Progress) {
		if p.Users == 20 {
			f.mu.Lock()
			before <- slices.Max(f.asked)
			f.mu.Unlock()
		}
	}
	out, err := Fetch(t.Context(), f, c.begin, o)
	if err != nil || !out.Settled {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := <-before; got > 1+workers*window {
		t.Errorf("page %d was asked for while page 2 was under way", got)
	}
	if f.most > workers {
		t.Errorf("%d requests at once, want %d at most", f.most, workers)
	}
	var want []string
	for n := 1; n <= pages; n++ {
		want = append(want, uidsOf(page(pages*10, 10, client.ListOptions{Page: n, PerPage: 10}).Users)...)
	}
	if !slices.Equal(slices.Concat(c.puts[0]...), want) {
		t.Error("pages were put in another order")
	}
}

func TestAFailingPageEndsTheFetchAndRemovesNobody(t *testing.T) {
	broken := errors.New("the service is down")
	for _, at := range []int{1, 2, 5, 9, 10, 11, 12} { // 8 pages, the two after them and two again
		n := 0
		f := &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) {
			if n++; n == at {
				return client.Page{}, broken
			}
			return page(80, 10, o), nil
		}}
		c := newCrowd(t)
		c.users["old"] = model.User{UID: "old"}
		out, err := Fetch(t.Context(), f, c.begin, timed(Options{Workers: 1}))
		if !errors.Is(err, broken) || out.Settled || c.ended != 0 {
			t.Errorf("at %d: %+v, %v", at, out, err)
		}
		want := min(at-1, 8)*10 + 1
		if len(c.users) != want || out.Users != want-1 {
			t.Errorf("at %d: %d users stay, want %d", at, len(c.users), want)
		}
	}
}

func TestCancellingEndsTheFetchAtOnce(t *testing.T) {
	for at := 1; at <= 12; at++ {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		f := &fake{list: func(ctx context.Context, o client.ListOptions) (client.Page, error) {
			if n++; n == at {
				cancel()
				<-ctx.Done()
				return client.Page{}, ctx.Err()
			}
			return page(80, 10, o), nil
		}}
		c := newCrowd(t)
		out, err := Fetch(ctx, f, c.begin, timed(Options{Workers: 1}))
		if !errors.Is(err, context.Canceled) || c.ended != 0 || out.Settled || f.active != 0 {
			t.Errorf("at %d: %+v, %v", at, out, err)
		}
		// A page that came just before need not have been put any more.
		if n := len(slices.Concat(c.puts[0]...)); n > (at-1)*10 || n < (min(at-1, 8)-window)*10 || n != len(c.users) || n != out.Users {
			t.Errorf("at %d: %d users stay", at, n)
		}
	}
}

// The last moment: everything is read, and only the end is to come.
func TestCancellingByTheReportEndsTheFetchWithoutTheReading(t *testing.T) {
	for _, users := range []int{10, 80} {
		ctx, cancel := context.WithCancel(t.Context())
		c := newCrowd(t)
		o := timed(Options{Report: func(p Progress) {
			if p.Users == users {
				cancel()
			}
		}})
		if _, err := Fetch(ctx, quiet(users, 10), c.begin, o); !errors.Is(err, context.Canceled) || c.ended != 0 {
			t.Errorf("%d users: %v, ended %d", users, err, c.ended)
		}
	}
}

func TestCancellingEndsAWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := Options{Sleep: func(ctx context.Context, _ time.Duration) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}}
	c := newCrowd(t)
	if _, err := Fetch(ctx, quiet(900, 10), c.begin, o); !errors.Is(err, context.Canceled) || c.ended != 0 {
		t.Errorf("%v, ended %d", err, c.ended)
	}
}

func TestAPanicIsAnError(t *testing.T) {
	f := &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) {
		if o.Page == 4 {
			panic("index out of range")
		}
		return page(80, 10, o), nil
	}}
	c := newCrowd(t)
	_, err := Fetch(t.Context(), f, c.begin, timed(Options{}))
	if err == nil || !strings.HasSuffix(err.Error(), "panic: index out of range") {
		t.Errorf("got %v", err)
	}
	if len(c.users) != 30 || c.ended != 0 {
		t.Errorf("%d users stay, ended %d", len(c.users), c.ended)
	}
}

// A service that takes notice of page numbers in its own way, whatever total it
// names.
func TestAListWithoutEndIsAnError(t *testing.T) {
	for _, total := range []int{0, 1 << 30} {
		f := &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) {
			number := o.Page
			o.Page = 1 + min(1, o.Page-1)
			p := page(20, 10, o)
			p.Total, p.TotalKnown, p.Next = total, total > 0, number+1
			return p, nil
		}}
		c := newCrowd(t)
		_, err := Fetch(t.Context(), f, c.begin, timed(Options{}))
		if !errors.Is(err, errEndless) || c.ended != 0 || len(f.asked) > 200 {
			t.Errorf("total %d: %v after %d requests", total, err, len(f.asked))
		}
	}
}

func TestProgress(t *testing.T) {
	var seen []Progress
	o := timed(Options{Workers: 1, Report: func(p Progress) { seen = append(seen, p) }})
	c := newCrowd(t)
	_, err := Fetch(t.Context(), quiet(95, 10), c.begin, o)
	if err != nil || len(seen) != 11 { // the empty page too
		t.Fatalf("%d reports, %v", len(seen), err)
	}
	for i, p := range seen {
		if p.Users != min(95, (i+1)*10) || p.Total != 95 || !p.TotalKnown {
			t.Errorf("report %d: %+v", i, p)
		}
		if i > 4 && i < 9 { // the first ones take no time by this clock
			left := float64(95-p.Users) / p.PerSecond
			if p.PerSecond <= 0 || p.Left <= 0 || p.Left.Seconds() > left+1e-6 || p.Left.Seconds() < left-1e-6 {
				t.Errorf("report %d: %+v, want %.2f s left", i, p, left)
			}
		}
	}
	if last := seen[9]; last.Left != 0 {
		t.Errorf("at the end: %+v", last)
	}
}

// One useless answer in a thousand is no reason to give everything up; an answer
// that is always useless is.
func TestAUselessAnswerIsAskedForAgain(t *testing.T) {
	for _, accident := range []error{client.ErrBadAnswer, &client.APIError{Op: "list users", Status: 500}} {
		for _, tt := range []struct{ accidents, asked int }{{2, 8 + 2 + 2 + 2}, {3, 0}} {
			left := tt.accidents
			f := &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) {
				if o.Page == 4 && left > 0 {
					left--
					return client.Page{}, accident
				}
				return page(80, 10, o), nil
			}}
			c := newCrowd(t)
			out, err := Fetch(t.Context(), f, c.begin, timed(Options{Workers: 1}))
			if tt.accidents < maxTries && (err != nil || !out.Settled || out.Users != 80 || len(f.asked) != tt.asked) {
				t.Errorf("%v, %d times: %+v, %v after pages %v", accident, tt.accidents, out, err, f.asked)
			}
			if tt.accidents == maxTries && (!errors.Is(err, accident) || c.ended != 0) {
				t.Errorf("%v, %d times: %+v, %v", accident, tt.accidents, out, err)
			}
		}
	}
}
