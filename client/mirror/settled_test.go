package mirror

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"census/client"
)

// pages is a list of 80 users, ten a page, that change makes another one for each
// pass, counted from 1.
type pages struct {
	fake
	*crowd
	pass int
}

func changing(t *testing.T, change func(p *client.Page, pass int)) *pages {
	f := &pages{crowd: newCrowd(t)}
	f.list = func(_ context.Context, o client.ListOptions) (client.Page, error) {
		p := page(80, 10, o)
		change(&p, f.pass)
		return p, nil
	}
	return f
}

func (f *pages) begin() Reading {
	f.pass++
	return f.crowd.begin()
}

func (f *pages) fetch() (Outcome, error) {
	return Fetch(f.t.Context(), f, f.begin, timed(Options{Workers: 1}))
}

// Nothing that disagrees settles a reading, however often it comes just so.
func TestAListThatDisagreesWithItselfIsNotSettled(t *testing.T) {
	for name, change := range map[string]func(p *client.Page, pass int){
		"a page in between counts one more": func(p *client.Page, _ int) {
			if p.Number == 4 {
				p.Total++
			}
		},
		"a page in between does not count": func(p *client.Page, _ int) { p.TotalKnown = p.Number != 4 },
		"each time another user is held back": func(p *client.Page, pass int) {
			if p.Number == 4 {
				p.Users = append(p.Users[:pass:pass], p.Users[pass+1:]...)
			}
		},
		"each time another wrong total":         func(p *client.Page, pass int) { p.Total += pass },
		"each time the pages are cut elsewhere": func(p *client.Page, pass int) { recut(p, pass) },
	} {
		f := changing(t, change)
		out, err := f.fetch()
		if err != nil || out.Settled || out.Passes < 2 || f.ended != 0 {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
	}
}

// recut moves as many users from page 4 to page 5 as the pass says.
func recut(p *client.Page, pass int) {
	switch p.Number {
	case 4:
		p.Users = p.Users[:10-pass]
	case 5:
		before := page(80, 10, client.ListOptions{Page: 4, PerPage: 10}).Users
		p.Users = append(before[10-pass:], p.Users...)
	}
}

// A list without a count that gives less in between may hide somebody.
func TestAShortPageOfAnUncountedListIsReadAgain(t *testing.T) {
	f := changing(t, func(p *client.Page, pass int) {
		p.Total, p.TotalKnown = 0, false
		if p.Number == 4 && pass == 1 {
			p.Users = p.Users[:9]
		}
	})
	out, err := f.fetch()
	if err != nil || out.Passes < 2 || len(f.users) != 80 {
		t.Errorf("%+v, %v, %d users", out, err, len(f.users))
	}
}

func TestWhatIsReadInPartIsNotSettled(t *testing.T) {
	f := changing(t, func(p *client.Page, _ int) {
		if p.Number == 8 {
			p.LeftOut = []client.LeftOut{{Row: 11}}
		}
	})
	out, err := f.fetch()
	if err != nil || out.Settled || out.Unread != 1 {
		t.Errorf("%+v, %v", out, err)
	}
}

// A refusal stays one; asking again would only use the limit up.
func TestARefusalIsNotAskedForAgain(t *testing.T) {
	refused := &client.APIError{Op: "list users", Status: http.StatusForbidden}
	f := &fake{list: func(context.Context, client.ListOptions) (client.Page, error) { return client.Page{}, refused }}
	if _, err := Fetch(t.Context(), f, newCrowd(t).begin, timed(Options{})); !errors.Is(err, refused) || len(f.asked) != 1 {
		t.Errorf("%v after pages %v", err, f.asked)
	}
}

// An answer that says nothing of the limit leaves what another said.
func TestTheBudgetIsWhatWasSaidLast(t *testing.T) {
	said := client.Budget{Limit: 600, Remaining: 500, Known: true}
	f := changing(t, func(p *client.Page, _ int) {
		if p.Number == 4 {
			p.Budget = said
		}
	})
	if out, err := f.fetch(); err != nil || out.Budget != said {
		t.Errorf("%+v, %v", out.Budget, err)
	}
}

// Requests under way are called off when the reading fails, and none is left
// behind when it returns.
func TestAFailureLeavesNoRequestBehind(t *testing.T) {
	broken := errors.New("the service is down")
	underWay, ended := make(chan struct{}), atomic.Bool{}
	f := &fake{list: func(ctx context.Context, o client.ListOptions) (client.Page, error) {
		switch o.Page {
		case 2:
			<-underWay
			return client.Page{}, broken
		case 3:
			close(underWay)
			select {
			case <-ctx.Done():
			case <-time.After(10 * time.Second): // of no use to anybody any more
				t.Error("the request was not called off")
			}
			for range 1000 {
				runtime.Gosched()
			}
			ended.Store(true)
			return client.Page{}, ctx.Err()
		}
		return page(80, 10, o), nil
	}}
	_, err := Fetch(t.Context(), f, newCrowd(t).begin, timed(Options{Workers: 2, Share: 1}))
	if !errors.Is(err, broken) || !ended.Load() {
		t.Errorf("%v; the request had ended: %t", err, ended.Load())
	}
}

func TestThereAreNeverMoreThanSixteenWorkers(t *testing.T) {
	if got := (Options{Workers: 1000}).withDefaults().Workers; got != 16 {
		t.Errorf("%d workers", got)
	}
}

// A disk that cannot be read just now is no reason to throw a file away.
func TestAnErrorOfTheDiskIsNoDamage(t *testing.T) {
	disk := errors.New("input/output error")
	if _, _, err := readHeader(iotest.ErrReader(disk), "scope"); !errors.Is(err, disk) || errors.Is(err, ErrDamaged) {
		t.Errorf("it counts as damaged: %v", err)
	}
}
